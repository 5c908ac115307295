"""A confidential row, published or not, is seen by its owners, its officers and administrators only."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import reverse

from silian.chains.innovation.models import Achievement, IntellectualProperty
from silian.reference.models import Organisation
from silian.register.declaration import OFFICER, Register, get, of
from silian.register.exports import csv_lines
from silian.register.fields import Shape
from silian.register.forms import form_class
from silian.register.imports.actions import Choices, import_file
from silian.register.permissions import visible
from silian.register.standing import Standing
from tests.contract.conftest import REGISTERS, Cast

MakeRow = Callable[..., Any]
HIDING = [declared for declared in REGISTERS if declared.confidential]
POINTING = [
    (declared, info)
    for declared in REGISTERS
    for info in declared.fields
    if info.target is not None and (target := of(info.target)) is not None and target.guarded
]
SECRET = "隐秘之词"
STRANGER = Standing(organisations={"elsewhere": "manager"})
hiding = pytest.mark.parametrize("hiding", HIDING, ids=str)


def secret_row(declared: Register, make_row: MakeRow) -> Any:
    flags = {declared.confidential: True} | ({declared.published: True} if declared.published else {})
    return make_row(declared, key="secret-key", **flags, **{declared.title: SECRET})


def pages(declared: Register) -> list[str]:
    """Return every address that shows rows of the register or figures of them."""
    listing = reverse(f"{declared.name}_list")
    everything = "&".join(f"col={name}" for name in declared.by_name)
    return [
        "/",
        listing,
        f"{listing}?q={SECRET}",
        f"{listing}?{everything}",
        f"/search/?q={SECRET}",
        reverse(f"{declared.name}_pick"),
        reverse(f"{declared.name}_pick") + f"?title={SECRET}",
        f"/api/{declared.slug}",
        f"/api/{declared.slug}?q={SECRET}",
        "/organisations/ours/",
        "/zones/here/",
    ]


def exported(client: Client, declared: Register) -> list[str]:
    """Return what the three exports hold, as texts."""

    def fetched(kind: str) -> bytes:
        answer: Any = client.get(reverse(f"{declared.name}_export", args=[kind]))
        return b"".join(answer.streaming_content)

    sheet = openpyxl.load_workbook(io.BytesIO(fetched("xlsx"))).active
    assert sheet is not None
    cells = [str(value) for row in sheet.iter_rows(values_only=True) for value in row]
    return [
        fetched("csv").decode(),
        " ".join(cells),
        str(pq.read_table(io.BytesIO(fetched("parquet"))).to_pylist()),
    ]


def test_needs_can_be_confidential() -> None:
    assert "needs" in {declared.slug for declared in HIDING}


@hiding
def test_strangers_and_visitors_see_nothing_of_a_confidential_row(
    hiding: Register, cast: Cast, make_row: MakeRow
) -> None:
    row = secret_row(hiding, make_row)
    for client in (cast.stranger, cast.visitor):
        for url in pages(hiding):
            text = (
                client.get(url).content.decode().replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", "")
            )
            assert "secret-key" not in text, url
            assert SECRET not in text.replace(f"q={SECRET}", ""), url
        assert client.get(f"/api/{hiding.slug}").json() == {"count": 0, "items": []}
        listed = client.get(reverse(f"{hiding.name}_list"))
        assert (listed.context["count"], listed.context["facets"]) == (0, [])
        for text in exported(client, hiding):
            assert "secret-key" not in text
            assert SECRET not in text
        for part in ("", "/history"):
            assert client.get(f"/api/{hiding.slug}/{row.key}{part}").status_code == 404
        for page in ("detail", "edit", "delete"):
            assert client.get(reverse(f"{hiding.name}_{page}", args=[row.key])).status_code == 404
    answer = cast.stranger.patch(f"/api/{hiding.slug}/{row.key}", {}, content_type="application/json")
    assert answer.status_code == 404


@hiding
def test_owners_their_officers_and_administrators_see_it(
    hiding: Register, cast: Cast, make_row: MakeRow
) -> None:
    row = secret_row(hiding, make_row)
    for client in (cast.owner, cast.teammate, cast.officer, cast.administrator):
        assert SECRET in client.get(row.get_absolute_url()).content.decode()
        assert client.get(f"/api/{hiding.slug}").json()["count"] == 1
        assert all("secret-key" in text for text in exported(client, hiding))


@hiding
def test_officers_of_other_zones_see_nothing_of_it(hiding: Register, cast: Cast, make_row: MakeRow) -> None:
    if not hiding.zone and hiding.maintained_by == OFFICER:
        pytest.skip("every officer looks after this register")
    secret_row(hiding, make_row)
    assert not visible(hiding, Standing(zones=frozenset({"elsewhere"}))).exists()


@hiding
def test_an_import_names_no_confidential_row(
    hiding: Register, cast: Cast, make_row: MakeRow, tmp_path: Path
) -> None:
    row = secret_row(hiding, make_row)
    path = tmp_path / "rows.csv"
    whole = "".join(csv_lines(hiding, hiding.model.objects.all()))
    path.write_text(whole.replace(row.key, ""), encoding="utf-8")
    found = import_file(hiding, path, STRANGER, Choices(), trial=True)
    assert "secret-key" not in str(found.report())
    assert found.differences == []


@pytest.mark.parametrize(("pointing", "info"), POINTING, ids=[f"{d.slug}.{i.name}" for d, i in POINTING])
def test_a_row_that_points_at_a_hidden_one_does_not_name_it(
    pointing: Register, info: Any, cast: Cast, make_row: MakeRow
) -> None:
    target = of(info.target)
    assert target is not None
    flags = {target.confidential: True} if target.confidential else {}
    make_row(target, key="secret-key", **flags, **{target.title: SECRET})
    hidden = target.model.objects.get(key="secret-key")
    row = make_row(pointing, **{info.name: hidden if info.shape is Shape.LINK else ["secret-key"]})
    urls = [row.get_absolute_url(), *pages(pointing), f"/api/{pointing.slug}/{row.key}"]
    for url in urls:
        text = cast.stranger.get(url).content.decode()
        assert "secret-key" not in text, url
        assert SECRET not in text.replace(f"q={SECRET}", "").replace(f'value="{SECRET}"', "").replace(
            f"“{SECRET}”", ""
        ), url
    assert all("secret-key" not in text for text in exported(cast.stranger, pointing))
    assert all("secret-key" in text for text in exported(cast.owner, pointing))
    assert SECRET in cast.owner.get(row.get_absolute_url()).content.decode()


def test_a_form_and_an_import_know_a_hidden_row_no_better_than_a_missing_one(
    cast: Cast, make_row: MakeRow, tmp_path: Path
) -> None:
    hidden = make_row(get("achievements"), title=SECRET)
    assert isinstance(hidden, Achievement)
    properties = get("intellectual-properties")
    for asked in (hidden.key, SECRET):
        form = form_class(properties)({"achievement": asked}, standing=STRANGER)
        missing = form_class(properties)({"achievement": "没有"}, standing=STRANGER)
        assert str(form.errors["achievement"]).replace(asked, "没有") == str(missing.errors["achievement"])
    path = tmp_path / "rows.csv"
    path.write_text(f"key,title,achievement\na,甲,{SECRET}\nb,乙,{hidden.key}\nc,丙,没有\n", encoding="utf-8")
    found = import_file(properties, path, STRANGER, Choices(), trial=True)
    links = [(f["row"], f["problem"]) for f in found.faults if f["field"] == "achievement"]
    assert links == [(2, "unknown"), (3, "unknown"), (4, "unknown")]
    assert IntellectualProperty.objects.count() == 0
    assert Organisation.objects.filter(key="elsewhere").exists()
