"""The same matches as csv (for a spreadsheet) and jsonl (for a program)."""

import csv
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from silian.engines.matching import Match
from silian.language import gettext as _
from silian.services.matching.pairs import pair_columns, pairs
from silian.services.matching.run import Answers
from silian.services.matching.saving import CannotSave, replacing
from silian.services.matching.workbook import write_workbook

Progress = Callable[[str, int, int], None]
CSV_COLUMNS: tuple[str, ...] = (
    *("need_key", "need", "need_organisation", "rank", "level", "score", "parts", "offer_key", "offer"),
    *("offer_organisation", "why", "quotes", "missing"),
)


def write_csv(answers: Answers, path: Path, _progress: Progress | None = None) -> None:
    """Write one row a match, in UTF-8 as spreadsheets know it. Raises ``CannotSave``."""
    known = pair_columns()
    with replacing(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([known[name].heading for name in CSV_COLUMNS])
        for pair in pairs(answers, lambda found: found.matches):
            writer.writerow([_guarded(known[name].value(pair)) for name in CSV_COLUMNS])
        for need, found in zip(answers.sheets.needs, answers.found, strict=True):
            if not found.matches:
                alone = {"need_key": need.key, "need": need.title, "need_organisation": need.organisation}
                alone["offer"] = _("还没有匹配到合适的成果")
                writer.writerow([_guarded(alone.get(name, "")) for name in CSV_COLUMNS])


def write_jsonl(answers: Answers, path: Path, _progress: Progress | None = None) -> None:
    """Write one object a need, with every reason as data. Raises ``CannotSave``."""
    with replacing(path) as part, part.open("w", encoding="utf-8") as file:
        for found in answers.found:
            entry = {
                "need": found.need,
                "matches": [_as_data(match) for match in found.matches],
                "just_missed": [_as_data(match) for match in found.just_missed],
            }
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")


WRITERS: dict[str, Callable[[Answers, Path, Progress | None], None]] = {
    ".xlsx": write_workbook,
    ".csv": write_csv,
    ".jsonl": write_jsonl,
}


def writer_for(path: Path) -> Callable[[Answers, Path, Progress | None], None]:
    """Return what writes files named like ``path``. Raises ``CannotSave`` for an unknown ending."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise CannotSave(
            _("不会写 {path} 这种文件。请用 .xlsx、.csv 或 .jsonl 结尾的文件名。").format(path=path.name)
        )
    return writer


def _guarded(cell: object) -> object:
    """Keep a spreadsheet from running a cell that somebody else's text begins with = + - or @."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t")) else cell


def _as_data(match: Match) -> dict[str, Any]:
    data = asdict(match)
    return data | {"level": match.level.name.lower()}
