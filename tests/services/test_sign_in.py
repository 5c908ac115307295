"""Ways to sign in: a new password by mail, a second step, another organisation's accounts (OpenID Connect)."""

import re
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from silian.services.accounts.models import User
from tests.services.oidc_provider import CLIENT, SECRET, Provider, running

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "correct horse battery", "another staple entirely"


@pytest.fixture(autouse=True)
def forget_attempts() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return User.objects.create_user("anna", "anna@example.org", PASSWORD)


def signed_in(client: Client) -> str:
    return str(client.get("/").context["user"].get_username())


def sign_in(client: Client, password: str, login: str = "anna") -> str:
    answer = client.post("/accounts/login/", {"login": login, "password": password})
    return answer.headers.get("Location", "")


def test_a_password_is_reset_through_a_link_that_works_once(user: User) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": "anna@example.org"})
    (letter,) = mail.outbox
    assert letter.to == ["anna@example.org"]
    found = re.search(r"http://testserver(\S+)", letter.body)
    assert found
    link = found[1]
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": NEW, "password2": NEW})
    assert (sign_in(Client(), PASSWORD), sign_in(Client(), NEW)) == ("", "/")
    again = Client().get(link, follow=True)
    assert again.context["token_fail"]


def test_asking_for_a_reset_does_not_tell_who_has_an_account(user: User) -> None:
    known, unknown = (
        Client().post("/accounts/password/reset/", {"email": email})
        for email in ("anna@example.org", "nobody@example.org")
    )
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [letter.to for letter in mail.outbox] == [["anna@example.org"], ["nobody@example.org"]]
    assert "/password/reset/key/" not in mail.outbox[1].body


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def test_with_a_second_step_the_password_alone_lets_nobody_in(user: User) -> None:
    client = Client()
    assert sign_in(client, PASSWORD) == "/"
    asked = client.get("/accounts/2fa/totp/activate/")
    client.post(asked.url, {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    cache.clear()
    fresh = Client()
    assert sign_in(fresh, PASSWORD) == "/accounts/2fa/authenticate/"
    assert signed_in(fresh) == ""
    assert fresh.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert signed_in(fresh) == ""
    assert fresh.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert signed_in(fresh) == "anna"


@pytest.fixture
def provider(settings):
    person = {"sub": "4711", "email": "li@uni.example", "email_verified": True, "preferred_username": "li"}
    with running(Provider(person)) as found:
        app = {"provider_id": "oidc", "name": "学校账户", "client_id": CLIENT, "secret": SECRET}
        app["settings"] = {"server_url": found.address}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield found


def through(provider: Provider, client: Client):
    """Go where a browser would: to the provider, and back with its code."""
    away = client.post("/accounts/oidc/oidc/login/")
    assert away.url.startswith(f"{provider.address}/authorize?")
    parts = urlsplit(away.url)
    connection = HTTPConnection(parts.netloc)
    connection.request("GET", f"{parts.path}?{parts.query}")
    back = connection.getresponse().headers["Location"]
    connection.close()
    return client.get(back.removeprefix("http://testserver"))


def test_a_person_signs_in_with_the_account_of_their_organisation(provider: Provider) -> None:
    client = Client()
    assert "学校账户" in client.get("/accounts/login/").content.decode()
    assert through(provider, client).status_code == 302
    assert signed_in(client) == "li"
    again = Client()
    through(provider, again)
    assert signed_in(again) == "li"
    assert User.objects.get().email == "li@uni.example"
    assert {"/.well-known/openid-configuration", "/authorize", "/token", "/userinfo"} <= set(provider.asked)


def test_a_code_cannot_be_used_in_a_session_that_did_not_ask_for_it(provider: Provider) -> None:
    answer = Client().get("/accounts/oidc/oidc/login/callback/?code=stolen&state=guessed")
    assert not User.objects.exists()
    assert answer.status_code in (200, 302, 401)
    assert "/token" not in provider.asked


def test_a_token_meant_for_another_site_is_refused(provider: Provider) -> None:
    provider.audience = "another"
    client = Client()
    through(provider, client)
    assert signed_in(client) == ""
    assert not User.objects.exists()


def test_an_unconfirmed_address_does_not_take_over_the_account_that_has_it(
    provider: Provider, user: User
) -> None:
    provider.person |= {"email": "anna@example.org", "email_verified": False, "preferred_username": "anna"}
    client = Client()
    through(provider, client)
    assert signed_in(client) != "anna"
