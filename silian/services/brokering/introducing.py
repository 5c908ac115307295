"""Bringing both sides of a pair together: who is written to, what, and whose consent may be noted for them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from silian.register.actions import Forbidden
from silian.register.standing import Standing
from silian.services.accounts.actions import send_words
from silian.services.accounts.queries import deciders_of
from silian.services.matching import actions as matching
from silian.services.matching.queries import Introduction, Seat, Side


@dataclass(frozen=True)
class Letters:
    """What is sent to each side, without the link that follows it."""

    to_need: str
    to_result: str


@dataclass(frozen=True)
class Sent:
    """How many people of each side were written to."""

    need: int
    result: int


def organisations_of(seat: Seat, side: Side) -> list[str]:
    """Return the keys of the organisations that stand on ``side``."""
    return [seat.need.company.key] if side == Side.NEED else list(seat.achievement.owners)


def kept_secret(seat: Seat) -> bool:
    """Return whether the result's side may not read the need's company and text yet."""
    return seat.need.confidential or not seat.need.published


def check_letters(seat: Seat, letters: Letters) -> None:
    """Raise OutOfTurn where the letter to the result's side tells what the need keeps to itself."""
    told = [words for words in (seat.need.title, seat.need.company.name) if words in letters.to_result]
    if kept_secret(seat) and told:
        raise matching.OutOfTurn(
            _(
                "没有发出：这条需求保密，给成果方的信里写了“{words}”。双方同意之前请不要写企业和需求的名称。"
            ).format(words=told[0])
        )


def introduce(seat: Seat, letters: Letters, link: str, who: Standing, now: datetime) -> Sent:
    """Ask both sides to talk and mail them. Raises Forbidden, OutOfTurn; mail goes out once all is written."""
    check_letters(seat, letters)
    matching.introduce(seat, letters.to_need, letters.to_result, who, now)
    subject = _("对接建议：{title}").format(title=seat.achievement.title)
    ending = _("请打开这个链接查看和答复：")
    return Sent(
        *(
            send_words(
                subject,
                f"{text}\n\n{ending}\n{link}\n",
                [
                    person.email
                    for person in deciders_of(organisations_of(seat, side))
                    if person.pk != who.user_id
                ],
            )
            for side, text in ((Side.NEED, letters.to_need), (Side.RESULT, letters.to_result))
        )
    )


def silent_sides(seat: Seat) -> list[Side]:
    """Return the sides still to answer that have nobody with an account: their word may be noted for them."""
    met = seat.introduction
    asked = met.unanswered if met else ()
    return [side for side in asked if seat.place(side).acts and not deciders_of(organisations_of(seat, side))]


def note_consent(
    seat: Seat, side: Side, *, agrees: bool, words: str, who: Standing, now: datetime
) -> Introduction:
    """Note what a side without accounts said elsewhere. Raises Forbidden, OutOfTurn."""
    if side not in silent_sides(seat):
        raise Forbidden(_("{side}有自己的账户，请由它自己答复。").format(side=side.label))
    return matching.answer(seat, agrees=agrees, message=words, who=who, now=now, side=side, on_behalf=True)
