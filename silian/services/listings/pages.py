"""The pages of examination: the queue, one listing with its marks, and the buttons on them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.chains.industry.models import Need
from silian.register.actions import Forbidden
from silian.register.pages.access import forbidden, standing
from silian.services.listings import actions
from silian.services.listings.access import Place, Record, is_examiner, owners_of, place_of, register_of
from silian.services.listings.engine import Mark, body_of, digest_of, judge
from silian.services.listings.forms import MarksForm
from silian.services.listings.mail import send_result
from silian.services.listings.models import Examination, Question, State
from silian.services.listings.presenting import Row, rows_of_form, rows_of_marks
from silian.services.listings.proposing import proposals_for, queue
from silian.services.listings.queries import (
    changed_since,
    find_record,
    history_of,
    names_of,
    waiting_count,
)
from silian.services.listings.validity import renew


def only_examiners(request: HttpRequest) -> HttpResponse | None:
    """Return what somebody who examines nothing is told, or None."""
    if is_examiner(standing(request)):
        return None
    return forbidden(request, _("这一页给园区工作人员和平台管理员用。本单位条目的审核结果在它自己的页面上。"))


def record_or_404(request: HttpRequest, slug: str, key: str) -> tuple[Record, Place]:
    """Return a listing and what the person is to it; to those who may not read its marks it does not exist."""
    who = standing(request)
    record = find_record(who, slug, key)
    if record is None or not place_of(who, record).reads:
        raise Http404(_("这里没有这一条，或它的审核没有对您公开。请从成果或需求的页面打开。"))
    return record, place_of(who, record)


@login_required
def queue_page(request: HttpRequest) -> HttpResponse:
    """List what waits for the person's examination, and what was changed since it passed."""
    who = standing(request)
    if refused := only_examiners(request):
        return refused
    changed = [(register_of(record).slug, record) for record in changed_since(who)]
    queued, total = queue(who, timezone.now()), waiting_count(who)
    context = {"queued": queued, "total": total, "changed": changed, "tab": "queue"}
    return render(request, "listings/queue.html", context | {"needed": settings.SILIAN_EXAMINATION})


@login_required
def listing_page(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Show a listing with its marks; who examines it gets the form."""
    record, place = record_or_404(request, slug, key)
    now = timezone.now()
    [proposals] = proposals_for([record], now)
    form = MarksForm(None, proposals) if place.examines else None
    return _shown(request, record, place, proposals, form)


def _shown(
    request: HttpRequest, record: Record, place: Place, proposals: Sequence[Mark], form: MarksForm | None
) -> HttpResponse:
    past = history_of(record)
    names = names_of([record])
    rows: list[Row] = rows_of_form(proposals, form) if form else rows_of_marks(past.last, proposals)
    context: dict[str, Any] = {
        "record": record,
        "register": register_of(record),
        "place": place,
        "owners": [names.get(name, name) for name in owners_of(record)],
        "body": body_of(record) or getattr(record, "summary_en", ""),
        "history": past,
        "rows": rows,
        "form": form,
        "digest": digest_of(record),
        "verdict": judge({row.question: row.points for row in rows}),
        "questions": dict(Question.choices),
        "own_digest": past.last is not None and record.listing.digest == digest_of(record),
        "needed": settings.SILIAN_EXAMINATION,
    }
    status = 422 if form and form.is_bound and form.errors else 200
    return render(request, "listings/listing.html", context, status=status)


@login_required
def decide_page(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Keep six marks and tell the owners."""
    record, place = record_or_404(request, slug, key)
    now = timezone.now()
    [proposals] = proposals_for([record], now)
    form = MarksForm(request.POST, proposals)
    # Reasons are asked for beside the proposals of the text that was read, not of another.
    read = place.examines and request.POST.get("digest") == digest_of(record)
    if read and not form.is_valid():
        return _shown(request, record, place, proposals, form)
    try:
        made = actions.decide(
            record,
            place,
            proposals,
            form.given() if read else {},
            digest=request.POST.get("digest", ""),
            who=standing(request),
            now=now,
        )
    except Forbidden as fault:
        return forbidden(request, str(fault))
    except actions.OutOfTurn as fault:
        messages.error(request, str(fault))
        return redirect("listing", slug, key)
    messages.success(request, _outcome(made, send_result(made, record)))
    return redirect("listings")


def _outcome(made: Examination, mails: int) -> str:
    outcome = str(State(made.state).label)
    if mails:
        return _("已保存：{outcome}，{total} 分。结果已发给 {mails} 位权属单位的联系人。").format(
            outcome=outcome, total=made.total, mails=mails
        )
    return _("已保存：{outcome}，{total} 分。权属单位没有可发信的联系人，请用别的办法告诉他们。").format(
        outcome=outcome, total=made.total
    )


@login_required
def step_page(request: HttpRequest, slug: str, key: str, step: str) -> HttpResponse:
    """Ask for an examination, take the request back, or say that the listing still holds."""
    record, place = record_or_404(request, slug, key)
    who, now = standing(request), timezone.now()
    try:
        if step == "ask":
            actions.ask(record, place, who, now)
            said = _("已提交审核。园区工作人员审核后，结果会发到本单位联系人的邮箱，也显示在这里。")
        elif step == "withdraw":
            actions.withdraw(record, place, who, now)
            said = _("已撤回审核。")
        elif isinstance(record, Need):
            raise Http404(_("需求没有有效期，只有截止日期；请修改需求的截止日期。"))
        else:
            until = renew(record, place, who, timezone.localdate(), now)
            said = _("已确认有效，有效期到 {day}。").format(day=f"{until:%Y-%m-%d}")
    except Forbidden as fault:
        return forbidden(request, str(fault))
    except actions.OutOfTurn as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, said)
    return redirect("listing", slug, key)
