"""What the platform remembers of matching: ranked matches, how matching stands, decisions, introductions."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MESSAGE_CHARACTERS = 1000


class Side(models.TextChoices):
    """For whom somebody acts in a pair."""

    NEED = "need", _("需求方")
    RESULT = "result", _("成果方")

    @property
    def other(self) -> "Side":
        """Return the side across the table."""
        return Side.RESULT if self is Side.NEED else Side.NEED


class Verdict(models.TextChoices):
    """What one side thinks of a match."""

    ACCEPT = "accept", _("认可")
    DECLINE = "decline", _("回绝")


class Reason(models.TextChoices):
    """Why a match was declined."""

    DIRECTION = "direction", _("不是我要的方向")
    READINESS = "readiness", _("成熟度不够")
    PRICE = "price", _("价格不合适")
    PARTNERS = "partners", _("已有合作")
    ORGANISATION = "organisation", _("单位不合适")
    OTHER = "other", _("其他")


class Progress(models.TextChoices):
    """How the matching of a need stands."""

    QUEUED = "queued", _("等待匹配")
    RUNNING = "running", _("正在匹配")
    DONE = "done", _("已匹配")
    FAILED = "failed", _("匹配未完成")


class Contact(models.TextChoices):
    """Where an introduction stands: asked, then refused or in contact, then closed."""

    ASKED = "asked", _("已请求联系")
    REFUSED = "refused", _("对方暂不联系")
    IN_CONTACT = "in_contact", _("已建立联系")
    CLOSED = "closed", _("已结束")


class Outcome(models.TextChoices):
    """What came of an introduction."""

    SIGNED = "signed", _("达成合作")
    GOES_ON = "goes_on", _("继续洽谈")
    NOTHING = "nothing", _("没有谈成")
    NOT_HELD = "not_held", _("没有见面")


class Pair(models.Model):
    """The common part: one need and one result. The database itself deletes what hangs on a deleted record."""

    need = models.ForeignKey(
        "industry.Need", on_delete=models.CASCADE, related_name="%(class)s_rows", db_constraint=False
    )
    achievement = models.ForeignKey(
        "innovation.Achievement", on_delete=models.CASCADE, related_name="%(class)s_rows", db_constraint=False
    )

    class Meta:
        abstract = True


class StoredMatch(Pair):
    """One ranked match with its reasons, as the engine gave it; replaced when a text changes."""

    rank = models.PositiveSmallIntegerField()
    score = models.FloatField()
    level = models.PositiveSmallIntegerField()
    parts: models.JSONField[dict[str, float], dict[str, float]] = models.JSONField()
    reasons: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    text_hash = models.CharField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("need", "rank")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["need", "achievement"], name="one_match_per_pair")
        ]

    def __str__(self) -> str:
        return f"{self.need_id} · {self.achievement_id} · {self.score:.1f}"


class MatchState(models.Model):
    """How the matching of one need stands; ``collection`` names the results it was last matched with."""

    need = models.OneToOneField(
        "industry.Need", on_delete=models.CASCADE, related_name="match_state", db_constraint=False
    )
    state = models.CharField(max_length=10, choices=Progress.choices, default=Progress.QUEUED)
    changed_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    collection = models.CharField(max_length=120, blank=True, default="")
    note = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.need_id} · {self.get_state_display()}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Decision(Pair):
    """What one side decided about a match; a change of mind is a new row."""

    side = models.CharField(max_length=10, choices=Side.choices)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True, default="")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verdict="accept", reason="") | (Q(verdict="decline") & ~Q(reason="")),
                name="a_decline_has_a_reason",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["need", "achievement"], name="decisions_of_pair")]
        triggers: ClassVar = [pgtrigger.ReadOnly(name="never_edited", exclude=["user"])]

    def __str__(self) -> str:
        return f"{self.get_side_display()} · {self.get_verdict_display()}"


def _words() -> models.TextField[str, str]:
    return models.TextField(blank=True, default="", validators=[MaxLengthValidator(MESSAGE_CHARACTERS)])


def _person() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Introduction(Pair):
    """A side or a broker asks, whoever was asked agrees, both talk and meet, somebody closes the case.

    Without ``asked_side`` a broker asked both. Its records cannot be deleted: the other side has been told of them.
    """

    need = models.ForeignKey("industry.Need", on_delete=models.PROTECT, related_name="introduction_rows")
    achievement = models.ForeignKey(
        "innovation.Achievement", on_delete=models.PROTECT, related_name="introduction_rows"
    )
    asked_side = models.CharField(max_length=10, choices=Side.choices, blank=True, default="")
    state = models.CharField(max_length=12, choices=Contact.choices, default=Contact.ASKED)
    message = _words()
    need_message = _words()
    answer = models.TextField(blank=True, default="")
    asked_by = _person()
    need_agreed_by = _person()
    result_agreed_by = _person()
    answered_by = _person()
    closed_by = _person()
    asked_at = models.DateTimeField()
    need_agreed_at = models.DateTimeField(null=True)
    result_agreed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    meeting_on = models.DateField(null=True)
    met_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    outcome_words = _words()

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["need", "achievement"],
                condition=Q(state__in=["asked", "in_contact"]),
                name="one_open_introduction_per_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_side or 'broker'} · {self.get_state_display()}"

    @property
    def brokered(self) -> bool:
        """Return whether somebody of neither side asked both."""
        return not self.asked_side

    @property
    def unanswered(self) -> tuple[Side, ...]:
        """Return the sides that were asked and have not answered."""
        if self.state != Contact.ASKED:
            return ()
        agreed = {Side.NEED: self.need_agreed_at, Side.RESULT: self.result_agreed_at}
        return tuple(side for side, at in agreed.items() if at is None and side != self.asked_side)

    @property
    def talking(self) -> list[Any]:
        """Return the people who asked and agreed, each once."""
        people = (self.asked_by, self.need_agreed_by, self.result_agreed_by, self.answered_by)
        return list({person.pk: person for person in people if person}.values())

    @property
    def is_open(self) -> bool:
        """Return whether the case is neither refused nor closed."""
        return self.state in (Contact.ASKED, Contact.IN_CONTACT)

    @property
    def stage(self) -> str:
        """Return where the case stands, with the meeting, in a few words."""
        words = {"on": self.met_on or self.meeting_on, "state": self.get_state_display()}
        if self.state == Contact.CLOSED and self.outcome:
            return f"{words['state']} · {self.get_outcome_display()}"
        if self.state != Contact.IN_CONTACT or not words["on"]:
            return str(words["state"])
        return str((_("{on} 见过面") if self.met_on else _("约在 {on} 见面")).format(**words))
