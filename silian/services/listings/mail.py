"""Mail to the owners of listings: what an examination decided, and what expires soon."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from silian.services.accounts.queries import Colleague, colleagues_of
from silian.services.listings.access import Record, owners_of, register_of
from silian.services.listings.links import new_token
from silian.services.listings.models import Examination, State
from silian.services.listings.validity import Due
from silian.services.listings.wording import rule_words

SITE_LANGUAGE = "zh-hans"  # who reads a mail has no page open that would say another


def _link(name: str, *words: str) -> str:
    return settings.SILIAN_ADDRESS.rstrip("/") + reverse(name, args=words)


def send_result(examination: Examination, record: Record) -> int:
    """Tell everybody who keeps a listing what was decided and why; returns how many mails went out."""
    with override(SITE_LANGUAGE):
        outcome = str(State(examination.state).label)
        title = " ".join(record.title.split())
        subject = _("审核结果：{outcome} · {title}").format(outcome=outcome, title=title[:80])
        lines = [
            _("“{title}”审核结果：{outcome}，共 {total} 分（满分 30）。").format(
                title=title, outcome=outcome, total=examination.total
            ),
            "",
        ]
        for mark in examination.marks.all():
            why = mark.reason or rule_words(mark.rule, mark.values)
            lines.append(f"{mark.get_question_display()} {mark.points}/5  {why}")
        link = _link("listing", register_of(record).slug, record.key)
        lines += ["", _("查看每一项的依据、修改后再次提交："), link, ""]
    people = {each.email: each for each in colleagues_of(owners_of(record))}
    return sum(_sent(subject, "\n".join(lines), address) for address in sorted(people))


def send_reminder(person: Colleague, listed: list[Due]) -> bool:
    """Tell a person which listings expire soon, each with its own link; returns whether the mail went out."""
    with override(SITE_LANGUAGE):
        subject = _("{count} 项成果即将到期，请确认是否仍然有效").format(count=len(listed))
        lines = [
            _(
                "下列成果到期后不再参加匹配。仍然有效的，请点开它的链接，再点一下按钮（不用登录，链接 45 天内有效）："
            ),
            "",
        ]
        for each in listed:
            token = new_token(each.listing_id, each.until, person.user_id)
            day = f"{each.until:%Y-%m-%d}"
            lines += [
                _("“{title}”，{day} 到期").format(title=each.record.title, day=day),
                _link("listing_confirm", token),
                "",
            ]
        lines.append(_("不再有效的，不用做什么。"))
    return _sent(subject, "\n".join(lines), person.email)


def _sent(subject: str, text: str, address: str) -> bool:
    # Each alone, so that nobody learns the addresses of the others.
    try:
        return send_mail(" ".join(subject.split()), text, None, [address]) == 1
    except (SMTPException, OSError):
        return False
