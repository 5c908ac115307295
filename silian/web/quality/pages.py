"""Pages of match quality: the figures, the decisions behind them, and who matched whom."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language

from silian.engines.matching.benchmark import published
from silian.reference.models import TechnologyField
from silian.register.standing import standing_of
from silian.services.brokering.judging import JudgedPair, judged_pairs, newest_decision
from silian.services.brokering.measuring import (
    LEAST_SHOWN,
    accepted_share,
    first_three,
    grouped,
    ordering,
)
from silian.services.brokering.network import ties
from silian.services.brokering.queries import decided_pairs
from silian.services.matching.queries import Reason
from silian.web.downloads import csv_answer
from silian.web.quality.charts import LEVELS, declines, level_names, percent, reliability, rows_of
from silian.web.quality.network import company_name, network_chart, strengths

MOST_ROWS = 200
KEPT_SECONDS = 3600


def quality_page(request: HttpRequest) -> HttpResponse:
    """Show how good the matches of this installation were, beside the figures on public data."""
    # Every answer writes a decision, so what was worked out holds until there is a newer one.
    key = f"match-quality/{get_language()}/{newest_decision()}"
    return render(request, "quality/quality.html", cache.get_or_set(key, _figures, KEPT_SECONDS))


def _figures() -> dict[str, Any]:
    pairs = judged_pairs()
    known = published()
    return {
        "count": len(pairs),
        "ordering": ordering(pairs),
        "first": first_three(pairs),
        "accepted": accepted_share(pairs),
        "reliability": reliability(pairs, known),
        "declines": declines(pairs),
        "fields": _fields(pairs),
        "least": LEAST_SHOWN,
        "public": known,
        "public_rows": [(name, one, known.peer_measures.get(name)) for name, one in known.measures.items()],
    }


def _fields(pairs: Sequence[JudgedPair]) -> list[dict[str, Any]]:
    """Return the figures of each topmost field with enough pairs to be shown, most pairs first."""
    names = {field.key: str(field) for field in TechnologyField.objects.filter(parent=None)}
    groups = grouped(pairs, lambda pair: pair.field)
    shown = [
        {
            "name": names.get(key, ""),
            "count": len(chosen),
            "accepted": accepted_share(chosen),
            "share": percent(accepted_share(chosen)),
            "first": percent(first_three(chosen)),
            "url": rows_of(field=key),
        }
        for key, chosen in groups.items()
        if len(chosen) >= LEAST_SHOWN
    ]
    return sorted(shown, key=lambda row: -row["count"])


@login_required
def rows_page(request: HttpRequest) -> HttpResponse:
    """Show the decisions behind a figure, as far as the person belongs to one of the sides."""
    asked = {name: request.GET.get(name, "") for name in ("level", "month", "reason", "field")}
    chosen = [pair for pair in judged_pairs() if _fits(pair, asked)]
    found = decided_pairs(standing_of(request.user), [pair.decision for pair in chosen], MOST_ROWS)
    codes = {pair.decision: pair for pair in chosen}
    names = level_names()
    rows = [
        (one, codes[pk].accepted, Reason(codes[pk].reason).label if codes[pk].reason else "",
         names.get(codes[pk].level, ""), codes[pk].rank, codes[pk].made_at)
        for pk, one in found
        # Why a side declined is told to that side alone, and so is which pairs it declined for that reason.
        if one.seat.of_need.belongs or not asked["reason"]
    ]  # fmt: skip
    return render(request, "quality/rows.html", {"rows": rows, "all": len(chosen), "asked": asked})


def _fits(pair: JudgedPair, asked: dict[str, str]) -> bool:
    here = {
        "level": LEVELS.get(pair.level, ""),
        "month": localtime(pair.made_at).strftime("%Y-%m"),
        "reason": pair.reason,
        "field": pair.field,
    }
    return all(not value or here[name] == value for name, value in asked.items())


@login_required
def network_page(request: HttpRequest) -> HttpResponse:
    """Show who matched whom, as far as the person may see it."""
    found = ties(standing_of(request.user))
    return render(request, "quality/network.html", {"chart": network_chart(found, reverse("network_csv"))})


@login_required
def network_csv(request: HttpRequest) -> HttpResponse:
    """Send the ties of the picture."""
    headings = ("company", "company_name", "owner", "owner_name", "state", "pairs")
    words = strengths()
    lines = (
        (tie.company, company_name(tie), tie.owner, tie.owner_name, words[tie.strength], len(tie.pairs))
        for tie in ties(standing_of(request.user))
    )
    return csv_answer("network", headings, lines)
