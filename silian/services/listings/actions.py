"""Writes of examination: ask, withdraw, decide; each one function and one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from silian.chains.industry.models import Need
from silian.register.actions import Forbidden
from silian.register.standing import Standing
from silian.services.listings.access import Place, Record
from silian.services.listings.engine import Mark as Proposal
from silian.services.listings.engine import digest_of, judge
from silian.services.listings.models import Examination, Listing, Mark, State


class OutOfTurn(Exception):
    """The step does not fit where the listing stands; the message says what can be done."""


@dataclass(frozen=True)
class Given:
    """What a person gave for one question, and why."""

    points: int
    reason: str = ""


def listing_row(record: Record) -> Listing:
    """Return the row that holds what is kept of a listing, made if it is not there."""
    if isinstance(record, Need):
        return Listing.objects.get_or_create(need=record)[0]
    return Listing.objects.get_or_create(achievement=record)[0]


@transaction.atomic
def ask(record: Record, place: Place, who: Standing, now: datetime) -> Examination:
    """Ask for an examination. Raises Forbidden, or OutOfTurn if one is waiting."""
    if not place.changes:
        raise Forbidden(_("只有能修改它的人可以提交审核。请联系本机构的管理员或编辑。"))
    listing = Listing.objects.select_for_update().get(pk=listing_row(record).pk)
    if listing.examinations.filter(state=State.WAITING).exists():
        raise OutOfTurn(_("已经提交过，正在等待审核。"))
    return Examination.objects.create(listing=listing, asked_at=now, asked_by_id=who.user_id)


@transaction.atomic
def withdraw(record: Record, place: Place, who: Standing, now: datetime) -> None:
    """Take a request for examination back. Raises Forbidden, or OutOfTurn if none is waiting."""
    if not place.changes:
        raise Forbidden(_("只有能修改它的人可以撤回审核。请联系本机构的管理员或编辑。"))
    waiting = Examination.objects.filter(listing=listing_row(record), state=State.WAITING)
    if not waiting.update(state=State.WITHDRAWN, decided_at=now, decided_by=who.user_id):
        raise OutOfTurn(_("没有等待审核的申请。请刷新页面查看现在的状态。"))


@transaction.atomic
def decide(
    record: Record,
    place: Place,
    proposals: Sequence[Proposal],
    given: Mapping[str, Given],
    *,
    digest: str,
    who: Standing,
    now: datetime,
) -> Examination:
    """Keep a person's six marks, and publish or hold the listing as their sum says.

    What nobody asked to publish stays a draft. ``digest`` names the text the marks are about. Raises Forbidden;
    OutOfTurn if the text was changed meanwhile.
    """
    if not place.examines:
        raise Forbidden(_("条目由所属园区的工作人员或平台管理员审核，本单位的人不能审核自己的条目。"))
    held = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
    if digest_of(held) != digest:
        raise OutOfTurn(_("条目在您打开之后被改过，评分没有保存。请对照新的文字再评一次。"))
    verdict = judge({question: mark.points for question, mark in given.items()})
    listing = Listing.objects.select_for_update().get(pk=listing_row(record).pk)
    waiting = listing.examinations.filter(state=State.WAITING).first()
    made = waiting or Examination(listing=listing, asked_at=now, asked_by_id=who.user_id)
    made.state = State.PUBLISHED if verdict.publish else State.HELD
    made.total, made.decided_at, made.decided_by_id = verdict.total, now, who.user_id
    made.save()
    Mark.objects.bulk_create(_mark(made, each, given[each.question]) for each in proposals)
    listing.state, listing.digest = made.state, digest
    listing.save()
    wanted = verdict.publish and (waiting is not None or held.published)
    if held.published != wanted:
        held.published = wanted
        held.save()
    return made


def _mark(examination: Examination, proposal: Proposal, given: Given) -> Mark:
    return Mark(
        examination=examination,
        question=proposal.question,
        proposed=proposal.points,
        rule=proposal.rule,
        values=dict(proposal.values),
        evidence=[asdict(each) for each in proposal.evidence],
        points=given.points,
        reason=given.reason,
    )
