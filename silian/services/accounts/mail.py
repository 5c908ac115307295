"""Mail that accounts send beyond those of signing in."""

from smtplib import SMTPException

from django.core.mail import send_mail
from django.utils.translation import gettext as _

from silian.services.accounts.models import Admission


def send_invitation(admission: Admission, link: str) -> bool:
    """Mail the link of an invitation; returns whether it was sent, so that the manager can hand it over."""
    address = admission.email or (admission.user.email if admission.user else "")
    if not address:
        return False
    name = admission.organisation.name
    subject = _("邀请您加入{name}").format(name=" ".join(name.split()))
    text = _("{by} 邀请您代表{name}使用本平台。请在 14 天内打开这个链接答复：\n\n{link}\n").format(
        by=admission.made_by, name=name, link=link
    )
    try:
        return send_mail(subject, text, None, [address]) == 1
    except (SMTPException, OSError):
        return False
