"""Import and export of a register from the command line, by an administrator."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from silian.config.faults import Refused
from silian.config.running import prepared_site
from silian.language import gettext as _

if TYPE_CHECKING:
    from silian.register.declaration import Register


def import_sheet(kind: str, file: Path, trial: bool, ticked: dict[str, bool]) -> bool:
    """Import ``file`` and print what happened; returns whether it was written (or could be, when trying).

    ticked: what of ``Choices`` was chosen, by name.
    """
    with prepared_site():
        from silian.register.imports.actions import Choices, import_file  # noqa: PLC0415 needs settings
        from silian.register.imports.doubting import doubt_words  # noqa: PLC0415 needs settings
        from silian.register.imports.wording import problem_words  # noqa: PLC0415 needs settings
        from silian.register.sheets import UnreadableSheet  # noqa: PLC0415 needs settings
        from silian.register.standing import Standing  # noqa: PLC0415 needs settings

        declared = _register(kind)
        try:
            found = import_file(
                declared, file, Standing(administrator=True), Choices(mapping={}, **ticked), trial=trial
            )
        except UnreadableSheet as fault:
            raise Refused(str(fault)) from fault
        for noted in found.faults:
            click.echo(
                f"{noted['row']}\t{noted['field']}\t{noted['value'] or ''}\t{problem_words(declared, noted)}",
                err=True,
            )
        for doubt in found.warnings:
            click.echo(
                f"{doubt['row']}\t{doubt['field']}\t{doubt['value']}\t⚠ {doubt_words(doubt)}", err=True
            )
        for left in found.spared:
            words = _("{rows} 行认不出，留空（{values} 种写法）").format(**left)
            click.echo(f"\t{left['field']}\t\t{words}", err=True)
        o = found.outcome
        click.echo(
            _("{kind}：新增 {new}，修改 {changed}，没有变化 {unchanged}，有错误的行 {faulty}").format(
                kind=declared.slug,
                new=o.new,
                changed=o.changed,
                unchanged=o.unchanged,
                faulty=found.fault_rows,
            )
        )
        if not found.written and not trial:
            click.echo(
                _(
                    "没有写入任何数据。请改正上面的行，或加 --skip-faulty / --add-missing / --spare-unknown 再试。"
                ),
                err=True,
            )
        return found.written or (trial and not found.fault_rows)


def _register(kind: str) -> "Register":
    from silian.register.declaration import DeclarationError, all_registers, get  # noqa: PLC0415 needs settings

    try:
        return get(kind)
    except DeclarationError as fault:
        known = _("、").join(declared.slug for declared in all_registers())
        raise Refused(
            _("没有叫 {kind} 的登记簿。可以用的有：{known}；导出时还可以用 decisions（撮合决定）。").format(
                kind=kind, known=known
            )
        ) from fault


def export_sheet(kind: str, file: Path) -> str:
    """Write all rows of a register to ``file``, in the format of its name; returns a line to print."""
    with prepared_site():
        from silian.register.exports import csv_lines, write_parquet, write_xlsx  # noqa: PLC0415 needs settings

        if kind == "decisions":
            return _export_decisions(file)
        declared = _register(kind)
        rows = declared.model.objects.order_by("pk")
        suffix = file.suffix.lower()
        if suffix == ".csv":
            with file.open("w", encoding="utf-8", newline="") as out:
                out.writelines(csv_lines(declared, rows))
        elif suffix in {".xlsx", ".parquet"}:
            source = (write_xlsx if suffix == ".xlsx" else write_parquet)(declared, rows)
            file.write_bytes(source.read())
        else:
            raise Refused(
                _("不会写 {file}：格式由文件名决定，请用 .xlsx、.csv 或 .parquet。").format(file=file.name)
            )
        return _("{count} 行写在 {file}").format(count=rows.count(), file=file)


def _export_decisions(file: Path) -> str:
    """Write what people decided about matches as labelled pairs, for ``silian evaluate --relevance``."""
    from silian.services.matching.labels import lines  # noqa: PLC0415 needs settings

    if file.suffix.lower() != ".jsonl":
        raise Refused(
            _("不会写 {file}：决定写成 .jsonl，供 silian evaluate --relevance 读。").format(file=file.name)
        )
    written = list(lines())
    file.write_text("".join(written), encoding="utf-8")
    return _("{count} 对写在 {file}").format(count=len(written), file=file)
