"""The first sheet: what was read, what was found, what the levels mean, and how columns were understood."""

from collections import Counter
from typing import Any

from silian.engines.matching import Level
from silian.language import gettext as _
from silian.register.sheets import Field, Table
from silian.register.sheets.known import NEED_FIELDS, RESULT_FIELDS
from silian.services.matching import wording
from silian.services.matching.records import repeated_rows
from silian.services.matching.run import Answers
from silian.services.matching.sheet_page import LEVEL_FILLS, LINE, Styles

WIDTHS = (30, 9, 22, 14, 9, 70)
TALL = {"h1": 34, "h2": 22}


def write_summary(book: Any, styles: Styles, answers: Answers) -> None:
    """Add the summary sheet to ``book``."""
    writer = _Writer(book.add_worksheet(_("说明")), styles)
    writer.line(_("四链匹配结果"), "h1")
    writer.line(
        _("先看“按需求”：每条需求最合适的成果、理由和还差什么；“按成果”反过来看。点“→”可以在两张表之间跳转。")
    )
    _counts(book, writer, answers)
    _levels(writer, answers)
    for note in answers.notes:
        writer.line(_("注意：{note}").format(note=note), "against")
    _table(writer, _("需求表"), answers.sheets.needs_table, NEED_FIELDS)
    _table(writer, _("成果表"), answers.sheets.offers_table, RESULT_FIELDS)


class _Writer:
    """Writes lines and small tables downwards."""

    def __init__(self, sheet: Any, styles: Styles) -> None:
        self._sheet, self._styles, self._row = sheet, styles, 0
        for at, width in enumerate(WIDTHS):
            sheet.set_column(at, at, width)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def line(self, text: str, style: str = "note") -> None:
        """Write ``text`` across the page."""
        if style in ("h1", "h2"):
            self._row += style == "h2"
            self._sheet.set_row(self._row, TALL[style])
            self._sheet.write_string(self._row, 0, text, self._styles.of(style))
        else:
            self._sheet.set_row(self._row, 32 if len(text) > 75 else 17)
            self._sheet.merge_range(self._row, 0, self._row, len(WIDTHS) - 1, text, self._styles.of(style))
        self._row += 1

    def chart(self, book: Any, title: str, fills: list[str]) -> None:
        """Draw the rows of numbers just written as bars, one fill each."""
        chart = book.add_chart({"type": "bar"})
        rows = (self._row - len(fills), self._row - 1)
        chart.add_series(
            {
                "categories": [self._sheet.name, rows[0], 0, rows[1], 0],
                "values": [self._sheet.name, rows[0], 1, rows[1], 1],
                "points": [{"fill": {"color": fill}, "border": {"color": LINE}} for fill in fills],
                "data_labels": {"value": True},
                "gap": 40,
            }
        )
        chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "line": {"none": True}})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_size({"width": 560, "height": 230})
        self._sheet.insert_chart(2, 2, chart, {"x_offset": 30})

    def cells(self, values: tuple[object, ...], styles: tuple[str, ...], link: str = "") -> None:
        """Write one row of a small table; ``link`` makes its first cell a link."""
        for at, (value, style) in enumerate(zip(values, styles, strict=True)):
            made = self._styles.of(style, value)
            if link and at == 0:
                self._sheet.write_url(self._row, at, link, self._styles.of("link"), str(value))
            else:
                self._sheet.write(self._row, at, value, made)
        self._row += 1


def _counts(book: Any, writer: _Writer, answers: Answers) -> None:
    best = Counter(found.matches[0].level if found.matches else Level.NONE for found in answers.found)
    pairs = sum(len(found.matches) for found in answers.found)
    offers = len({match.offer for found in answers.found for match in found.matches})
    rows: list[tuple[str, object, str]] = [
        (_("需求"), len(answers.sheets.needs), "按需求"),
        (_("成果"), len(answers.sheets.offers), "按成果"),
        (_("列出的配对"), pairs, "按需求"),
        (_("至少配上一条需求的成果"), offers, "按成果"),
    ]
    writer.line(_("数目"), "h2")
    for label, number, sheet in rows:
        writer.cells((label, number), ("text", "number"), f"internal:'{_(sheet)}'!A1")
    writer.line(_("每条需求最好的级别"), "h2")
    levels = sorted(Level, reverse=True)
    for level in levels:
        writer.cells((wording.level_mark(level), best[level]), ("level", "number"))
    matched = len(answers.found) - best[Level.NONE]
    writer.chart(
        book,
        _("{needs} 条需求里有 {matched} 条配上了成果").format(needs=len(answers.found), matched=matched),
        [LEVEL_FILLS[level] for level in levels],
    )


def _levels(writer: _Writer, answers: Answers) -> None:
    weights = answers.matcher.weights
    writer.line(_("得分和级别"), "h2")
    least = {level: weights.thresholds[level] for level in (Level.STRONG, Level.GOOD, Level.WEAK)}
    writer.line(
        _(
            "得分 = 词语 + 整体意思 + 结构化信息（领域、成熟度、地点、知识产权、价格、合作方式、目标指标），每一项的分数加起来就是得分。"
        )
    )
    writer.line(
        _(
            "{strong:.0f} 分起为强，{good:.0f} 分起为较强，{weak:.0f} 分起为弱；界线由公开的专家标注数据定出。结构化信息影响先后，只会降低级别，不会抬高。"
        ).format(strong=least[Level.STRONG], good=least[Level.GOOD], weak=least[Level.WEAK])
    )
    method = _("词语和整体意思（{encoder}）") if answers.encoder else _("只按词语")
    writer.line(_("本次方法：{method}。").format(method=method.format(encoder=answers.encoder)))
    writer.line(_("级别是给人看的建议，不是结论：请读一读两边的原句再联系。"), "grey")


def _table(writer: _Writer, title: str, table: Table, fields: tuple[Field, ...]) -> None:
    labels = {field.name: field.caption for field in fields}
    writer.line(_("{title}：{file}").format(title=title, file=table.path.name), "h2")
    place = _("工作表“{sheet}”，表头在第 {row} 行；").format(sheet=table.sheet, row=table.header_row)
    used = _(
        "用了 {used} 行，没用 {skipped} 行（见“没用上的行”），{faults} 处要改（见“要改的单元格”）。"
    ).format(used=len(table.rows), skipped=len(table.skipped), faults=len(table.faults))
    writer.line((place if table.sheet and table.header_row else "") + used)
    if table.other_sheets:
        writer.line(wording.unread_sheets(table), "against")
    same = _("第 {row} 行与第 {earlier} 行看来是同一条（题目和单位相同），两行都用了。")
    for row, earlier in repeated_rows(table)[:20]:
        writer.line(same.format(row=row, earlier=earlier), "grey")
    writer.cells(
        (_("列名"), _("列"), _("当作"), _("根据"), _("把握"), _("举例")),
        ("heading",) * 6,
    )
    for column in table.columns:
        if column.field:
            examples = _("；").join(column.examples[:2])[:120]
            cells = (
                column.header,
                column.letter,
                labels[column.field],
                column.why,
                column.confidence,
                examples,
            )
            writer.cells(cells, ("text", "centre", "text", "text", "percent", "quote"))
    unused = [column.header for column in table.columns if not column.field and column.header]
    if unused:
        writer.line(_("没有用到的列：{names}").format(names=_("、").join(unused)[:600]), "grey")
