"""A person's memberships and API tokens."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from silian.services.accounts.actions import issue_token, revoke_token
from silian.services.accounts.models import Scope
from silian.services.accounts.queries import tokens_of


class TokenForm(forms.Form):
    """What a new token is for and what it may do."""

    name = forms.CharField(label=_("用途"), max_length=100, widget=forms.TextInput({"class": "form-control"}))
    scopes = forms.MultipleChoiceField(
        label=_("权限范围"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=[Scope.READ]
    )


@login_required
def tokens_page(request: HttpRequest) -> HttpResponse:
    """List tokens, make one (its text is shown on this one answer only), revoke one."""
    user = request.user
    assert user.is_authenticated
    secret = ""
    form = TokenForm(request.POST if "make" in request.POST else None)
    if request.method == "POST" and "revoke" in request.POST:
        number = request.POST["revoke"]
        token = get_object_or_404(tokens_of(user), pk=int(number) if number.isdigit() else 0)
        revoke_token(token, timezone.now())
        return redirect("tokens")
    if form.is_bound and form.is_valid():
        _token, secret = issue_token(user, form.cleaned_data["name"], form.cleaned_data["scopes"])
        form = TokenForm()
    memberships = user.memberships.select_related("organisation")
    context = {"form": form, "secret": secret, "tokens": tokens_of(user), "memberships": memberships}
    return render(request, "accounts/tokens.html", context)
