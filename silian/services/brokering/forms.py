"""What people send from the bench: letters, consent noted for a side, meetings, what came of them, notes, names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from silian.services.brokering.models import NOTE_CHARACTERS
from silian.services.matching.queries import Outcome, Side

LETTER = 1000


def _words(label: Any, *, rows: int = 3, required: bool = True, most: int = LETTER) -> forms.CharField:
    area = forms.Textarea({"class": "form-control", "rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, widget=area)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput({"class": "form-control", "type": "date"})
    )


class LettersForm(forms.Form):
    """The letters to both sides."""

    to_need = _words(_("给需求方的信"), rows=7)
    to_result = _words(_("给成果方的信"), rows=7)


class ConsentForm(forms.Form):
    """What a side without accounts said."""

    side = forms.ChoiceField(choices=Side.choices)
    agrees = forms.ChoiceField(choices=[("yes", _("同意联系")), ("no", _("暂不联系"))])
    words = _words(_("怎么说的"), required=False)


class MeetingForm(forms.Form):
    """The day a meeting is planned for, and the day it was held."""

    meeting_on = _day(_("约定见面"))
    met_on = _day(_("见过面"))


class OutcomeForm(forms.Form):
    """What came of an introduction."""

    outcome = forms.ChoiceField(label=_("洽谈结果"), choices=Outcome.choices)
    words = _words(_("说明"), required=False, rows=2)


class NoteForm(forms.Form):
    """A note on a pair."""

    text = _words(_("备注"), rows=2, most=NOTE_CHARACTERS)


class SearchForm(forms.Form):
    """A name for the present filters."""

    name = forms.CharField(label=_("名称"), max_length=60)
    query = forms.CharField(required=False, max_length=1000)
