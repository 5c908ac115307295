"""Two sheets to answers: read, match, and keep everything that a report says about how it went."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from silian.engines.matching import EncoderError, Matcher, Need, NeedMatches, Offer, open_encoder
from silian.engines.matching.encoders.choose import default_cache_directory
from silian.language import gettext as _
from silian.register.sheets import Table, UnreadableSheet, read_table
from silian.register.sheets.known import NEED_FIELDS, RESULT_FIELDS
from silian.services.matching.records import needs_of, offers_of
from silian.services.matching.swapping import looks_swapped

Progress = Callable[[str, int, int], None]  # stage, done, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The two tables as read, and what came out of them."""

    needs_table: Table
    offers_table: Table
    needs: tuple[Need, ...]
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One answer a need, in the order of the needs, with how they were found.

    ``encoder`` is "" where only words counted; ``notes`` are sentences for the reader.
    """

    sheets: Sheets
    matcher: Matcher
    found: tuple[NeedMatches, ...]
    encoder: str
    notes: tuple[str, ...]


def read_sheets(
    needs: Path,
    offers: Path,
    *,
    need_columns: Mapping[str, str] | None = None,
    offer_columns: Mapping[str, str] | None = None,
    need_sheet: str | None = None,
    offer_sheet: str | None = None,
    even_if_swapped: bool = False,
    progress: Progress | None = None,
) -> Sheets:
    """Return both sheets as needs and offers. Raises ``UnreadableSheet`` with one clear sentence.

    One workbook may hold both, where each side names its worksheet.
    """
    if is_same_file(needs, offers) and (not (need_sheet and offer_sheet) or need_sheet == offer_sheet):
        raise UnreadableSheet(
            _(
                "需求表和成果表是同一个文件（{path}）。请给出两个不同的文件：先需求，后成果；"
                "两张表在一个文件里时，用 --sheet-needs 和 --sheet 指定工作表。"
            ).format(path=needs)
        )
    needs_table = read_table(
        needs,
        NEED_FIELDS,
        overrides=need_columns or {},
        sheet=need_sheet,
        option="--map-needs",
        progress=_stage(progress, "needs"),
    )
    offers_table = read_table(
        offers,
        RESULT_FIELDS,
        overrides=offer_columns or {},
        sheet=offer_sheet,
        progress=_stage(progress, "offers"),
    )
    if not even_if_swapped and looks_swapped(needs_table, offers_table):
        raise UnreadableSheet(
            _(
                "两张表看来放反了：{needs} 的列名像成果表，{offers} 的列名像需求表。"
                "请换过来：先需求，后成果；如果没有放反，加上 --not-swapped。"
            ).format(needs=needs, offers=offers)
        )
    return Sheets(
        needs_table=needs_table,
        offers_table=offers_table,
        needs=needs_of(needs_table),
        offers=offers_of(offers_table),
    )


def is_same_file(one: Path, other: Path) -> bool:
    """Return whether both names lead to one file that is there."""
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there, or its name is too long to be
        return False


def match_sheets(
    sheets: Sheets,
    *,
    encoder: str = "none",
    api_key: str = "",
    top: int = 10,
    progress: Progress | None = None,
) -> Answers:
    """Return the matches of every need of ``sheets``.

    An encoder that cannot be used is said in ``notes``, and words alone decide.
    """
    notes: list[str] = []
    matcher = build_matcher(sheets.offers, encoder, api_key, notes, progress, typical=sheets.needs)
    try:
        found = tuple(matcher.match(sheets.needs, top=top, progress=progress))
    except EncoderError as error:
        notes.append(_without_meaning(error))
        matcher = Matcher(sheets.offers)
        found = tuple(matcher.match(sheets.needs, top=top, progress=progress))
    return Answers(
        sheets=sheets, matcher=matcher, found=found, encoder=matcher.encoder_name, notes=tuple(notes)
    )


def build_matcher(
    offers: tuple[Offer, ...],
    encoder: str,
    api_key: str,
    notes: list[str],
    progress: Progress | None,
    *,
    typical: tuple[Need, ...] = (),
) -> Matcher:
    """Return a matcher of ``offers``; a fault of the encoder goes to ``notes``, and words alone decide.

    ``typical`` needs are those of the sheet: they centre the vectors of a language that no offer is in.
    """
    try:
        opened = open_encoder(encoder, cache_directory=default_cache_directory(), api_key=api_key)
        return Matcher(offers, encoder=opened, progress=progress, typical=typical)
    except EncoderError as error:
        notes.append(_without_meaning(error))
        return Matcher(offers)


def _without_meaning(error: EncoderError) -> str:
    said = _(error.template).format(**error.values)
    return _("{fault}这一次只按词语匹配。").format(fault=said)


def _stage(progress: Progress | None, name: str) -> Callable[[int, int], None] | None:
    return (lambda done, total: progress(name, done, total)) if progress else None
