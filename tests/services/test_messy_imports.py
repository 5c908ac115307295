"""Sheets as people send them, read into a register: words for codes, English titles, several columns for one text."""

from pathlib import Path

import pytest

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.reference.models import Organisation, Zone
from silian.register.declaration import get
from silian.register.imports.actions import Choices, import_file
from silian.register.standing import Standing

pytestmark = pytest.mark.django_db
ALL = Choices(adds_missing=True, publishes=True)


def imported(slug: str, path: Path, text: str, choices: Choices = ALL) -> list[str]:
    """Write the sheet and return the cells and rows that were not taken."""
    path.write_text(text, encoding="utf-8")
    found = import_file(get(slug), path, Standing(administrator=True), choices, trial=False)
    assert found.written, found.faults
    return [doubt["value"] for doubt in found.doubts]


def test_words_for_codes_are_understood_and_unknown_ones_are_named(tmp_path: Path) -> None:
    text = '技術名稱,流通方式,專利保護,參展單位名稱\n甲,非專屬授權、合作開發、其他(-),否,"KUDO, Inc (USA);乙大學"\n'
    assert imported("achievements", tmp_path / "a.csv", text) == []
    made = Achievement.objects.get()
    assert (made.transfer_form, made.ip_state) == (["licence", "joint_development"], "none")
    names = dict(Organisation.objects.values_list("key", "name"))
    assert [names[key] for key in made.owners] == ["KUDO, Inc (USA)", "乙大學"]


def test_an_english_title_stands_in_for_a_missing_one(tmp_path: Path) -> None:
    text = "成果名称,英文名称,完成单位\n甲,A,丙大学\n,Only in English,丙大学\n"
    imported("achievements", tmp_path / "a.csv", text)
    assert set(Achievement.objects.values_list("title", "title_en")) == {
        ("甲", "A"),
        ("Only in English", "Only in English"),
    }


def test_publishing_all_leaves_a_column_of_the_sheet_in_charge(tmp_path: Path) -> None:
    imported("achievements", tmp_path / "a.csv", "成果名称,完成单位,是否公开\n甲,丙大学,否\n")
    imported("achievements", tmp_path / "b.csv", "成果名称,完成单位\n乙,丙大学\n")
    assert dict(Achievement.objects.values_list("title", "published")) == {"甲": False, "乙": True}


def test_target_figures_and_present_state_are_not_taken_for_the_problem(tmp_path: Path) -> None:
    text = "需求标题,技术难题,考核指标,现有水平,需求单位\n隔膜,针刺起火,耐 150 度,耐 120 度,甲电池\n"
    imported("needs", tmp_path / "n.csv", text)
    need = Need.objects.get()
    assert (need.problem, need.target_figures, need.present_state) == ("针刺起火", "耐 150 度", "耐 120 度")


def test_names_that_nobody_knows_are_left_empty_where_that_is_allowed(tmp_path: Path) -> None:
    Organisation.objects.create(key="b", name="乙大学")
    sheet = tmp_path / "a.csv"
    sheet.write_text("成果名称,技术领域,完成单位\n甲,量子,丙大学、乙大学\n丙,量子,\n", encoding="utf-8")
    who = Standing(administrator=True)
    refused = import_file(get("achievements"), sheet, who, Choices(), trial=False)
    assert (refused.written, refused.fault_rows) == (False, 2)
    found = import_file(get("achievements"), sheet, who, Choices(spares_unknown=True), trial=False)
    assert (found.written, found.fault_rows) == (True, 0)
    assert found.spared == [
        {"field": "field", "problem": "unknown", "rows": 2, "values": 1},
        {"field": "owners", "problem": "unknown", "rows": 1, "values": 1},
    ]
    assert {made.title: (made.field, made.owners) for made in Achievement.objects.all()} == {
        "甲": (None, ["b"]),
        "丙": (None, []),
    }


def test_a_name_of_several_records_is_left_empty_and_never_guessed(tmp_path: Path) -> None:
    for key in ("b1", "b2"):
        Organisation.objects.create(key=key, name="乙大学")
    imported(
        "achievements", tmp_path / "a.csv", "成果名称,完成单位\n甲,乙大学\n", Choices(spares_unknown=True)
    )
    assert Achievement.objects.get().owners == []


def test_a_required_name_is_never_left_empty(tmp_path: Path) -> None:
    sheet = tmp_path / "n.csv"
    sheet.write_text("需求标题,需求单位\n隔膜,谁也不认识\n", encoding="utf-8")
    found = import_file(
        get("needs"), sheet, Standing(administrator=True), Choices(spares_unknown=True), trial=False
    )
    assert [(fault["field"], fault["problem"]) for fault in found.faults] == [("company", "unknown")]


def test_rows_of_an_officer_of_one_zone_are_of_that_zone_unless_the_sheet_says_otherwise(
    tmp_path: Path,
) -> None:
    for key in ("here", "there"):
        Zone.objects.create(key=key, name=key)
    officer = Standing(zones=frozenset({"here"}))
    sheet = tmp_path / "a.csv"
    sheet.write_text("成果名称\n甲\n", encoding="utf-8")
    assert import_file(get("achievements"), sheet, officer, Choices(), trial=False).written
    made = Achievement.objects.get()
    assert made.zone is not None
    assert made.zone.key == "here"
    sheet.write_text("成果名称,园区\n乙,there\n", encoding="utf-8")
    refused = import_file(get("achievements"), sheet, officer, Choices(), trial=False)
    assert [fault["problem"] for fault in refused.faults] == ["forbidden"]
    several = Standing(zones=frozenset({"here", "there"}))
    sheet.write_text("成果名称\n丙\n", encoding="utf-8")
    assert not import_file(get("achievements"), sheet, several, Choices(), trial=False).written
