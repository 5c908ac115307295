"""An examination as pages show it: one row a question, with the words lit that speak for the mark."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from silian.services.listings.differing import Piece, lit
from silian.services.listings.engine import Mark as Proposal
from silian.services.listings.forms import MarksForm
from silian.services.listings.models import Examination, Question
from silian.services.listings.wording import rule_words


@dataclass(frozen=True)
class Row:
    """One question: what the machine proposes and why, what a person gave and why, and the fields of the form."""

    question: str
    label: str
    proposed: int
    points: int
    found: str
    evidence: list[list[Piece]]
    reason: str = ""
    decided: bool = False
    points_field: Any = None
    reason_field: Any = None


def _evidence(sentences: Iterable[Mapping[str, Any]]) -> list[list[Piece]]:
    return [lit(each["text"], each["words"]) for each in sentences]


def _proposed(mark: Proposal) -> Row:
    sentences = [{"text": each.text, "words": each.words} for each in mark.evidence]
    label = str(Question(mark.question).label)
    found = rule_words(mark.rule, mark.values)
    return Row(mark.question, label, mark.points, mark.points, found, _evidence(sentences))


def rows_of_form(proposals: Sequence[Proposal], form: MarksForm) -> list[Row]:
    """Return the questions with the fields in which an examiner answers them."""
    rows = []
    for mark in proposals:
        row = vars(_proposed(mark))
        fields = {
            "points_field": form[f"{mark.question}_points"],
            "reason_field": form[f"{mark.question}_reason"],
        }
        rows.append(Row(**(row | fields)))
    return rows


def rows_of_marks(last: Examination | None, proposals: Sequence[Proposal]) -> list[Row]:
    """Return the marks that were given last, or what the machine would propose if nobody has decided yet."""
    if last is None:
        return [_proposed(mark) for mark in proposals]
    return [
        Row(
            mark.question,
            mark.get_question_display(),
            mark.proposed,
            mark.points,
            rule_words(mark.rule, mark.values),
            _evidence(mark.evidence),
            mark.reason,
            decided=True,
        )
        for mark in last.marks.all()
    ]
