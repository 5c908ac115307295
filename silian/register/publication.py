"""Who may make a row public: whoever may change it, unless a service asks for more, such as an examination."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from silian.register.declaration import Register
from silian.register.standing import Standing

Rule = Callable[[Standing], Q | None]
_rules: dict[str, Rule] = {}


def add_rule(slug: str, rule: Rule) -> None:
    """Let ``rule`` say which rows of a register a person may save as public; None means any.

    Called from a service's ``AppConfig.ready``.
    """
    _rules[slug] = rule


def publishable(declared: Register, standing: Standing) -> Q | None:
    """Return which rows, as they stand in the database, the person may save as public; None means any."""
    rule = _rules.get(declared.slug)
    return rule(standing) if rule and declared.published else None


def may_be_saved(declared: Register, standing: Standing, record: Any) -> bool:
    """Return whether the person may save ``record`` as public or not as it now says."""
    if not declared.published or not getattr(record, declared.published):
        return True
    allowed = publishable(declared, standing)
    return allowed is None or declared.model.objects.filter(allowed, pk=record.pk).exists()


def not_examined() -> str:
    """Return why a row was not saved as public and what to do."""
    return _(
        "本平台的成果和需求先审核再公开。请不勾选“公开”保存，再到它的页面点“提交审核”；通过后会自动公开。"
    )
