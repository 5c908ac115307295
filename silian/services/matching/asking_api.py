"""Matching of texts for programs: what fits a text that is not registered, and why a pair fits or not."""

from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.responses import Status

from silian.register.declaration import get
from silian.register.pages.access import find, standing
from silian.register.schemas import FieldProblems, Problem, Strict
from silian.services.matching.asking import Fit, Fits, Told, explained, needs_that_fit, results_for

TEXT_CHARACTERS = 100_000
MOST = 100


class TextIn(Strict):
    """A need (matched with results) or a result (matched with needs); ``yuan`` is its budget or price, in 元."""

    kind: Literal["need", "result"] = "need"
    title: str = Field("", max_length=500)
    text: str = Field("", max_length=TEXT_CHARACTERS)
    field: str = Field("", max_length=200)
    place: str = Field("", max_length=200)
    readiness: int | None = Field(None, ge=1, le=9)
    yuan: int | None = Field(None, ge=0, le=10**15)
    top: int = Field(10, ge=1, le=MOST)


class FitOut(Schema):
    """A record that fits, and why."""

    key: str
    title: str
    match: dict[str, Any]


class FitsOut(Schema):
    """What reaches a level, best first; what nearly does; empty lists where nothing fits."""

    items: list[FitOut]
    just_missed: list[FitOut]
    note: str


class ExplanationOut(Schema):
    """How one result fits one need, also where it does not."""

    need: str
    need_title: str
    achievement: str
    achievement_title: str
    match: dict[str, Any]


def add_asking(router: Router) -> None:
    """Add the operations to the router of matching."""

    @router.post("/text", response={200: FitsOut, 422: FieldProblems}, operation_id="match_text")
    def match_text(request: HttpRequest, body: TextIn) -> Any:
        """Return what fits a text; nothing is written, so that a token that may only read is enough."""
        told = Told(
            title=body.title,
            text=body.text,
            field=body.field,
            place=body.place,
            readiness=body.readiness,
            yuan=body.yuan,
        )
        if not told.heading:
            problem = _("请写出题目或正文，至少一项。")
            return Status(422, {"detail": {"text": [problem]}})
        if body.kind == "need":
            return _fits_out(results_for(told, body.top))
        return _fits_out(needs_that_fit(standing(request), told, body.top))

    @router.get(
        "/{need}/{achievement}/explanation",
        response={200: ExplanationOut, 404: Problem},
        operation_id="match_explain",
    )
    def explain(request: HttpRequest, need: str, achievement: str) -> Any:
        """Return why a result fits a need or why it does not, for any two records the caller may read."""
        of_need = find(get("needs"), request, need)
        of_result = find(get("achievements"), request, achievement)
        return {
            "need": of_need.key,
            "need_title": of_need.title,
            "achievement": of_result.key,
            "achievement_title": of_result.title,
            "match": explained(of_need, of_result).as_data(),
        }


def _fit_out(fit: Fit) -> dict[str, Any]:
    return {"key": fit.key, "title": fit.title, "match": fit.shown.as_data()}


def _fits_out(found: Fits) -> dict[str, Any]:
    return {
        "items": [_fit_out(fit) for fit in found.items],
        "just_missed": [_fit_out(fit) for fit in found.just_missed],
        "note": found.note,
    }
