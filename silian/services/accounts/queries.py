"""Who a person is to the registers, and which tokens they hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from silian.reference.models import Organisation, Zone
from silian.register.standing import Standing
from silian.services.accounts.models import (
    Admission,
    AdmissionKind,
    AdmissionState,
    ApiToken,
    Membership,
    Role,
    User,
    ZoneOfficer,
)


def standing(user: Any) -> Standing:
    """Return the organisations, zones and office of ``user``; two queries."""
    return Standing(
        user_id=user.pk,
        organisations=dict(user.memberships.values_list("organisation__key", "role")),
        zones=frozenset(user.zones.values_list("zone__key", flat=True)),
        administrator=user.is_superuser,
    )


def live_token(secret: str) -> ApiToken | None:
    """Return the token of this text unless it is unknown, revoked or its owner was shut out."""
    return (
        ApiToken.objects.select_related("user")
        .filter(digest=ApiToken.digest_of(secret), revoked_at=None, user__is_active=True)
        .first()
    )


def may_manage(standing: Standing, organisation: Organisation) -> bool:
    """Return whether a person decides who acts for ``organisation``: its managers, its zone's officers."""
    if standing.administrator or standing.organisations.get(organisation.key) == Role.MANAGER:
        return True
    return organisation.zone is not None and organisation.zone.key in standing.zones


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Return the members of an organisation with their accounts, in order of their names."""
    return (
        Membership.objects.filter(organisation=organisation).select_related("user").order_by("user__username")
    )


def deciders_of(organisations: Iterable[str]) -> list[User]:
    """Return the people who may change records of any organisation with these keys and can sign in, by name."""
    rows = Membership.objects.filter(
        organisation__key__in=list(organisations),
        role__in=[Role.MANAGER, Role.EDITOR],
        user__is_active=True,
    )
    return list(User.objects.filter(pk__in=rows.values("user")).order_by("username"))


def open_admissions(**which: Any) -> QuerySet[Admission]:
    """Return the invitations and applications that wait for an answer, oldest first."""
    return (
        Admission.objects.filter(state=AdmissionState.OPEN, **which)
        .select_related("organisation", "user", "made_by")
        .order_by("pk")
    )


def invitation_of(secret: str) -> Admission | None:
    """Return the open invitation whose link has this secret."""
    return open_admissions(kind=AdmissionKind.INVITATION, digest=ApiToken.digest_of(secret)).first()


@dataclass(frozen=True)
class Act:
    """One appointment, change or removal: when, by whom, what, of whom and to what."""

    at: datetime
    by: str
    kind: str
    whom: str
    what: str


def _acts(events: QuerySet[Any], what: Callable[[Any], str], limit: int = 50) -> list[Act]:
    kinds = {"insert": _("加入"), "update": _("修改"), "delete": _("移除")}
    found = list(events.select_related("pgh_context").order_by("-pgh_id")[:limit])
    doers = [e.pgh_context.metadata.get("user") if e.pgh_context else None for e in found]
    people = User.objects.in_bulk([pk for pk in {*doers, *(e.user_id for e in found)} if pk])
    return [
        Act(
            event.pgh_created_at,
            str(people.get(doer or 0, _("系统"))),
            kinds[event.pgh_label],
            str(people.get(event.user_id, "?")),
            what(event),
        )
        for event, doer in zip(found, doers, strict=True)
    ]


def membership_history(organisation: Organisation) -> list[Act]:
    """Return who let whom in and out of an organisation, newest first."""
    events = Membership.events.rel.related_model.objects.filter(organisation_id=organisation.pk)  # type: ignore[attr-defined]
    return _acts(events, lambda event: str(Role(event.role).label))


def officer_history() -> list[Act]:
    """Return who appointed and dismissed which officers, newest first."""
    names = {zone.pk: zone.name for zone in Zone.objects.only("name")}
    events = ZoneOfficer.events.rel.related_model.objects.all()  # type: ignore[attr-defined]
    return _acts(events, lambda event: names.get(event.zone_id, ""))


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Return the tokens a person made, newest first."""
    return ApiToken.objects.filter(user=user).order_by("-created_at")


@dataclass(frozen=True)
class Colleague:
    """Somebody who keeps an organisation's records and can be written to."""

    organisation: str
    user_id: int
    email: str
    last_login: datetime | None


def colleagues_of(keys: Iterable[str]) -> list[Colleague]:
    """Return the managers and editors of these organisations who have an address; one query."""
    rows = Membership.objects.filter(
        organisation__key__in=sorted(set(keys)), role__in=[Role.MANAGER, Role.EDITOR], user__is_active=True
    ).exclude(user__email="")
    values = rows.order_by("pk").values_list(
        "organisation__key", "user_id", "user__email", "user__last_login"
    )
    return [Colleague(*row) for row in values]
