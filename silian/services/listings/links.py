"""The signed link of a mail by which owners say that a listing still holds, without signing in."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core import signing
from django.utils.translation import gettext as _

from silian.services.accounts.queries import colleagues_of
from silian.services.listings.access import owners_of
from silian.services.listings.models import Listing
from silian.services.listings.queries import RECORDS

SALT = "silian.listings.confirm"
LINK_HOLDS = timedelta(days=45)


class BadLink(Exception):
    """A link cannot be used; the message says why and what to do instead."""


@dataclass(frozen=True)
class Link:
    """Which listing, the day on which it was to expire when the mail was written, and whose mail it was."""

    listing: Listing
    until: date
    user_id: int


def new_token(listing_id: int, until: date, user_id: int) -> str:
    """Return the secret part of a link; anybody who has it can do this one thing until it expires."""
    return signing.dumps([listing_id, until.isoformat(), user_id], salt=SALT, compress=False)


def read_token(token: str) -> Link:
    """Return what a link is about. Raises BadLink if it was altered, is too old, or its owner has left."""
    try:
        listing_id, until, user_id = signing.loads(token, salt=SALT, max_age=LINK_HOLDS)
    except signing.SignatureExpired as fault:
        raise BadLink(_("这个链接已过期（45 天）。请登录后在成果的页面上确认，或修改有效期。")) from fault
    except signing.BadSignature as fault:
        raise BadLink(_("这个链接不完整或被改动过。请从邮件里重新点开，或登录后在成果的页面上确认。")) from fault  # fmt: skip
    listing = Listing.objects.select_related(*RECORDS).filter(pk=listing_id).first()
    if listing is None:
        raise BadLink(_("这条记录已经删除，不需要再确认。"))
    if user_id not in {each.user_id for each in colleagues_of(owners_of(listing.record))}:
        raise BadLink(_("收到这封邮件的人已不再管理这条记录。请本单位现在的管理员登录后确认。"))
    return Link(listing, date.fromisoformat(until), user_id)
