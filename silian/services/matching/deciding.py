"""What one side decides about a match; a change of mind is a new row."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from silian.register.actions import Forbidden
from silian.register.standing import Standing
from silian.services.matching.access import Seat
from silian.services.matching.models import Decision, Side, Verdict


def check_acts(seat: Seat, side: Side) -> None:
    """Raise Forbidden unless the person decides for ``side``."""
    if not seat.place(side).acts:
        raise Forbidden(
            _("您不能代表{side}做这件事。请联系本机构的管理员，或所属园区的工作人员。").format(
                side=side.label
            )
        )


@transaction.atomic
def decide(seat: Seat, side: Side, verdict: Verdict, reason: str, who: Standing, now: datetime) -> Decision:
    """Note what ``side`` thinks of the match. Raises Forbidden; a decline needs a reason."""
    check_acts(seat, side)
    return Decision.objects.create(
        need=seat.need,
        achievement=seat.achievement,
        side=side,
        verdict=verdict,
        reason=reason if verdict == Verdict.DECLINE else "",
        user_id=who.user_id,
        made_at=now,
    )
