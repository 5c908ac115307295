"""The rows of one sheet to records, setting aside and naming what is none."""

from collections.abc import Callable, Iterator, Sequence

from silian.language import gettext as _
from silian.register.sheets.choosing import SheetPart
from silian.register.sheets.cleaning import as_text, clean_text, is_placeholder
from silian.register.sheets.faults import Fault, SkippedRow, shorten
from silian.register.sheets.model import WHOLE_ROW, Cell, ColumnMatch, Field, Limits, Row
from silian.register.sheets.positions import column_letter
from silian.register.sheets.records import RecordReader
from silian.register.sheets.skipping import reason_to_skip

PROGRESS_EVERY = 1000


class SheetReader:
    """Goes through the rows of one sheet once; ``name`` is what they are to carry as their sheet."""

    def __init__(
        self,
        part: SheetPart,
        name: str,
        columns: Sequence[ColumnMatch],
        fields: Sequence[Field],
        limits: Limits,
    ) -> None:
        self.part, self.name, self.columns = part, name, columns
        self.skipped: list[SkippedRow] = []
        self._faults: list[Fault] = []
        self._required = [field for field in fields if field.required]
        self._records = RecordReader(columns, fields, part.body, limits)

    @property
    def faults(self) -> list[Fault]:
        """All that is wrong with what was read so far and with the file itself, by row."""
        return sorted([*self._file_faults(), *self._faults], key=lambda fault: fault.row)

    def read(self, progress: Callable[[int], None]) -> Iterator[Row]:
        """Yield the records; ``progress`` is told the rows done."""
        for done, cells in enumerate(self.part.body):
            number = self.part.first_number + done
            if number % PROGRESS_EVERY == 0:
                progress(done)
            if any(cell != "" for cell in cells):
                row = self._row(number, cells)
                if row is not None:
                    yield row

    def _row(self, number: int, cells: Sequence[Cell]) -> Row | None:
        reason = reason_to_skip(cells, self.part.header)
        values, faults = ({}, []) if reason else self._records.read(number, cells, self.name)
        if not reason and self._required and not any(field.name in values for field in self._required):
            reason = _("缺少{fields}").format(fields=_("和").join(field.caption for field in self._required))
        if reason:
            texts = tuple(clean_text(as_text(cell)) for cell in cells)
            if any(texts):
                empty = all(map(is_placeholder, texts))
                reason = _("整行没有文字，或只写了“无”一类的话") if empty else reason
                self.skipped.append(SkippedRow(number, texts, reason, self.name))
            return None
        self._faults.extend(faults)
        return Row(number, values, self.name)

    def _file_faults(self) -> Iterator[Fault]:
        """Yield a header nobody knows, and the cells the file shows to be bad in a used column under the header."""
        grid, header = self.part.grid, self.part.header
        if header.last >= 0 and header.score <= 0 and not grid.named_columns:
            yield Fault(
                self.part.first_number - 1,
                "",
                "",
                shorten(" ".join(header.text(index) for index in range(len(header.columns)))),
                _("表头里没有认识的名称，这一行被当作表头，没有读作数据"),
                _("如果这一行是数据，请在它上面加一行表头，如“{header}”").format(
                    header=self._required[0].caption if self._required else _("名称")
                ),
                self.name,
            )
        used = {column.index: column for column in self.columns if column.field}
        for bad in grid.bad_cells:
            if bad.row > header.last and (bad.column == WHOLE_ROW or bad.column in used):
                yield Fault(
                    bad.row + grid.first_number,
                    "" if bad.column == WHOLE_ROW else column_letter(bad.column),
                    used[bad.column].header if bad.column in used else "",
                    shorten(bad.value),
                    bad.problem,
                    bad.advice,
                    self.name,
                )
