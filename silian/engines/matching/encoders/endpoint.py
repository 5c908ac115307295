"""An encoder behind a URL that speaks the OpenAI embeddings protocol."""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from http.client import HTTPException
from typing import Any
from urllib.parse import urldefrag

import numpy as np

from silian.engines.matching.encoders.protocol import EncoderError, Progress, Vectors, unit

_BATCH = 64
_MAX_CHARACTERS = 2000
_MAX_REPLY_BYTES = 64 * 2**20


class EndpointEncoder:
    """``URL`` or ``URL#model``: the address up to ``/v1`` or the full one ending in ``/embeddings``."""

    def __init__(self, url: str, *, api_key: str = "", timeout_seconds: float = 60) -> None:
        """Take the address; nothing is asked until ``encode``."""
        address, model = urldefrag(url)
        self._address = address if address.endswith("/embeddings") else address.rstrip("/") + "/embeddings"
        self._model = model or "default"
        self._api_key = api_key
        self._timeout = timeout_seconds
        self.name = f"{self._address}#{self._model}"

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors that the endpoint gives for ``texts``."""
        parts: list[Vectors] = []
        for start in range(0, len(texts), _BATCH):
            batch = [text[:_MAX_CHARACTERS] or " " for text in texts[start : start + _BATCH]]
            vectors = self._vectors(self._ask(batch), len(batch))
            if parts and vectors.shape[1] != parts[0].shape[1]:
                raise EncoderError(
                    "向量服务 {address} 前后两批向量的维数不同（{first} 与 {second}）。"
                    "请检查服务，或用 --encoder bundled 或 none。",
                    address=self._address,
                    first=parts[0].shape[1],
                    second=vectors.shape[1],
                )
            parts.append(vectors)
            if progress:
                progress(min(start + _BATCH, len(texts)), len(texts))
        return np.concatenate(parts) if parts else np.zeros((0, 1), dtype=np.float32)

    def _ask(self, batch: list[str]) -> Any:
        headers = {"Content-Type": "application/json"}
        if self._api_key:
            headers["Authorization"] = f"Bearer {self._api_key}"
        body = json.dumps({"model": self._model, "input": batch}).encode()
        try:
            request = urllib.request.Request(self._address, body, headers)
            with urllib.request.urlopen(request, timeout=self._timeout) as reply:
                return json.loads(reply.read(_MAX_REPLY_BYTES))
        except urllib.error.HTTPError as error:
            with error:
                raise EncoderError(
                    "向量服务 {address} 回答 HTTP {code}。请检查地址、模型名（地址后加 #模型名）"
                    "和密钥（SILIAN_API_KEY），或用 --encoder bundled 或 none。",
                    address=self._address,
                    code=error.code,
                ) from error
        except (OSError, HTTPException, ValueError) as error:
            raise EncoderError(
                "向量服务 {address} 连不上或答非所问（{reason}）。请检查地址和网络，"
                "或用 --encoder bundled 或 none。",
                address=self._address,
                reason=getattr(error, "reason", error),
            ) from error

    def _unusable(self) -> EncoderError:
        return EncoderError(
            "向量服务 {address} 的回答不能用：每段文字要有一个同样长短、都是有限数的向量"
            "（data[].embedding）。请检查它是不是 OpenAI 兼容的向量接口，或用 --encoder bundled 或 none。",
            address=self._address,
        )

    def _vectors(self, reply: Any, count: int) -> Vectors:
        try:
            rows = sorted(reply["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (KeyError, TypeError, ValueError) as error:
            raise self._unusable() from error
        if (
            vectors.ndim != 2
            or len(vectors) != count
            or not vectors.shape[1]
            or not np.isfinite(vectors).all()
        ):
            raise self._unusable()
        return unit(vectors)
