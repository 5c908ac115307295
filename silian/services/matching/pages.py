"""The pages of matching: one pair, what waits for me, and the buttons on them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from silian.register.actions import Forbidden
from silian.register.columns import money
from silian.register.declaration import of
from silian.register.pages.access import forbidden, standing
from silian.services.matching import actions
from silian.services.matching.forms import AnswerForm, AskForm, DecisionForm
from silian.services.matching.models import Contact, Reason, Side, Verdict
from silian.services.matching.presenting import Part
from silian.services.matching.queries import Meeting, desk, find_meeting

Step = Callable[[HttpRequest, Meeting], str]


def meeting_or_404(request: HttpRequest, need: str, achievement: str) -> Meeting:
    """Return the pair; to those who may not know of it, it does not exist."""
    found = find_meeting(standing(request), need, achievement)
    if found is None:
        raise Http404(_("这里没有这一对匹配，或它没有对您公开。请从需求或成果的页面打开匹配。"))
    return found


def _texts(one: Meeting, record: Any, names: tuple[str, ...]) -> list[tuple[str, list[Part]]]:
    """Return the long texts of a record that are not empty, with shared words lit."""
    fields = of(type(record)).by_name  # type: ignore[union-attr]
    return [(fields[name].label, one.lit(getattr(record, name))) for name in names if getattr(record, name)]


def pair_page(request: HttpRequest, need: str, achievement: str) -> HttpResponse:
    """Show a need and a result side by side, with reasons, decisions and contact."""
    one = meeting_or_404(request, need, achievement)
    seat, met = one.seat, one.seat.introduction
    amount = seat.need.budget_max_yuan or seat.need.budget_yuan
    price = seat.achievement.asked_price_yuan
    hidden = seat.masked
    context = {
        "one": one,
        "reasons": Reason.choices,
        "need_texts": []
        if hidden
        else _texts(one, seat.need, ("problem", "present_state", "target_figures")),
        "achievement_texts": _texts(one, seat.achievement, ("summary", "summary_en")),
        "budget": money(amount) if amount else "",
        "price": money(price) if price else "",
        "may_answer": [side for side in Side if actions.may_answer(seat, side)],
        "contacts": met.talking if met else [],
        "decisions": [(said, seat.place(Side(said.side)).belongs) for said in one.decisions],
    }
    return render(request, "matching/pair.html", context)


@login_required
def desk_page(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person."""
    found = desk(standing(request))
    parts = (
        ("to-answer", _("等我答复的联系请求"), found.to_answer, _("没有等您答复的请求。")),
        ("in-contact", _("已建立联系"), found.in_contact, ""),
        ("refused", _("对方暂不联系"), found.refused, ""),
        ("sent", _("等对方答复"), found.sent, ""),
        (
            "to-decide",
            _("等我决定的匹配"),
            found.to_decide,
            _("没有等您决定的匹配。登记本单位的需求后，合适的成果会出现在这里。"),
        ),
    )
    return render(request, "matching/desk.html", {"parts": parts, "reasons": Reason.choices})


def _step(step: Step) -> Callable[..., HttpResponse]:
    """Return a view that carries out one step on a pair and says what came of it."""

    def view(request: HttpRequest, need: str, achievement: str) -> HttpResponse:
        one = meeting_or_404(request, need, achievement)
        if not one.seat.sides:
            return forbidden(request, _("只有需求方、成果方的成员和所属园区的工作人员能处理这一对匹配。"))
        try:
            messages.success(request, step(request, one))
        except Forbidden as fault:
            return forbidden(request, str(fault))
        except actions.OutOfTurn as fault:
            messages.error(request, str(fault))
        back = request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            return redirect(back)
        return redirect("pair", need, achievement)

    return view


def _checked(form: Form) -> Form:
    if not form.is_valid():
        faults = "；".join(str(fault) for faults in form.errors.values() for fault in faults)
        raise actions.OutOfTurn(_("没有保存：{faults}").format(faults=faults))
    return form


def _decide(request: HttpRequest, one: Meeting) -> str:
    said = _checked(DecisionForm(request.POST)).cleaned_data
    verdict = Verdict(said["verdict"])
    actions.decide(one.seat, Side(said["side"]), verdict, said["reason"], standing(request), timezone.now())
    return _("已认可这条匹配。") if verdict == Verdict.ACCEPT else _("已回绝，这条匹配收进“已回绝”。")


def _ask(request: HttpRequest, one: Meeting) -> str:
    said = _checked(AskForm(request.POST)).cleaned_data
    actions.ask_for_contact(one.seat, Side(said["side"]), said["message"], standing(request), timezone.now())
    return _("联系请求已发出，对方答复后会出现在“我的撮合”。")


def _answer(request: HttpRequest, one: Meeting) -> str:
    said = _checked(AnswerForm(request.POST)).cleaned_data
    agrees = said["agrees"] == "yes"
    held = actions.answer(
        one.seat, agrees=agrees, message=said["message"], who=standing(request), now=timezone.now()
    )
    if agrees and held.state == Contact.ASKED:
        return _("已同意联系，正在等另一方同意。")
    return _("已同意联系，双方现在能看到彼此的联系人。") if agrees else _("已答复对方。")


def _close(request: HttpRequest, one: Meeting) -> str:
    actions.close(one.seat, standing(request), timezone.now())
    return _("这次联系已结束。")


decide_page, ask_page, answer_page, close_page = map(_step, (_decide, _ask, _answer, _close))
