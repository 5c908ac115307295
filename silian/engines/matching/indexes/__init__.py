"""Indexes that find the best results for one need among very many: one protocol, in memory or in PostgreSQL."""

from silian.engines.matching.indexes.framing import Frame, term_id
from silian.engines.matching.indexes.memory import MemoryIndex
from silian.engines.matching.indexes.protocol import (
    Entry,
    Hit,
    Index,
    IndexMismatch,
    Only,
    Query,
    asked_half,
    check_dimensions,
    rarities,
    text_points,
)

__all__ = [
    "Entry",
    "Frame",
    "Hit",
    "Index",
    "IndexMismatch",
    "MemoryIndex",
    "Only",
    "Query",
    "asked_half",
    "check_dimensions",
    "rarities",
    "term_id",
    "text_points",
]
