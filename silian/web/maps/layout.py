"""Where the links of a chain stand in its picture: columns from upstream to downstream, no two on one spot."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

POSITIONS = ("upstream", "midstream", "downstream", "service")
"""From left to right; a link without a position stands with the midstream."""


def position_of(position: str) -> str:
    """Return the part of the chain that a link is drawn in."""
    return position if position in POSITIONS else "midstream"


def depths(links: Mapping[str, str], feeds: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return for each link how many links of the same position feed it in a row; a circle is cut where met.

    links: key to position. feeds: key to the keys that feed it.
    """
    found: dict[str, int] = {}

    def depth(key: str, path: frozenset[str]) -> int:
        if key not in found:
            before = [
                k
                for k in feeds.get(key, ())
                if k in links and links[k] == links[key] and k not in path | {key}
            ]
            found[key] = 1 + max((depth(k, path | {key}) for k in before), default=-1)
        return found[key]

    for key in links:
        depth(key, frozenset())
    return found


def places(links: Mapping[str, str], feeds: Mapping[str, Sequence[str]]) -> dict[str, tuple[float, float]]:
    """Return column and row of each link; columns of a position follow those of the one before."""
    deep = depths(links, feeds)
    found: dict[str, tuple[float, float]] = {}
    start = 0
    for position in POSITIONS:
        columns: dict[int, list[str]] = defaultdict(list)
        for key in (key for key, own in links.items() if own == position):
            columns[deep[key]].append(key)
        for number, column in enumerate(sorted(columns)):
            keys = sorted(columns[column], key=lambda key: _height(key, feeds, found))
            found |= {key: (float(start + number), float(row)) for row, key in enumerate(keys)}
        start += len(columns)
    return _centred(found)


def _height(key: str, feeds: Mapping[str, Sequence[str]], found: Mapping[str, tuple[float, float]]) -> float:
    """Return the mean row of what feeds a link, so that its arrows are short."""
    rows = [found[k][1] for k in feeds.get(key, ()) if k in found]
    return sum(rows) / len(rows) if rows else 0.0


def _centred(found: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    tall: dict[float, int] = defaultdict(int)
    for column, _row in found.values():
        tall[column] += 1
    most = max(tall.values(), default=1)
    # Columns that follow each other stand half a row apart, so that names do not touch.
    return {
        key: (column, (row + 0.5) * most / tall[column] - 0.5 + (0.25 if column % 2 else 0))
        for key, (column, row) in found.items()
    }
