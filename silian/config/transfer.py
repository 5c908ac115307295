"""Import and export of a register from the command line, by an administrator."""

from pathlib import Path

import click

from silian.config.running import Refused, prepared_site


def import_sheet(
    kind: str, file: Path, *, trial: bool, skip_faulty: bool, add_missing: bool, publish: bool
) -> bool:
    """Import ``file`` and print what happened; returns whether it was written (or could be, when trying)."""
    with prepared_site():
        from silian.register.declaration import DeclarationError, get  # noqa: PLC0415 needs settings
        from silian.register.imports.actions import Choices, import_file  # noqa: PLC0415 needs settings
        from silian.register.imports.doubting import doubt_words  # noqa: PLC0415 needs settings
        from silian.register.imports.wording import problem_words  # noqa: PLC0415 needs settings
        from silian.register.sheets import UnreadableSheet  # noqa: PLC0415 needs settings
        from silian.register.standing import Standing  # noqa: PLC0415 needs settings

        try:
            declared = get(kind)
            choices = Choices(adds_missing=add_missing, leaves_out_faulty=skip_faulty, publishes=publish)
            found = import_file(declared, file, Standing(administrator=True), choices, trial=trial)
        except (DeclarationError, UnreadableSheet) as fault:
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
        o = found.outcome
        click.echo(
            f"{declared.slug}: 新增 {o.new}, 修改 {o.changed}, 没有变化 {o.unchanged}, 有错误的行 {found.fault_rows}"
        )
        if not found.written and not trial:
            click.echo(
                "没有写入任何数据。请改正上面的行，或加 --skip-faulty / --add-missing 再试。", err=True
            )
        return found.written or (trial and not found.fault_rows)


def export_sheet(kind: str, file: Path) -> str:
    """Write all rows of a register to ``file``, in the format of its name; returns a line to print."""
    with prepared_site():
        from silian.register.declaration import DeclarationError, get  # noqa: PLC0415 needs settings
        from silian.register.exports import csv_lines, write_parquet, write_xlsx  # noqa: PLC0415 needs settings

        if kind == "decisions":
            return _export_decisions(file)
        try:
            declared = get(kind)
        except DeclarationError as fault:
            raise Refused(f"{fault} Or decisions, as labelled pairs.") from fault
        rows = declared.model.objects.order_by("pk")
        suffix = file.suffix.lower()
        if suffix == ".csv":
            with file.open("w", encoding="utf-8", newline="") as out:
                out.writelines(csv_lines(declared, rows))
        elif suffix in {".xlsx", ".parquet"}:
            source = (write_xlsx if suffix == ".xlsx" else write_parquet)(declared, rows)
            file.write_bytes(source.read())
        else:
            raise Refused(f"{file.name}: the format follows the name; use .xlsx, .csv or .parquet.")
        return f"{rows.count()} rows -> {file}"


def _export_decisions(file: Path) -> str:
    """Write what people decided about matches as labelled pairs, for ``silian evaluate --relevance``."""
    from silian.services.matching.labels import lines  # noqa: PLC0415 needs settings

    if file.suffix.lower() != ".jsonl":
        raise Refused(
            f"{file.name}: decisions are written as .jsonl, which silian evaluate --relevance reads."
        )
    written = list(lines())
    file.write_text("".join(written), encoding="utf-8")
    return f"{len(written)} pairs -> {file}"
