"""One embedded PostgreSQL for all tests that ask for a database; engine tests run without any of it."""

import importlib.util
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

if importlib.util.find_spec("django"):
    os.environ["SILIAN_DATA_DIR"] = tempfile.mkdtemp(prefix="silian-test-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "silian.config.settings")
    import django
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.SILIAN_ENCODER = "none"
    settings.ALLOWED_HOSTS = ["*"]
    django.setup()


@pytest.fixture(scope="session")
def server_address() -> Iterator[str]:
    """Return the address of the session's database server."""
    from silian.config import database  # noqa: PLC0415 optional extra

    server = database.start(Path(os.environ["SILIAN_DATA_DIR"]))
    yield database.url(server)
    server.cleanup()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Point Django at the session's server, only once a test needs it."""
    from django.db import connections  # noqa: PLC0415 optional extra

    from silian.config import environment  # noqa: PLC0415 optional extra

    address = request.getfixturevalue("server_address")
    connections["default"].settings_dict.update(environment.database(address), CONN_MAX_AGE=0)
