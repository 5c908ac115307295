"""The buttons of the bench: each carries out one step on a pair and leads on to the next one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.register.actions import Forbidden
from silian.register.pages.access import forbidden, standing
from silian.services.brokering import actions, introducing, queries
from silian.services.brokering.forms import (
    ConsentForm,
    LettersForm,
    MeetingForm,
    NoteForm,
    OutcomeForm,
    SearchForm,
)
from silian.services.brokering.introducing import Letters
from silian.services.brokering.wish import Wish
from silian.services.matching import actions as matching
from silian.services.matching.queries import Meeting, Outcome, Reason, Side, Verdict

Step = Callable[[HttpRequest, Meeting], str]


def wish_of(request: HttpRequest) -> Wish:
    """Return what was seen when the button was pressed."""
    return Wish.of(QueryDict(request.POST.get("back", "")))


def _to_bench(query: str) -> HttpResponse:
    # 303, so that a script too follows with a plain reading request.
    answer = redirect(f"{reverse('bench')}?{query}" if query else reverse("bench"))
    answer.status_code = 303
    return answer


def _checked(form: Form) -> dict[str, Any]:
    if not form.is_valid():
        faults = "；".join(
            f"{form.fields[name].label or ''} {fault}" if name in form.fields else str(fault)
            for name, of_field in form.errors.items()
            for fault in of_field
        )
        raise matching.OutOfTurn(_("没有保存：{faults}").format(faults=faults))
    return form.cleaned_data


def _step(step: Step, *, leaves: bool = False) -> Callable[..., HttpResponse]:
    """Return a view that carries out ``step``; one after which the pair ``leaves`` the list shows the next pair."""

    @login_required
    def view(request: HttpRequest, need: str, achievement: str) -> HttpResponse:
        who, wish = standing(request), wish_of(request)
        one = queries.asked_pair(who, Wish(need=need, at=achievement))
        if one is None:
            raise Http404(_("这里没有这一对匹配，或您不能为这条需求做决定。"))
        following = queries.following(who, wish, one) if leaves else one.seat.achievement.key
        try:
            messages.success(request, step(request, one))
        except Forbidden as fault:
            return forbidden(request, str(fault))
        except matching.OutOfTurn as fault:
            messages.error(request, str(fault))
            following = one.seat.achievement.key
        kept = tuple(key for key in wish.compare if not leaves or key != achievement)
        # After the last result of a need the list itself says which need comes next.
        return _to_bench(wish.query(need=need if following else "", at=following, compare=kept))

    return view


def _accept(request: HttpRequest, one: Meeting) -> str:
    matching.decide(one.seat, Side.NEED, Verdict.ACCEPT, "", standing(request), timezone.now())
    return _("已认可：{title}").format(title=one.seat.achievement.title)


def _decline(request: HttpRequest, one: Meeting) -> str:
    reason = request.POST.get("reason", "")
    if reason not in Reason.values:
        raise matching.OutOfTurn(_("请选择回绝的原因。"))
    matching.decide(one.seat, Side.NEED, Verdict.DECLINE, reason, standing(request), timezone.now())
    return _("已回绝，不再列出：{title}").format(title=one.seat.achievement.title)


def _later(request: HttpRequest, one: Meeting) -> str:
    held = actions.put_off(one.seat, standing(request), timezone.localdate(), timezone.now())
    return _("{until} 再看：{title}").format(until=held.until, title=one.seat.achievement.title)


def _again(request: HttpRequest, one: Meeting) -> str:
    actions.take_back(one.seat, standing(request))
    return _("已放回待决定。")


def _note(request: HttpRequest, one: Meeting) -> str:
    text = _checked(NoteForm(request.POST))["text"]
    actions.add_note(one.seat, text, standing(request), timezone.now())
    return _("备注已保存，只有本单位能看到。")


def _introduce(request: HttpRequest, one: Meeting) -> str:
    said = _checked(LettersForm(request.POST))
    pair = [one.seat.need.key, one.seat.achievement.key]
    link = request.build_absolute_uri(reverse("pair", args=pair))
    letters = Letters(said["to_need"], said["to_result"])
    sent = introducing.introduce(one.seat, letters, link, standing(request), timezone.now())
    return _("已牵线，正在等双方同意。邮件发给了需求方 {need} 人、成果方 {result} 人。").format(
        need=sent.need, result=sent.result
    )


def _consent(request: HttpRequest, one: Meeting) -> str:
    said = _checked(ConsentForm(request.POST))
    introducing.note_consent(
        one.seat,
        Side(said["side"]),
        agrees=said["agrees"] == "yes",
        words=said["words"],
        who=standing(request),
        now=timezone.now(),
    )
    return _("已记下{side}的答复。").format(side=Side(said["side"]).label)


def _meet(request: HttpRequest, one: Meeting) -> str:
    said = _checked(MeetingForm(request.POST))
    matching.note_meeting(one.seat, said["meeting_on"], said["met_on"])
    return _("见面的日期已保存。")


def _close(request: HttpRequest, one: Meeting) -> str:
    said = _checked(OutcomeForm(request.POST))
    outcome = Outcome(said["outcome"])
    matching.close(one.seat, standing(request), timezone.now(), outcome=outcome, words=said["words"])
    return _("这次牵线已结束：{outcome}").format(outcome=outcome.label)


accept_page, decline_page, later_page = (_step(each, leaves=True) for each in (_accept, _decline, _later))
introduce_page = _step(_introduce, leaves=True)
again_page, note_page, consent_page, meet_page, close_page = map(
    _step, (_again, _note, _consent, _meet, _close)
)


@login_required
def note_delete_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a note of one's own."""
    if not actions.delete_note(pk, standing(request)):
        raise Http404(_("这条备注已经不在了，或不是您写的。"))
    messages.success(request, _("备注已删除。"))
    return _to_bench(wish_of(request).query())


@login_required
def search_save_page(request: HttpRequest) -> HttpResponse:
    """Keep the present filters under a name."""
    form = SearchForm(request.POST)
    wish = wish_of(request)
    try:
        name = _checked(form)["name"]
    except matching.OutOfTurn as fault:
        messages.error(request, str(fault))
    else:
        actions.save_search(name, wish.filters(), standing(request), timezone.now())
        messages.success(request, _("已保存检索“{name}”。").format(name=name))
    return _to_bench(wish.query())


@login_required
def search_delete_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved search of one's own."""
    if not actions.delete_search(pk, standing(request)):
        raise Http404(_("这个检索已经不在了，或不是您保存的。"))
    messages.success(request, _("已删除保存的检索。"))
    return _to_bench(wish_of(request).query())
