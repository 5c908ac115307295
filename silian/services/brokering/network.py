"""Who matched whom: organisations with the pairs they accepted or were introduced for, as far as a reader may see them."""

from dataclasses import dataclass, field, replace

from silian.register.standing import Standing
from silian.services.matching.queries import (
    Contact,
    Decision,
    Introduction,
    Meeting,
    Side,
    Verdict,
    meetings,
    mine_of,
    slim,
)

MOST_PAIRS = 400
ACCEPTED, ASKED, TALKING = 1, 2, 3


@dataclass
class Tie:
    """A company and an owner of results with the pairs between them; ``strength`` is the furthest that one of them got."""

    company: str
    company_name: str
    owner: str
    owner_name: str
    pairs: list[Meeting] = field(default_factory=list)
    strength: int = 0


def ties(standing: Standing) -> list[Tie]:
    """Return the ties a reader belongs to, as member, officer or administrator, the strongest first.

    A confidential need stands under no company before both sides agreed.
    """
    reader = replace(standing, organisations=dict.fromkeys(standing.organisations, "editor"))
    mine = mine_of(reader)
    either = mine[Side.NEED] | mine[Side.RESULT]
    rows: list[Decision | Introduction] = [
        *slim(Introduction.objects.filter(either).exclude(state=Contact.REFUSED))[:MOST_PAIRS],
        *slim(Decision.objects.filter(either, side=Side.NEED, verdict=Verdict.ACCEPT))[:MOST_PAIRS],
    ]
    first = {(row.need_id, row.achievement_id): row for row in reversed(rows)}
    found: dict[tuple[str, str], Tie] = {}
    for one in meetings(standing, list(first.values())):
        reached = _reached(one) if one.seat.insider else 0
        if not reached:
            continue
        company = "" if one.seat.masked else one.seat.need.company.key
        name = "" if one.seat.masked else str(one.seat.need.company)
        for key, owner in zip(one.seat.achievement.owners, one.owners, strict=True):
            tie = found.setdefault((company, key), Tie(company, name, key, owner))
            tie.pairs.append(one)
            tie.strength = max(tie.strength, reached)
    return sorted(found.values(), key=lambda tie: (-tie.strength, -len(tie.pairs), tie.company, tie.owner))


def _reached(one: Meeting) -> int:
    met = one.seat.introduction
    if one.seat.in_contact:
        return TALKING
    if met and met.state == Contact.ASKED:
        return ASKED
    return ACCEPTED if Side.NEED in one.accepted_sides else 0
