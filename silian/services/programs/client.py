"""A client of the platform's JSON API; the token it carries decides what it sees."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlencode

from silian.language import gettext as _

TIMEOUT_SECONDS = 60.0
MOST_BYTES = 64 * 2**20


class Unanswered(Exception):
    """The platform refused, or could not be asked; the message says why and what to do."""


class Client:
    """Asks one site for one person; without a token it sees what every visitor sees."""

    def __init__(self, address: str, token: str = "", language: str = "zh") -> None:
        """Take the site's address, such as http://127.0.0.1:8000, and an API token of the account's page."""
        self._address = address.rstrip("/")
        self._language = {"lang": "en"} if language == "en" else {}
        self._headers = {"Accept": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def get(self, *path: str, **asked: Any) -> Any:
        """Return what the API answers at ``path``; parts of it may hold any character. Raises Unanswered."""
        return self._ask("GET", path, asked, None)

    def post(self, *path: str, body: Mapping[str, Any]) -> Any:
        """Send ``body`` to ``path`` and return the answer. Raises Unanswered."""
        return self._ask("POST", path, {}, json.dumps(body).encode())

    def _ask(self, method: str, path: tuple[str, ...], asked: Mapping[str, Any], body: bytes | None) -> Any:
        address = "/".join([self._address, "api", *(quote(part, safe="") for part in path)])
        query = urlencode({name: value for name, value in {**self._language, **asked}.items() if value != ""})
        address += f"?{query}" if query else ""
        headers = self._headers | ({"Content-Type": "application/json"} if body else {})
        try:
            request = urllib.request.Request(address, body, headers, method=method)
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as reply:
                return json.loads(reply.read(MOST_BYTES))
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise Unanswered(_refusal(refusal)) from refusal
        except (OSError, HTTPException, ValueError) as fault:
            raise Unanswered(
                _(
                    "{address} 连不上或答非所问（{reason}）。请检查地址，并确认 silian serve 正在运行。"
                ).format(address=self._address, reason=getattr(fault, "reason", fault))
            ) from fault


def _refusal(refusal: urllib.error.HTTPError) -> str:
    """Return the platform's own words, or its code where it has none."""
    if refusal.code == 404:
        return _("没有这条记录，或它对您的令牌不公开。请先查找，再用查到的登记簿和编号。")
    try:
        detail = json.loads(refusal.read(MOST_BYTES))["detail"]
    except (ValueError, KeyError, TypeError, OSError, HTTPException):
        return _("平台回答 HTTP {code}，没有说明原因。请稍后再试，或联系平台的管理员。").format(
            code=refusal.code
        )
    if isinstance(detail, dict):
        return "\n".join(f"{name}: {' '.join(map(str, faults))}" for name, faults in detail.items())
    return str(detail)
