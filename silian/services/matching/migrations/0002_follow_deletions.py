"""What hangs on a need or a result goes with it, also where rows are deleted past the models."""

from django.db import migrations

TABLES = {
    "matching_storedmatch": ("need", "achievement"),
    "matching_matchstate": ("need",),
    "matching_decision": ("need", "achievement"),
}
TARGETS = {"need": "industry_need", "achievement": "innovation_achievement"}


def _sql():
    for table, sides in TABLES.items():
        for side in sides:
            name = f"{table}_{side}_fk"
            yield (
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({side}_id) "
                f"REFERENCES {TARGETS[side]} (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            )


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]
    operations = [migrations.RunSQL(forward, backward) for forward, backward in _sql()]
