"""What every register promises: pages, API, export, import, history and who may do what."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from silian.register.declaration import Register
from silian.register.exports import csv_lines
from silian.register.fields import Shape
from silian.register.imports.actions import Choices, import_file
from silian.register.models import ImportRun
from silian.register.schemas import record_of
from silian.register.standing import Standing
from tests.contract.conftest import Cast

MakeRow = Callable[..., Any]
ADMINISTRATOR = Standing(administrator=True)


def address(declared: Register, name: str, *args: str) -> str:
    return reverse(f"{declared.name}_{name}", args=args)


def owned(declared: Register) -> bool:
    return bool(declared.owner)


def form_data(declared: Register, record: Any) -> dict[str, Any]:
    data = {}
    for name, value in record_of(declared, record).items():
        if name in {"updated_at", "warnings"} or value is None or value is False:
            continue
        codes = name in declared.by_name and declared.by_name[name].shape is Shape.CODES
        data[name] = value if codes else ", ".join(value) if isinstance(value, list) else str(value)
    return data


def test_list_and_detail_open_for_a_visitor(declared: Register, cast: Cast, make_row: MakeRow) -> None:
    row = make_row(declared, **({declared.published: True} if declared.published else {}))
    page = cast.visitor.get(address(declared, "list"))
    assert str(row) in page.content.decode()
    assert cast.visitor.get(row.get_absolute_url()).status_code == 200


def test_a_stranger_sees_only_what_is_published(declared: Register, cast: Cast, make_row: MakeRow) -> None:
    row = make_row(declared)
    expected = 404 if declared.published else 200
    for client in (cast.stranger, cast.visitor):
        assert client.get(row.get_absolute_url()).status_code == expected
        assert client.get(f"/api/{declared.slug}/{row.key}").status_code == expected
        listed = client.get(f"/api/{declared.slug}").json()["items"]
        assert (row.key in {item["key"] for item in listed}) is (not declared.published)
        exported = b"".join(client.get(address(declared, "export", "csv")).streaming_content).decode()
        assert (row.key in exported) is (not declared.published)
        assert client.get(f"/api/{declared.slug}/{row.key}/history").status_code == (
            404 if declared.published else 403
        )
    for client in (cast.owner, cast.teammate, cast.officer, cast.administrator):
        if declared.owner or client is cast.administrator:
            assert client.get(row.get_absolute_url()).status_code == 200


def test_only_owner_officer_and_administrator_change_a_row(
    declared: Register, cast: Cast, make_row: MakeRow
) -> None:
    row = make_row(declared, **({declared.published: True} if declared.published else {}))
    officers = bool(declared.zone) or declared.maintained_by == "officer"
    allowed = {
        "owner": owned(declared),
        "teammate": False,
        "stranger": False,
        "visitor": False,
        "officer": officers,
        "administrator": True,
    }
    for name, may in allowed.items():
        client = getattr(cast, name)
        page = client.get(address(declared, "edit", row.key))
        assert page.status_code == (200 if may else 302 if name == "visitor" else 403), name
        refused = 401 if name == "visitor" else 403
        answer = client.patch(f"/api/{declared.slug}/{row.key}", {}, content_type="application/json")
        assert answer.status_code == (200 if may else refused), (name, answer.content.decode())
        posted = client.post(address(declared, "delete", row.key)) if not may else None
        assert posted is None or posted.status_code in (302, 403)
    assert declared.model.objects.filter(pk=row.pk).exists()


def test_a_form_saves_and_the_second_of_two_editors_is_told(
    declared: Register, cast: Cast, make_row: MakeRow
) -> None:
    row = make_row(declared)
    url = address(declared, "edit", row.key)
    data = form_data(declared, row) | {"version": row.updated_at.isoformat()}
    assert cast.administrator.post(url, data).status_code == 302
    late = cast.administrator.post(url, data)
    assert late.status_code == 422
    assert "已被他人修改" in late.content.decode()


def test_an_empty_form_names_every_required_field(declared: Register, cast: Cast) -> None:
    answer = cast.administrator.post(address(declared, "new"), {})
    assert answer.status_code == 422
    required = {i.name for i in declared.fields if not i.field.blank and i.shape is not Shape.FLAG} - {"key"}
    assert required <= set(answer.context["form"].errors)


def test_what_is_exported_can_be_imported_again_unchanged(
    declared: Register, cast: Cast, make_row: MakeRow, tmp_path: Path
) -> None:
    make_row(declared)
    path = tmp_path / "rows.csv"
    path.write_text("".join(csv_lines(declared, declared.model.objects.all())), encoding="utf-8")
    before = list(declared.model.objects.order_by("pk").values())
    events = declared.events.objects.count()
    found = import_file(declared, path, ADMINISTRATOR, Choices(), trial=False)
    assert (found.faults, found.outcome.new, found.outcome.changed) == ([], 0, 0)
    assert list(declared.model.objects.order_by("pk").values()) == before
    assert declared.events.objects.count() == events
    declared.model.objects.all().delete()
    again = import_file(declared, path, ADMINISTRATOR, Choices(), trial=False)
    assert (again.faults, again.written) == ([], True)
    kept = [{k: v for k, v in row.items() if k not in ("id", "created_at", "updated_at")} for row in before]
    now = declared.model.objects.order_by("pk").values()
    assert [
        {k: v for k, v in row.items() if k not in ("id", "created_at", "updated_at")} for row in now
    ] == kept


def test_exports_hold_the_same_rows(declared: Register, cast: Cast, make_row: MakeRow) -> None:
    make_row(declared)
    keys = list(declared.model.objects.order_by("pk").values_list("key", flat=True))

    def fetched(kind: str) -> bytes:
        return b"".join(cast.administrator.get(address(declared, "export", kind)).streaming_content)

    lines = csv.DictReader(io.StringIO(fetched("csv").decode("utf-8-sig")))
    assert sorted(line["key"] for line in lines) == sorted(keys)
    sheet = openpyxl.load_workbook(io.BytesIO(fetched("xlsx"))).active
    assert sheet is not None
    assert sheet.max_row == len(keys) + 1
    assert sorted(pq.read_table(io.BytesIO(fetched("parquet")))["key"].to_pylist()) == sorted(keys)


def test_import_through_the_page_writes_what_the_trial_showed(
    declared: Register, cast: Cast, make_row: MakeRow
) -> None:
    row = make_row(declared)
    text = "".join(csv_lines(declared, declared.model.objects.filter(pk=row.pk))).replace(
        row.key, "imported", 1
    )
    upload = SimpleUploadedFile("rows.csv", text.encode())
    answer = cast.administrator.post(address(declared, "import"), {"file": upload})
    assert answer.status_code == 302
    shown = cast.administrator.get(answer.url)
    assert "有错误的行" in shown.content.decode()
    assert not declared.model.objects.filter(key="imported").exists()
    cast.administrator.post(answer.url, {"step": "write"})
    assert ImportRun.objects.get().state == "done", ImportRun.objects.get().report
    assert declared.model.objects.filter(key="imported").exists()
    cast.administrator.post(answer.url, {"step": "undo"})
    assert not declared.model.objects.filter(key="imported").exists()
    assert cast.stranger.get(answer.url).status_code == 404


def test_a_stranger_cannot_import_over_the_rows_of_others(
    declared: Register, cast: Cast, make_row: MakeRow, tmp_path: Path
) -> None:
    row = make_row(declared, **({declared.published: True} if declared.published else {}))
    path = tmp_path / "rows.csv"
    path.write_text("".join(csv_lines(declared, declared.model.objects.filter(pk=row.pk))), encoding="utf-8")
    stranger = Standing(user_id=None, organisations={"elsewhere": "manager"})
    found = import_file(declared, path, stranger, Choices(), trial=False)
    assert not found.written
    assert {fault["problem"] for fault in found.faults} == {"forbidden"}


def test_lists_ask_the_database_as_often_for_one_row_as_for_three(
    declared: Register, cast: Cast, make_row: MakeRow
) -> None:
    def queries() -> dict[str, int]:
        counts = {}
        for url in (address(declared, "list"), f"/api/{declared.slug}"):
            cast.administrator.get(url)
            cache.clear()
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert cast.administrator.get(url).status_code == 200
            counts[url] = len(asked)
        return counts

    make_row(declared)
    one = queries()
    for number in range(2):
        make_row(declared, key=f"more{number}")
    assert queries() == one
    assert max(one.values()) <= 30


def test_every_change_is_kept_with_who_and_when(declared: Register, cast: Cast, make_row: MakeRow) -> None:
    row = make_row(declared)
    text = next(
        i.name for i in declared.fields if i.shape is Shape.TEXT and i.name != "key" and i.name != "uscc"
    )
    answer = cast.administrator.patch(
        f"/api/{declared.slug}/{row.key}", {text: "改后的值"}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content.decode()
    history = cast.administrator.get(f"/api/{declared.slug}/{row.key}/history").json()
    assert history[0]["by"] == "administrator"
    assert history[0]["differences"][0]["after"] == "改后的值"
    assert "改后的值" in cast.administrator.get(row.get_absolute_url()).content.decode()


def test_the_api_creates_reads_and_deletes(declared: Register, cast: Cast, make_row: MakeRow) -> None:
    row = make_row(declared)
    body = {
        k: v
        for k, v in record_of(declared, row).items()
        if k not in {"updated_at", "warnings"} and v is not None
    }
    body = {k: (str(v) if not isinstance(v, bool | int | list) else v) for k, v in body.items()} | {
        "key": "made"
    }
    made = cast.administrator.post(f"/api/{declared.slug}", body, content_type="application/json")
    assert made.status_code == 201, made.content.decode()
    assert cast.administrator.get(f"/api/{declared.slug}/made").json()["key"] == "made"
    assert cast.administrator.delete(f"/api/{declared.slug}/made").status_code == 204
    assert cast.administrator.get(f"/api/{declared.slug}/made").status_code == 404
