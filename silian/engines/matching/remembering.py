"""Terms of texts by content, so that a changed text is analysed alone when its collection is indexed again."""

import hashlib
from collections.abc import Sequence

from silian.engines.matching import text


class RememberedTerms:
    """Takes the place of ``text.terms`` for one collection; what one indexing did not use is dropped."""

    def __init__(self) -> None:
        """Begin without any text."""
        self._known: dict[bytes, tuple[str, ...]] = {}
        self._used: dict[bytes, tuple[str, ...]] = {}
        self.analysed = 0

    def __call__(self, source: str) -> Sequence[str]:
        """Return the terms of ``source``, from memory where the same text was read before."""
        key = hashlib.blake2b(source.encode("utf-8", "replace"), digest_size=16).digest()
        found = self._known.get(key)
        if found is None:
            found = tuple(text.terms(source))
            self.analysed += 1
        self._known[key] = self._used[key] = found
        return found

    def forget_unused(self) -> None:
        """Drop the texts that were not asked for since the last call."""
        self._known, self._used = self._used, {}
