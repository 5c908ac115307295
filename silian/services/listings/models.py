"""What is kept of listings: examinations with their marks, reminders, confirmations, pairs that may be the same."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement

REASON_CHARACTERS = 300


class Question(models.TextChoices):
    """What an examination asks of a listing, 0-5 points each."""

    PROBLEM = "problem", _("问题讲清楚了吗")
    IMPROVEMENT = "improvement", _("好多少、比什么好")
    READINESS = "readiness", _("做到哪一步、有何依据")
    IP = "ip", _("知识产权什么状态")
    FORM = "form", _("想怎样合作")
    CONTACT = "contact", _("有没有人答复")


class State(models.TextChoices):
    """Where an examination stands."""

    WAITING = "waiting", _("等待审核")
    PUBLISHED = "published", _("通过")
    HELD = "held", _("暂缓")
    WITHDRAWN = "withdrawn", _("已撤回")


class Same(models.TextChoices):
    """What was decided about two listings that look alike."""

    SAME = "same", _("同一项")
    DIFFERENT = "different", _("不是同一项")


class Alike(models.TextChoices):
    """How two listings were found to be alike."""

    COPY = "copy", _("文字相同")
    NEAR = "near", _("文字相近")
    TRANSLATION = "translation", _("可能是译文")


def _user() -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")


def _listing(name: str) -> Any:
    return models.ForeignKey(
        "listings.Listing", on_delete=models.CASCADE, related_name=name, db_constraint=False
    )


class Listing(models.Model):
    """A result or a need as something that is listed; the database deletes it with its record.

    ``state`` is what the last examination decided, ``digest`` names the text it was about, ``thin`` whether the
    text says next to nothing.
    """

    achievement = models.OneToOneField(
        "innovation.Achievement",
        null=True,
        on_delete=models.CASCADE,
        related_name="listing",
        db_constraint=False,
    )
    need = models.OneToOneField(
        "industry.Need", null=True, on_delete=models.CASCADE, related_name="listing", db_constraint=False
    )
    state = models.CharField(max_length=10, choices=State.choices, blank=True, default="")
    digest = models.CharField(max_length=32, blank=True, default="")
    thin = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(achievement=None, need__isnull=False) | Q(achievement__isnull=False, need=None),
                name="either_a_result_or_a_need",
            )
        ]

    def __str__(self) -> str:
        return str(self.record)

    @property
    def record(self) -> Achievement | Need:
        """Return the result or need itself."""
        found = self.achievement or self.need
        assert found is not None
        return found


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Examination(models.Model):
    """One examination: asked for, then decided with six marks, or withdrawn."""

    listing = _listing("examinations")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = _user()
    decided_at = models.DateTimeField(null=True)
    decided_by = _user()
    total = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["listing"], condition=Q(state="waiting"), name="one_waiting_examination"
            )
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} · {self.get_state_display()}"


class Mark(models.Model):
    """The points for one question: what the machine proposed and why, what a person gave and why; never edited."""

    examination = models.ForeignKey(
        Examination, on_delete=models.CASCADE, related_name="marks", db_constraint=False
    )
    question = models.CharField(max_length=12, choices=Question.choices)
    proposed = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=24)
    values: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    evidence: models.JSONField[list[Any], list[Any]] = models.JSONField(default=list)
    points = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=REASON_CHARACTERS, blank=True, default="")

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["examination", "question"], name="one_mark_per_question"),
            models.CheckConstraint(condition=Q(points__lte=5, proposed__lte=5), name="marks_up_to_five"),
        ]
        triggers: ClassVar = [pgtrigger.ReadOnly(name="marks_never_edited")]

    def __str__(self) -> str:
        return f"{self.get_question_display()} {self.points}"


class Reminder(models.Model):
    """A listing's owners were told that it expires on a day; once for each such day."""

    listing = _listing("reminders")
    valid_until = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["listing", "valid_until"], name="one_reminder_per_date")
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} · {self.valid_until}"


class Confirmation(models.Model):
    """Somebody of the owners said that a listing still holds; ``by`` is whose link or account it was."""

    listing = _listing("confirmations")
    was = models.DateField(null=True)
    until = models.DateField()
    by = _user()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        triggers: ClassVar = [pgtrigger.ReadOnly(name="confirmations_never_edited", exclude=["by"])]

    def __str__(self) -> str:
        return f"{self.listing_id} · {self.until}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class TwinPair(models.Model):
    """Two listings of one kind that look alike; once somebody has decided, nobody is asked again."""

    left = _listing("twins_right")
    right = _listing("twins_left")
    kind = models.CharField(max_length=12, choices=Alike.choices)
    similarity = models.FloatField()
    found_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Same.choices, blank=True, default="")
    decided_by = _user()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-similarity", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["left", "right"], name="one_pair_of_twins"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="twins_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} · {self.right_id} · {self.similarity:.2f}"
