"""Text to terms: words, character bigrams and sentences of Chinese and English descriptions."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

import opencc
import rjieba

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:[.+/\-][a-z0-9]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
_SENTENCE_END = re.compile(r"[。！？；\n]+|(?<=[a-z)])[.!?;]\s+", re.IGNORECASE)
_NUMBERING = re.compile(r"^[\s　、，,.．)）]*(?:[（(]?[0-9一二三四五六七八九十①-⑳]{1,3}[)）、.．]\s*)*")
_FUNCTION = frozenset("的和与及了是或等为其该将于而并在对以从由被把让使可能要会有无不一二三四五六七八九十")
_BIGRAM = "\u00b7"  # marks a bigram, so that it never meets the word of the same two characters
SENTENCE_MIN, SENTENCE_MAX = 4, 160


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("tw2sp")


@cache
def stop_words() -> frozenset[str]:
    """Return words that occur in any need or result and tell nothing apart."""
    text = files(__package__).joinpath("stop_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def normalise(text: str) -> str:
    """Return ``text`` in simplified characters, half-width, lower case."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return simplified(plain)


def simplified(text: str) -> str:
    """Return ``text`` in simplified characters, with the mainland's words for things."""
    return text if text.isascii() else str(_simplifier().convert(text))


def is_chinese(text: str) -> bool:
    """Return whether ``text`` is Chinese rather than another language: no fewer characters than Latin words."""
    return len(_HAN.findall(text)) >= max(1, len(_LATIN_WORD.findall(text)))


def compact(text: str) -> str:
    """Return ``text`` normalised, without the spaces that stand between Chinese characters."""
    return _HAN_GAP.sub("", normalise(text))


def terms(text: str) -> list[str]:
    """Return the terms of ``text``, with repeats: words of two characters or more, and bigrams.

    Bigrams run across words, but never across a stop word: "封装技术" gives 封装 and not 装技.
    """
    stop = stop_words()
    found: list[str] = []
    for run in _RUN.findall(compact(text)):
        if run[0] < "\u3400":
            # A number alone (60, 2027) meets by chance; with a letter (cr20, 2a/cm2) it names something.
            if len(run) > 1 and run not in stop and not run.isdecimal():
                found.append(run)
            continue
        found += [word for word in rjieba.cut_for_search(run) if len(word) > 1 and word not in stop]
        piece = ""
        for word in [*rjieba.cut(run), ""]:
            if word and word not in stop and word not in _FUNCTION:
                piece += word
                continue
            found += [_BIGRAM + piece[at : at + 2] for at in range(len(piece) - 1)]
            piece = ""
    return found


def is_bigram(term: str) -> bool:
    """Return whether ``term`` is a character bigram and not a word."""
    return term.startswith(_BIGRAM)


def surface(term: str) -> str:
    """Return ``term`` as a person would write it."""
    return term.removeprefix(_BIGRAM)


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text`` (the first 160 characters of each), without those that say nothing."""
    pieces = (_NUMBERING.sub("", piece).rstrip(" \t\r　、，,") for piece in _SENTENCE_END.split(text))
    return [piece[:SENTENCE_MAX] for piece in pieces if len(piece) >= SENTENCE_MIN]
