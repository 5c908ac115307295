"""What people fill in to invite, to ask, to appoint."""

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.reference.models import Organisation, Zone
from silian.services.accounts.models import Role, User


def _line(**attributes: Any) -> forms.TextInput:
    return forms.TextInput({"class": "form-control", **attributes})


class InvitationForm(forms.Form):
    """Whom a manager invites, as what."""

    person = forms.CharField(label=_("邮箱或用户名"), max_length=254, widget=_line(autocomplete="off"))
    role = forms.ChoiceField(
        label=_("角色"),
        choices=Role.choices,
        initial=Role.READER,
        widget=forms.Select({"class": "form-select"}),
    )

    def clean_person(self) -> User | str:
        """Return the account of a user name, or a mail address as it is."""
        person = str(self.cleaned_data["person"]).strip()
        if "@" in person:
            validate_email(person)
            return person
        user = User.objects.filter(username=person, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("没有这个用户名。请核对，或填写对方的邮箱。"))
        return user


class JoinForm(forms.Form):
    """Which organisation a person wants to act for."""

    organisation = forms.CharField(label=_("机构全称或编号"), max_length=200, widget=_line())
    words = forms.CharField(label=_("附言（姓名、部门）"), max_length=300, required=False, widget=_line())

    def clean_organisation(self) -> Organisation:
        """Return the one organisation of this key or full name."""
        asked = str(self.cleaned_data["organisation"]).replace("\0", "").strip()
        found = list(Organisation.objects.filter(Q(key=asked) | Q(name=asked))[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("找不到这个机构，或有几个同名的机构。请填写编号。"))
        return found[0]


class OfficerForm(forms.Form):
    """Who looks after which zone."""

    user = forms.ModelChoiceField(
        User.objects.filter(is_active=True), to_field_name="username", label=_("用户名"), widget=_line()
    )
    zone = forms.ModelChoiceField(
        Zone.objects.order_by("name"), label=_("园区"), widget=forms.Select({"class": "form-select"})
    )
