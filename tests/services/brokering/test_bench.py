"""What the bench lists for whom, what its buttons write, what is kept from whom, and what changed since a visit."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.services.brokering import actions, queries
from silian.services.brokering.models import Note, Postponed, SavedSearch, Trail, Visit
from silian.services.brokering.wish import Wish
from silian.services.matching.models import Decision, StoredMatch
from tests.services.matching.conftest import World

EVERYBODY = ("owner", "teammate", "officer", "administrator", "lab", "stranger")
PAIR = "/bench/n1/a1/"


def keys(world: World, name: str, **wished: str) -> list[str]:
    found = queries.bench(world.people[name], Wish.of(wished), None)
    return [one.seat.achievement.key for one in found.results]


def page(world: World, name: str, url: str = "/bench/") -> str:
    return world.clients[name].get(url).content.decode()


def test_the_bench_lists_the_needs_one_decides_for_and_no_others(world: World) -> None:
    seen = {
        name: {left.need.key for left in queries.bench(world.people[name], Wish(), None).needs}
        for name in EVERYBODY
    }
    assert seen == {
        "owner": {"n1", "n2"},
        "officer": {"n1", "n2"},
        "administrator": {"n1", "n2"},
        "teammate": set(),
        "lab": set(),
        "stranger": set(),
    }
    assert "登记本单位的需求后" in page(world, "stranger")
    assert world.clients["visitor"].get("/bench/").url.startswith("/accounts/login/")


def test_only_who_decides_for_the_need_presses_its_buttons(world: World) -> None:
    steps = ("accept", "decline", "later", "again", "note", "introduce", "consent", "meet", "close")
    for name in ("teammate", "lab", "stranger"):
        answers = {world.clients[name].post(f"{PAIR}{step}/", {}).status_code for step in steps}
        assert answers == {404}
    assert world.clients["visitor"].post(f"{PAIR}accept/", {}).url.startswith("/accounts/login/")
    assert not Decision.objects.exists()


def test_a_pair_asked_for_by_its_address_is_shown_to_nobody_else(world: World) -> None:
    for name, said in (("owner", True), ("officer", True), ("lab", False), ("stranger", False)):
        assert ("机密型号" in page(world, name, "/bench/?need=n2&at=a1")) is said
        pane = world.clients[name].get("/bench/?need=n2&at=a1", headers={"HX-Target": "bench-pair"})
        assert ("机密型号" in pane.content.decode()) is said


def test_what_was_accepted_declined_or_put_off_leaves_the_list_and_the_next_pair_follows(
    world: World,
) -> None:
    first, second, *_rest = keys(world, "owner", need="n1")
    url = f"/bench/n1/{first}/"
    answer = world.clients["owner"].post(f"{url}decline/", {"reason": "price", "back": "need=n1"})
    assert (answer.status_code, answer.url) == (303, f"/bench/?need=n1&at={second}")
    assert first not in keys(world, "owner", need="n1")
    assert keys(world, "owner", need="n1", state="declined") == [first]
    world.clients["owner"].post(f"/bench/n1/{second}/later/", {"back": "need=n1"})
    assert second not in keys(world, "owner", need="n1")
    assert keys(world, "owner", need="n1", state="later") == [second]
    assert second in keys(world, "officer", need="n1")
    world.clients["owner"].post(f"/bench/n1/{second}/again/", {"back": "need=n1"})
    world.clients["owner"].post(f"/bench/n1/{second}/accept/", {"back": "need=n1"})
    assert keys(world, "owner", need="n1", state="accepted") == [second]


def test_what_was_put_off_comes_back_after_a_week(world: World) -> None:
    world.clients["owner"].post(f"{PAIR}later/", {})
    assert "a1" not in keys(world, "owner", need="n1")
    Postponed.objects.update(until=timezone.localdate())
    assert "a1" in keys(world, "owner", need="n1")


def test_a_decline_without_a_reason_is_refused_with_a_clear_word(world: World) -> None:
    answer = world.clients["owner"].post(f"{PAIR}decline/", {"reason": "mood"}, follow=True)
    assert "请选择回绝的原因" in answer.content.decode()
    assert not Decision.objects.exists()


def test_filters_narrow_by_level_and_words_and_nonsense_counts_as_not_asked(world: World) -> None:
    everything = keys(world, "owner", need="n1")
    assert keys(world, "owner", need="n1", q="涂覆") == [
        key for key in everything if "涂覆" in str(Achievement.objects.get(key=key).summary) + key
    ]
    levels = {row.achievement.key: row.level for row in StoredMatch.objects.filter(need=world.need)}
    assert set(keys(world, "owner", need="n1", level="strong")) == {k for k, n in levels.items() if n == 4}
    assert keys(world, "owner", need="n1", state="x", level="y") == everything
    assert world.clients["owner"].get("/bench/?need=%00&at=%00&compare=%00,a&field=%00").status_code == 200
    assert (
        Wish.of({"q": "隔膜", "level": "good", "need": "n1"}).query()
        == "level=good&q=%E9%9A%94%E8%86%9C&need=n1"
    )


def test_results_are_held_side_by_side_for_who_decides_only(world: World) -> None:
    url = "/bench/?need=n2&compare=a1,a2&side=1"
    shown = page(world, "owner", url)
    assert "并排看 2 条结果" in shown
    assert shown.count('aria-label="锂离子电池') == 2
    assert "并排看" not in page(world, "lab", url)


def test_notes_stay_within_the_organisation(world: World) -> None:
    world.clients["owner"].post(f"{PAIR}note/", {"text": "等老板回来再说"})
    world.clients["officer"].post(f"{PAIR}note/", {"text": "园区内部的话"})
    url = "/bench/?need=n1&at=a1"
    assert {
        name: "等老板回来" in page(world, name, url) for name in ("owner", "officer", "administrator")
    } == {
        "owner": True,
        "officer": False,
        "administrator": False,
    }
    assert "园区内部" not in page(world, "owner", url)
    note = Note.objects.get(text="等老板回来再说")
    assert world.clients["officer"].post(f"/bench/notes/{note.pk}/delete/").status_code == 404
    assert world.clients["owner"].post(f"/bench/notes/{note.pk}/delete/").status_code == 303
    assert (
        "没有保存" in world.clients["owner"].post(f"{PAIR}note/", {"text": " "}, follow=True).content.decode()
    )


def test_searches_are_saved_by_name_for_oneself(world: World) -> None:
    world.clients["owner"].post("/bench/searches/", {"name": "强的", "back": "level=strong&need=n1"})
    world.clients["owner"].post("/bench/searches/", {"name": "强的", "back": "level=strong&q=隔膜"})
    held = SavedSearch.objects.get()
    assert (held.name, held.query) == ("强的", "level=strong&q=%E9%9A%94%E8%86%9C")
    assert "强的" in page(world, "owner")
    assert "强的" not in page(world, "officer")
    assert world.clients["officer"].post(f"/bench/searches/{held.pk}/delete/").status_code == 404
    assert world.clients["owner"].post(f"/bench/searches/{held.pk}/delete/").status_code == 303


def test_what_changed_since_the_last_visit_is_told(world: World) -> None:
    who, now = world.people["owner"], timezone.now()
    assert actions.visit(who, now - timedelta(days=2)) is None
    # A match comes up and a level changes after the first visit; what was there before is not new.
    Trail.objects.update(first_at=now - timedelta(days=3))
    row = StoredMatch.objects.get(need=world.need, achievement__key="a1")
    before = row.level
    StoredMatch.objects.filter(pk=row.pk).update(
        level=2 if before == 4 else 4, made_at=now - timedelta(hours=1)
    )
    since = actions.visit(who, now)
    assert since == now - timedelta(days=2)
    assert actions.visit(who, now + timedelta(minutes=5)) == since
    world.clients["lab"].post("/matches/n1/a2/decide/", {"side": "result", "verdict": "accept"})
    told = queries.news(who, since)
    assert [(one.achievement.key, one.words.split()[0]) for one in told] == [
        ("a2", "成果方：认可"),
        ("a1", "级别"),
    ]
    assert keys(world, "owner", state="new") == []
    fresh = queries.bench(who, Wish.of({"state": "new"}), since)
    assert [one.seat.achievement.key for one in fresh.results] == ["a1"]
    assert Visit.objects.count() == 1


def test_the_database_notes_what_a_match_was_when_it_was_decided(world: World) -> None:
    row = StoredMatch.objects.get(need=world.need, achievement__key="a1")
    world.clients["owner"].post(f"{PAIR}accept/", {})
    StoredMatch.objects.filter(pk=row.pk).update(rank=9, score=1)
    judged = Decision.objects.get().judged
    assert (judged.rank, judged.level, judged.score) == (row.rank, row.level, row.score)


def test_the_bench_asks_the_database_as_often_for_one_match_as_for_three(world: World) -> None:
    def asked(url: str) -> int:
        world.clients["owner"].get(url)
        with CaptureQueriesContext(connection) as found:
            assert world.clients["owner"].get(url).status_code == 200
        return len(found)

    urls = ("/bench/", "/bench/?need=n1&at=a1", "/bench/?state=declined")
    StoredMatch.objects.update(level=4)
    assert StoredMatch.objects.filter(need=world.need).count() >= 3
    three = {url: asked(url) for url in urls}
    StoredMatch.objects.exclude(achievement__key="a1").delete()
    assert {url: asked(url) for url in urls} == three
    assert max(three.values()) <= 45


@pytest.mark.parametrize("url", ["/bench/", "/bench/?need=n2&at=a1", "/bench/?need=n1&compare=a1,a2&side=1"])
def test_the_english_bench_holds_no_chinese_of_ours(world: World, url: str) -> None:
    client = world.clients["owner"]
    client.get("/", {"lang": "en"})
    client.post(f"{PAIR}note/", {"text": "ok"})
    shown = client.get(f"{url}{'&' if '?' in url else '?'}lang=en").content.decode()
    records = [*Need.objects.all(), *Achievement.objects.all()]
    known = "".join(f"{r.title}{getattr(r, 'problem', '')}{getattr(r, 'summary', '')}" for r in records)
    known += "甲电池有限公司丙大学此园区别处园区"
    words = set(re.findall(r"[\u4e00-\u9fff]+", shown)) - {"中文"}
    assert {word for word in words if word not in known} == set()
