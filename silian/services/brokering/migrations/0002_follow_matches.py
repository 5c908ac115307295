"""The database notes when a match came up, when its level changed, and what it was when somebody decided on it."""

from django.db import migrations

TARGETS = {"need": "industry_need", "achievement": "innovation_achievement", "decision": "matching_decision"}
TABLES = {
    "brokering_note": ("need", "achievement"),
    "brokering_postponed": ("need", "achievement"),
    "brokering_trail": ("need", "achievement"),
    "brokering_judged": ("decision",),
}
TRAIL = """
CREATE FUNCTION brokering_note_match() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO brokering_trail (need_id, achievement_id, first_at, level)
  VALUES (NEW.need_id, NEW.achievement_id, NEW.made_at, NEW.level)
  ON CONFLICT (need_id, achievement_id) DO UPDATE
    SET level_before = brokering_trail.level, level = excluded.level, changed_at = excluded.first_at
    WHERE brokering_trail.level <> excluded.level;
  RETURN NULL;
END $$;
CREATE TRIGGER brokering_note_match AFTER INSERT OR UPDATE OF level ON matching_storedmatch
  FOR EACH ROW EXECUTE FUNCTION brokering_note_match();
INSERT INTO brokering_trail (need_id, achievement_id, first_at, level)
  SELECT need_id, achievement_id, made_at, level FROM matching_storedmatch;
"""
JUDGED = """
CREATE FUNCTION brokering_note_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO brokering_judged (decision_id, rank, level, score)
  SELECT NEW.id, m.rank, m.level, m.score FROM matching_storedmatch m
  WHERE m.need_id = NEW.need_id AND m.achievement_id = NEW.achievement_id;
  RETURN NULL;
END $$;
CREATE TRIGGER brokering_note_decision AFTER INSERT ON matching_decision
  FOR EACH ROW EXECUTE FUNCTION brokering_note_decision();
INSERT INTO brokering_judged (decision_id, rank, level, score)
  SELECT d.id, m.rank, m.level, m.score FROM matching_decision d
  JOIN matching_storedmatch m ON m.need_id = d.need_id AND m.achievement_id = d.achievement_id;
"""
UNDO = """
DROP TRIGGER {name} ON {table};
DROP FUNCTION {name}();
"""


def _keys():
    for table, sides in TABLES.items():
        for side in sides:
            name = f"{table}_{side}_fk"
            yield migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({side}_id) "
                f"REFERENCES {TARGETS[side]} (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            )


class Migration(migrations.Migration):
    dependencies = [("brokering", "0001_bench")]
    operations = [
        *_keys(),
        migrations.RunSQL(TRAIL, UNDO.format(name="brokering_note_match", table="matching_storedmatch")),
        migrations.RunSQL(JUDGED, UNDO.format(name="brokering_note_decision", table="matching_decision")),
    ]
