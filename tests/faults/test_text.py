"""Script, SQL and formulas in every text of every register are texts everywhere and nothing else."""

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from silian.register.declaration import Register
from silian.register.fields import Shape
from tests.contract.conftest import REGISTERS, Cast, cast, make_row  # noqa: F401 fixtures

SCRIPT = "<script>alert(1)</script>"
BAD = f"\"'{SCRIPT}'; DROP TABLE x; -- {{{{ 7*7 }}}} %s"
FORMULA = "=HYPERLINK(A1)"
MakeRow = Callable[..., Any]


def texts(declared: Register, value: str) -> dict[str, str]:
    """Return ``value`` for each text field, cut to what fits."""
    kinds = (Shape.TEXT, Shape.LONG)
    fields = [i for i in declared.fields if i.shape in kinds and i.name not in ("key", "uscc")]
    return {i.name: value[: i.field.max_length or None] for i in fields}


@pytest.fixture(params=REGISTERS, ids=str)
def each(request: pytest.FixtureRequest) -> Register:
    """Return one register after the other."""
    declared: Register = request.param
    return declared


def test_script_and_sql_are_shown_as_text(each: Register, cast: Cast, make_row: MakeRow) -> None:  # noqa: F811
    published = {each.published: True} if each.published else {}
    row = make_row(each, **texts(each, BAD), **published)
    client = cast.administrator
    name = each.name
    pages = [
        reverse(f"{name}_list") + "?" + "&".join(f"col={i.name}" for i in each.fields),
        reverse(f"{name}_pick"),
        row.get_absolute_url(),
        reverse(f"{name}_edit", args=[row.key]),
        reverse(f"{name}_delete", args=[row.key]),
        "/search/?q=script",
        "/",
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert SCRIPT not in answer.content.decode(), page
        assert "nonce" not in answer["Content-Security-Policy"]
    again = client.patch(
        f"/api/{each.slug}/{row.key}", texts(each, BAD + "?"), content_type="application/json"
    )
    assert again.status_code == 200, again.content.decode()
    assert again["Content-Type"].startswith("application/json")
    assert SCRIPT not in client.get(row.get_absolute_url()).content.decode()
    for parameter in ("q", "sort", "col", "page", "lang", *each.filters):
        asked = client.get(reverse(f"{name}_list"), {parameter: BAD})
        assert asked.status_code == 200, parameter
        assert SCRIPT not in asked.content.decode(), parameter
    for kind in ("csv", "xlsx", "parquet"):
        answer = client.get(reverse(f"{name}_export", args=[kind]), {"q": BAD, "sort": BAD})
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)  # read to the end, the client closes it


def test_no_export_holds_a_formula(each: Register, cast: Cast, make_row: MakeRow) -> None:  # noqa: F811
    make_row(each, **texts(each, FORMULA))

    def fetched(kind: str) -> bytes:
        answer = cast.administrator.get(reverse(f"{each.name}_export", args=[kind]))
        return b"".join(answer.streaming_content)

    for line in csv.reader(io.StringIO(fetched("csv").decode("utf-8-sig"))):
        assert not [cell for cell in line if cell.startswith(("=", "+", "@", "\t"))]
    sheet = openpyxl.load_workbook(io.BytesIO(fetched("xlsx"))).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "b"}
