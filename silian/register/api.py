"""The JSON API of every register: list, read, create, change, delete, history."""

from copy import copy
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query, Router
from ninja.responses import Status
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from silian.register.actions import Forbidden, InUse, Taken, delete_record, locked, save_record
from silian.register.declaration import Register, all_registers
from silian.register.filters import filterset
from silian.register.forms import form_class
from silian.register.history import changes
from silian.register.pages.access import find, standing
from silian.register.permissions import may_add, may_change, visible
from silian.register.queries import ordering, page_of
from silian.register.schemas import (
    ChangeOut,
    FieldProblems,
    Problem,
    page_out,
    plain,
    query_in,
    record_in,
    record_of,
    record_out,
)
from silian.register.sight import veil


class SignedIn(HttpBearer):
    """A token in the header, or a signed-in browser that shows it is no other site's form."""

    def __call__(self, request: HttpRequest) -> Any:
        """Return who asks, or None."""
        token = getattr(request, "api_token", None)
        if token is not None:
            return token
        if request.user.is_authenticated and check_csrf(request) is None:
            return request.user
        return None

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Never called: tokens are read before the API is reached."""
        raise NotImplementedError


def add_registers(api: NinjaAPI) -> None:
    """Add the operations of every register to ``api``."""
    for declared in all_registers():
        router = Router(tags=[declared.slug])
        _add_reading(router, declared)
        _add_writing(router, declared)
        api.add_router(f"/{declared.slug}", router)


def _denied() -> Status[dict[str, str]]:
    return Status(
        403, {"detail": _("您的账户没有修改这些记录的权限。请联系本机构的管理员，或所属园区的工作人员。")}
    )


def _add_reading(router: Router, declared: Register) -> None:
    params_schema: Any = query_in(declared)
    name = declared.name

    @router.get("", response={200: page_out(declared), 422: FieldProblems}, operation_id=f"{name}_list")
    def list_records(request: HttpRequest, params: Query[params_schema]) -> Any:
        """List the records that the caller may see."""
        found = filterset(declared)(request.GET, queryset=visible(declared, standing(request)))
        if not found.is_valid():
            return Status(422, {"detail": _problems(found.errors)})
        rows = page_of(declared, found.qs, list(declared.fields), ordering(declared, params.sort))
        piece = list(rows[params.offset : params.offset + params.limit])
        veil(declared.fields, piece, standing(request))
        return {
            "count": found.qs.order_by().count(),
            "items": [record_of(declared, record) for record in piece],
        }

    @router.get("/{key}", response={200: record_out(declared), 404: Problem}, operation_id=f"{name}_read")
    def read_record(request: HttpRequest, key: str) -> Any:
        """Return one record."""
        record = find(declared, request, key)
        veil(declared.fields, [record], standing(request))
        return record_of(declared, record)

    @router.get(
        "/{key}/history",
        response={200: list[ChangeOut], 403: Problem, 404: Problem},
        operation_id=f"{name}_history",
    )
    def read_history(request: HttpRequest, key: str) -> Any:
        """Return the changes of one record, newest first, to those who may change it."""
        record = find(declared, request, key)
        if not may_change(declared, standing(request), record):
            return _denied()
        return [
            {"at": c.at, "by": c.by, "kind": c.kind, "differences": [vars(d) for d in c.differences]}
            for c in changes(declared, record, standing=standing(request))
        ]


def _add_writing(router: Router, declared: Register) -> None:
    body_schema: Any = record_in(declared)
    name = declared.name
    refusals = {401: Problem, 403: Problem, 422: FieldProblems}

    @router.post(
        "", auth=SignedIn(), response={201: record_out(declared), **refusals}, operation_id=f"{name}_create"
    )
    def create_record(request: HttpRequest, body: body_schema) -> Any:
        """Enter a record."""
        if not may_add(declared, standing(request)):
            return _denied()
        return _save(declared, request, None, body.model_dump(exclude_unset=True))

    @router.patch(
        "/{key}",
        auth=SignedIn(),
        response={200: record_out(declared), 404: Problem, **refusals},
        operation_id=f"{name}_change",
    )
    def change_record(request: HttpRequest, key: str, body: body_schema) -> Any:
        """Change the fields that are given."""
        record = find(declared, request, key)
        if not may_change(declared, standing(request), record):
            return _denied()
        with transaction.atomic():
            held = locked(declared, record)
            return _save(declared, request, held, body.model_dump(exclude_unset=True))

    @router.delete(
        "/{key}",
        auth=SignedIn(),
        response={204: None, 401: Problem, 403: Problem, 404: Problem, 409: Problem},
        operation_id=f"{name}_delete",
    )
    def remove_record(request: HttpRequest, key: str) -> Any:
        """Delete a record that no other needs."""
        record = find(declared, request, key)
        if not may_change(declared, standing(request), record):
            return _denied()
        try:
            delete_record(record, standing(request))
        except InUse as fault:
            return Status(409, {"detail": str(fault)})
        return Status(204, None)


def _problems(errors: Any) -> dict[str, list[str]]:
    """Return a form's faults as plain lists; its own lists look empty to whatever writes them as JSON."""
    return {name: [str(fault) for fault in faults] for name, faults in errors.items()}


def _save(declared: Register, request: HttpRequest, record: Any, given: dict[str, Any]) -> Any:
    """Check what was given with the same form as the page and save it."""
    who = standing(request)
    source = copy(record) if record else declared.model()
    if record:
        veil(declared.fields, [source], who)
    data = {info.name: plain(info, source) for info in declared.fields} | given
    given = {k: "" if v is None else v for k, v in data.items()}
    form = form_class(declared)(given, instance=record, standing=who)
    if not form.is_valid():
        return Status(422, {"detail": _problems(form.errors)})
    try:
        saved = save_record(declared, form, who)
    except Taken as fault:
        return Status(422, {"detail": {"key": [str(fault)]}})
    except Forbidden as fault:
        return Status(403, {"detail": str(fault)})
    veil(declared.fields, [saved], who)
    return Status(200 if record else 201, record_of(declared, saved))
