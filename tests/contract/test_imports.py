"""A sheet imported twice changes nothing the second time; a faulty one changes nothing at all."""

from pathlib import Path

import pytest

from silian.chains.industry.models import Company
from silian.reference.models import Organisation
from silian.register.declaration import get
from silian.register.imports.actions import Choices, import_file
from silian.register.imports.undo import undo
from silian.register.standing import Standing

pytestmark = pytest.mark.django_db
ADMINISTRATOR = Standing(administrator=True)


def sheet(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "companies.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_second_import_of_the_same_sheet_changes_nothing(tmp_path: Path) -> None:
    path = sheet(
        tmp_path, 'key,name,size,staff,revenue_yuan\na,甲公司,大型,10,"1,000.50"\nb,乙公司,small,,\n'
    )
    companies = get("company")
    first = import_file(companies, path, ADMINISTRATOR, Choices(), trial=False)
    second = import_file(companies, path, ADMINISTRATOR, Choices(), trial=False)
    assert (first.written, first.outcome.new, second.outcome.unchanged) == (True, 2, 2)
    assert companies.events.objects.count() == 2
    assert list(Company.objects.values_list("key", "size", "staff", "revenue_yuan").order_by("key")) == [
        ("a", "large", 10, pytest.approx(1000.5)),
        ("b", "small", None, None),
    ]
    assert Organisation.objects.filter(kind="company").count() == 2


def test_an_import_can_be_taken_back(tmp_path: Path) -> None:
    companies = get("company")
    import_file(companies, sheet(tmp_path, "key,name\na,甲公司\n"), ADMINISTRATOR, Choices(), trial=False)
    changed = import_file(
        companies, sheet(tmp_path, "key,name\na,改了名\nb,乙公司\n"), ADMINISTRATOR, Choices(), trial=False
    )
    assert changed.context is not None
    done = undo(companies, changed.context)
    assert (done.deleted, done.restored, done.kept) == (1, 1, 0)
    assert list(Company.objects.values_list("key", "name")) == [("a", "甲公司")]


def test_all_faults_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        "key,name,size,staff,founded_on,zone\na,,large,1,2020-01-01,\nb,乙,巨型,x,2020-13-01,nowhere\na,丙,,1,,\n",
    )
    found = import_file(get("company"), path, ADMINISTRATOR, Choices(), trial=False)
    assert {(f["row"], f["field"], f["problem"]) for f in found.faults} == {
        (2, "name", "required"),
        (3, "size", "code"),
        (3, "staff", "number"),
        (3, "founded_on", "date"),
        (3, "zone", "unknown"),
        (4, "key", "duplicate"),
    }
    assert not found.written
    assert Company.objects.count() == 0
