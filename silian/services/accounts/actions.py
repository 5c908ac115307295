"""Changes to accounts: tokens, memberships, officers."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from silian.reference.models import Organisation, Zone
from silian.services.accounts.mail import send_words
from silian.services.accounts.models import ApiToken, Membership, Role, Scope, User, ZoneOfficer

__all__ = [
    "LastManager",
    "appoint_officer",
    "change_role",
    "dismiss_officer",
    "issue_token",
    "remove_member",
    "revoke_token",
    "send_words",
    "set_role",
]


class LastManager(Exception):
    """An organisation would be left without a manager; the message says what to do first."""


@transaction.atomic
def issue_token(user: User, name: str, scopes: Iterable[str]) -> tuple[ApiToken, str]:
    """Make a token and return it with its text, which is shown once and never stored."""
    secret = ApiToken.new_secret()
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=ApiToken.digest_of(secret),
        tail=secret[-4:],
        scopes=[Scope(scope).value for scope in scopes],
    )
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, now: datetime) -> None:
    """Make a token useless from ``now`` on; revoking twice keeps the first time."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)


@transaction.atomic
def set_role(user: User, organisation: Organisation, role: Role) -> Membership:
    """Give ``user`` this role in ``organisation``, in place of any other."""
    membership, _new = Membership.objects.update_or_create(
        user=user, organisation=organisation, defaults={"role": role}
    )
    return membership


@transaction.atomic
def remove_member(membership: Membership) -> None:
    """End a membership; LastManager if nobody would be left to manage the organisation."""
    _keep_a_manager(membership)
    membership.delete()


@transaction.atomic
def change_role(membership: Membership, role: Role) -> None:
    """Change what a member may do; LastManager if nobody would be left to manage the organisation."""
    if role != Role.MANAGER:
        _keep_a_manager(membership)
    Membership.objects.filter(pk=membership.pk).update(role=role)


def _keep_a_manager(membership: Membership) -> None:
    managers = Membership.objects.select_for_update().filter(
        organisation=membership.organisation_id, role=Role.MANAGER
    )
    if [manager.pk for manager in managers] == [membership.pk]:
        raise LastManager(_("这是本机构唯一的管理员。请先让另一位成员担任管理员。"))


@transaction.atomic
def dismiss_officer(officer: ZoneOfficer) -> None:
    """Take the records of a zone out of a person's care."""
    officer.delete()


@transaction.atomic
def appoint_officer(user: User, zone: Zone) -> ZoneOfficer:
    """Let ``user`` look after the records of ``zone``."""
    officer, _new = ZoneOfficer.objects.get_or_create(user=user, zone=zone)
    return officer
