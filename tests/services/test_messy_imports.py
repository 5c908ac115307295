"""Sheets as people send them, read into a register: words for codes, English titles, several columns for one text."""

from pathlib import Path

import pytest

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.reference.models import Organisation
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
