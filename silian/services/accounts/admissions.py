"""How people come to act for an organisation: invited by a manager, or on their own application."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from silian.reference.models import Organisation
from silian.services.accounts.actions import set_role
from silian.services.accounts.models import (
    Admission,
    AdmissionKind,
    AdmissionState,
    ApiToken,
    Membership,
    Role,
    User,
)

INVITATION_DAYS = 14


class Closed(Exception):
    """The invitation or application was answered, withdrawn or has run out."""


@transaction.atomic
def invite(
    organisation: Organisation, by: User, role: Role, *, user: User | None = None, email: str = ""
) -> tuple[Admission, str]:
    """Invite a known ``user`` or whoever reads ``email``; return the invitation and the secret of its link.

    An open invitation of the same person is replaced, so that only the newest link works.
    """
    same = {"user": user} if user else {"user": None, "email": email}
    Admission.objects.filter(
        organisation=organisation, kind=AdmissionKind.INVITATION, state=AdmissionState.OPEN, **same
    ).update(state=AdmissionState.WITHDRAWN)
    secret = secrets.token_urlsafe(32)
    made = Admission.objects.create(
        kind=AdmissionKind.INVITATION,
        organisation=organisation,
        user=user,
        email=email,
        role=role,
        digest=ApiToken.digest_of(secret),
        made_by=by,
    )
    return made, secret


@transaction.atomic
def apply_to_join(organisation: Organisation, user: User, words: str) -> Admission:
    """Ask the managers of ``organisation`` to be let in; asking twice keeps one application."""
    made, _new = Admission.objects.update_or_create(
        kind=AdmissionKind.APPLICATION,
        organisation=organisation,
        user=user,
        state=AdmissionState.OPEN,
        defaults={"words": words, "made_by": user},
    )
    return made


@transaction.atomic
def answer_invitation(admission: Admission, user: User, accept: bool, now: datetime) -> None:
    """Let ``user`` take or decline an invitation; Closed if it is no longer open or meant for another."""
    held = _open(admission)
    late = held.created_at < now - timedelta(days=INVITATION_DAYS)
    if late or held.kind != AdmissionKind.INVITATION or held.user_id not in (None, user.pk):
        raise Closed
    held.user = user
    _close(held, accept, now)
    if accept:
        _let_in(held, user, Role(held.role))


@transaction.atomic
def answer_application(admission: Admission, role: Role | None, now: datetime) -> None:
    """Let the applicant in with ``role``, or decline with None; Closed if it is no longer open."""
    held = _open(admission)
    if held.kind != AdmissionKind.APPLICATION or held.user is None:
        raise Closed
    held.role = role or held.role
    _close(held, role is not None, now)
    if role is not None:
        _let_in(held, held.user, role)


@transaction.atomic
def withdraw(admission: Admission, now: datetime) -> None:
    """Take back an invitation or application that nobody has answered."""
    held = _open(admission)
    held.state, held.answered_at = AdmissionState.WITHDRAWN, now
    held.save()


def _open(admission: Admission) -> Admission:
    held = (
        Admission.objects.select_for_update(of=("self",))
        .filter(pk=admission.pk, state=AdmissionState.OPEN)
        .first()
    )
    if held is None:
        raise Closed
    return held


def _close(held: Admission, accept: bool, now: datetime) -> None:
    held.state = AdmissionState.ACCEPTED if accept else AdmissionState.DECLINED
    held.answered_at = now
    held.save()


def _let_in(held: Admission, user: User, role: Role) -> None:
    """Make a member of ``user``; an old invitation never takes a manager's rights away."""
    known = Membership.objects.filter(user=user, organisation=held.organisation).first()
    if known is None or known.role != Role.MANAGER:
        set_role(user, held.organisation, role)
