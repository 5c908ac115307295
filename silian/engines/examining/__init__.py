"""Examination of listings: a proposed mark for each of six questions, with the words of the text that speak for it.

from silian.engines.examining import Listing, examine

for mark in examine(Listing(kind="result", title="高韧性立方氮化硼单晶", text="抗冲击韧性比进口产品提高12%。")):
    print(mark.question, mark.points, [evidence.text for evidence in mark.evidence])
"""

from silian.engines.examining.model import (
    MOST,
    PUBLISH_FROM,
    QUESTIONS,
    Contacts,
    Evidence,
    Listing,
    Mark,
    Verdict,
    judge,
)
from silian.engines.examining.questions import examine
from silian.engines.examining.thinness import Thinness, is_thin, which_are_thin
from silian.engines.examining.twins import Candidate, Text, Twin, find_twins

__all__ = [
    "MOST",
    "PUBLISH_FROM",
    "QUESTIONS",
    "Candidate",
    "Contacts",
    "Evidence",
    "Listing",
    "Mark",
    "Text",
    "Thinness",
    "Twin",
    "Verdict",
    "examine",
    "find_twins",
    "is_thin",
    "judge",
    "which_are_thin",
]
