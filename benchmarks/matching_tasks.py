"""The retrieval tasks of the public data: needs, offers, and which offers answer which need.

Letters are those of the data's own notes: a title -> abstract, c2 one keyword -> the abstracts tagged with it,
c3 keywords that no tagged abstract contains, e Chinese title -> Chinese summary, e-mix the same with the title in
simplified characters, f English summary -> Chinese summary, g English title -> Chinese summary.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineWorkbook

from benchmarks.data import DATA
from silian.engines.matching import Need, Offer, text

EXPO = DATA / "technology_expo" / "technology_expo_2022.xlsx"
LEAST_SUMMARY = 20  # characters: shorter ones are placeholders


@dataclass(frozen=True)
class Task:
    """``relevant`` holds for each of ``needs`` the positions of the offers that answer it."""

    name: str
    measure: str  # ndcg or mrr, both at 10
    target: float
    needs: list[Need]
    offers: list[Offer]
    relevant: list[set[int]]


def tasks() -> Iterator[Task]:
    """Yield the tasks whose data are here."""
    if (DATA / "scientific_literature" / "dev.jsonl").exists():
        yield from literature()
    if EXPO.exists():
        yield from expo()
    if (DATA / "needs_awards_en" / "corpus.jsonl").exists():
        yield awards()


def _lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / path).open(encoding="utf-8")]


def _titles(titles: list[str]) -> list[Need]:
    return [Need(key=str(at), title=title) for at, title in enumerate(titles)]


def literature() -> Iterator[Task]:
    """Yield c2 and c3 on the 1,000 abstracts that are given."""
    rows = _lines("scientific_literature/dev.jsonl")
    offers = [Offer(key=row["id"], title="", summary=row["abstract"]) for row in rows]
    plain = [text.normalise(row["abstract"]) for row in rows]
    tagged: dict[str, set[int]] = defaultdict(set)
    for at, row in enumerate(rows):
        for word in row["keywords"]:
            tagged[word].add(at)
    words = sorted(tagged)
    unsaid = [word for word in words if not any(text.normalise(word) in plain[at] for at in tagged[word])]
    yield Task("c2", "ndcg", 0.75, _titles(words), offers, [tagged[word] for word in words])
    yield Task("c3", "ndcg", 0.55, _titles(unsaid), offers, [tagged[word] for word in unsaid])


def expo() -> Iterator[Task]:
    """Yield e, e-mix, f and g on the rows that have title and summary in both languages."""
    rows = _expo_rows()
    offers = [Offer(key=str(at), title="", summary=row[2]) for at, row in enumerate(rows)]
    own = [{at} for at in range(len(rows))]
    yield Task("e", "ndcg", 0.945, _titles([row[0] for row in rows]), offers, own)
    yield Task("e-mix", "ndcg", 0.91, _titles([text.simplified(row[0]) for row in rows]), offers, own)
    yield Task("f", "ndcg", 0.995, _titles([row[3] for row in rows]), offers, own)
    yield Task("g", "ndcg", 0.81, _titles([row[1] for row in rows]), offers, own)


def _expo_rows() -> list[tuple[str, str, str, str]]:
    """Return title, English title, summary and English summary of each usable row, every summary once."""
    found: dict[str, tuple[str, str, str, str]] = {}
    sheet = CalamineWorkbook.from_path(str(EXPO)).get_sheet_by_index(0).to_python()[1:]
    for cells in sheet:
        title, title_en, summary, summary_en = (str(cell).strip() for cell in cells[2:6])
        chinese = text.is_chinese(title) and text.is_chinese(summary)
        english = len(title_en) > 1 and not text.is_chinese(title_en) and not text.is_chinese(summary_en)
        if chinese and english and min(len(summary), len(summary_en)) >= LEAST_SUMMARY:
            found.setdefault(summary, (title, title_en, summary, summary_en))
    return list(found.values())


def awards() -> Task:
    """Return US topics -> awards; titles are never read, they define the labels."""
    corpus = _lines("needs_awards_en/corpus.jsonl")
    position = {row["_id"]: at for at, row in enumerate(corpus)}
    relevant: dict[str, set[int]] = defaultdict(set)
    with (DATA / "needs_awards_en" / "qrels.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            relevant[row["query-id"]].add(position[row["corpus-id"]])
    queries = [row for row in _lines("needs_awards_en/queries.jsonl") if row["_id"] in relevant]
    return Task(
        "awards",
        "mrr",
        0.65,
        [Need(key=row["_id"], title="", text=row["text"]) for row in queries],
        [Offer(key=row["_id"], title="", summary=row["text"]) for row in corpus],
        [relevant[row["_id"]] for row in queries],
    )
