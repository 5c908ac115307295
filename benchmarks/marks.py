"""What the rules alone would say of real listings: marks by question and how many would be published."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from python_calamine import CalamineWorkbook

from benchmarks.data import PAIRS
from benchmarks.twins import SHEET
from silian.engines.examining import QUESTIONS, Contacts, Listing, examine, judge

REGION = Path(__file__).parents[1] / "samples" / "region"
SOMEBODY = Contacts(people=2, active=1)  # the sheets name nobody: every listing gets the same five points


def expo() -> Iterator[Listing]:
    """Yield the rows of the expo list."""
    for row in CalamineWorkbook.from_path(SHEET).get_sheet_by_index(0).to_python()[1:]:
        cell = [str(value).strip() for value in row]
        if cell[2]:
            yield Listing(
                kind="result",
                title=cell[2],
                text=f"{cell[4]}\n{cell[6]}",
                readiness=int(float(cell[35])) if cell[35][:1].isdigit() else None,
                ip_state={"是": "protected", "否": "none"}.get(cell[11], ""),
                forms=("transfer",) if cell[13] not in ("", "其他") else (),
                contacts=SOMEBODY,
            )


def needs() -> Iterator[Listing]:
    """Yield the 371 company needs, a title and a text each."""
    for line in (PAIRS / "needs.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        yield Listing(kind="need", title=row["title"], text=row["text"], contacts=SOMEBODY)


def _level(text: str) -> int | None:
    return int(text) if text else None


def region_results() -> Iterator[Listing]:
    """Yield the results of the sample region."""
    for row in csv.DictReader((REGION / "achievements.csv").open(encoding="utf-8-sig")):
        yield Listing(
            kind="result",
            title=row["title"],
            text=row["summary"],
            readiness=_level(row["readiness"]),
            ip_state=row["ip_state"],
            forms=tuple(filter(None, row["transfer_form"].split(";"))),
            money_yuan=1 if row["asked_price_yuan"] else None,
            contacts=SOMEBODY,
        )


def region_needs() -> Iterator[Listing]:
    """Yield the needs of the sample region."""
    for row in csv.DictReader((REGION / "needs.csv").open(encoding="utf-8-sig")):
        yield Listing(
            kind="need",
            title=row["title"],
            text=row["problem"],
            present=row["present_state"],
            targets=row["target_figures"],
            readiness=_level(row["readiness_min"]),
            forms=tuple(filter(None, row["cooperation_form"].split(";"))),
            money_yuan=1 if row["budget_yuan"] else None,
            has_deadline=bool(row["deadline_on"]),
            contacts=SOMEBODY,
        )


def main() -> None:
    """Print one row a set: listings published, the median sum, and how often each question blocks."""
    print("| set | listings | published | median of 30 | blocked by |\n|---|---|---|---|---|")
    sets = {"expo": expo, "needs": needs, "region results": region_results, "region needs": region_needs}
    for name, listings in sets.items():
        verdicts = [judge({m.question: m.points for m in examine(each)}) for each in listings()]
        blocked = Counter(question for verdict in verdicts for question in verdict.blocked_by)
        told = ", ".join(f"{question} {blocked[question]}" for question in QUESTIONS if blocked[question])
        published = sum(verdict.publish for verdict in verdicts)
        middle = median(verdict.total for verdict in verdicts)
        print(f"| {name} | {len(verdicts)} | {published} | {middle:g} | {told or 'none'} |")


if __name__ == "__main__":
    main()
