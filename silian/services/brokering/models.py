"""What the bench remembers: notes, pairs put off, saved searches, visits, and what a match was when it came and was decided."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models

NOTE_CHARACTERS = 2000


class OfPair(models.Model):
    """The common part: one need and one result. The database itself deletes what hangs on a deleted record."""

    need = models.ForeignKey(
        "industry.Need", on_delete=models.CASCADE, related_name="%(class)s_rows", db_constraint=False
    )
    achievement = models.ForeignKey(
        "innovation.Achievement", on_delete=models.CASCADE, related_name="%(class)s_rows", db_constraint=False
    )

    class Meta:
        abstract = True


class Note(OfPair):
    """A remark on a pair, read only within ``circle``: an organisation, the officers of a zone, or administrators."""

    circle = models.CharField(max_length=80)
    text = models.TextField(validators=[MaxLengthValidator(NOTE_CHARACTERS)])
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar = [models.Index(fields=["need", "achievement"], name="notes_of_pair")]

    def __str__(self) -> str:
        return self.text[:60]


class Postponed(OfPair):
    """A pair that one person put off; it comes back to their list on ``until``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "need", "achievement"], name="put_off_once")
        ]

    def __str__(self) -> str:
        return f"{self.need_id} · {self.achievement_id} · {self.until}"


class SavedSearch(models.Model):
    """The filters of the bench under a name of a person's own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="one_search_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Visit(models.Model):
    """When a person was last at the bench: ``before_at`` ended the visit before the present one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    before_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} · {self.last_at}"


class Trail(OfPair):
    """When a match came up first and when its level changed last; written by the database with every match stored."""

    first_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField()
    level_before = models.PositiveSmallIntegerField(null=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["need", "achievement"], name="one_trail_per_pair")
        ]

    def __str__(self) -> str:
        return f"{self.need_id} · {self.achievement_id} · {self.level}"


class Judged(models.Model):
    """What a match looked like when a decision was made; written by the database with every decision."""

    decision = models.OneToOneField(
        "matching.Decision", on_delete=models.CASCADE, related_name="judged", db_constraint=False
    )
    rank = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    score = models.FloatField()

    def __str__(self) -> str:
        return f"{self.decision_id} · {self.rank}"
