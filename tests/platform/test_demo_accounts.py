"""The accounts of the sample region: kept for their owner alone, shown as a table that stays straight in Chinese."""

import stat
import unicodedata
from pathlib import Path

import pytest

from silian import language
from silian.config import demo_accounts


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep two passwords in a data directory and return the file."""
    monkeypatch.setenv("SILIAN_DATA_DIR", str(tmp_path))
    demo_accounts.keep(
        {
            "passwords": {"admin": "p-admin", "company": "p-company"},
            "acts_for": {"company": "川屹微电子有限公司"},
            "complete": True,
        }
    )
    return tmp_path / "demo-accounts.json"


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def test_what_is_kept_comes_back_and_nobody_else_can_read_it(kept: Path) -> None:
    assert demo_accounts.kept()["passwords"] == {"admin": "p-admin", "company": "p-company"}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_directory_without_a_sample_has_none(kept: Path) -> None:
    kept.unlink()
    assert demo_accounts.kept() == {"passwords": {}, "acts_for": {}, "complete": False}


@pytest.mark.parametrize(
    ("words", "heading", "look"),
    [
        ("zh", "先看什么", "有院所向川屹微电子有限公司申请对接"),
        ("en", "What to look at first", "asks 川屹微电子有限公司 for contact"),
    ],
)
def test_every_role_has_a_line_under_straight_columns(
    kept: Path, words: str, heading: str, look: str
) -> None:
    language.use(words)
    try:
        lines = [line for line in demo_accounts.table().splitlines() if line.startswith("    ")]
    finally:
        language.use("zh")
    assert heading in lines[0]
    starts = [columns(line[: line.index(f"  {name}  ")]) for line, name in zip(lines[1:], NAMES, strict=True)]
    assert len(set(starts)) == 1
    assert "p-admin" in lines[1]
    assert look in lines[3]


NAMES = ("admin", "officer", "company", "lab")
