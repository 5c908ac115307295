"""A national list of administrative divisions is taken with the headings it is published under."""

from pathlib import Path

import pytest

from silian.reference.models import Region
from silian.register.declaration import get
from silian.register.imports.actions import Choices, import_file
from silian.register.standing import Standing

LIST = """行政区划代码,单位名称,行政级别,上级代码
110101,东城区,县级,110000
110000,北京市,省级,
"""


@pytest.mark.django_db
def test_the_headings_of_the_national_list_are_known(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    found = import_file(get("regions"), path, Standing(administrator=True), Choices(), trial=False)
    assert (found.faults, found.written) == ([], True)
    rows = Region.objects.order_by("key").values_list("key", "name", "level", "parent__key")
    assert list(rows) == [("110000", "北京市", "province", None), ("110101", "东城区", "county", "110000")]
