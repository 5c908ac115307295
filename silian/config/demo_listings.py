"""Listings of the sample region that wait for an examination, one that was held, and what looks alike in it."""

from typing import Any

REASON = "请写明专利号，并说明在哪家企业试用过。"


def examine_sample() -> None:
    """Let the accounts of the demo submit listings and the administrator hold one, once."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 needs settings
    from django.utils import timezone  # noqa: PLC0415 needs settings

    from silian.register.standing import standing_of  # noqa: PLC0415 needs settings
    from silian.services.listings.models import Examination  # noqa: PLC0415 needs settings
    from silian.services.listings.thin import measure_all  # noqa: PLC0415 needs settings
    from silian.services.listings.twins import look_for_twins  # noqa: PLC0415 needs settings

    if Examination.objects.exists():
        return
    people = {user.get_username(): standing_of(user) for user in get_user_model().objects.all()}
    submitted = [
        *_submitted("achievements", people["lab"], 3),
        *_submitted("needs", people["company"], 2),
    ]
    if submitted:
        _hold(submitted[0], people["admin"])
    measure_all()
    look_for_twins(timezone.now())


def _submitted(slug: str, who: Any, count: int) -> list[Any]:
    from django.utils import timezone  # noqa: PLC0415 needs settings

    from silian.register.declaration import get  # noqa: PLC0415 needs settings
    from silian.register.permissions import changeable  # noqa: PLC0415 needs settings
    from silian.services.listings.access import place_of  # noqa: PLC0415 needs settings
    from silian.services.listings.actions import ask  # noqa: PLC0415 needs settings

    rows = list(changeable(get(slug), who).filter(published=False)[:count])
    rows += list(changeable(get(slug), who).filter(published=True)[: count - len(rows)])
    for row in rows:
        ask(row, place_of(who, row), who, timezone.now())
    return rows


def _hold(row: Any, who: Any) -> None:
    """Have the administrator ask for more, as an examination does that finds no proof."""
    from django.utils import timezone  # noqa: PLC0415 needs settings

    from silian.services.listings.access import place_of  # noqa: PLC0415 needs settings
    from silian.services.listings.actions import Given, decide  # noqa: PLC0415 needs settings
    from silian.services.listings.engine import digest_of  # noqa: PLC0415 needs settings
    from silian.services.listings.proposing import proposals_for  # noqa: PLC0415 needs settings

    now = timezone.now()
    [proposals] = proposals_for([row], now)
    given = {mark.question: Given(mark.points) for mark in proposals}
    given["readiness"] = Given(0, REASON)
    decide(row, place_of(who, row), proposals, given, digest=digest_of(row), who=who, now=now)
