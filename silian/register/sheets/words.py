"""The small word lists of the reader (words.json): placeholders, yes and no, totals."""

import json
from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> frozenset[str]:
    """Return the list called ``name``, in lower case."""
    lists = json.loads(files(__package__).joinpath("words.json").read_text("utf-8"))
    return frozenset(lists[name])
