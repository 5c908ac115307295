"""Mail that accounts send beyond those of signing in."""

from collections.abc import Iterable
from smtplib import SMTPException

from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from silian.services.accounts.models import Admission, Membership, Role


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
    return _sent(subject, text, [address])


def send_application(admission: Admission, link: str) -> bool:
    """Tell the managers of an organisation that somebody asks to join; returns whether a mail was sent."""
    managers = Membership.objects.filter(
        organisation=admission.organisation, role=Role.MANAGER, user__is_active=True
    )
    addresses = sorted({email for email in managers.values_list("user__email", flat=True) if email})
    if not addresses:
        return False
    # Who reads it has no page open, so the language of the site and not of the applicant.
    with override("zh-hans"):
        name = admission.organisation.name
        subject = _("{person} 申请加入{name}").format(
            person=" ".join(str(admission.user).split()), name=" ".join(name.split())
        )
        text = _(
            "{person} 申请代表{name}使用本平台。\n\n附言：{words}\n\n请打开这个链接答复：\n{link}\n"
        ).format(person=admission.user, name=name, words=admission.words or _("（没有写）"), link=link)
    # Each alone, so that nobody learns the addresses of the others.
    sent = [_sent(subject, text, [address]) for address in addresses]
    return all(sent)


def send_words(subject: str, text: str, addresses: Iterable[str]) -> int:
    """Mail words that another service wrote, to each address alone; returns how many were sent."""
    return sum(
        _sent(" ".join(subject.split()), text, [address]) for address in sorted(set(addresses)) if address
    )


def _sent(subject: str, text: str, addresses: list[str]) -> bool:
    try:
        return send_mail(subject, text, None, addresses) == 1
    except (SMTPException, OSError):
        return False
