"""Tokens: shown once, limited to their scopes, useless when revoked."""

import pytest
from django.test import Client

from silian.chains.industry.models import Company
from silian.services.accounts.models import ApiToken, User

pytestmark = pytest.mark.django_db


def signed_in() -> Client:
    user = User.objects.create_user("admin", "a@example.org", "correct horse", is_superuser=True)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def made(client: Client, *scopes: str) -> str:
    page = client.post("/accounts/tokens/", {"make": "1", "name": "脚本", "scopes": scopes})
    secret: str = page.context["secret"]
    assert secret not in client.get("/accounts/tokens/").content.decode()
    return secret


def patch(secret: str) -> int:
    answer = Client(enforce_csrf_checks=True).patch(
        "/api/companies/c1",
        {"name": "改名"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    return answer.status_code


def test_a_token_does_what_its_scopes_allow_until_it_is_revoked() -> None:
    Company.objects.create(key="c1", name="甲")
    client = signed_in()
    reading, writing = made(client, "read"), made(client, "read", "write")
    assert (patch(reading), patch(writing), patch("silian_wrong")) == (403, 200, 401)
    client.post("/accounts/tokens/", {"revoke": str(ApiToken.objects.order_by("pk").last().pk)})  # type: ignore[union-attr]
    assert patch(writing) == 401


def test_a_browser_without_the_cross_site_check_cannot_write() -> None:
    Company.objects.create(key="c1", name="甲")
    User.objects.create_user("admin", "a@example.org", "correct horse", is_superuser=True)
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.patch("/api/companies/c1", {}, content_type="application/json").status_code == 401
