"""The index in PostgreSQL: postings by term and halfvec HNSW find candidates, whose points are then exact."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import Any

import numpy as np
import psycopg
from psycopg import sql

from silian.engines.matching.indexes import (
    Entry,
    Hit,
    Only,
    Query,
    asked_half,
    check_dimensions,
    rarities,
    text_points,
)

SCHEMA = "silian_index"
POSTINGS_READ = 40_000  # of the terms that weigh most; entries that share only common words come by meaning
CANDIDATES = 100  # of each kind
_BATCH = 1000

_TABLES = """
CREATE EXTENSION IF NOT EXISTS vector;
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE IF NOT EXISTS {schema}.entry (
    key bigint PRIMARY KEY, published boolean NOT NULL, zone text NOT NULL, field text NOT NULL,
    until date NOT NULL, terms bigint[] NOT NULL, weights real[] NOT NULL, vector halfvec
);
CREATE TABLE IF NOT EXISTS {schema}.posting (term bigint NOT NULL, weight real NOT NULL, key bigint NOT NULL);
CREATE INDEX IF NOT EXISTS posting_term ON {schema}.posting (term) INCLUDE (weight, key);
CREATE INDEX IF NOT EXISTS posting_key ON {schema}.posting (key);
CREATE TABLE IF NOT EXISTS {schema}.term (term bigint PRIMARY KEY, documents integer NOT NULL);
CREATE TABLE IF NOT EXISTS {schema}.about (dimensions integer NOT NULL, entries integer NOT NULL)
"""
_OPEN = "e.published AND e.until >= %(on)s AND %(zone)s IN ('', e.zone) AND %(field)s IN ('', e.field)"
_BY_TERMS = f"""
SELECT c.key FROM (
    SELECT p.key, sum(p.weight * q.worth) AS raw
    FROM unnest(%(terms)s::bigint[], %(worth)s::real[]) AS q (term, worth)
    JOIN {SCHEMA}.posting p ON p.term = q.term GROUP BY p.key ORDER BY raw DESC, p.key OFFSET 0
) c JOIN {SCHEMA}.entry e ON e.key = c.key WHERE {_OPEN} ORDER BY c.raw DESC, c.key LIMIT {CANDIDATES}
"""
_BY_MEANING = f"""
SELECT e.key FROM {SCHEMA}.entry e WHERE {_OPEN}
ORDER BY e.vector::halfvec({{dimensions}}) <=> %(vector)s::halfvec({{dimensions}}) LIMIT {CANDIDATES}
"""
_COUNT = f"""
INSERT INTO {SCHEMA}.term AS t SELECT term, %(sign)s * count(*) FROM {SCHEMA}.posting
WHERE key = ANY(%(keys)s) GROUP BY term
ON CONFLICT (term) DO UPDATE SET documents = t.documents + excluded.documents
"""


def _halfvec(vector: Any) -> str:
    return "[" + ",".join(f"{value:.6g}" for value in vector.tolist()) + "]"


class PostgresIndex:
    """Entries in a schema of their own, which may be dropped at any time: it holds nothing that is not elsewhere."""

    def __init__(self, address: str) -> None:
        """Connect to ``address`` and make the tables where they are missing. Raises psycopg.Error."""
        self._database = psycopg.connect(address, autocommit=True)
        self._database.execute(_TABLES.format(schema=SCHEMA))
        self._database.execute("SET hnsw.iterative_scan = strict_order")
        self._database.execute(f"SET hnsw.ef_search = {CANDIDATES}")
        self._database.execute("SET jit = off")

    def close(self) -> None:
        """Give the connection back."""
        self._database.close()

    def clear(self) -> None:
        """Drop everything, as after a change of the encoder, and begin empty."""
        with self._database.transaction():
            self._database.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
            self._database.execute(_TABLES.format(schema=SCHEMA))

    def settle(self) -> None:
        """Have PostgreSQL count what is there, as after a large ``put``, so that it plans searches well."""
        self._database.execute(f"VACUUM ANALYZE {SCHEMA}.entry, {SCHEMA}.posting, {SCHEMA}.term")

    def __len__(self) -> int:
        """Return how many entries there are."""
        return int(self._value(f"SELECT entries FROM {SCHEMA}.about") or 0)

    def put(self, entries: Iterable[Entry]) -> None:
        """Add or replace entries, all or none. Raises ``IndexMismatch``."""
        new = list({entry.key: entry for entry in entries}.values())
        with self._database.transaction():
            kept = self._dimensions()
            for entry in new:
                check_dimensions(kept, entry.vector)
                if kept is None:
                    kept = self._begin(0 if entry.vector is None else len(entry.vector))
            for start in range(0, len(new), _BATCH):
                self._write(new[start : start + _BATCH])

    def remove(self, keys: Sequence[int]) -> None:
        """Take entries out; keys that are not there are no fault."""
        with self._database.transaction():
            self._remove(list(keys))

    def search(self, query: Query, only: Only, top: int) -> list[Hit]:
        """Return the best ``top`` of the candidates, best first, ties by key. Raises ``IndexMismatch``."""
        kept = self._dimensions()
        if kept is None:
            return []
        if query.vector is not None:
            check_dimensions(kept, query.vector)
        rarity, documents = self._rarities(query)
        asked = {"on": only.on, "zone": only.zone, "field": only.field}
        keys = self._by_terms(query, rarity, documents, asked)
        if kept and query.vector is not None:
            keys |= self._by_meaning(query, asked, kept)
        return self._scored(query, rarity, sorted(keys), bool(kept))[:top]

    def _value(self, question: str) -> Any:
        row = self._database.execute(question).fetchone()
        return None if row is None else row[0]

    def _dimensions(self) -> int | None:
        """Return how many dimensions vectors have, 0 where there are none, None while there is no entry."""
        found: int | None = self._value(f"SELECT dimensions FROM {SCHEMA}.about WHERE entries > 0")
        return found

    def _begin(self, dimensions: int) -> int:
        self._database.execute(f"DROP INDEX IF EXISTS {SCHEMA}.entry_vector")
        self._database.execute(f"DELETE FROM {SCHEMA}.about")
        self._database.execute(f"INSERT INTO {SCHEMA}.about VALUES (%s, 0)", [dimensions])
        if dimensions:
            self._database.execute(
                sql.SQL(
                    "CREATE INDEX entry_vector ON {schema}.entry USING hnsw "
                    "((vector::halfvec({dimensions})) halfvec_cosine_ops)"
                ).format(schema=sql.Identifier(SCHEMA), dimensions=sql.Literal(dimensions))
            )
        return dimensions

    def _write(self, entries: Sequence[Entry]) -> None:
        self._remove([entry.key for entry in entries])
        with self._database.cursor() as cursor:
            columns = "key, published, zone, field, until, terms, weights, vector"
            with cursor.copy(f"COPY {SCHEMA}.entry ({columns}) FROM STDIN") as copy:
                for entry in entries:
                    vector = None if entry.vector is None else _halfvec(entry.vector)
                    facts = (entry.published, entry.zone, entry.field, entry.valid_until or "infinity")
                    copy.write_row((entry.key, *facts, list(entry.terms), list(entry.terms.values()), vector))
            with cursor.copy(f"COPY {SCHEMA}.posting (term, weight, key) FROM STDIN") as copy:
                for entry in entries:
                    for term, weight in entry.terms.items():
                        copy.write_row((term, weight, entry.key))
            cursor.execute(_COUNT, {"sign": 1, "keys": [entry.key for entry in entries]})
            cursor.execute(f"UPDATE {SCHEMA}.about SET entries = entries + %s", [len(entries)])

    def _remove(self, keys: list[int]) -> None:
        self._database.execute(_COUNT, {"sign": -1, "keys": keys})
        self._database.execute(f"DELETE FROM {SCHEMA}.posting WHERE key = ANY(%s)", [keys])
        gone = self._database.execute(f"DELETE FROM {SCHEMA}.entry WHERE key = ANY(%s)", [keys]).rowcount
        self._database.execute(f"UPDATE {SCHEMA}.about SET entries = entries - %s", [gone])

    def _rarities(self, query: Query) -> tuple[dict[int, float], dict[int, int]]:
        found = self._database.execute(
            f"SELECT term, documents FROM {SCHEMA}.term WHERE term = ANY(%s) AND documents > 0",
            [list(query.terms)],
        ).fetchall()
        documents = {int(term): int(count) for term, count in found}
        rarity = rarities(np.fromiter(documents.values(), np.int64, len(documents)), len(self))
        return dict(zip(documents, rarity.tolist(), strict=True)), documents

    def _by_terms(
        self, query: Query, rarity: dict[int, float], documents: dict[int, int], asked: dict[str, Any]
    ) -> set[int]:
        """Return the entries that share most of what weighs most, within so many postings."""
        chosen: dict[int, float] = {}
        left = POSTINGS_READ
        for term in sorted(rarity, key=lambda term: -query.terms[term] * rarity[term]):
            if documents[term] <= left:
                chosen[term] = query.terms[term] * rarity[term]
                left -= documents[term]
        terms = {"terms": list(chosen), "worth": list(chosen.values())}
        return {key for (key,) in self._database.execute(_BY_TERMS, asked | terms)}

    def _by_meaning(self, query: Query, asked: dict[str, Any], dimensions: int) -> set[int]:
        question = _BY_MEANING.format(dimensions=dimensions)
        return {
            key for (key,) in self._database.execute(question, asked | {"vector": _halfvec(query.vector)})
        }

    def _scored(
        self, query: Query, rarity: dict[int, float], keys: list[int], with_vectors: bool
    ) -> list[Hit]:
        compared = with_vectors and query.vector is not None
        cosine = "1 - (vector <=> %(vector)s::halfvec)" if compared else "NULL"
        question = f"SELECT key, terms, weights, {cosine} FROM {SCHEMA}.entry WHERE key = ANY(%(keys)s)"
        asked = {"keys": keys} | ({"vector": _halfvec(query.vector)} if compared else {})
        worth = {term: query.terms[term] * rare for term, rare in rarity.items()}
        with closing(self._database.cursor(binary=True)) as cursor:
            rows = cursor.execute(question, asked).fetchall()
        raw = [
            sum(worth[term] * weight for term, weight in zip(terms, weights, strict=True) if term in worth)
            for _key, terms, weights, _cosine in rows
        ]
        cosines = np.array([row[3] for row in rows], dtype=np.float32) if compared else None
        points = text_points(query, asked_half(query, rarity), np.array(raw, dtype=np.float32), cosines)
        ranked = sorted((-float(score), row[0]) for score, row in zip(points, rows, strict=True))
        return [Hit(key, -score) for score, key in ranked if score < 0 and -score >= query.least]
