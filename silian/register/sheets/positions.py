"""Column letters and cell references, as a spreadsheet shows them, to and from positions counted from 0."""

import re

REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")


def column_letter(index: int) -> str:
    """Return "A" for 0, "Z" for 25, "AA" for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str | bytes) -> int:
    """Return 0 for "A", 26 for "AA"."""
    index = 0
    for byte in letters.encode() if isinstance(letters, str) else letters:
        index = index * 26 + byte - 64
    return index - 1


def split_reference(reference: str) -> tuple[int, int]:
    """Return row and column, counted from 0, of a reference such as "C7"."""
    found = REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    return int(found[2]) - 1, column_index(found[1])
