"""Settings read from environment variables, refusing loudly what cannot be right."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlparse

from silian.language import gettext as _


class SettingError(ValueError):
    """An environment variable has a value that cannot be used."""


def text(name: str, default: str) -> str:
    """Return the variable ``name`` without surrounding blanks, or ``default``."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool) -> bool:
    """Return a yes/no variable; anything but 1, 0, true, false, yes, no raises SettingError."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes"}:
        return True
    if value in {"0", "false", "no"}:
        return False
    raise SettingError(
        _("{name}={value} 既不是“是”也不是“否”。请写 {name}=1 或 {name}=0。").format(name=name, value=value)
    )


def names(name: str, default: str) -> list[str]:
    """Return a comma-separated variable as a list without empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def number(name: str, default: int) -> int:
    """Return a whole number; anything else raises SettingError."""
    value = text(name, str(default))
    if not value.isdigit():
        raise SettingError(
            _("{name}={value} 不是整数。请写成例如 {name}={default}。").format(
                name=name, value=value, default=default
            )
        )
    return int(value)


def origin(url: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlparse(url)
    return f"{parts.scheme}://{parts.netloc}"


def data_directory() -> Path:
    """Return where this installation keeps database, uploads and backups (SILIAN_DATA_DIR)."""
    return Path(text("SILIAN_DATA_DIR", "silian-data")).expanduser().resolve()


def database(url: str) -> dict[str, object]:
    """Return Django's settings for one ``postgresql://`` address, with socket directories in ``?host=``."""
    parts = urlparse(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError(
            _(
                "DATABASE_URL 以“{scheme}”开头，而四链只用 PostgreSQL。请写成 postgresql://user:password@host:5432/name。"
            ).format(scheme=parts.scheme)
        )
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "silian",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }
