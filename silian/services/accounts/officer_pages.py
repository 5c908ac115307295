"""Who looks after which zone; administrators appoint and dismiss."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from silian.register.pages.access import forbidden, standing
from silian.services.accounts.actions import appoint_officer, dismiss_officer
from silian.services.accounts.forms import OfficerForm
from silian.services.accounts.models import ZoneOfficer
from silian.services.accounts.queries import officer_history


@login_required
def officers_page(request: HttpRequest) -> HttpResponse:
    """List the officers of all zones, appoint one, dismiss one."""
    if not standing(request).administrator:
        return forbidden(request, _("只有平台管理员可以任免园区工作人员。"))
    form = OfficerForm(request.POST if "appoint" in request.POST else None)
    officers = ZoneOfficer.objects.select_related("user", "zone").order_by("zone__name", "user__username")
    if request.method == "POST" and "dismiss" in request.POST:
        number = request.POST["dismiss"]
        dismiss_officer(get_object_or_404(officers, pk=int(number) if number.isdecimal() else 0))
        messages.success(request, _("已保存。"))
        return redirect("officers")
    if form.is_bound and form.is_valid():
        appoint_officer(form.cleaned_data["user"], form.cleaned_data["zone"])
        messages.success(request, _("已保存。"))
        return redirect("officers")
    context = {"form": form, "officers": officers, "acts": officer_history()}
    return render(request, "accounts/officers.html", context, status=422 if form.errors else 200)
