"""Who may publish: where the installation asks for an examination, only what has passed, or an administrator."""

from django.conf import settings
from django.db.models import Q

from silian.register.standing import Standing
from silian.services.listings.queries import passed


def rule(standing: Standing) -> Q | None:
    """Return which rows the person may save as public; None means any."""
    return passed() if settings.SILIAN_EXAMINATION and not standing.administrator else None
