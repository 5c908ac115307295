"""One mail a person about all results that newly fit the needs of their organisations."""

from collections.abc import Sequence
from itertools import groupby
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from silian.services.alerts.models import Alert

MOST_NEEDS, MOST_RESULTS = 20, 5


def _line(alert: Alert) -> str:
    path = reverse("pair", args=[alert.need.key, alert.achievement.key])
    return f"  · {' '.join(alert.achievement.title.split())}\n    {settings.SILIAN_ADDRESS.rstrip('/')}{path}"


def _paragraphs(alerts: Sequence[Alert]) -> list[str]:
    """Return one paragraph a need, its first results with their addresses."""
    paragraphs = []
    for need, of_need in groupby(alerts, key=lambda alert: alert.need):
        lines = [_line(alert) for alert in of_need]
        more = len(lines) - MOST_RESULTS
        rest = [_("  · 另有 {count} 项，见需求的页面").format(count=more)] if more > 0 else []
        paragraphs.append("\n".join([" ".join(need.title.split()), *lines[:MOST_RESULTS], *rest]))
    return paragraphs


def send(address: str, alerts: Sequence[Alert]) -> bool:
    """Mail ``alerts`` to one address; returns whether it was sent."""
    # Who reads it has no page open, so it is in the language of the site.
    with override("zh-hans"):
        paragraphs = _paragraphs(alerts)
        more = len(paragraphs) - MOST_NEEDS
        rest = [_("另有 {count} 条需求有新的匹配。").format(count=more)] if more > 0 else []
        subject = _("{count} 项新成果适合贵单位的需求").format(count=len({a.achievement_id for a in alerts}))
        opening = _("下面的成果最近公开或更新，适合贵单位登记的需求。每一对只通知一次。")
        closing = _("全部匹配：{link}").format(link=settings.SILIAN_ADDRESS.rstrip("/") + reverse("desk"))
    text = "\n\n".join([opening, *paragraphs[:MOST_NEEDS], *rest, closing])
    try:
        return send_mail(subject, text + "\n", None, [address]) == 1
    except (SMTPException, OSError):
        return False
