"""The API against its own OpenAPI description: no server error, every answer as described."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from silian.config.api import api
from silian.config.wsgi import application
from silian.reference.models import Organisation, Zone
from silian.services.accounts.actions import issue_token, set_role
from silian.services.accounts.models import Role, Scope, User

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
EXAMPLES = int(os.environ.get("SILIAN_API_EXAMPLES", "3"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
schema: Any = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = application


@pytest.fixture(params=["visitor", "member", "administrator"])
def headers(request: pytest.FixtureRequest, db: None) -> Iterator[dict[str, str]]:
    """Return what each kind of caller sends along."""
    if request.param == "visitor":
        yield {}
        return
    zone = Zone.objects.create(key="here", name="此园区")
    ours = Organisation.objects.create(key="ours", name="我们", kind="company", zone=zone)
    user = User.objects.create_user(request.param, is_superuser=request.param == "administrator")
    set_role(user, ours, Role.MANAGER)
    _token, secret = issue_token(user, "schemathesis", Scope)
    yield {"Authorization": f"Bearer {secret}"}


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the connection of the test's transaction, which the end of a request would close."""
    for sent in (request_started, request_finished):
        sent.disconnect(close_old_connections)
    yield
    for sent in (request_started, request_finished):
        sent.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case: Any, headers: dict[str, str]) -> None:
    case.call_and_validate(headers=headers, checks=CHECKS)
