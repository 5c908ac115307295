"""Matches of the sample region, with a few decisions and requests, so that no page of the demo is empty."""

import random
import time
from datetime import timedelta
from typing import Any

import click

from silian.language import gettext as _

ASKING = "我们正在做同样的课题，想请贵方来车间看一看，再谈合作方式。"
OFFERING = "我们的样机已经稳定运行，想了解贵公司的具体工况。"
AGREEING = "可以，下周三上午请到实验室来。"
MOST_RANKS = 4
ACCEPTED = {4: 0.75, 3: 0.5, 2: 0.25}
"""The share of matches of each level that the invented brokers accept."""
INTRODUCED = 0.4


def match_sample() -> None:
    """Match the whole sample region, and let the accounts of the demo decide and ask, once."""
    from silian.services.matching.models import Decision  # noqa: PLC0415 needs settings
    from silian.services.matching.rematching import follow_changes  # noqa: PLC0415 needs settings

    started = time.monotonic()
    click.echo(_("正在匹配需求和成果……"))
    count = follow_changes()
    if count:
        seconds = f"{time.monotonic() - started:.0f}"
        click.echo(_("匹配好了 {count} 条需求，用了 {seconds} 秒。").format(count=count, seconds=seconds))
    if not Decision.objects.exists():
        _decide()
        _look_back()


def _decide() -> None:
    """Have the company decide on its matches and ask, and others ask its and the laboratory's side."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 needs settings
    from django.utils import timezone  # noqa: PLC0415 needs settings

    from silian.register.standing import standing_of  # noqa: PLC0415 needs settings
    from silian.services.matching import actions, queries  # noqa: PLC0415 needs settings
    from silian.services.matching.models import Reason, Side, StoredMatch, Verdict  # noqa: PLC0415

    people = {user.get_username(): standing_of(user) for user in get_user_model().objects.all()}
    company, lab, admin = people["company"], people["lab"], people["admin"]
    now = timezone.now()

    def seat(row: StoredMatch) -> Any:
        found = queries.find_meeting(admin, row.need.key, row.achievement.key)
        assert found is not None
        return found.seat

    rows = StoredMatch.objects.select_related("need", "achievement").order_by("-score", "pk")
    ours = list(rows.filter(need__company__key__in=company.organisations, achievement__published=True))
    theirs = list(
        rows.filter(achievement__owners__overlap=list(lab.organisations)).exclude(pk__in=[r.pk for r in ours])
    )
    # What each pair is used for; a sample with fewer matches shows fewer of them.
    for row in ours[:1]:
        actions.ask_for_contact(seat(row), Side.NEED, ASKING, company, now)
        actions.answer(seat(row), agrees=True, message=AGREEING, who=lab, now=now)
    for row in ours[1:2]:
        actions.ask_for_contact(seat(row), Side.RESULT, OFFERING, lab, now)
    for row in ours[-1:]:
        actions.decide(seat(row), Side.NEED, Verdict.DECLINE, Reason.DIRECTION, company, now)
    for row in theirs[:1]:
        actions.ask_for_contact(seat(row), Side.NEED, ASKING, admin, now)
    for row in theirs[1:2]:
        actions.decide(seat(row), Side.NEED, Verdict.ACCEPT, "", admin, now)


def _look_back() -> None:
    """Decide on matches of half of the needs over the last months, as brokers would: more is accepted of the better."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 needs settings
    from django.utils import timezone  # noqa: PLC0415 needs settings

    from silian.register.standing import standing_of  # noqa: PLC0415 needs settings
    from silian.services.matching import actions, queries  # noqa: PLC0415 needs settings
    from silian.services.matching.models import Decision, Outcome, Reason, Side, StoredMatch, Verdict  # noqa: PLC0415

    admin = standing_of(get_user_model().objects.get(username="admin"))
    draw = random.Random(4)
    now = timezone.now()
    decided = set(Decision.objects.values_list("need", flat=True))
    rows = (
        StoredMatch.objects.filter(rank__lte=MOST_RANKS, level__gte=2)
        .exclude(need__in=decided)
        .order_by("need", "rank")
    )
    for row in rows.select_related("need", "achievement"):
        if row.need_id % 2:
            continue
        found = queries.find_meeting(admin, row.need.key, row.achievement.key)
        assert found is not None
        at = now - timedelta(days=draw.randrange(1, 200))
        if draw.random() > ACCEPTED[row.level]:
            reason = draw.choice(Reason.values)
            actions.decide(found.seat, Side.NEED, Verdict.DECLINE, reason, admin, at)
        elif draw.random() > INTRODUCED:
            actions.decide(found.seat, Side.NEED, Verdict.ACCEPT, "", admin, at)
        else:
            actions.ask_for_contact(found.seat, Side.NEED, ASKING, admin, at)
            seat = queries.find_meeting(admin, row.need.key, row.achievement.key).seat  # type: ignore[union-attr]
            actions.answer(seat, agrees=True, message=AGREEING, who=admin, now=at)
            day = (at + timedelta(days=9)).date()
            if day < now.date():
                actions.note_meeting(seat, day, day)
                if draw.random() < 0.5:
                    actions.close(seat, admin, now, outcome=Outcome(draw.choice(Outcome.values[:3])))
