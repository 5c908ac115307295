"""Write merged cells of the body out, so that every row stands on its own."""

from collections.abc import Sequence

from silian.register.sheets.model import Cell, Grid


def spread_merged_cells(grid: Grid, first_row: int) -> Sequence[Sequence[Cell]]:
    """Return the rows from ``first_row`` on; a value merged down over several rows stands in each of them.

    One merged across columns stays where it is: it is a heading, or a text that was given more room.
    """
    body: list[list[Cell]] = grid.cells[first_row:]
    for top, left, bottom, _right in grid.merged:
        if first_row <= top < bottom and top - first_row < len(body):
            source = body[top - first_row]
            value = source[left] if left < len(source) else ""
            if value == "":
                continue
            for row in range(top + 1 - first_row, min(bottom + 1 - first_row, len(body))):
                if left >= len(body[row]) or body[row][left] != "":
                    break  # a sound range is empty below its first cell
                body[row][left] = value
    return body
