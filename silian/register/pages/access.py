"""What every page of a register asks first: who is there, what they may see, what to answer if they may not."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from silian.register.declaration import Register
from silian.register.permissions import visible
from silian.register.standing import Standing, standing_of


def standing(request: HttpRequest) -> Standing:
    """Return the standing of the person who asks."""
    return standing_of(request.user)


def find(declared: Register, request: HttpRequest, key: str) -> Any:
    """Return the record of ``key``; to those who may not see it, it does not exist."""
    links = [info.name for info in declared.links]
    record = (
        visible(declared, standing(request)).select_related(*links).filter(key=key.replace("\0", "")).first()
    )
    if record is None:
        raise Http404(
            _("这里没有编号为“{key}”的{label}，或它没有公开。").format(key=key[:64], label=declared.label)
        )
    return record


def forbidden(request: HttpRequest, why: str = "") -> HttpResponse:
    """Send visitors to sign in; tell the others who can let them in."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    reason = why or _("您的账户没有修改这些记录的权限。请联系本机构的管理员，或所属园区的工作人员。")
    return render(request, "403.html", {"reason": reason}, status=403)
