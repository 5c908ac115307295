"""The bench: needs left, results in the middle, the pair on the right, results held side by side."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.register.columns import money
from silian.register.declaration import of
from silian.register.pages.access import standing
from silian.services.brokering import queries
from silian.services.brokering.actions import visit
from silian.services.brokering.forms import LettersForm, MeetingForm, OutcomeForm
from silian.services.brokering.history import steps_of
from silian.services.brokering.introducing import kept_secret, silent_sides
from silian.services.brokering.proposing import proposed
from silian.services.brokering.wish import Grade, State, Wish
from silian.services.matching import actions as matching
from silian.services.matching.queries import Contact, Meeting, Outcome, Reason, Side

PANE, WHOLE = "bench-pair", "bench"


@login_required
def bench_page(request: HttpRequest) -> HttpResponse:
    """Show the bench; asked by a script for the pair alone or for all but the frame, only that is sent."""
    who, wish = standing(request), Wish.of(request.GET)
    wanted = request.headers.get("HX-Target", "")
    if wanted == PANE:
        one = queries.asked_pair(who, wish)
        return render(request, "brokering/right.html", {"wish": wish, **_right(request, wish, one)})
    since = visit(who, timezone.now())
    found = queries.bench(who, wish, since)
    one = queries.asked_pair(who, wish) if wish.at and not _chosen(found.chosen, wish) else found.chosen
    context = {
        "wish": wish,
        "found": found,
        "since": since,
        "fresh": queries.narrowed(who, Wish(state=State.NEW), since).count() if since else 0,
        "news": queries.news(who, since),
        "searches": queries.saved_searches(who),
        "filters": _filters(who, wish),
        "present_query": wish.filters(),
        "state_label": State(wish.state).label,
        **_right(request, wish, one),
    }
    answer = render(request, "brokering/parts.html" if wanted == WHOLE else "brokering/bench.html", context)
    if wanted == WHOLE:
        answer["HX-Push-Url"] = f"{request.path}?{wish.query()}"
    return answer


def _chosen(one: Meeting | None, wish: Wish) -> bool:
    return bool(one and one.seat.achievement.key == wish.at)


def _filters(who: Any, wish: Wish) -> list[dict[str, Any]]:
    known = queries.choices(who)
    rows: list[tuple[str, str, list[tuple[str, Any]]]] = [
        ("state", _("状态"), [*State.choices]),
        ("level", _("级别"), [("", _("全部")), *Grade.choices]),
        ("field", _("成果领域"), [("", _("全部")), *known["field"]]),
        ("zone", _("成果所在园区"), [("", _("全部")), *known["zone"]]),
    ]
    return [{"name": n, "label": label, "choices": c, "chosen": getattr(wish, n)} for n, label, c in rows]


def _right(request: HttpRequest, wish: Wish, one: Meeting | None) -> dict[str, Any]:
    """Return what the right column needs: the pair, or results held side by side."""
    who = standing(request)
    held = queries.compared(who, wish) if len(wish.compare) > 1 and "side" in request.GET else []
    if held or one is None:
        return {"one": one, "held": [(each, _facts(each)) for each in held]}
    seat, met = one.seat, one.seat.introduction
    in_contact = met is not None and met.state == Contact.IN_CONTACT
    letters = proposed(one)
    return {
        "one": one,
        "need_facts": _need_facts(one),
        "facts": _facts(one),
        "need_texts": _texts(one, seat.need, ("problem", "present_state", "target_figures")),
        "achievement_texts": _texts(one, seat.achievement, ("summary", "summary_en")),
        "notes": queries.notes_of(who, one),
        "put_off": queries.put_off(who, one),
        "reasons": Reason.choices,
        "letters": LettersForm(initial={"to_need": letters.to_need, "to_result": letters.to_result}),
        "secret": kept_secret(seat),
        "steps": steps_of(one),
        "silent": silent_sides(seat),
        "may_answer": [side for side in Side if matching.may_answer(seat, side)],
        "meeting": MeetingForm(initial={"meeting_on": met.meeting_on, "met_on": met.met_on})
        if met and in_contact
        else None,
        "outcome": OutcomeForm() if in_contact else None,
        "outcomes": Outcome.choices,
        "contacts": met.talking if met and seat.in_contact else [],
    }


def _need_facts(one: Meeting) -> list[tuple[str, str]]:
    need = one.seat.need
    amount = need.budget_max_yuan or need.budget_yuan
    facts = [
        (_("技术领域"), str(need.field or "")),
        (_("最低成熟度"), str(need.readiness_min or "")),
        (_("城市"), need.city),
        (_("预算"), money(amount) if amount else ""),
    ]
    return [fact for fact in facts if fact[1]]


def _facts(one: Meeting) -> list[tuple[str, str]]:
    result = one.seat.achievement
    facts = [
        (_("权属单位"), _("、").join(one.owners)),
        (_("技术领域"), str(result.field or "")),
        (_("成熟度"), str(result.readiness or "")),
        (_("知识产权"), result.get_ip_state_display()),
        (_("城市"), result.city),
        (_("意向价格"), money(result.asked_price_yuan) if result.asked_price_yuan else ""),
    ]
    return [fact for fact in facts if fact[1]]


def _texts(one: Meeting, record: Any, names: tuple[str, ...]) -> list[tuple[str, Any]]:
    fields = of(type(record)).by_name  # type: ignore[union-attr]
    return [(fields[name].label, one.lit(getattr(record, name))) for name in names if getattr(record, name)]
