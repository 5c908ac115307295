"""What every index promises, in memory and in PostgreSQL: one body of tests over both."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import psycopg
import pytest

from silian.engines.matching import load_weights
from silian.engines.matching.encoders.bundled import BundledEncoder
from silian.engines.matching.indexes import Entry, Frame, Index, IndexMismatch, MemoryIndex, Only, Query
from silian.services.matching.postgres_index import SCHEMA, PostgresIndex

REGION = Path(__file__).parents[3] / "samples" / "region"
TODAY = Only(on=date(2026, 11, 25))
Opened = Callable[[], Index]


def rows(name: str) -> list[dict[str, str]]:
    with (REGION / name).open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def frame() -> Frame:
    return Frame(weights=load_weights(with_meaning=True), averages={"title": 15.0, "summary": 60.0})


@pytest.fixture(scope="module")
def entries(frame: Frame) -> list[Entry]:
    found = rows("achievements.csv")
    vectors = BundledEncoder().encode([row["title"] + row["summary"] for row in found])
    vectors = vectors - vectors.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return [
        frame.entry(
            at,
            {"title": row["title"], "summary": row["summary"]},
            vector=vectors[at],
            published=at % 9 != 0,
            zone=f"zone{at % 3}",
            field=f"field{at % 4}",
            valid_until=date(2026, 11, 24) if at % 7 == 0 else None,
        )
        for at, row in enumerate(found)
    ]


@pytest.fixture(scope="module")
def queries(frame: Frame) -> list[Query]:
    found = rows("needs.csv")
    vectors = BundledEncoder().encode([row["title"] + row["problem"] for row in found])
    return [
        replace(frame.query(r["title"], r["problem"], vector=v), least=0.0)
        for r, v in zip(found, vectors, strict=True)
    ]


@pytest.fixture(params=["memory", "postgres"])
def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
    if request.param == "memory":
        yield MemoryIndex
        return
    address = request.getfixturevalue("server_address")
    made: list[PostgresIndex] = []

    def build() -> Index:
        made.append(PostgresIndex(address))
        made[-1].clear()
        return made[-1]

    yield build
    for index in made:
        index.close()
    with psycopg.connect(address, autocommit=True) as database:
        database.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def keys(index: Index, query: Query, only: Only = TODAY, top: int = 10) -> list[int]:
    return [hit.key for hit in index.search(query, only, top)]


def lookalikes(one: list[int], other: list[int]) -> float:
    return len(set(one) & set(other)) / len(one) if one else float(not other)


def test_the_first_ten_are_those_of_the_exact_index(
    opened: Opened, entries: list[Entry], queries: list[Query]
) -> None:
    exact, index = MemoryIndex(), opened()
    exact.put(entries)
    index.put(entries)
    assert len(index) == len(entries)
    shares = [lookalikes(keys(exact, query), keys(index, query)) for query in queries]
    assert float(np.mean(shares)) >= 0.98


def test_scores_are_those_of_words_and_meaning_worked_out_one_by_one(
    opened: Opened, entries: list[Entry], queries: list[Query]
) -> None:
    index = opened()
    index.put(entries)
    query, count = queries[0], len(entries) + 200
    rarity = {}
    for term in query.terms:
        having = sum(term in entry.terms for entry in entries)
        if having:
            rarity[term] = np.log1p((count - having + 0.5) / (having + 0.5)) / np.log((count + 1) / 1.5)
    half = query.half_base + sum(w * min(1.0, rarity.get(t, 1.0)) for t, w in query.title.items())
    for hit in index.search(query, TODAY, 5):
        entry = entries[hit.key]
        assert entry.vector is not None
        raw = sum(query.terms[t] * rarity[t] * w for t, w in entry.terms.items() if t in rarity)
        cosine = max(0.0, float(entry.vector @ query.vector))
        assert hit.score == pytest.approx(
            query.lexical * raw / (raw + half) + query.meaning * cosine, abs=0.05
        )


def test_filters_hold_inside_the_search(opened: Opened, entries: list[Entry], queries: list[Query]) -> None:
    index = opened()
    index.put(entries)
    chosen = Only(on=date(2026, 11, 25), zone="zone1", field="field2")
    allowed = {
        e.key
        for e in entries
        if e.published and e.valid_until is None and (e.zone, e.field) == ("zone1", "field2")
    }
    for query in queries[:20]:
        assert set(keys(index, query, chosen, 100)) <= allowed
    assert {key for query in queries for key in keys(index, query, chosen, 100)} == allowed
    expired = {entry.key for entry in entries if entry.valid_until}
    before = Only(on=date(2026, 11, 24))
    assert any(expired & set(keys(index, query, before, 50)) for query in queries[:20])


def test_a_changed_entry_is_found_by_its_new_words_only(
    opened: Opened, frame: Frame, entries: list[Entry]
) -> None:
    index = opened()
    index.put(entries)
    vector = entries[1].vector
    words = frame.query("量子纠缠密钥分发", "")
    assert keys(index, words) == []
    index.put([frame.entry(1, {"title": "量子纠缠密钥分发终端"}, vector=vector)])
    assert (keys(index, words), len(index)) == ([1], len(entries))
    index.put([entries[1]])
    assert keys(index, words) == []


def test_what_was_removed_is_gone_and_counts_no_more(
    opened: Opened, frame: Frame, entries: list[Entry]
) -> None:
    index, fresh = opened(), MemoryIndex()
    index.put(entries)
    gone = [entry.key for entry in entries[:80]]
    index.remove([*gone, 999_999])
    fresh.put(entries[80:])
    query = frame.query(rows("achievements.csv")[100]["title"], "")
    expected = fresh.search(query, TODAY, 10)
    found = index.search(query, TODAY, 10)
    assert [hit.key for hit in found] == [hit.key for hit in expected]
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected], abs=1e-3)


def test_change_by_change_gives_the_same_index_as_all_at_once(
    opened: Opened, entries: list[Entry], queries: list[Query]
) -> None:
    index, whole = opened(), MemoryIndex()
    for start in range(0, len(entries), 13):
        index.put(entries[start : start + 13])
        index.put([replace(entries[start], published=True)])
    whole.put([replace(entry, published=True) if at % 13 == 0 else entry for at, entry in enumerate(entries)])
    shares = [lookalikes(keys(whole, query), keys(index, query)) for query in queries[:40]]
    assert float(np.mean(shares)) >= 0.98


def test_vectors_of_another_encoder_are_refused_and_nothing_is_half_written(
    opened: Opened, entries: list[Entry], queries: list[Query]
) -> None:
    index = opened()
    index.put(entries[:20])
    other = replace(entries[23], vector=np.ones(384, dtype=np.float32))
    with pytest.raises(IndexMismatch, match="512 维，给出的是 384 维"):
        index.put([entries[20], other])
    with pytest.raises(IndexMismatch):
        index.put([replace(entries[22], vector=None)])
    with pytest.raises(IndexMismatch):
        index.search(replace(queries[0], vector=other.vector), TODAY, 10)
    assert len(index) == 20
    index.remove([entry.key for entry in entries])
    index.put([other])
    assert keys(index, replace(queries[0], terms={}, title={}, vector=other.vector)) == [other.key]


def test_an_empty_index_and_a_need_without_words_find_nothing(
    opened: Opened, frame: Frame, entries: list[Entry]
) -> None:
    index = opened()
    index.put([])
    assert (index.search(frame.query("隔膜", ""), TODAY, 10), len(index)) == ([], 0)
    index.put(entries)
    assert index.search(frame.query("🙂", "\0"), TODAY, 10) == []


def test_what_reaches_no_level_is_no_answer(
    opened: Opened, entries: list[Entry], queries: list[Query]
) -> None:
    index = opened()
    index.put(entries)
    for query in queries[:20]:
        every = index.search(query, TODAY, 10)
        assert index.search(replace(query, least=27.0), TODAY, 10) == [
            hit for hit in every if hit.score >= 27
        ]


def test_without_vectors_words_alone_decide(opened: Opened, frame: Frame) -> None:
    index = opened()
    index.put(frame.entry(at, {"title": row["title"]}) for at, row in enumerate(rows("achievements.csv")))
    title = rows("achievements.csv")[42]["title"]
    assert keys(index, frame.query(title, ""))[0] == 42
