"""A key, name or title of a hidden record is answered as one that nobody has, and no answer gives its key."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from silian.chains.industry.models import Company
from silian.register.actions import Taken, save_record
from silian.register.declaration import Register, of
from silian.register.exports import csv_lines
from silian.register.fields import Shape
from silian.register.forms import form_class
from silian.register.imports.actions import Choices, import_file
from silian.register.imports.wording import problem_words
from silian.register.queries import ordering
from silian.register.schemas import record_of
from silian.register.standing import Standing
from tests.contract.conftest import REGISTERS, Cast
from tests.contract.test_confidential import POINTING, SECRET, exported
from tests.contract.test_registers import form_data

MakeRow = Callable[..., Any]
NEUTRAL = "不能使用这个编号。请换一个编号。"
STRANGER = Standing(organisations={"elsewhere": "manager"})
HIDING = [declared for declared in REGISTERS if declared.guarded]
JSON = "application/json"
hiding = pytest.mark.parametrize("hiding", HIDING, ids=str)
pointing = pytest.mark.parametrize(
    ("pointing", "info"), POINTING, ids=[f"{declared.slug}.{info.name}" for declared, info in POINTING]
)


def hidden_row(declared: Register, make_row: MakeRow, **changes: Any) -> Any:
    """Return a row of somebody else which only they, their officers and administrators see."""
    flags = {declared.confidential: True} if declared.confidential else {}
    make_row(declared, key="secret-key", **flags, **{declared.title: SECRET}, **changes)
    return declared.model.objects.get(key="secret-key")


def foreign(row: Any) -> Any:
    """Return the row given to another organisation, of which the cast's owner sees nothing unpublished."""
    declared = of(type(row))
    assert declared is not None
    if "owners" in declared.by_name:
        row.owners = ["elsewhere"]
    else:
        row.company = Company.objects.create(key="elsewhere", name="别处")
    row.zone = None
    row.save()
    return row


def foreign_row(pointing: Register, info: Any, make_row: MakeRow) -> Any:
    """Return a row of the cast's organisation that points at a record which even its owner may not see."""
    target = of(info.target)
    assert target is not None
    row = foreign(hidden_row(target, make_row))
    return make_row(pointing, **{info.name: row if info.shape is Shape.LINK else [row.key]})


@hiding
def test_a_taken_key_is_refused_with_the_same_words_as_a_reserved_one(
    hiding: Register, cast: Cast, make_row: MakeRow
) -> None:
    row = hidden_row(hiding, make_row)
    data = form_data(hiding, row)
    lists = {name: value for name, value in record_of(hiding, row).items() if isinstance(value, list)}
    body = data | {name: value for name, value in lists.items() if name in data}
    for key in (row.key, "pick"):
        form = form_class(hiding)(data | {"key": key}, standing=STRANGER)
        assert form.errors == {"key": [NEUTRAL]}
        answer = cast.stranger.post(f"/api/{hiding.slug}", body | {"key": key}, content_type=JSON)
        assert answer.json() == {"detail": {"key": [NEUTRAL]}}
        page = cast.stranger.post(reverse(f"{hiding.name}_new"), data | {"key": key}).content.decode()
        assert NEUTRAL in page


@hiding
def test_a_key_taken_in_the_same_moment_is_refused_with_those_words_too(
    hiding: Register, cast: Cast, make_row: MakeRow
) -> None:
    ours = form_data(hiding, make_row(hiding)) | {"key": "secret-key"}
    owner = Standing(organisations={"ours": "manager"})
    form = form_class(hiding)(ours, standing=owner)
    assert form.is_valid(), form.errors
    foreign(hidden_row(hiding, make_row))
    with pytest.raises(Taken) as refused:
        save_record(hiding, form, owner)
    assert str(refused.value) == NEUTRAL


@hiding
def test_an_import_answers_a_hidden_key_as_a_reserved_one(
    hiding: Register, cast: Cast, make_row: MakeRow, tmp_path: Path
) -> None:
    row = hidden_row(hiding, make_row)
    sheet = "".join(csv_lines(hiding, hiding.model.objects.all())).replace(SECRET, "别的名称")
    path = tmp_path / "rows.csv"

    def answer(key: str) -> Any:
        path.write_text(sheet.replace(row.key, key, 1), encoding="utf-8")
        found = import_file(hiding, path, STRANGER, Choices(), trial=True).report()
        return str(found).replace(key, "KEY"), found

    (hidden, found), (reserved, _report) = answer(row.key), answer("pick")
    assert hidden == reserved
    assert found["differences"] == []
    assert [problem_words(hiding, fault) for fault in found["faults"]] == [NEUTRAL]


