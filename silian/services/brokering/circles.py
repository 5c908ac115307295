"""Whose notes a person reads: those of their own organisations, of the zones they look after, of the administrators."""

from silian.chains.industry.models import Need
from silian.register.standing import Standing

SITE = "site"


def circles_of(standing: Standing) -> list[str]:
    """Return the names of all circles a person reads notes of."""
    found = [f"organisation:{key}" for key in sorted(standing.organisations)]
    found += [f"zone:{key}" for key in sorted(standing.zones)]
    return [*found, SITE] if standing.administrator else found


def circle_for(standing: Standing, need: Need) -> str:
    """Return the circle a person writes a note in: the need's company, else their own, their zone, the site."""
    if need.company.key in standing.organisations:
        return f"organisation:{need.company.key}"
    if standing.administrator:
        return SITE
    return next(iter(circles_of(standing)), "")
