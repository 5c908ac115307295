"""A change costs what it changes: one text analysed, the needs it can concern matched, the answer the same."""

import pytest
from django.utils import timezone

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.services.matching import affecting, engine
from silian.services.matching.models import MatchState, StoredMatch
from silian.services.matching.rematching import follow_changes
from tests.services.matching.conftest import World


@pytest.fixture(autouse=True)
def no_collection_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_held", None)


def held() -> engine.Collection:
    return engine.collection(timezone.localdate())


def scores() -> list[float]:
    matcher = held().matcher
    assert matcher is not None
    need = engine.need_of(Need.objects.select_related("company").get(key="n1"), {})
    return [float(score) for score in next(matcher.batch([need]).scores())]


def stored() -> dict[tuple[str, str], float]:
    rows = StoredMatch.objects.values_list("need__key", "achievement__key", "score")
    return {(need, achievement): round(score, 3) for need, achievement, score in rows}


def test_only_a_changed_text_is_analysed_again(world: World) -> None:
    before = held().terms.analysed
    row = Achievement.objects.get(key="b2")
    row.summary = "另一种渗碳齿轮的热处理变形预测软件。"
    row.save()
    assert held().changed == {row.pk}
    assert held().terms.analysed == before + 1


def test_an_index_that_followed_changes_scores_like_a_fresh_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("a2", "b3"):
        row = Achievement.objects.get(key=key)
        row.title += "及其陶瓷涂覆"
        row.save()
        follow_changes()
    Achievement.objects.get(key="b4").delete()
    Achievement.objects.create(key="c1", title="锂离子电池隔膜涂布", published=True)
    follow_changes()
    followed = scores()
    monkeypatch.setattr(engine, "_held", None)
    assert followed == pytest.approx(scores(), abs=1e-3)


def test_only_needs_that_a_change_can_concern_are_matched_again(world: World) -> None:
    firm = world.need.company
    Need.objects.create(key="n3", title="白酒窖泥微生物菌剂", problem="提升优质酒率", company=firm)
    follow_changes()
    rows = list(Need.objects.select_related("company").order_by("key"))
    Achievement.objects.create(key="c1", title="锂离子电池隔膜耐高温陶瓷涂覆", published=True)
    concerned = affecting.reached(held(), rows, {})
    assert {row.key for row in rows if row.pk in concerned} == {"n1", "n2"}
    assert follow_changes() == 2
    assert set(MatchState.objects.values_list("collection", flat=True)) == {held().version}


def test_what_was_followed_change_by_change_is_what_one_complete_run_finds(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    Achievement.objects.create(key="c1", title="锂离子电池隔膜耐高温陶瓷涂覆", published=True)
    follow_changes()
    Achievement.objects.get(key="a1").delete()
    follow_changes()
    row = Achievement.objects.get(key="b1")
    row.title = "防爆电池隔膜"
    row.save()
    follow_changes()
    step_by_step = set(stored())
    monkeypatch.setattr(engine, "_held", None)
    StoredMatch.objects.all().delete()
    MatchState.objects.all().delete()
    follow_changes()
    assert step_by_step == set(stored())


def test_after_many_changes_everything_is_matched_again(world: World) -> None:
    held()
    for at in range(engine.LEAST_DRIFT + 1):
        Achievement.objects.create(key=f"d{at}", title=f"第{at}号茶叶采摘装置", published=True)
    assert (held().previous, held().changed, held().drift) == ("", frozenset(), 0)
