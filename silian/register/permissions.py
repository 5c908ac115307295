"""Who sees and who changes what, from each register's declaration; pages, API, imports and exports ask here."""

from typing import Any

from django.db.models import Q, QuerySet
from rules.permissions import add_perm, perm_exists
from rules.predicates import predicate

from silian.register.declaration import ADMINISTRATOR, Register, of
from silian.register.fields import KeysField
from silian.register.standing import Standing, standing_of


def _owned(declared: Register, keys: frozenset[str]) -> Q:
    condition = Q(pk__in=[])
    for path in declared.owner:
        field = declared.by_name.get(path)
        lookup = "overlap" if field and isinstance(field.field, KeysField) else "in"
        condition |= Q(**{f"{path}__{lookup}": sorted(keys)})
    return condition


def _kept(declared: Register, standing: Standing) -> Q | None:
    """Return the rows an officer looks after; None means all of them."""
    if declared.zone:
        return Q(**{f"{declared.zone}__in": sorted(standing.zones)})
    return None if declared.maintained_by != ADMINISTRATOR else Q(pk__in=[])


def _rows(declared: Register, standing: Standing, organisations: frozenset[str]) -> Q | None:
    condition = Q(pk__in=[])
    if organisations and declared.owner:
        condition |= _owned(declared, organisations)
    if standing.officer:
        kept = _kept(declared, standing)
        if kept is None:
            return None
        condition |= kept
    return condition


def _open(declared: Register) -> Q:
    """Return the rows that everybody may see."""
    condition = Q()
    if declared.published:
        condition &= Q(**{declared.published: True})
    if declared.confidential:
        condition &= Q(**{declared.confidential: False})
    return condition


def visible(declared: Register, standing: Standing) -> QuerySet[Any]:
    """Return the rows that a person may see."""
    rows: QuerySet[Any] = declared.model.objects.all()
    if standing.administrator or not declared.guarded:
        return rows
    allowed = _rows(declared, standing, frozenset(standing.organisations))
    return rows if allowed is None else rows.filter(allowed | _open(declared))


def changeable(declared: Register, standing: Standing) -> QuerySet[Any]:
    """Return the rows that a person may change or delete."""
    rows: QuerySet[Any] = declared.model.objects.all()
    if standing.administrator:
        return rows
    allowed = _rows(declared, standing, standing.edits)
    return rows if allowed is None else rows.filter(allowed)


def may_add(declared: Register, standing: Standing) -> bool:
    """Return whether a person may enter rows at all; which ones is decided row by row."""
    if standing.administrator:
        return True
    if standing.officer and (declared.zone or declared.maintained_by != ADMINISTRATOR):
        return True
    return bool(declared.owner and standing.edits)


def _value(record: Any, path: str) -> Any:
    for part in path.split("__"):
        record = getattr(record, part, None)
    return record


def _owns(declared: Register, standing: Standing, record: Any) -> bool:
    for path in declared.owner:
        value = _value(record, path)
        keys = set(value) if isinstance(value, list) else {value}
        if keys & standing.edits:
            return True
    return False


def may_change(declared: Register, standing: Standing, record: Any) -> bool:
    """Return whether a person may save ``record`` as it is now; also for one not yet in the database."""
    if standing.administrator or _owns(declared, standing, record):
        return True
    if not standing.officer:
        return False
    if declared.zone:
        return _value(record, declared.zone) in standing.zones
    return declared.maintained_by != ADMINISTRATOR


def own_zone(declared: Register, standing: Standing) -> tuple[str, str] | None:
    """Return the column and the key of the zone that an officer of one zone enters all rows of a register for.

    None where the rows name no zone themselves, or the person enters rows for others too.
    """
    column, _, rest = (declared.zone or "").partition("__")
    entered_for_others = standing.administrator or standing.edits or len(standing.zones) != 1
    if rest != "key" or column not in declared.by_name or entered_for_others:
        return None
    return column, next(iter(standing.zones))


def may_add_names(declared: Register, standing: Standing) -> bool:
    """Return whether a person may enter rows that have a name and nothing else, neither owner nor zone."""
    if any(info.required for info in declared.links):
        return False
    return may_change(declared, standing, declared.model())


@predicate  # type: ignore[untyped-decorator]
def changes_record(user: Any, record: Any) -> bool:
    """Return whether ``user`` may change ``record``; without a record, whether they may change any."""
    declared = of(type(record)) if record is not None else None
    return bool(declared) and may_change(declared, standing_of(user), record)  # type: ignore[arg-type]


@predicate  # type: ignore[untyped-decorator]
def sees_record(user: Any, record: Any) -> bool:
    """Return whether ``user`` may see ``record``."""
    declared = of(type(record)) if record is not None else None
    return bool(declared) and visible(declared, standing_of(user)).filter(pk=record.pk).exists()  # type: ignore[arg-type]


def add_permissions(declared: Register) -> None:
    """Make ``user.has_perm("industry.change_company", record)`` answer from the declaration."""
    for action, rule in (("view", sees_record), ("change", changes_record), ("delete", changes_record)):
        name = f"{declared.group}.{action}_{declared.name}"
        if not perm_exists(name):  # type: ignore[no-untyped-call]
            add_perm(name, rule)  # type: ignore[no-untyped-call]
