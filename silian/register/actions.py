"""Writes to single records: create, change, delete; each one transaction."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404
from django.utils.translation import gettext as _

from silian.register.declaration import Register
from silian.register.forms import RecordForm
from silian.register.permissions import may_change
from silian.register.publication import may_be_saved, not_examined
from silian.register.record import UNUSABLE_KEY
from silian.register.sight import is_hidden, seen
from silian.register.standing import Standing
from silian.register.uses import Listing, going_with, listing


class Forbidden(Exception):
    """The person may not save the record as it would then be; the message says who may."""


class Taken(Forbidden):
    """Somebody else entered a record of the same key in the same moment."""


class InUse(Exception):
    """The record cannot be deleted because others need it; the message names how many."""


def save_record(declared: Register, form: RecordForm, standing: Standing) -> Any:
    """Save a valid form and return the record; Forbidden if the person may not have such a record."""
    record = form.save(commit=False)
    if not may_change(declared, standing, record):
        raise Forbidden(_("您只能保存本机构或本园区的记录。如需修改，请联系所属园区的工作人员。"))
    if not may_be_saved(declared, standing, record):
        raise Forbidden(not_examined())
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as fault:
        if is_hidden(declared, record.key, standing):
            raise Taken(str(UNUSABLE_KEY)) from fault
        raise Taken(
            _("刚刚有人登记了同一编号的记录，您的内容没有保存。请换一个编号，或修改那条记录。")
        ) from fault
    return record


def locked(declared: Register, record: Any) -> Any:
    """Return ``record`` read again and held until the transaction ends, so that two editors take turns.

    Raises Http404 if somebody has deleted it.
    """
    held = declared.model.objects.select_for_update(of=("self",)).filter(pk=record.pk).first()
    if held is None:
        raise Http404(_("“{name}”刚刚被他人删除。").format(name=record))
    return held


@transaction.atomic
def delete_record(record: Any, standing: Standing | None = None) -> None:
    """Delete a record; InUse if other records need it, saying where as far as ``standing`` may see them."""
    try:
        listed = listing(going_with(record))
        if listed:
            raise InUse(_where(listed, standing))
        record.delete()
    except ProtectedError as fault:
        raise InUse(
            _("还有 {count} 条记录指向它，不能删除。请先修改或删除那些记录。").format(
                count=len(fault.protected_objects)
            )
        ) from fault


def _where(listed: list[Listing], standing: Standing | None) -> str:
    total = sum(rows.count() for _declared, _info, rows in listed)
    places = []
    for declared, info, rows in listed:
        count = rows.filter(pk__in=seen(declared.model, standing).order_by().values("pk")).count()
        if count:
            places.append(f"{declared.label} · {info.label} {count}")
    if not places:
        return _("还有 {count} 条记录指向它，不能删除。请先修改或删除那些记录。").format(count=total)
    return _("还有 {count} 条记录列出了它（{places}），不能删除。请先从那些记录中去掉它。").format(
        count=total, places=_("、").join(places)
    )
