"""The six questions, each one function from a listing to a proposed mark; what is written decides, not how much."""

from collections.abc import Callable, Sequence

from silian.engines.examining.model import Evidence, Listing, Mark
from silian.engines.examining.reading import SHOWN, Reading

LONG_ENOUGH = 30  # characters of a sentence that states a problem and not only names one
READY_FROM = 6  # from this TRL on a result was tried outside the laboratory, and something shows it
PROTECTED = frozenset(("granted", "protected", "pending", "software", "secret"))


def _mark(question: str, points: int, rule: str, evidence: Sequence[Evidence] = (), **values: int) -> Mark:
    return Mark(question, points, rule, tuple(evidence[:SHOWN]), values)


def problem(listing: Listing) -> Mark:
    """Return whether the listing says which problem it is about, and whose: 0 with a title alone."""
    read = Reading(f"{listing.text}\n{listing.present}")
    if not read:
        return _mark("problem", 0, "title_only")
    said, used = read.saying("problem"), read.saying("use")
    stated = any(len(evidence.text) >= LONG_ENOUGH for evidence in said)
    if stated and (used or len(said) > 1):
        return _mark("problem", 5, "problem_and_use", [*said, *used])
    if said:
        return _mark("problem", 4 if stated else 3, "problem", said)
    if used:
        return _mark("problem", 3, "use_only", used)
    if listing.kind == "need" and read.characters >= LONG_ENOUGH:
        return _mark("problem", 3, "described")
    return _mark("problem", 2 if read.characters >= LONG_ENOUGH else 1, "no_problem")


def improvement(listing: Listing) -> Mark:
    """Return whether it says by how much better than what; of a need, which figures it wants from which state."""
    if listing.kind == "need":
        return _wanted(listing)
    read = Reading(f"{listing.title}\n{listing.whole}")
    for points, rule, names in (
        (5, "figure_and_baseline", ("figure", "improve", "baseline")),
        (4, "figure_and_baseline", ("figure", "baseline")),
        (4, "figure_better", ("figure", "improve")),
        (3, "figure", ("figure",)),
        (2, "baseline_only", ("improve", "baseline")),
        (1, "words_only", ("improve",)),
        (1, "words_only", ("baseline",)),
    ):
        found = read.saying(*names)
        if found:
            return _mark("improvement", points, rule, found)
    return _mark("improvement", 0, "no_improvement")


def _wanted(listing: Listing) -> Mark:
    targets, rest = Reading(listing.targets), Reading(f"{listing.text}\n{listing.present}")
    figures = targets.saying("figure") or rest.saying("figure", "improve")
    if figures:
        compared = bool(Reading(listing.present)) or bool(rest.saying("baseline"))
        return _mark("improvement", 5 if compared else 4, "targets_and_state" if compared else "targets", figures)  # fmt: skip
    if targets:
        return _mark("improvement", 2, "targets_in_words")
    if rest.saying("figure"):
        return _mark("improvement", 3, "figure", rest.saying("figure"))
    said = rest.saying("improve")
    return _mark("improvement", 1, "words_only", said) if said else _mark("improvement", 0, "no_targets")


def readiness(listing: Listing) -> Mark:
    """Return whether readiness is stated and shown; of a need, how ready it must be, by when, from what."""
    if listing.kind == "need":
        said = [listing.readiness is not None, listing.has_deadline, bool(listing.present.strip())]
        return _mark("readiness", (1, 3, 4, 5)[sum(said)], "need_terms", stated=sum(said))
    shown = Reading(listing.whole).saying("proof")
    if listing.readiness is None:
        return _mark("readiness", 3, "shown_not_stated", shown) if shown else _mark("readiness", 0, "not_stated")  # fmt: skip
    if shown:
        return _mark("readiness", 5, "stated_and_shown", shown, level=listing.readiness)
    if listing.readiness >= READY_FROM:
        return _mark("readiness", 2, "high_not_shown", level=listing.readiness)
    return _mark("readiness", 3, "stated", level=listing.readiness)


def ip(listing: Listing) -> Mark:
    """Return whether the state of the rights is said; of a need, whose the result will be."""
    read = Reading(listing.whole)
    if listing.kind == "need":
        said = read.saying("rights")
        if said:
            return _mark("ip", 5, "rights_said", said)
        return _mark("ip", 3, "rights_by_form") if set(listing.forms) - {"open"} else _mark("ip", 1, "rights_open")  # fmt: skip
    numbered, said = read.saying("patent"), read.saying("ip")
    if listing.ip_state in PROTECTED:
        if numbered:
            return _mark("ip", 5, "state_and_number", numbered)
        return _mark("ip", 4, "state_and_words", said) if said else _mark("ip", 3, "state")
    if numbered or said:
        return _mark("ip", 3 if numbered else 2, "words_without_state", numbered or said)
    return _mark("ip", 2, "none_filed") if listing.ip_state == "none" else _mark("ip", 0, "not_said")


def form(listing: Listing) -> Mark:
    """Return whether it says how to work together and for how much."""
    priced = listing.money_yuan is not None
    if set(listing.forms) - {"open"}:
        return _mark("form", 5 if priced else 4, "form_and_money" if priced else "form")
    said = Reading(listing.whole).saying("form")
    if listing.forms or said:
        return _mark("form", 3 if priced else 2, "open" if listing.forms else "form_in_words", said)
    return _mark("form", 1, "money_only") if priced else _mark("form", 0, "no_form")


def contact(listing: Listing) -> Mark:
    """Return whether somebody stands behind the listing who reads mail and answers."""
    who = listing.contacts

    def mark(points: int, rule: str) -> Mark:
        values = {"people": who.people, "active": who.active, "unanswered": who.unanswered}
        return Mark("contact", points, rule, (), values)

    if not who.people:
        return mark(0, "nobody")
    if who.unanswered:
        return mark(1 if who.unanswered > 2 else 2, "unanswered")
    return mark(5, "active") if who.active else mark(3, "silent")


ASKED: tuple[Callable[[Listing], Mark], ...] = (problem, improvement, readiness, ip, form, contact)


def examine(listing: Listing) -> tuple[Mark, ...]:
    """Return a proposed mark for each of the six questions, in their order; the same listing gives the same."""
    return tuple(question(listing) for question in ASKED)
