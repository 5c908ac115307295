"""Bytes to text, in whatever encoding a file was saved."""

from functools import cache

from silian.register.sheets.cleaning import simplified

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
REPLACEMENT = "\ufffd"
BIG5 = ("cp950", "big5hkscs")  # what Excel writes in Taiwan, and its Hong Kong extension
LEAD = 0.1  # how much plainer the Big5 reading must be, so that a doubtful file stays GB18030
SAMPLED_CHARACTERS = 100_000
_COMMON_ROWS = range(0xB0, 0xD8)  # level 1 of GB 2312: the 3,755 most used characters
_NEUTRAL = frozenset("，。、；：！？（）《》“”‘’「」『』【】〈〉—…·～％×○●　－＋／＂℃①②③④⑤")


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and its encoding: by byte-order mark, else UTF-8, else GB18030 or Big5, else what breaks less."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    attempts = [(content.decode(encoding, "replace"), encoding) for encoding in ("utf-8", "gb18030")]
    best = min(attempts, key=lambda attempt: attempt[0].count(REPLACEMENT))
    big5 = _decode_big5(content) if best[1] == "gb18030" else None
    if big5 is not None and _common_share(big5) > _common_share(best[0]) + LEAD:
        return big5, "big5"
    return best


def _decode_big5(content: bytes) -> str | None:
    for encoding in BIG5:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _common_share(text: str) -> float:
    """Return the share, 0 to 1, of everyday Chinese characters among all that are not ASCII or punctuation.

    Read in the wrong one of the two encodings, everyday words turn into characters hardly anyone uses.
    """
    foreign = [character for character in text if character > "\x7f" and character not in _NEUTRAL]
    sample = simplified("".join(foreign[:SAMPLED_CHARACTERS]))
    return sum(character in _common() for character in sample) / max(len(sample), 1)


@cache
def _common() -> frozenset[str]:
    cells = bytes(byte for row in _COMMON_ROWS for column in range(0xA1, 0xFF) for byte in (row, column))
    return frozenset(cells.decode("gb2312", "ignore"))
