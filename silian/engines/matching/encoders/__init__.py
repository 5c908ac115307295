"""Sentence encoders: texts to unit vectors, from a bundled model, an endpoint, or not at all."""

from silian.engines.matching.encoders.cache import CachedEncoder
from silian.engines.matching.encoders.choose import open_encoder
from silian.engines.matching.encoders.protocol import Encoder, EncoderError, Progress, Vectors

__all__ = ["CachedEncoder", "Encoder", "EncoderError", "Progress", "Vectors", "open_encoder"]
