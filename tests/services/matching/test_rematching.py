"""Matches follow texts: queued when saved, made through one index, and nothing is matched twice."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django_tasks_db.models import DBTaskResult

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.register.declaration import get
from silian.register.imports.actions import Choices, import_file
from silian.register.standing import Standing
from silian.services.matching import engine, tasks
from silian.services.matching.models import MatchState, Progress, StoredMatch
from silian.services.matching.rematching import follow_changes
from tests.services.matching.conftest import World


def ranked(need: Need) -> list[str]:
    return list(StoredMatch.objects.filter(need=need).values_list("achievement__key", flat=True))


def state(need: Need) -> str:
    return MatchState.objects.get(need=need).state


def test_the_best_result_stands_first_with_reasons_that_add_up(world: World) -> None:
    assert ranked(world.need)[0] == "a1"
    first = StoredMatch.objects.get(need=world.need, rank=1)
    assert first.score == pytest.approx(sum(first.parts.values()))
    assert "隔膜" in "".join(term["text"] for term in first.reasons["terms"])
    assert "hidden" not in ranked(world.need)


def test_a_changed_text_is_queued_and_matched_again(world: World) -> None:
    world.need.title, world.need.problem = "小麦赤霉病抗性育种", "抗病小麦品种"
    world.need.save()
    assert (state(world.need), state(world.secret)) == (Progress.QUEUED, Progress.DONE)
    assert follow_changes() == 1
    assert (state(world.need), ranked(world.need)) == (Progress.DONE, ["b1"])


def test_nothing_is_matched_again_where_no_text_changed(world: World) -> None:
    made = StoredMatch.objects.get(need=world.need, rank=1).made_at
    world.need.save()
    assert follow_changes() == 0
    assert state(world.need) == Progress.DONE
    assert StoredMatch.objects.get(need=world.need, rank=1).made_at == made


def test_a_new_published_result_appears_and_a_withdrawn_one_goes(world: World) -> None:
    hidden = Achievement.objects.get(key="hidden")
    hidden.published = True
    hidden.save()
    assert follow_changes() == 2
    assert "hidden" in ranked(world.need)
    best = Achievement.objects.get(key="a1")
    best.published = False
    best.save()
    assert state(world.need) == Progress.QUEUED
    follow_changes()
    assert "a1" not in ranked(world.need)


def test_only_affected_needs_are_matched_again(world: World) -> None:
    Achievement.objects.create(key="b9", title="茶叶嫩芽采摘末端执行器", published=True)
    assert follow_changes() == 0
    assert set(MatchState.objects.values_list("state", flat=True)) == {Progress.DONE}


def test_an_import_is_followed_though_it_passes_the_models_by(
    world: World, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    sheet = tmp_path / "needs.csv"
    sheet.write_text("key,title,company,problem\nn9,白酒窖泥微生物菌剂,firm,提升优质酒率\n", encoding="utf-8")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        found = import_file(get("needs"), sheet, Standing(administrator=True), Choices(), trial=False)
    assert found.written, found.faults
    assert ranked(Need.objects.get(key="n9")) == ["b4"]


def test_a_need_without_any_result_on_offer_is_done_and_empty(world: World) -> None:
    Achievement.objects.all().delete()
    follow_changes()
    assert (state(world.need), ranked(world.need)) == (Progress.DONE, [])


def test_matching_that_breaks_off_is_said_on_the_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_options: object) -> None:
        raise MemoryError

    world.need.title = "别的题目"
    world.need.save()
    monkeypatch.setattr(engine, "rankings", broken)
    with pytest.raises(MemoryError):
        follow_changes()
    assert state(world.need) == Progress.FAILED
    assert "匹配未完成" in world.clients["owner"].get(world.need.get_absolute_url()).content.decode()


def test_a_crash_leaves_nothing_running_for_ever(world: World) -> None:
    MatchState.objects.update(state=Progress.RUNNING)
    tasks.resume_matching()
    assert set(MatchState.objects.values_list("state", flat=True)) == {Progress.DONE}


@override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}})
def test_many_changes_wait_as_one_task_and_the_worker_takes_it(
    world: World, transactional_db: None, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        for key in ("c1", "c2", "c3"):
            Achievement.objects.create(key=key, title="锂离子电池隔膜涂布", published=True)
    assert DBTaskResult.objects.count() == 1
    call_command("db_worker", batch=True, verbosity=0, startup_delay=False)
    assert {"c1", "c2", "c3"} <= set(ranked(world.need))


def test_more_needs_are_matched_with_the_same_number_of_reads(world: World) -> None:
    def reads() -> int:
        StoredMatch.objects.all().delete()
        MatchState.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            follow_changes()
        return sum(q["sql"].startswith("SELECT") and "FOR UPDATE" not in q["sql"] for q in asked)

    few = reads()
    needs = Need.objects.count()
    assert few < 12 + 2 * needs
