"""From the word a user types (none, bundled or a URL) to an encoder."""

import hashlib
import os
from pathlib import Path

from silian.engines.matching.encoders.bundled import BundledEncoder
from silian.engines.matching.encoders.cache import CachedEncoder
from silian.engines.matching.encoders.endpoint import EndpointEncoder
from silian.engines.matching.encoders.protocol import Encoder, EncoderError


def open_encoder(choice: str, *, cache_directory: Path, api_key: str = "") -> Encoder | None:
    """Return the encoder that ``choice`` names, with its vectors kept under ``cache_directory``.

    ``choice`` is "none" (returns None), "bundled", or the URL of an OpenAI-compatible embeddings
    endpoint. One text is encoded at once, so that what does not work says so here and not after
    ten minutes. Raises ``EncoderError``.
    """
    if choice == "none":
        return None
    encoder: Encoder
    if choice == "bundled":
        encoder = BundledEncoder()
    elif choice.startswith(("http://", "https://")):
        encoder = EndpointEncoder(choice, api_key=api_key)
        # Another model may answer at the same address one day: its vectors must not meet these.
        probe = encoder.encode(["四链"])[0].round(2) + 0.0
        encoder.name += f"/{len(probe)}-{hashlib.sha256(probe.tobytes()).hexdigest()[:8]}"
    else:
        raise EncoderError(
            "不认识的编码器“{choice}”：请用 none、bundled，或以 http:// 或 https:// 开头的地址。",
            choice=choice,
        )
    return CachedEncoder(encoder, cache_directory)


def default_cache_directory() -> Path:
    """Return where vectors are kept: SILIAN_CACHE, else the user's cache folder."""
    named = os.environ.get("SILIAN_CACHE")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "silian" / "vectors"
