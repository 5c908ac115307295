"""How near two texts are in meaning: centred sentence vectors of titles and descriptions."""

from collections.abc import Sequence
from copy import copy

import numpy as np

from silian.engines.matching.encoders.protocol import Encoder, EncoderError, Progress, Vectors, unit
from silian.engines.matching.lexical import Floats
from silian.engines.matching.model import Need, Offer

DESCRIPTION_CHARACTERS = 256


def _two_texts(title: str, description: str) -> tuple[str, str]:
    return title, f"{title}。{description}"[
        : len(title) + 1 + DESCRIPTION_CHARACTERS
    ] if description else title


def need_texts(need: Need) -> tuple[str, str]:
    """Return the two texts that stand for ``need``: its title, and title with the start of its text."""
    return _two_texts(need.title, need.text)


def offer_texts(offer: Offer) -> tuple[str, str]:
    """Return the two texts that stand for ``offer``, in Chinese where there are any, else in English."""
    return _two_texts(offer.title or offer.title_en, offer.summary or offer.keywords or offer.summary_en)


class MeaningIndex:
    """Vectors of offers, less their mean; similarities are cosines cut at 0."""

    def __init__(self, offers: Sequence[Offer], encoder: Encoder, progress: Progress | None = None) -> None:
        """Encode ``offers`` (or take their vectors from the encoder's cache)."""
        self._encoder = encoder
        pair = self._encode([offer_texts(offer) for offer in offers], progress)
        self._means = pair[0].mean(axis=0), pair[1].mean(axis=0)
        self._vectors = self._centred(pair)

    def beside(self, offers: Sequence[Offer]) -> "MeaningIndex":
        """Return an index of other ``offers``, centred as these are."""
        other = copy(self)
        other._vectors = self._centred(self._encode([offer_texts(offer) for offer in offers], None))
        return other

    def _centred(self, pair: tuple[Vectors, Vectors]) -> Vectors:
        kept, given = len(self._means[0]), pair[0].shape[1]
        if kept != given:
            raise EncoderError(
                "向量的维数从 {kept} 变成了 {given}：向量服务中途换了模型。请重新运行，全部文字会用新模型重新计算。",
                kept=kept,
                given=given,
            )
        total = sum(unit(part - mean) for part, mean in zip(pair, self._means, strict=True))
        return unit(np.asarray(total))

    def _encode(self, pairs: Sequence[tuple[str, str]], progress: Progress | None) -> tuple[Vectors, Vectors]:
        vectors = self._encoder.encode([text for pair in pairs for text in pair], progress)
        return vectors[0::2], vectors[1::2]

    def queries(self, needs: Sequence[Need], progress: Progress | None = None) -> Vectors:
        """Return the vectors of ``needs``, shape (needs, dimensions).

        They are centred on the means of the offers, so that a need's score never depends on the
        other needs of its sheet. Raises ``EncoderError`` where the encoder gives other dimensions now.
        """
        return self._centred(self._encode([need_texts(need) for need in needs], progress))

    def scores(self, queries: Vectors) -> Floats:
        """Return similarities, shape (queries, offers), each 0-1."""
        return np.asarray(np.maximum(queries @ self._vectors.T, 0), dtype=np.float32)

    def score(self, query: Vectors, offer: int) -> float:
        """Return the similarity of one query with the offer at position ``offer``, 0-1."""
        return max(0.0, float(query @ self._vectors[offer]))
