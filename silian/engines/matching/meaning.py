"""How near two texts are in meaning: centred sentence vectors of titles and descriptions."""

from collections.abc import Sequence
from copy import copy

import numpy as np
import numpy.typing as npt

from silian.engines.matching import text
from silian.engines.matching.encoders.protocol import Encoder, EncoderError, Progress, Vectors, unit
from silian.engines.matching.lexical import Floats
from silian.engines.matching.model import Need, Offer

DESCRIPTION_CHARACTERS = {True: 256, False: 512}  # of a Chinese description, and of another
ENOUGH_TO_CENTRE = 20  # texts of a language and kind whose mean says what they have in common

Flags = npt.NDArray[np.bool_]


def _two_texts(title: str, description: str) -> tuple[str, str]:
    title, description = text.simplified(title), text.simplified(description)
    most = DESCRIPTION_CHARACTERS[text.is_chinese(title + description[:200])]
    return title, f"{title}。{description}"[: len(title) + 1 + most] if description else title


def need_texts(need: Need) -> tuple[str, str]:
    """Return the two texts that stand for ``need``: its title, and title with the start of its text."""
    return _two_texts(need.title, need.text)


def offer_texts(offer: Offer) -> tuple[str, str]:
    """Return the two texts that stand for ``offer``, in Chinese where there are any, else in English."""
    return _two_texts(offer.title or offer.title_en, offer.summary or offer.keywords or offer.summary_en)


def _chinese(pairs: Sequence[tuple[str, str]]) -> Flags:
    return np.array([text.is_chinese(whole) for _title, whole in pairs], dtype=bool)


class Centre:
    """What the texts of a collection have in common, taken off before vectors are compared.

    Means are kept per language and kind (title, whole text). A language of too few texts is centred
    on the mean of all.
    """

    def __init__(self, pair: tuple[Vectors, Vectors], chinese: Flags) -> None:
        """Take titles and whole texts as vectors, and which of them are Chinese."""
        self._all = pair[0].mean(axis=0), pair[1].mean(axis=0)
        self._of: dict[bool, tuple[Vectors, Vectors]] = {}
        self.add(pair, chinese)

    def add(self, pair: tuple[Vectors, Vectors], chinese: Flags) -> None:
        """Learn the means of those languages of which too few texts were there before."""
        for language in (True, False):
            rows = chinese == language
            if language not in self._of and rows.sum() >= ENOUGH_TO_CENTRE:
                self._of[language] = pair[0][rows].mean(axis=0), pair[1][rows].mean(axis=0)

    def centred(self, pair: tuple[Vectors, Vectors], chinese: Flags) -> Vectors:
        """Return one vector of length 1 a text: title and whole text, each less its mean, added.

        Raises ``EncoderError`` where the vectors have other dimensions than the means.
        """
        kept, given = len(self._all[0]), pair[0].shape[1]
        if kept != given:
            raise EncoderError(
                "向量的维数从 {kept} 变成了 {given}：向量服务中途换了模型。请重新运行，全部文字会用新模型重新计算。",
                kept=kept,
                given=given,
            )
        total = np.zeros_like(pair[0])
        for language in (True, False):
            rows = chinese == language
            for vectors, mean in zip(pair, self._of.get(language, self._all), strict=True):
                total[rows] += unit(vectors[rows] - mean)
        return unit(total)


class MeaningIndex:
    """Vectors of offers, less what they have in common; similarities are cosines cut at 0."""

    def __init__(
        self,
        offers: Sequence[Offer],
        encoder: Encoder,
        progress: Progress | None = None,
        typical: Sequence[Need] = (),
    ) -> None:
        """Encode ``offers`` (or take their vectors from the encoder's cache).

        ``typical`` needs centre those in a language that the offers lack.
        """
        self._encoder = encoder
        texts = [offer_texts(offer) for offer in offers]
        pair, chinese = self._encode(texts, progress), _chinese(texts)
        self._centre = Centre(pair, chinese)
        self._vectors = self._centre.centred(pair, chinese)
        foreign = [found for found in map(need_texts, typical) if not self._knows(found, chinese)]
        if len(foreign) >= ENOUGH_TO_CENTRE:
            self._centre.add(self._encode(foreign, progress), _chinese(foreign))

    def beside(self, offers: Sequence[Offer]) -> "MeaningIndex":
        """Return an index of other ``offers``, centred as these are."""
        other = copy(self)
        other._vectors = self._centred([offer_texts(offer) for offer in offers], None)
        return other

    def _centred(self, texts: Sequence[tuple[str, str]], progress: Progress | None) -> Vectors:
        return self._centre.centred(self._encode(texts, progress), _chinese(texts))

    @staticmethod
    def _knows(texts: tuple[str, str], chinese: Flags) -> bool:
        return int((chinese == text.is_chinese(texts[1])).sum()) >= ENOUGH_TO_CENTRE

    def _encode(self, pairs: Sequence[tuple[str, str]], progress: Progress | None) -> tuple[Vectors, Vectors]:
        vectors = self._encoder.encode([text for pair in pairs for text in pair], progress)
        return vectors[0::2], vectors[1::2]

    def queries(self, needs: Sequence[Need], progress: Progress | None = None) -> Vectors:
        """Return the vectors of ``needs``, shape (needs, dimensions).

        They are centred on the means of the collection, so that a need's score never depends on
        the needs it is asked together with. Raises ``EncoderError`` where the encoder gives other dimensions now.
        """
        return self._centred([need_texts(need) for need in needs], progress)

    def scores(self, queries: Vectors) -> Floats:
        """Return similarities, shape (queries, offers), each 0-1."""
        return np.asarray(np.maximum(queries @ self._vectors.T, 0), dtype=np.float32)

    def score(self, query: Vectors, offer: int) -> float:
        """Return the similarity of one query with the offer at position ``offer``, 0-1."""
        return max(0.0, float(query @ self._vectors[offer]))
