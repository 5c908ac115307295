"""People, their places in organisations and zones, and the tokens of their programs."""

import hashlib
import secrets
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

TOKEN_PREFIX = "silian_"


class User(AbstractUser):
    """A person who signs in; ``is_superuser`` marks an administrator."""

    class Meta(AbstractUser.Meta):
        verbose_name = verbose_name_plural = _("用户")  # type: ignore[assignment]


class Role(models.TextChoices):
    """What a member may do with the organisation's records."""

    MANAGER = "manager", _("管理员")
    EDITOR = "editor", _("编辑")
    READER = "reader", _("只读成员")


def tracked(*secret: str) -> Any:
    """Return a decorator that has the database keep every change of a model, but for the ``secret`` fields."""
    trackers = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    return pghistory.track(*trackers, exclude=list(secret))


@tracked()
class Membership(models.Model):
    """A person acting for an organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey("reference.Organisation", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices, default=Role.READER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation"], name="one_role_per_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"


class AdmissionKind(models.TextChoices):
    """Who takes the first step."""

    INVITATION = "invitation", _("邀请")
    APPLICATION = "application", _("申请")


class AdmissionState(models.TextChoices):
    """Where an invitation or application stands."""

    OPEN = "open", _("等待答复")
    ACCEPTED = "accepted", _("已同意")
    DECLINED = "declined", _("已谢绝")
    WITHDRAWN = "withdrawn", _("已撤回")


@tracked("digest")
class Admission(models.Model):
    """An invitation to act for an organisation, or a person's application to do so."""

    kind = models.CharField(max_length=20, choices=AdmissionKind.choices)
    organisation = models.ForeignKey("reference.Organisation", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="admissions")
    email = models.EmailField(blank=True, default="")
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices, default=Role.READER)
    words = models.CharField(_("附言"), max_length=300, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="", db_index=True)
    state = models.CharField(max_length=20, choices=AdmissionState.choices, default=AdmissionState.OPEN)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation", "kind"],
                condition=models.Q(state="open"),
                name="one_open_admission",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user or self.email} · {self.organisation} · {self.get_state_display()}"


@tracked()
class ZoneOfficer(models.Model):
    """A member of a zone's staff, who looks after the records of that zone."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="zones")
    zone = models.ForeignKey("reference.Zone", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "zone"], name="one_desk_per_zone")]

    def __str__(self) -> str:
        return f"{self.user} · {self.zone}"


class Scope(models.TextChoices):
    """What a token may be used for."""

    READ = "read", _("读取")
    WRITE = "write", _("写入")


class ApiToken(models.Model):
    """A token that stands for its owner in the API; only a digest of it is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("用途"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    tail = models.CharField(max_length=4)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices), verbose_name=_("权限范围"))
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} …{self.tail}"

    @staticmethod
    def digest_of(secret: str) -> str:
        """Return the digest under which a token is looked up; 256 random bits need no salt."""
        return hashlib.sha256(secret.encode()).hexdigest()

    @staticmethod
    def new_secret() -> str:
        """Return a new token text with its prefix, so that a leaked one is recognised."""
        return TOKEN_PREFIX + secrets.token_urlsafe(32)
