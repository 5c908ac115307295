"""The workbook that a person reads and prints: summary, matches by need, by result, and what was left out."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from silian.engines.matching import Level, NeedMatches
from silian.language import gettext as _
from silian.register.sheets import Table
from silian.services.matching import wording
from silian.services.matching.pairs import Pair, pair_columns, pairs
from silian.services.matching.run import Answers
from silian.services.matching.saving import CannotSave, replacing
from silian.services.matching.sheet_page import Column, Page, Styles, cut
from silian.services.matching.summary_sheet import write_summary

Progress = Callable[[str, int, int], None]
BY_NEED: tuple[str, ...] = (
    *("need_key", "need", "need_organisation", "rank", "level", "score", "parts"),
    *("offer", "jump", "offer_organisation", "why", "quotes", "missing"),
)
BY_OFFER: tuple[str, ...] = (
    *("offer_key", "offer", "offer_organisation", "level", "score"),
    *("need", "jump", "need_organisation", "why", "missing"),
)
JUST_MISSED = ("need_key", "need", "level", "score", "offer", "offer_organisation", "why", "missing")


def write_workbook(answers: Answers, path: Path, progress: Progress | None = None) -> None:
    """Write ``answers`` to the xlsx file ``path``, whole or not at all. Raises ``CannotSave``."""
    with replacing(path) as part, TemporaryDirectory(prefix="silian-") as scratch:
        options = {
            "constant_memory": True,
            "tmpdir": scratch,
            "strings_to_urls": False,
            "strings_to_formulas": False,
        }
        book = xlsxwriter.Workbook(str(part), options)
        try:
            _fill(book, answers, progress)
            book.close()
        except XlsxWriterException as error:
            reason = error.args[0] if error.args else error
            raise CannotSave(_("写不了 {path}：{reason}。").format(path=path, reason=reason)) from error
        finally:
            for sheet in book.worksheets():
                with suppress(OSError):  # where the disk is full, closing cannot write either
                    sheet.row_data_fh.close()


def _fill(book: Any, answers: Answers, progress: Progress | None) -> None:
    book.set_properties({"title": _("四链匹配结果"), "comments": _("由四链 Silian 生成")})
    styles = Styles(book)
    listed = list(pairs(answers, lambda found: found.matches))
    by_offer = _grouped_by_offer(answers, listed)
    write_summary(book, styles, answers)
    _by_need(book, styles, answers, listed, _first_rows([pair.offer.key for pair in by_offer]), progress)
    _by_offer(book, styles, by_offer, _first_rows(_keys_by_need(answers)))
    _just_missed(book, styles, answers)
    _unused(book, styles, answers)
    _faults(book, styles, answers)


def _grouped_by_offer(answers: Answers, listed: Sequence[Pair]) -> list[Pair]:
    order = {offer.key: at for at, offer in enumerate(answers.sheets.offers)}
    return sorted(listed, key=lambda pair: (order[pair.offer.key], -pair.match.score))


def _keys_by_need(answers: Answers) -> list[str]:
    return [found.need for found in answers.found for _row in found.matches or [None]]


def _first_rows(keys: Sequence[str]) -> dict[str, int]:
    """Return the row (from 1, under one heading row) where each key stands first."""
    rows: dict[str, int] = {}
    for row, key in enumerate(keys, start=2):
        rows.setdefault(key, row)
    return rows


class _PairPage:
    """A sheet of pairs whose rows belong together by the column ``group``."""

    def __init__(self, book: Any, styles: Styles, name: str, names: Sequence[str], group: str) -> None:
        known = pair_columns()
        self._names, self._columns = names, [known[name] for name in names]
        columns = [
            Column(column.heading, column.width, "title" if name == group else column.style)
            for name, column in zip(names, self._columns, strict=True)
        ]
        self.page = Page(book, styles, name, columns)

    def add(self, pair: Pair, *, first: bool, jump: str = "") -> None:
        """Write one pair; ``jump`` is the place its arrow leads to."""
        values = [column.value(pair) for column in self._columns]
        self.page.add(values, first=first, links={self._names.index("jump"): jump} if jump else None)


def _by_need(
    book: Any,
    styles: Styles,
    answers: Answers,
    listed: Sequence[Pair],
    targets: dict[str, int],
    progress: Progress | None,
) -> None:
    sheet = _PairPage(book, styles, _("按需求"), BY_NEED, "need")
    waiting = iter(listed)
    for done, found in enumerate(answers.found, start=1):
        if not found.matches:
            sheet.page.add(_row_without_match(answers, done - 1, found))
        for match in found.matches:
            jump = _link(_("按成果"), targets[match.offer])
            sheet.add(next(waiting), first=match.rank == 1, jump=jump)
        if progress:
            progress("write", done, len(answers.found))
    sheet.page.close()


def _row_without_match(answers: Answers, row: int, found: NeedMatches) -> list[object]:
    need = answers.sheets.needs[row]
    cells: dict[str, object] = {
        "need_key": need.key,
        "need": need.title,
        "need_organisation": need.organisation,
        "level": wording.level_mark(Level.NONE),
        "offer": _("还没有匹配到合适的成果"),
    }
    for nearest in found.just_missed[:1]:
        title = next(offer.title for offer in answers.sheets.offers if offer.key == nearest.offer)
        cells["why"] = _("最接近的是：{title}").format(title=title)
        cells["missing"] = "\n".join(wording.objections(nearest))
    return [cells.get(name, "") for name in BY_NEED]


def _by_offer(book: Any, styles: Styles, by_offer: Sequence[Pair], targets: dict[str, int]) -> None:
    sheet = _PairPage(book, styles, _("按成果"), BY_OFFER, "offer")
    before = ""
    for pair in by_offer:
        jump = _link(_("按需求"), targets[pair.need.key])
        sheet.add(pair, first=pair.offer.key != before, jump=jump)
        before = pair.offer.key
    sheet.page.close()


def _just_missed(book: Any, styles: Styles, answers: Answers) -> None:
    sheet = _PairPage(book, styles, _("差一点"), JUST_MISSED, "need")
    before = ""
    for pair in pairs(answers, lambda found: found.just_missed):
        sheet.add(pair, first=pair.need.key != before)
        before = pair.need.key
    sheet.page.close()


def _unused(book: Any, styles: Styles, answers: Answers) -> None:
    tables = (answers.sheets.needs_table, answers.sheets.offers_table)
    if not any(table.skipped for table in tables):
        return
    columns = (
        Column(_("文件"), 24),
        Column(_("行"), 7, "number"),
        Column(_("为什么没有用"), 36),
        Column(_("内容"), 80),
    )
    page = Page(book, styles, _("没用上的行"), columns)
    for table in tables:
        for row in table.skipped:
            cells = " | ".join(str(cell) for cell in row.cells if cell != "")
            page.add((_place(table, row.sheet), row.number, row.reason, cut(cells, 1000)))
    page.close()


def _faults(book: Any, styles: Styles, answers: Answers) -> None:
    tables = (answers.sheets.needs_table, answers.sheets.offers_table)
    if not any(table.faults for table in tables):
        return
    columns = (
        Column(_("文件"), 24),
        Column(_("行"), 7, "number"),
        Column(_("列"), 7),
        Column(_("列名"), 20),
        Column(_("内容"), 30),
        Column(_("问题"), 34),
        Column(_("怎么办"), 44),
    )
    page = Page(book, styles, _("要改的单元格"), columns)
    for table in tables:
        for fault in table.faults:
            name = _place(table, fault.sheet)
            page.add((name, fault.row, fault.column, fault.header, fault.value, fault.problem, fault.advice))
    page.close()


def _place(table: Table, sheet: str) -> str:
    return f"{table.path.name} {sheet}".strip()


def _link(sheet: str, row: int) -> str:
    return f"internal:'{sheet}'!A{row}"
