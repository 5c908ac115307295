"""One need, one result and their match as the columns that every output picks from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from silian.engines.matching import Match, Need, NeedMatches, Offer
from silian.language import gettext as _
from silian.services.matching import wording
from silian.services.matching.run import Answers


@dataclass(frozen=True, slots=True)
class Pair:
    """A match with the two records it is about."""

    need: Need
    offer: Offer
    match: Match


@dataclass(frozen=True, slots=True)
class PairColumn:
    """A heading, its width in characters, the style of its cells, and what stands in them."""

    heading: str
    width: int
    style: str
    value: Callable[[Pair], object]


def pairs(answers: Answers, of: Callable[[NeedMatches], tuple[Match, ...]]) -> Iterator[Pair]:
    """Yield the pairs of ``answers`` need by need; ``of`` picks the matches or the near misses."""
    offers = {offer.key: offer for offer in answers.sheets.offers}
    for need, found in zip(answers.sheets.needs, answers.found, strict=True):
        for match in of(found):
            yield Pair(need, offers[match.offer], match)


def pair_columns() -> dict[str, PairColumn]:
    """Return every column by name, headings in the language in use."""
    return {
        "need_key": PairColumn(_("需求编号"), 8, "key", lambda pair: pair.need.key),
        "need": PairColumn(_("需求"), 24, "bold", lambda pair: pair.need.title),
        "need_organisation": PairColumn(_("需求单位"), 15, "text", lambda pair: pair.need.organisation),
        "offer_key": PairColumn(_("成果编号"), 8, "key", lambda pair: pair.offer.key),
        "offer": PairColumn(_("成果"), 24, "bold", lambda pair: pair.offer.title),
        "offer_organisation": PairColumn(_("完成单位"), 15, "text", lambda pair: pair.offer.organisation),
        "rank": PairColumn(_("名次"), 5, "number", lambda pair: pair.match.rank),
        "level": PairColumn(_("级别"), 9, "level", lambda pair: wording.level_mark(pair.match.level)),
        "score": PairColumn(_("得分"), 6, "score", lambda pair: round(pair.match.score, 1)),
        "parts": PairColumn(_("得分由来"), 14, "key", lambda pair: wording.parts(pair.match)),
        "jump": PairColumn(_("跳转"), 5, "link", lambda _pair: "→"),
        "why": PairColumn(_("为什么合适"), 34, "text", lambda pair: "\n".join(wording.reasons(pair.match))),
        "quotes": PairColumn(_("两边的原句"), 40, "quote", lambda pair: wording.quotes(pair.match)),
        "missing": PairColumn(
            _("还差什么"), 28, "against", lambda pair: "\n".join(wording.objections(pair.match))
        ),
    }
