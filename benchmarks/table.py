"""Prints one table of figures."""

from collections.abc import Iterable, Sequence


def show(title: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print ``rows`` under ``heading``, columns as wide as their widest cell."""
    lines = [list(heading), *map(list, rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(heading))]
    print(f"\n{title}")
    for number, line in enumerate(lines):
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
        if not number:
            print("  " + "  ".join("-" * width for width in widths))
