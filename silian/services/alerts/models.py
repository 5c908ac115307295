"""What was told to whom: one row for each need and result that newly fit."""

from typing import ClassVar

from django.db import models


class Alert(models.Model):
    """A result that came to fit a need; ``mailed_at`` is empty until the need's owners were written to."""

    need = models.ForeignKey("industry.Need", on_delete=models.CASCADE, related_name="+", db_constraint=False)
    achievement = models.ForeignKey(
        "innovation.Achievement", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    made_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["need", "achievement"], name="one_alert_per_pair")
        ]
        indexes: ClassVar = [
            models.Index(fields=["made_at"], condition=models.Q(mailed_at=None), name="alerts_to_mail")
        ]

    def __str__(self) -> str:
        return f"{self.need_id} · {self.achievement_id}"
