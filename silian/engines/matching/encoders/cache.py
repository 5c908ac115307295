"""Vectors on disk by content: nothing is embedded twice, and a stopped run goes on where it was."""

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from silian.engines.matching.encoders.protocol import Encoder, EncoderError, Progress, Vectors

_SAVE_EVERY = 1024
_ASK_AT_ONCE = 500  # stays under every SQLite limit on variables


class CachedEncoder:
    """Another encoder with a memory: one SQLite file a model, safe to share and to kill."""

    def __init__(self, encoder: Encoder, directory: Path) -> None:
        """Keep the vectors of ``encoder`` under ``directory``, which is made if it is not there."""
        self._encoder = encoder
        self.name = encoder.name
        digest = hashlib.sha256(encoder.name.encode()).hexdigest()[:16]
        self._path = directory / f"{digest}.sqlite3"

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors of ``texts``, asking the encoder only for those not kept yet."""
        keys = [hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest() for text in texts]
        try:
            with closing(self._open()) as database:
                return self._encode(database, keys, texts, progress)
        except (sqlite3.Error, OSError) as error:
            raise EncoderError(
                "向量缓存 {path} 读写不了（{reason}）。请检查磁盘空间和权限，或删除这个文件后重试。",
                path=self._path,
                reason=error,
            ) from error

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=60)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID")
        return database

    def _encode(
        self, database: sqlite3.Connection, keys: list[bytes], texts: Sequence[str], progress: Progress | None
    ) -> Vectors:
        known = self._known(database, list(dict.fromkeys(keys)))
        wanted = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        self._embed(database, known, wanted, progress)
        if not keys:
            return self._encoder.encode([])
        self._agree(database, known, dict(zip(keys, texts, strict=True)))
        joined = b"".join(known[key] for key in keys)
        return np.frombuffer(joined, dtype=np.float32).reshape(len(keys), -1)

    def _embed(
        self,
        database: sqlite3.Connection,
        known: dict[bytes, bytes],
        wanted: dict[bytes, str],
        progress: Progress | None = None,
    ) -> None:
        """Ask for the vectors of ``wanted``, keep them batch by batch and add them to ``known``."""
        todo = list(wanted)
        for start in range(0, len(todo), _SAVE_EVERY):
            part = todo[start : start + _SAVE_EVERY]
            vectors = self._encoder.encode([wanted[key] for key in part])
            rows = {key: vector.tobytes() for key, vector in zip(part, vectors, strict=True)}
            with database:
                database.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows.items())
            known |= rows
            if progress:
                progress(len(known), len(known) + len(todo) - start - len(part))

    def _agree(
        self, database: sqlite3.Connection, known: dict[bytes, bytes], texts: dict[bytes, str]
    ) -> None:
        """Embed again what was kept in other dimensions than the model gives now: two models never meet."""
        if len({len(value) for value in known.values()}) > 1:
            now = self._encoder.encode([next(iter(texts.values()))]).nbytes
            stale = {key: text for key, text in texts.items() if len(known[key]) != now}
            with database:
                database.execute("DELETE FROM vector WHERE length(value) <> ?", (now,))
            self._embed(database, known, stale)

    @staticmethod
    def _known(database: sqlite3.Connection, keys: list[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for start in range(0, len(keys), _ASK_AT_ONCE):
            part = keys[start : start + _ASK_AT_ONCE]
            marks = ",".join("?" * len(part))
            found.update(database.execute(f"SELECT key, value FROM vector WHERE key IN ({marks})", part))
        return found
