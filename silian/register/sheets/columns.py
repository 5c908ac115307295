"""Decide which column holds which field: by header, by what the cells hold, or because the user said so."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from silian.language import gettext as _
from silian.register.sheets.cleaning import as_text, clean_text, han_share, is_placeholder, key
from silian.register.sheets.faults import UnreadableSheet, shorten
from silian.register.sheets.header import Header
from silian.register.sheets.model import Cell, ColumnMatch, Field, Kind
from silian.register.sheets.names import LIKELY, SURE, NameMatch, Vocabulary
from silian.register.sheets.positions import column_index, column_letter
from silian.register.sheets.values import BadValue, reader_for

SAMPLED = 60
EXAMPLES = 3
FEW = 6
LONG_TEXT = 40
MARGIN = 0.05
_NUMBER = re.compile(r"[-+]?[\d.,]+%?")
_IDENTIFIER = re.compile(r"(?:号|码|id|code|no|编号|序|key)$")
_WORD_LETTER = re.compile(r"[^\W\d_]")
_LETTER = re.compile(r"[A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class _Column:
    """One column as it is judged: its header and some of its filled cells."""

    index: int
    levels: tuple[str, ...]
    header: str
    raw: tuple[Cell, ...]
    texts: tuple[str, ...]

    @property
    def mean_length(self) -> float:
        return sum(map(len, self.texts)) / len(self.texts) if self.texts else 0.0

    @property
    def numeric_share(self) -> float:
        return sum(_NUMBER.fullmatch(text) is not None for text in self.texts) / max(len(self.texts), 1)


def map_columns(
    header: Header,
    rows: Sequence[Sequence[Cell]],
    vocabulary: Vocabulary,
    overrides: Mapping[str, str],
    option: str,
) -> tuple[ColumnMatch, ...]:
    """Return one match for every column that has a header or any content.

    Raises UnreadableSheet for an override that names no column or no field; ``option`` is where the user gave it.
    """
    width = max([len(header.columns), *map(len, rows[:SAMPLED])], default=0)
    columns = [_column(index, header, rows) for index in range(width)]
    told = _told(columns, vocabulary, overrides, option)
    chosen = {index: NameMatch(field, 1.0, _("指定")) for index, field in told.items()}
    named = {field.name for field in told.values()}
    for column in columns:
        if column.index not in chosen:
            best = _best(column, vocabulary, named)
            if best is not None:
                chosen[column.index] = best
    _split_languages(columns, chosen, vocabulary)
    _drop_weak_rivals(chosen)
    _fill_by_content(columns, chosen, vocabulary)
    return tuple(
        _match(column, chosen.get(column.index)) for column in columns if column.levels or column.texts
    )


def _column(index: int, header: Header, rows: Sequence[Sequence[Cell]]) -> _Column:
    raw = []
    for row in rows[: 20 * SAMPLED]:
        if index < len(row) and row[index] != "":
            raw.append(row[index])
            if len(raw) == SAMPLED:
                break
    levels = header.columns[index] if index < len(header.columns) else ()
    texts = (clean_text(as_text(cell)[:2000], spaces_separate=True) for cell in raw)
    return _Column(
        index, levels, "/".join(levels), tuple(raw), tuple(t for t in texts if not is_placeholder(t))
    )


def _told(
    columns: Sequence[_Column], vocabulary: Vocabulary, overrides: Mapping[str, str], option: str
) -> dict[int, Field]:
    fields = {field.name: field for field in vocabulary.fields}
    told: dict[int, Field] = {}
    for name, wanted in overrides.items():
        if name not in fields:
            raise UnreadableSheet(
                _("{option} 里的字段“{name}”不存在。可用的字段：{fields}。").format(
                    option=option,
                    name=name,
                    fields=_("、").join(f"{field.name} ({field.caption})" for field in vocabulary.fields),
                )
            )
        index = _find_column(columns, name, wanted, option)
        if index in told:
            raise UnreadableSheet(
                _(
                    "{option} 把“{header}”同时给了 {one} 和 {other}。一列只能作一个字段，请去掉其中一个。"
                ).format(option=option, header=wanted, one=told[index].name, other=name)
            )
        told[index] = fields[name]
    return told


def _find_column(columns: Sequence[_Column], name: str, wanted: str, option: str) -> int:
    """Return the column whose header is ``wanted``, or whose letter it is."""
    for column in columns:
        if column.levels and key(column.header) == key(wanted):
            return column.index
    if _LETTER.fullmatch(wanted) and column_index(wanted) < len(columns):
        return column_index(wanted)
    headers = list(dict.fromkeys(column.header for column in columns if column.header))
    near = difflib.get_close_matches(wanted, headers, n=5, cutoff=0.2)
    ordered = [*near, *(header for header in headers if header not in near)]
    raise UnreadableSheet(
        _("{option} {name}={wanted}：表里没有这个表头。现有的表头（相近的在前）：{headers}。").format(
            option=option, name=name, wanted=wanted, headers=_("、").join(ordered[:60])
        )
    )


def _best(column: _Column, vocabulary: Vocabulary, named: set[str]) -> NameMatch | None:
    matches = [match for match in vocabulary.matches(column.levels) if match.field.name not in named]
    judged = [replace(match, score=match.score * _agreement(match, column)) for match in matches]
    best = max(judged, key=lambda match: match.score, default=None)
    return best if best is not None and best.score >= LIKELY else None


def _agreement(match: NameMatch, column: _Column) -> float:
    """Return how far the cells bear out the name, as a factor; cells veto only a name that is not certain."""
    if not column.texts:
        return 0.95
    field = match.field
    if field.kind is Kind.TEXT:
        numbers = column.numeric_share > 0.8 and not _IDENTIFIER.search(key(column.levels[-1]))
        repeats = len(column.raw) >= FEW and len(set(column.raw)) < len(column.raw) / 2
        return 0.5 if (repeats if field.unique else numbers) else 1.0
    if match.score >= SURE:
        return 0.9 + 0.1 * _readable_share(field, column)
    return 1.0 if _readable_share(field, column) >= 0.5 else 0.5


def _readable_share(field: Field, column: _Column) -> float:
    read = reader_for(field, column.header)
    readable = 0
    for cell in column.raw:
        try:
            read(cell)
        except BadValue:
            continue
        readable += 1
    return readable / len(column.raw)


def _split_languages(
    columns: Sequence[_Column], chosen: dict[int, NameMatch], vocabulary: Vocabulary
) -> None:
    """Where two columns claim one text field and one of them is English, give that one to the English field."""
    english = {field.same_as: field for field in vocabulary.fields if field.language == "en"}
    taken = {match.field.name for match in chosen.values()}
    for base, field in english.items():
        claims = [
            column for column in columns if column.index in chosen and chosen[column.index].field.name == base
        ]
        latin = [column for column in claims if column.texts and han_share(column.texts) < 0.2]
        if field.name not in taken and latin and len(latin) < len(claims):
            for column in latin:
                chosen[column.index] = NameMatch(field, 0.8, _("单元格内容"))


def _drop_weak_rivals(chosen: dict[int, NameMatch]) -> None:
    """Where one column is sure to hold a field, another that merely resembles it must not fill its gaps."""
    sure = {match.field.name for match in chosen.values() if match.score >= SURE and not match.field.joins}
    for index, match in list(chosen.items()):
        if match.field.name in sure and match.score < SURE - MARGIN:
            del chosen[index]


def _fill_by_content(
    columns: Sequence[_Column], chosen: dict[int, NameMatch], vocabulary: Vocabulary
) -> None:
    """Find required fields that no header names: long texts for one that joins, short distinct ones for another."""
    for field in sorted(vocabulary.fields, key=lambda field: not field.joins):
        if (
            field.required
            and field.language != "en"
            and field.name not in {match.field.name for match in chosen.values()}
        ):
            free = [column for column in columns if column.index not in chosen and _could_be(field, column)]
            if free:
                best = max(free, key=lambda column: column.mean_length) if field.joins else free[0]
                chosen[best.index] = NameMatch(field, 0.45, _("单元格内容"))


def _could_be(field: Field, column: _Column) -> bool:
    if not column.texts or column.numeric_share > 0.3 or column.header.startswith(("是否", "联系", "聯")):
        return False
    if field.joins:
        return column.mean_length >= LONG_TEXT
    letters = sum(len(_WORD_LETTER.findall(text)) for text in column.texts) / len(column.texts)
    return (
        letters >= 4 and column.mean_length < LONG_TEXT and len(set(column.texts)) > 0.8 * len(column.texts)
    )


def _match(column: _Column, match: NameMatch | None) -> ColumnMatch:
    examples = tuple(dict.fromkeys(shorten(text) for text in column.texts))[:EXAMPLES]
    letter = column_letter(column.index)
    if match is None:
        return ColumnMatch(column.index, letter, column.header, "", 0.0, "", examples)
    return ColumnMatch(
        column.index, letter, column.header, match.field.name, round(match.score, 3), match.why, examples
    )


def columns_of(matches: Iterable[ColumnMatch], name: str) -> list[ColumnMatch]:
    """Return the columns taken for field ``name``, the surest first, the leftmost of equals."""
    return sorted(
        (match for match in matches if match.field == name),
        key=lambda match: (-match.confidence, match.index),
    )
