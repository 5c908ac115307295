"""Look-alikes are shown to those who examine them, decided once, and never asked again; thin lists are measured."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from silian.chains.industry.models import Company, Need
from silian.chains.innovation.models import Achievement
from silian.services.listings.differing import differing, lit
from silian.services.listings.models import TwinPair
from silian.services.listings.queries import demotions
from silian.services.listings.thin import measure_all, thin_organisations
from silian.services.listings.twins import look_for_twins
from silian.services.matching.models import StoredMatch
from silian.services.matching.rematching import follow_changes
from tests.services.listings.conftest import EVERYBODY, SUMMARY, World

EDITED = SUMMARY.replace("12%", "15%").replace("两家", "三家")


def add(world: World, key: str, **changes: object) -> Achievement:
    given = {"title": f"立方氮化硼单晶{key}", "summary": EDITED, "owners": ["lab"], "zone": world.result.zone}
    return Achievement.objects.create(key=key, **(given | changes))


def look() -> int:
    return look_for_twins(timezone.now())


def test_a_copy_with_small_edits_is_found_once_and_shown_with_the_differing_words_lit(world: World) -> None:
    add(world, "b1")
    assert look() == 1
    assert look() == 0
    pair = TwinPair.objects.get()
    assert (pair.left.record.key, pair.right.record.key, pair.kind) == ("a1", "b1", "near")
    page = world.text("officer", f"/listings/twins/{pair.pk}/")
    assert "<mark>12%</mark>" in page
    assert "<mark>15%</mark>" in page


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_a_decision_is_kept_with_who_and_when_and_never_asked_again(world: World, verdict: str) -> None:
    edited = add(world, "b1")
    look()
    pair = TwinPair.objects.get()
    world.clients["officer"].post(f"/listings/twins/{pair.pk}/", {"verdict": verdict})
    pair.refresh_from_db()
    assert (pair.verdict, str(pair.decided_by)) == (verdict, "officer")
    assert pair.decided_at is not None
    Achievement.objects.filter(pk=edited.pk).update(summary=SUMMARY)
    assert look() == 0
    pair.refresh_from_db()
    assert pair.verdict == verdict
    assert "没有等您判断的" in world.text("officer", "/listings/twins/")
    assert "立方氮化硼单晶b1" in world.text("officer", "/listings/twins/?decided=1")


def test_a_pair_that_is_no_longer_alike_is_dropped_unless_decided(world: World) -> None:
    edited = add(world, "b1")
    look()
    Achievement.objects.filter(pk=edited.pk).update(title="小麦育种", summary="抗病小麦品种，亩产提高。")
    look()
    assert not TwinPair.objects.exists()


def test_only_who_examines_one_and_sees_both_decides_and_nobody_on_their_own(world: World) -> None:
    add(world, "b1")
    look()
    url = f"/listings/twins/{TwinPair.objects.get().pk}/"
    found = world.statuses(url)
    assert {name for name, status in found.items() if status == 200} == {"officer", "administrator"}
    assert (found["insider"], found["elsewhere"], found["owner"]) == (404, 404, 403)
    posted = {
        name: world.clients[name].post(url, {"verdict": "same"}).status_code
        for name in EVERYBODY
        if name not in {"officer", "administrator"}
    }
    assert set(posted.values()) == {302, 403, 404}
    assert TwinPair.objects.get().verdict == ""
    assert world.clients["officer"].post(url, {"verdict": "perhaps"}).status_code == 302
    assert TwinPair.objects.get().verdict == ""


def test_an_officer_is_not_shown_a_draft_of_another_zone(world: World) -> None:
    foreign = add(world, "b1", owners=["rival"], zone=None)
    look()
    url = f"/listings/twins/{TwinPair.objects.get().pk}/"
    assert world.clients["officer"].get(url).status_code == 404
    Achievement.objects.filter(pk=foreign.pk).update(published=True)
    assert world.clients["officer"].get(url).status_code == 200


def test_needs_are_compared_with_needs_only(world: World) -> None:
    text = "一次排产要4小时，交付准时率只有71%，热处理炉次经常装不满，希望十分钟内重排。"
    company = Company.objects.get(key="firm")
    for key in ("m1", "m2"):
        Need.objects.create(key=key, title="车间排产", problem=text, company=company)
    add(world, "b1", title="车间排产", summary=text)
    look()
    pair = TwinPair.objects.get()
    assert {pair.left.record.key, pair.right.record.key} == {"m1", "m2"}
    assert pair.kind == "copy"


def test_the_list_asks_the_same_number_of_queries_for_one_and_for_three(world: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert world.clients["officer"].get("/listings/twins/").status_code == 200
        return len(found)

    add(world, "b1")
    look()
    world.text("officer", "/listings/twins/")
    one = count()
    add(world, "b2", summary=EDITED.replace("齿轮", "曲轴"))
    look()
    assert TwinPair.objects.count() == 3
    assert count() == one


def test_words_that_differ_are_lit_and_blanks_are_not() -> None:
    left, right = differing("韧性提高12%，可用。", "韧性 提高15%， 可用。")
    assert [piece.text for piece in left if piece.lit] == ["12%"]
    assert [piece.text.strip() for piece in right if piece.lit] == ["15%"]
    assert "".join(piece.text for piece in right) == "韧性 提高15%， 可用。"
    assert differing("", "") == ([], [])
    assert [(p.text, p.lit) for p in lit("a(b", ["("])] == [("a", False), ("(", True), ("b", False)]


def test_thin_listings_of_an_organisation_are_counted_shown_and_demoted(world: World) -> None:
    for number in range(5):
        add(world, f"t{number}", title=f"先进技术{number}号", summary="先进技术，欢迎洽谈。", published=True)
    measure_all()
    [found] = thin_organisations(world.people["officer"])
    assert (found.name, found.thinness.listings, found.thinness.thin) == ("丙大学", 6, 5)
    assert demotions() == dict.fromkeys(
        Achievement.objects.filter(key__startswith="t").values_list("pk", flat=True), found.thinness.demotion
    )
    assert "丙大学" in world.text("officer", "/listings/thin/")
    assert "丙大学" not in world.text("elsewhere", "/listings/thin/")
    Achievement.objects.filter(key__startswith="t").update(summary=SUMMARY)
    measure_all()
    assert thin_organisations(world.people["officer"]) == []
    assert demotions() == {}


def test_thin_results_of_a_spammer_stand_below_a_full_one_and_the_reason_is_shown(world: World) -> None:
    company = Company.objects.get(key="firm")
    need = Need.objects.create(key="m1", title="高韧性立方氮化硼单晶", company=company, published=True)
    Achievement.objects.filter(key="a1").update(valid_until=None, title="立方氮化硼单晶")
    for number in range(6):
        add(world, f"t{number}", title="高韧性立方氮化硼单晶", summary="欢迎洽谈。", published=True)
    follow_changes()
    before = {row.achievement.key: row for row in StoredMatch.objects.filter(need=need)}
    measure_all()
    follow_changes()
    after = {row.achievement.key: row for row in StoredMatch.objects.filter(need=need)}
    assert before["a1"].rank > after["a1"].rank == 1
    lost = next(iter(demotions().values()))
    assert after["t0"].score == pytest.approx(before["t0"].score - lost)
    assert after["t0"].score == pytest.approx(sum(after["t0"].parts.values()))
    assert after["t0"].level == before["t0"].level
    assert "一半以上的公开条目内容单薄" in world.text("officer", "/matches/m1/t0/")
