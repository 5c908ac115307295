"""What people send about a match: a decision, a request for contact, an answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from silian.services.matching.models import MESSAGE_CHARACTERS, Reason, Side, Verdict


def _message(label: Any) -> forms.CharField:
    area = forms.Textarea({"class": "form-control", "rows": 3})
    return forms.CharField(label=label, required=False, max_length=MESSAGE_CHARACTERS, widget=area)


class DecisionForm(forms.Form):
    """Accept, or decline with a reason."""

    side = forms.ChoiceField(choices=Side.choices)
    verdict = forms.ChoiceField(choices=Verdict.choices)
    reason = forms.ChoiceField(label=_("回绝的原因"), choices=Reason.choices, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a decline without a reason."""
        data = super().clean() or {}
        if data.get("verdict") == Verdict.DECLINE and not data.get("reason"):
            self.add_error("reason", _("请选择回绝的原因。"))
        return data


class AskForm(forms.Form):
    """Ask the other side to talk."""

    side = forms.ChoiceField(choices=Side.choices)
    message = _message(_("想对对方说的话"))


class AnswerForm(forms.Form):
    """Answer a request for contact."""

    agrees = forms.ChoiceField(choices=[("yes", _("同意联系")), ("no", _("暂不联系"))])
    message = _message(_("答复"))
