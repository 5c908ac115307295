"""What an examiner sends: six marks, each with a reason where it is not the proposed one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from silian.services.listings.actions import Given
from silian.services.listings.engine import Mark
from silian.services.listings.models import REASON_CHARACTERS, Question, Same

POINTS = [(str(points), str(points)) for points in range(6)]


class MarksForm(forms.Form):
    """Six questions; the proposed points are chosen already."""

    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any, proposals: Sequence[Mark]) -> None:
        super().__init__(data)
        self.proposals = {mark.question: mark for mark in proposals}
        for mark in proposals:
            label = str(Question(mark.question).label)
            self.fields[f"{mark.question}_points"] = forms.ChoiceField(
                label=label, choices=POINTS, initial=str(mark.points), widget=forms.RadioSelect
            )
            self.fields[f"{mark.question}_reason"] = forms.CharField(
                label=_("理由"),
                required=False,
                max_length=REASON_CHARACTERS,
                widget=forms.TextInput({"class": "form-control"}),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason wherever the mark is not the proposed one, for all questions at once."""
        data = super().clean() or {}
        for question, mark in self.proposals.items():
            points, reason = data.get(f"{question}_points"), str(data.get(f"{question}_reason") or "").strip()
            if points is not None and int(points) != mark.points and not reason:
                self.add_error(
                    f"{question}_reason",
                    _("您给的分与建议的 {points} 分不同，请写一句理由，权属单位会看到。").format(
                        points=mark.points
                    ),
                )
        return data

    def given(self) -> dict[str, Given]:
        """Return the marks of a valid form by question."""
        said = self.cleaned_data
        return {
            question: Given(int(said[f"{question}_points"]), said[f"{question}_reason"].strip())
            for question in self.proposals
        }


class SameForm(forms.Form):
    """Whether two listings are the same."""

    verdict = forms.ChoiceField(choices=Same.choices)
