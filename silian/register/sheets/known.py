"""What people send about needs and results, and the headers they give it (table: known.toml)."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from silian.register.sheets.model import Field, Kind


def _fields(entries: Sequence[Mapping[str, Any]]) -> tuple[Field, ...]:
    return tuple(
        Field(
            **{
                **entry,
                "kind": Kind(entry["kind"]),
                "synonyms": tuple(entry["synonyms"]),
                "choices": {code: tuple(words) for code, words in entry.get("choices", {}).items()},
            }
        )
        for entry in entries
    )


_DATA = tomllib.loads(files(__package__).joinpath("known.toml").read_text("utf-8"))
NEED_FIELDS = _fields(_DATA["need"])
RESULT_FIELDS = _fields(_DATA["result"])


def named(fields: Sequence[Field], **names: str) -> dict[str, Field]:
    """Return ``fields`` by the names a register has for them: ``names`` where given, else their own."""
    by_name = {field.name: field for field in fields}
    return by_name | {own: by_name[known] for own, known in names.items()}
