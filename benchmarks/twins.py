"""How well look-alikes are found in the real expo list: copies with edits, and Chinese rows beside English ones."""

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median
from tempfile import gettempdir

import numpy as np
from python_calamine import CalamineWorkbook

from benchmarks.data import DATA
from silian.engines.examining import Text, find_twins
from silian.engines.matching import Encoder, open_encoder

SHEET = DATA / "technology_expo" / "technology_expo_2022.xlsx"
CHINESE, ENGLISH = (2, 4), (3, 5)  # columns of title and description
LETTERS = "新型高效改良系列优化升级方案一种智能的与及可靠稳定性能产品技术"
DRAWS = 10


def rows() -> list[tuple[Text, Text]]:
    """Return the rows that have a Chinese and an English text, each as two texts of its own key."""
    sheet = CalamineWorkbook.from_path(SHEET).get_sheet_by_index(0).to_python()[1:]
    found = []
    for number, row in enumerate(sheet):
        ours = Text(number, *(str(row[at]).strip() for at in CHINESE))
        theirs = Text(10_000 + number, *(str(row[at]).strip() for at in ENGLISH))
        if ours.title and ours.body and theirs.title and theirs.body and theirs.foreign and not ours.foreign:
            found.append((ours, theirs))
    return found


def edited(text: str, share: float, random: Random) -> str:
    """Return ``text`` with this share of its characters replaced, dropped or followed by another."""
    letters = list(text)
    for _edit in range(int(len(letters) * share)):
        at = random.randrange(len(letters))
        letters[at] = random.choice((random.choice(LETTERS), "", letters[at] + random.choice(LETTERS)))
    return "".join(letters)


def copies(chinese: list[Text]) -> Iterator[str]:
    """Yield a line for each share of edits: copies found, and pairs that are no copies made here."""
    random = Random(0)
    for share in (0.0, 0.02, 0.05, 0.1, 0.15, 0.2):
        again = [
            Text(20_000 + t.key, edited(t.title, share, random), edited(t.body, share, random))
            for t in chinese
        ]
        found = {(twin.left, twin.right) for twin in find_twins([*chinese, *again])}
        good = sum((text.key, 20_000 + text.key) in found for text in chinese)
        yield f"| copies with {share:.0%} of characters edited | {good / len(chinese):.3f} | {len(found) - good} other pairs |"


def translations(pairs: list[tuple[Text, Text]], encoder: Encoder) -> Iterator[str]:
    """Yield recall and precision where every row has its translation, and where a tenth has."""
    found = [t for t in find_twins([t for pair in pairs for t in pair], encoder) if t.kind == "translation"]
    good = sum(twin.right == 10_000 + twin.left for twin in found)
    yield f"| translations, every row has one | {good / len(pairs):.3f} | precision {good / len(found):.3f} |"
    random, recalls, precisions = np.random.default_rng(0), [], []
    for _draw in range(DRAWS):
        order = random.permutation(len(pairs))
        ours = {pairs[at][0].key for at in order[:300]}
        theirs = {pairs[at][1].key for at in (*order[:30], *order[300:])}
        texts = [t for pair in pairs for t in pair if t.key in ours | theirs]
        found = [t for t in find_twins(texts, encoder) if t.kind == "translation"]
        good = sum(twin.right == 10_000 + twin.left for twin in found)
        recalls.append(good / 30)
        precisions.append(good / len(found))
    spread = f"precision {median(precisions):.2f} ({min(precisions):.2f}-{max(precisions):.2f})"
    recall = f"{median(recalls):.2f} ({min(recalls):.2f}-{max(recalls):.2f})"
    yield f"| translations, a tenth of 300 rows has one, {DRAWS} draws | {recall} | {spread} |"


def main() -> None:
    """Print the table."""
    pairs = rows()
    encoder = open_encoder("bundled", cache_directory=Path(gettempdir()) / "silian-bench-vectors")
    assert encoder is not None
    print(f"{len(pairs)} rows of the expo list\n\n| what | recall | beside it |\n|---|---|---|")
    for line in (*copies([ours for ours, _theirs in pairs]), *translations(pairs, encoder)):
        print(line)
    many = [Text(at, f"{t.title}{at}", t.body) for at in range(21) for t, _ in pairs]
    many = [Text(number, text.title, text.body) for number, text in enumerate(many)]
    started = time.perf_counter()
    found = find_twins(many)
    print(
        f"\n{len(many)} listings compared by words in {time.perf_counter() - started:.1f} s, {len(found)} pairs"
    )


if __name__ == "__main__":
    main()
