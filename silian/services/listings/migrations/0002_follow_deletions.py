"""What is kept of a listing goes with its record, also where rows are deleted past the models."""

from django.db import migrations

PARENTS = {
    ("listings_listing", "achievement"): "innovation_achievement",
    ("listings_listing", "need"): "industry_need",
    ("listings_examination", "listing"): "listings_listing",
    ("listings_mark", "examination"): "listings_examination",
    ("listings_reminder", "listing"): "listings_listing",
    ("listings_confirmation", "listing"): "listings_listing",
    ("listings_twinpair", "left"): "listings_listing",
    ("listings_twinpair", "right"): "listings_listing",
}


def _sql():
    for (table, side), parent in PARENTS.items():
        name = f"{table}_{side}_fk"
        yield (
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({side}_id) "
            f"REFERENCES {parent} (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE {table} DROP CONSTRAINT {name}",
        )


class Migration(migrations.Migration):
    dependencies = [("listings", "0001_initial")]
    operations = [migrations.RunSQL(forward, backward) for forward, backward in _sql()]