@hiding
def test_an_import_of_a_hidden_title_makes_a_row_of_its_own_and_finds_it_again(
    hiding: Register, cast: Cast, make_row: MakeRow, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    make_row(hiding, key="template", **{hiding.title: SECRET})
    whole = "".join(csv_lines(hiding, hiding.model.objects.filter(key="template")))
    path.write_text(whole.replace("template", "", 1), encoding="utf-8")
    hiding.model.objects.all().delete()
    administrator = Standing(administrator=True)
    assert import_file(hiding, path, administrator, Choices(), trial=False).written
    taken = hiding.model.objects.get()

    def tried(title: str) -> str:
        path.write_text(whole.replace("template", "", 1).replace(SECRET, title), encoding="utf-8")
        report = import_file(hiding, path, STRANGER, Choices(), trial=True).report()
        keys = {fault["value"] for fault in report["faults"] if fault["field"] == "key"}
        text = str(report).replace(title, "TITLE")
        for key in keys:
            text = text.replace(key, "KEY")
        return text

    assert tried(SECRET) == tried("没有人有的题目")
    owner = Standing(organisations={"ours": "manager"})
    path.write_text(whole.replace("template", "", 1), encoding="utf-8")
    again = import_file(hiding, path, owner, Choices(), trial=False)
    assert (again.faults, again.outcome.new, again.outcome.changed) == ([], 0, 0)
    assert hiding.model.objects.get() == taken


@pointing
def test_no_answer_gives_an_owner_the_key_of_a_hidden_record_that_the_row_points_at(
    pointing: Register, info: Any, cast: Cast, make_row: MakeRow
) -> None:
    row = foreign_row(pointing, info, make_row)
    api = f"/api/{pointing.slug}/{row.key}"
    texts = {
        "list": cast.owner.get(f"/api/{pointing.slug}"),
        "read": cast.owner.get(api),
        "changed": cast.owner.patch(api, {pointing.title: "改名"}, content_type=JSON),
        "cleared": cast.owner.patch(api, {info.name: None}, content_type=JSON),
        "history": cast.owner.get(f"{api}/history"),
        "page": cast.owner.get(row.get_absolute_url()),
        "form": cast.owner.get(reverse(f"{pointing.name}_edit", args=[row.key])),
        "open data": cast.visitor.get("/api/openapi.json"),
    }
    for place, answer in texts.items():
        assert answer.status_code == 200, place
        assert "secret-key" not in answer.content.decode(), place
        assert SECRET not in answer.content.decode(), place
    assert all("secret-key" not in text for text in exported(cast.owner, pointing))
    guessed = cast.owner.patch(api, {info.name: "secret-key"}, content_type=JSON)
    missing = cast.owner.patch(api, {info.name: "nothing"}, content_type=JSON)
    assert guessed.content.decode().replace("secret-key", "nothing") == missing.content.decode()


@pointing
def test_a_hidden_record_stays_linked_through_form_api_and_import(
    pointing: Register, info: Any, cast: Cast, make_row: MakeRow, tmp_path: Path
) -> None:
    row = foreign_row(pointing, info, make_row)
    before = getattr(row, info.column)
    form = cast.owner.get(reverse(f"{pointing.name}_edit", args=[row.key])).context["form"]
    data = form_data(pointing, row) | {info.name: "", "version": form.initial["version"]}
    saved = cast.owner.post(reverse(f"{pointing.name}_edit", args=[row.key]), data)
    assert saved.status_code == 302
    path = tmp_path / "rows.csv"
    owner = Standing(organisations={"ours": "manager"})
    path.write_text("".join(csv_lines(pointing, pointing.model.objects.all(), owner)), encoding="utf-8")
    tried = import_file(pointing, path, owner, Choices(), trial=True)
    assert (tried.faults, tried.differences, tried.outcome.changed) == ([], [], 0)
    renamed = path.read_text(encoding="utf-8").replace(getattr(row, pointing.title), "改了名")
    path.write_text(renamed, encoding="utf-8")
    done = import_file(pointing, path, owner, Choices(), trial=False)
    assert (done.faults, done.outcome.changed) == ([], 1)
    row.refresh_from_db()
    assert getattr(row, info.column) == before


@pointing
def test_the_history_of_a_link_that_came_or_went_does_not_name_a_hidden_record(
    pointing: Register, info: Any, cast: Cast, make_row: MakeRow
) -> None:
    row = foreign_row(pointing, info, make_row)
    setattr(row, info.name, None if info.shape is Shape.LINK else [])
    row.save()
    shown = cast.owner.get(f"/api/{pointing.slug}/{row.key}/history").json()
    labels = [difference for change in shown for difference in change["differences"]]
    assert [each for each in labels if each["label"] == info.label] == []
    told = cast.administrator.get(f"/api/{pointing.slug}/{row.key}/history").json()
    named = [difference["before"] for change in told for difference in change["differences"]]
    assert SECRET in named


@pointing
def test_no_list_is_sorted_by_records_that_may_be_hidden(pointing: Register, info: Any, cast: Cast) -> None:
    assert ordering(pointing, info.name) == ordering(pointing, "")
    headings = dict(cast.owner.get(f"/{pointing.slug}/", {"col": info.name}).context["headings"])
    assert headings[info] == {}
