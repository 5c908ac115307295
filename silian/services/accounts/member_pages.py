"""Who acts for an organisation: members and their roles, invitations, applications."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.reference.models import Organisation
from silian.register.pages.access import forbidden, standing
from silian.services.accounts.actions import LastManager, change_role, remove_member
from silian.services.accounts.admissions import (
    Closed,
    answer_application,
    answer_invitation,
    apply_to_join,
    invite,
    withdraw,
)
from silian.services.accounts.forms import InvitationForm, JoinForm
from silian.services.accounts.mail import send_application, send_invitation
from silian.services.accounts.models import AdmissionKind, Role, User
from silian.services.accounts.queries import (
    invitation_of,
    may_manage,
    members_of,
    membership_history,
    open_admissions,
)


def _person(request: HttpRequest) -> User:
    assert request.user.is_authenticated
    return request.user


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 16 else 0


@login_required
def members_page(request: HttpRequest, key: str) -> HttpResponse:
    """Show who acts for an organisation, invite, change roles, remove and answer applications."""
    organisation = get_object_or_404(Organisation.objects.select_related("zone"), key=key)
    if not may_manage(standing(request), organisation):
        return forbidden(request, _("只有本机构的管理员和所属园区的工作人员可以管理成员。"))
    form = InvitationForm(request.POST if "invite" in request.POST else None)
    link, mailed = "", False
    if form.is_bound:
        if form.is_valid():
            link, mailed = _invite(request, organisation, form)
            form = InvitationForm()
    elif request.method == "POST":
        _change(request, organisation)
        return redirect("members", key)
    waiting = open_admissions(organisation=organisation)
    context = {
        "organisation": organisation,
        "members": members_of(organisation),
        "roles": Role.choices,
        "form": form,
        "link": link,
        "mailed": mailed,
        "invitations": waiting.filter(kind=AdmissionKind.INVITATION),
        "applications": waiting.filter(kind=AdmissionKind.APPLICATION),
        "acts": membership_history(organisation),
    }
    return render(request, "accounts/members.html", context, status=422 if form.errors else 200)


def _invite(request: HttpRequest, organisation: Organisation, form: InvitationForm) -> tuple[str, bool]:
    person = form.cleaned_data["person"]
    known = person if isinstance(person, User) else None
    role = Role(form.cleaned_data["role"])
    made, secret = invite(
        organisation, _person(request), role, user=known, email="" if known else str(person)
    )
    link = request.build_absolute_uri(reverse("invitation", args=[secret]))
    return link, send_invitation(made, link)


def _change(request: HttpRequest, organisation: Organisation) -> None:
    """Carry out the one button that was pressed; what is not there or not allowed is said in a message."""
    roles = {str(code) for code in Role.values}
    role = request.POST.get("role", "")
    member = members_of(organisation).filter(pk=_number(request, "member")).first()
    waiting = open_admissions(organisation=organisation, pk=_number(request, "admission")).first()
    try:
        if member and "remove" in request.POST:
            remove_member(member)
        elif member and role in roles:
            change_role(member, Role(role))
        elif waiting and "withdraw" in request.POST and waiting.kind == AdmissionKind.INVITATION:
            withdraw(waiting, timezone.now())
        elif waiting and "decline" in request.POST:
            answer_application(waiting, None, timezone.now())
        elif waiting and "accept" in request.POST and role in roles:
            answer_application(waiting, Role(role), timezone.now())
        else:
            raise Closed
    except LastManager as fault:
        messages.error(request, str(fault))
    except Closed:
        messages.error(request, _("这一项已经处理过，或不存在。"))
    else:
        messages.success(request, _("已保存。"))


@login_required
def invitation_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation to whoever has its link, and take the answer."""
    found = invitation_of(secret)
    if found is None or found.user_id not in (None, _person(request).pk):
        raise Http404(_("这个邀请已经答复、撤回或过期。请联系邀请您的人。"))
    if request.method == "POST":
        try:
            answer_invitation(found, _person(request), "accept" in request.POST, timezone.now())
        except Closed:
            raise Http404(_("这个邀请已经答复、撤回或过期。请联系邀请您的人。")) from None
        messages.success(request, _("已保存。"))
        return redirect("tokens")
    return render(request, "accounts/invitation.html", {"invitation": found})


@login_required
def join_page(request: HttpRequest) -> HttpResponse:
    """Ask to act for an organisation, see what was asked, and answer invitations."""
    person = _person(request)
    form = JoinForm(request.POST if "ask" in request.POST else None)
    if form.is_bound and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        again = open_admissions(
            organisation=organisation, user=person, kind=AdmissionKind.APPLICATION
        ).exists()
        made = apply_to_join(organisation, person, form.cleaned_data["words"])
        if not again:
            send_application(made, request.build_absolute_uri(reverse("members", args=[organisation.key])))
        messages.success(request, _("申请已提交，等待机构管理员答复。"))
        return redirect("join")
    if request.method == "POST" and not form.is_bound:
        _answer_own(request, person)
        return redirect("join")
    context = {"form": form, "waiting": open_admissions(user=person)}
    return render(request, "accounts/join.html", context, status=422 if form.errors else 200)


def _answer_own(request: HttpRequest, person: User) -> None:
    waiting = get_object_or_404(open_admissions(user=person), pk=_number(request, "admission"))
    try:
        if waiting.kind == AdmissionKind.APPLICATION:
            withdraw(waiting, timezone.now())
        else:
            answer_invitation(waiting, person, "accept" in request.POST, timezone.now())
    except Closed:
        messages.error(request, _("这一项已经处理过，或不存在。"))
