"""Listings that may be the same one: copies with small edits by their terms, translations by their vectors."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from silian.engines.matching import Encoder, text
from silian.engines.matching.encoders.protocol import Progress, Vectors, unit

BLOCK = 512  # rows compared with all others at once
COMMON = 2_000  # a term in more listings than this finds no candidates
PARTNERS = 10  # pairs kept for one listing, copies apart
READ = 4_000  # characters of a text that are compared
DESCRIPTION = 256  # characters of a description that are encoded
NEAR = 0.55  # cosine of weighted terms from which a listing may be a copy
MEANS = 0.5  # cosine of vectors from which a listing in another language may be a translation
AHEAD = 0.04  # by how much it must be nearer than the next one
SAYING = 5  # terms below which a description says nothing: 待补, see attachment
FEW = 8  # with fewer listings of a language their mean says nothing


@dataclass(frozen=True, slots=True)
class Text:
    """One listing in one language; a listing in two languages gives two texts of the same ``key``."""

    key: int
    title: str
    body: str = ""

    @property
    def foreign(self) -> bool:
        """Return whether it is written without Chinese characters."""
        letters = [letter for letter in f"{self.title}{self.body}"[:READ] if letter.isalpha()]
        return sum("\u3400" <= letter <= "\u9fff" for letter in letters) < len(letters) / 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two keys, the smaller first, and how near they are, 0-1."""

    left: int
    right: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Twin(Candidate):
    """A candidate with what it was found by: ``copy``, ``near`` (small edits) or ``translation``."""

    kind: str


def find_twins(
    texts: Sequence[Text], encoder: Encoder | None = None, progress: Progress | None = None
) -> list[Twin]:
    """Return the pairs of keys that may be the same listing, nearest first; none twice, none with itself.

    Copies are paired with the first of them only, and others with their ten nearest at most, so that a listing
    sent in five hundred times gives no hundred thousand pairs. Raises EncoderError if the encoder fails.
    """
    copies, different = _copies(texts)
    found = {(pair.left, pair.right): Twin(pair.left, pair.right, 1.0, "copy") for pair in copies}
    near = [(pair, "near") for pair in by_terms(different)]
    if encoder is not None:
        near += [(pair, "translation") for pair in by_meaning(different, encoder, progress)]
    partners: Counter[int] = Counter()
    for pair, kind in sorted(near, key=lambda one: (-one[0].similarity, one[0].left, one[0].right)):
        ends = (pair.left, pair.right)
        if ends not in found and max(partners[end] for end in ends) < PARTNERS:
            partners.update(ends)
            found[ends] = Twin(*ends, round(pair.similarity, 4), kind)
    return sorted(found.values(), key=lambda twin: (-twin.similarity, twin.left, twin.right))


def _copies(texts: Sequence[Text]) -> tuple[list[Candidate], list[Text]]:
    """Return each repeated text paired with the first of it, and the texts without their repeats."""
    first: dict[str, Text] = {}
    pairs: list[Candidate] = []
    for each in texts:
        plain = "".join(text.normalise(f"{each.title}\n{each.body}").split())
        known = first.setdefault(plain, each) if plain else each
        if known.key != each.key:
            pairs.append(_pair(known.key, each.key, 1.0))
    return pairs, list(first.values())


def _pair(one: int, other: int, similarity: float) -> Candidate:
    return Candidate(min(one, other), max(one, other), min(1.0, float(similarity)))


def by_terms(texts: Sequence[Text], least: float = NEAR) -> Iterator[Candidate]:
    """Yield pairs whose weighted terms have a cosine of ``least`` or more, block by block."""
    matrix = _weighted(texts)
    turned = matrix.T.tocsr()
    for start in range(0, len(texts), BLOCK):
        near = (matrix[start : start + BLOCK] @ turned).tocoo()
        keep = (near.data >= least) & (near.col > near.row + start)
        for row, column, value in zip(near.row[keep] + start, near.col[keep], near.data[keep], strict=True):
            if texts[row].key != texts[column].key:
                yield _pair(texts[row].key, texts[column].key, value)


def _weighted(texts: Sequence[Text]) -> sparse.csr_matrix:
    """Return one row a text: root of frequency times rarity of each term that is not common, of length 1."""
    vocabulary: dict[str, int] = {}
    starts, columns = [0], []
    for each in texts:
        body = text.terms(each.body[:READ])
        read = text.terms(each.title[:READ]) + (body if len(body) >= SAYING else [])
        columns += [vocabulary.setdefault(term, len(vocabulary)) for term in read]
        starts.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float32)
    shape = (len(texts), max(1, len(vocabulary)))
    matrix: Any = sparse.csr_matrix((ones, np.array(columns, dtype=np.int32), np.array(starts)), shape=shape)
    matrix.sum_duplicates()
    documents = np.bincount(matrix.indices, minlength=shape[1])
    rarity = np.log((1 + len(texts)) / (1 + documents)) + 1
    rarity[documents > COMMON] = 0
    matrix.data = (np.sqrt(matrix.data) * rarity[matrix.indices]).astype(np.float32)
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-9)).astype(np.float32) @ matrix


def by_meaning(texts: Sequence[Text], encoder: Encoder, progress: Progress | None = None) -> Iterator[Candidate]:  # fmt: skip
    """Yield pairs in two languages that are each other's nearest, near enough, and clearly nearer than the next."""
    here = [at for at, each in enumerate(texts) if not each.foreign]
    there = [at for at, each in enumerate(texts) if each.foreign]
    if not here or not there:
        return
    vectors = _vectors(texts, encoder, progress)
    ours, theirs = (_centred(vectors[rows]) for rows in (here, there))
    best, value, second = _nearest(ours, theirs)
    back, _value, second_back = _nearest(theirs, ours)
    for at, other in enumerate(best):
        ahead = value[at] - max(second[at], second_back[other])
        one, two = texts[here[at]].key, texts[there[other]].key
        if back[other] == at and value[at] >= MEANS and ahead >= AHEAD and one != two:
            yield _pair(one, two, value[at])


def _vectors(texts: Sequence[Text], encoder: Encoder, progress: Progress | None) -> Vectors:
    pairs = [(each.title, f"{each.title}。{each.body[:DESCRIPTION]}") for each in texts]
    found = encoder.encode([part for pair in pairs for part in pair], progress)
    return unit(unit(found[0::2]) + unit(found[1::2]))


def _centred(vectors: Vectors) -> Vectors:
    """Return vectors less the mean of their language, which is what two languages differ by before all."""
    return unit(vectors - vectors.mean(axis=0)) if len(vectors) >= FEW else vectors


def _nearest(ours: Vectors, theirs: Vectors) -> tuple[Any, Any, Any]:
    """Return for each of ``ours`` the position and cosine of the nearest of ``theirs``, and the next cosine."""
    places, values, seconds = [], [], []
    for start in range(0, len(ours), BLOCK):
        near = ours[start : start + BLOCK] @ theirs.T
        rows = np.arange(len(near))
        place = near.argmax(axis=1)
        places.append(place)
        values.append(near[rows, place].copy())
        near[rows, place] = -1
        seconds.append(near.max(axis=1))
    return np.concatenate(places), np.concatenate(values), np.concatenate(seconds)
