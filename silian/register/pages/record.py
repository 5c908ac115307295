"""One record: its page, its form, its end."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.register.actions import Forbidden, InUse, delete_record, locked, save_record
from silian.register.cautions import cautions
from silian.register.columns import cell, key_links, names_of_keys
from silian.register.declaration import Register
from silian.register.fields import Shape
from silian.register.forms import form_class
from silian.register.history import changes
from silian.register.pages.access import find, forbidden, standing
from silian.register.panels import panels_of
from silian.register.permissions import may_add, may_change
from silian.register.queries import related
from silian.register.sight import veil


def detail_page(request: HttpRequest, declared: Register, key: str) -> HttpResponse:
    """Show a record with what points at it and its history."""
    who = standing(request)
    record = find(declared, request, key)
    changeable = may_change(declared, who, record)
    veil(declared.fields, [record], who)
    names = names_of_keys(declared.fields, [record])
    cells = [cell(info, record, names) for info in declared.fields]
    context = {
        "register": declared,
        "record": record,
        "facts": [c for c in cells if c.info.shape is not Shape.LONG and c.info.name != declared.title],
        "texts": [c for c in cells if c.info.shape is Shape.LONG and c.text],
        "key_lists": {i.name: key_links(i, record, names) for i in declared.fields if i.shape is Shape.KEYS},
        "panels": panels_of(declared, record, request),
        "cautions": cautions(declared, record),
        "related": related(record, who),
        "changes": changes(declared, record, standing=who) if changeable else [],
        "may_change": changeable,
    }
    return render(request, "register/detail.html", context)


def new_page(request: HttpRequest, declared: Register) -> HttpResponse:
    """Enter a record."""
    if not may_add(declared, standing(request)):
        return forbidden(request)
    start = {name: request.GET[name] for name in declared.by_name if name in request.GET}
    form = form_class(declared)(_sent(request), initial=start, standing=standing(request))
    return _answer(request, declared, form, None)


def edit_page(request: HttpRequest, declared: Register, key: str) -> HttpResponse:
    """Change a record; two editors take turns and the second is told."""
    record = find(declared, request, key)
    if not may_change(declared, standing(request), record):
        return forbidden(request)
    with transaction.atomic():
        held = locked(declared, record) if request.method == "POST" else record
        form = form_class(declared)(_sent(request), instance=held, standing=standing(request))
        return _answer(request, declared, form, record)


def _sent(request: HttpRequest) -> Any:
    """Return what a form was sent with, also if all of it was left empty."""
    return request.POST if request.method == "POST" else None


def _answer(request: HttpRequest, declared: Register, form: Any, record: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_record(declared, form, standing(request))
        except Forbidden as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("已保存。"))
            return redirect(saved)
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "register/form.html", {"register": declared, "record": record, "form": form}, status=status
    )


def delete_page(request: HttpRequest, declared: Register, key: str) -> HttpResponse:
    """Ask, then delete."""
    record = find(declared, request, key)
    if not may_change(declared, standing(request), record):
        return forbidden(request)
    if request.method == "POST":
        try:
            delete_record(record, standing(request))
        except InUse as fault:
            messages.error(request, str(fault))
            return redirect(record)
        messages.success(request, _("已删除“{name}”。").format(name=record))
        return redirect(f"{declared.name}_list")
    return render(request, "register/delete.html", {"register": declared, "record": record})
