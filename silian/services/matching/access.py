"""Who acts for which side of a pair, and what the other side may read of it."""

from dataclasses import dataclass, replace

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.register.declaration import get
from silian.register.permissions import may_change
from silian.register.standing import Standing
from silian.services.matching.models import Contact, Introduction, Side


@dataclass(frozen=True)
class Place:
    """Somebody's place on one side: belonging to it, deciding for it, and being one of its own people."""

    belongs: bool = False
    acts: bool = False
    own: bool = False


def place_of(standing: Standing, record: Need | Achievement) -> Place:
    """Return a person's place on the side of ``record``; company, zones and owners must be joined already."""
    declared = get("needs" if isinstance(record, Need) else "achievements")
    if may_change(declared, standing, record):
        own = may_change(declared, replace(standing, zones=frozenset(), administrator=False), record)
        return Place(belongs=True, acts=True, own=own)
    as_editor = replace(standing, organisations=dict.fromkeys(standing.organisations, "editor"))
    return Place(belongs=may_change(declared, as_editor, record))


@dataclass(frozen=True)
class Seat:
    """A need and a result as one person meets them, with the latest introduction of the two."""

    need: Need
    achievement: Achievement
    introduction: Introduction | None
    of_need: Place
    of_result: Place

    @property
    def in_contact(self) -> bool:
        """Return whether both sides agreed to talk."""
        said_yes = {Contact.IN_CONTACT.value, Contact.CLOSED.value}
        return bool(self.introduction and self.introduction.state in said_yes)

    @property
    def insider(self) -> bool:
        """Return whether the person belongs to either side."""
        return self.of_need.belongs or self.of_result.belongs

    @property
    def masked(self) -> bool:
        """Return whether the need's title, company and text are kept from the person."""
        if self.of_need.belongs or (self.in_contact and self.of_result.belongs):
            return False
        return self.need.confidential or not self.need.published

    @property
    def visible(self) -> bool:
        """Return whether the person may know of this pair at all."""
        agreed = self.in_contact and self.insider
        reads_result = self.achievement.published or self.of_result.belongs or agreed
        if self.of_need.belongs:
            return reads_result
        if self.of_result.belongs:
            return self.need.published or self.introduction is not None
        return reads_result and not self.masked

    def place(self, side: Side) -> Place:
        """Return the person's place on ``side``."""
        return self.of_need if side == Side.NEED else self.of_result

    @property
    def sides(self) -> tuple[Side, ...]:
        """Return the sides the person decides for."""
        return tuple(side for side in Side if self.place(side).acts)


def seat(standing: Standing, need: Need, achievement: Achievement, introduction: Introduction | None) -> Seat:
    """Return how a person meets the pair."""
    return Seat(
        need,
        achievement,
        introduction,
        place_of(standing, need),
        place_of(standing, achievement),
    )
