"""What the machinery itself remembers: imports and how they went."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("已上传")
    CHECKING = "checking", _("检查中")
    CHECKED = "checked", _("已检查")
    FAULTY = "faulty", _("有错误")
    WRITING = "writing", _("写入中")
    DONE = "done", _("已完成")
    UNDONE = "undone", _("已撤回")
    FAILED = "failed", _("未完成")


class ImportRun(models.Model):
    """One upload into one register: its file, mapping, findings and result."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.CharField(max_length=50)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.FileField(upload_to="imports/%Y/%m/")
    file_name = models.CharField(max_length=255)
    mapping: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=ImportState.choices, default=ImportState.UPLOADED)
    report: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    context = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.register} · {self.file_name} · {self.get_state_display()}"
