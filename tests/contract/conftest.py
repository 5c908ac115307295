"""The standing cast (owner, teammate, stranger, officer, administrator) and rows of any register."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from silian.reference.models import Organisation, Zone
from silian.register.declaration import Register, all_registers
from silian.register.fields import Shape
from silian.services.accounts.actions import appoint_officer, set_role
from silian.services.accounts.models import Role, User

REGISTERS = all_registers()
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Cast:
    """Signed-in browsers of the people every register is tried with, and the place they belong to."""

    zone: Zone
    organisation: Organisation
    owner: Client
    teammate: Client
    stranger: Client
    officer: Client
    administrator: Client
    visitor: Client


def signed_in(name: str, **options: Any) -> tuple[User, Client]:
    user = User.objects.create_user(name, f"{name}@example.org", "correct horse", **options)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user, client


@pytest.fixture
def cast(db: None) -> Cast:
    zone = Zone.objects.create(key="here", name="此园区")
    elsewhere = Organisation.objects.create(key="elsewhere", name="别处", kind="company")
    organisation = Organisation.objects.create(key="ours", name="我们", kind="company", zone=zone)
    owner, owner_client = signed_in("owner")
    teammate, teammate_client = signed_in("teammate")
    stranger, stranger_client = signed_in("stranger")
    officer, officer_client = signed_in("officer")
    _administrator, administrator_client = signed_in("administrator", is_superuser=True)
    set_role(owner, organisation, Role.MANAGER)
    set_role(teammate, organisation, Role.READER)
    set_role(stranger, elsewhere, Role.MANAGER)
    appoint_officer(officer, zone)
    return Cast(
        zone,
        organisation,
        owner_client,
        teammate_client,
        stranger_client,
        officer_client,
        administrator_client,
        Client(),
    )


def values(declared: Register, cast: Cast, depth: int = 0) -> dict[str, Any]:
    """Return a value for every field of a row that belongs to the cast's organisation and zone."""
    number = next(_numbers)
    found: dict[str, Any] = {}
    for info in declared.fields:
        if info.name == "key":
            own = "ours" if declared.owner == ("key",) else "here" if declared.model is Zone else ""
            found["key"] = own if own and depth == 0 else f"k{number}"
        elif info.shape is Shape.LINK:
            found[info.name] = _linked(info, declared, cast, depth)
        elif info.shape is Shape.KEYS:
            found[info.name] = ["ours"] if info.target is Organisation else []
        elif info.shape is Shape.CODE:
            found[info.name] = info.choices[0][0]
        elif info.shape is Shape.CODES:
            found[info.name] = [info.choices[1][0], info.choices[0][0]]
        elif info.shape is Shape.DATE:
            found[info.name] = date(2026, 5, 1)
        elif info.shape is Shape.FLAG:
            found[info.name] = False
        elif info.shape in (Shape.MONEY, Shape.NUMBER):
            found[info.name] = 5
        elif info.field.max_length == 18:
            found[info.name] = ""
        else:
            found[info.name] = f"值{number}"
    return found


def _linked(info: Any, declared: Register, cast: Cast, depth: int) -> Any:
    if info.target is Zone:
        return cast.zone
    if info.target is Organisation:
        return cast.organisation
    if info.target is declared.model or depth > 2 or info.field.null:
        return None
    target = next(r for r in REGISTERS if r.model is info.target)
    if target.owner == ("key",):
        known = target.model.objects.filter(key="ours").first()
        return known or target.model.objects.create(**values(target, cast))
    return target.model.objects.create(**values(target, cast, depth + 1))


@pytest.fixture
def make_row(cast: Cast) -> Callable[..., Any]:
    """Return a function that makes one row of a register, with changes to its values."""

    def make(declared: Register, **changes: Any) -> Any:
        given = values(declared, cast) | changes
        return declared.model.objects.update_or_create(key=given.pop("key"), defaults=given)[0]

    return make


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every contract test once per register."""
    if "declared" in metafunc.fixturenames:
        metafunc.parametrize("declared", REGISTERS, ids=[declared.slug for declared in REGISTERS])
