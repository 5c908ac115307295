"""Who examines which listing, what the owners read of it, and how that meets the publication switch."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from silian.chains.innovation.models import Achievement
from silian.register.declaration import get
from silian.register.imports.actions import Choices, import_file
from silian.services.listings.models import Examination, Listing, Mark
from tests.services.listings.conftest import EVERYBODY, World

QUESTIONS = ("problem", "improvement", "readiness", "ip", "form", "contact")
PAGE = "/listings/achievements/a1/"
DRAFT = "/listings/achievements/a2/"


def form(world: World, url: str, name: str = "officer", **points: int) -> dict[str, str]:
    """Return what the examiner's form sends, with other points and their reasons where given."""
    page = world.text(name, url)
    digest = re.search(r'name="digest" value="(\w+)"', page)
    assert digest, page
    sent = {"digest": digest.group(1)}
    for question in QUESTIONS:
        proposed = re.search(rf'name="{question}_points" value="(\d)" checked', page)
        assert proposed, question
        given = points.get(question, int(proposed.group(1)))
        sent[f"{question}_points"] = str(given)
        sent[f"{question}_reason"] = f"{question}要补" if given != int(proposed.group(1)) else ""
    return sent


def decide(world: World, url: str, name: str = "officer", **points: int) -> int:
    return world.clients[name].post(f"{url}decide/", form(world, url, name, **points)).status_code


def test_owner_and_teammate_read_officers_of_the_zone_and_administrators_examine_others_see_nothing(
    world: World,
) -> None:
    assert world.statuses(PAGE) == {
        "owner": 200,
        "teammate": 200,
        "stranger": 404,
        "officer": 200,
        "elsewhere": 404,
        "insider": 200,
        "administrator": 200,
        "visitor": 302,
    }
    examining = {name for name in EVERYBODY if "保存评分" in world.text(name, PAGE)}
    assert examining == {"officer", "administrator"}
    assert "提高12%" in world.text("teammate", PAGE)


def test_nobody_examines_a_listing_of_their_own_organisation(world: World) -> None:
    sent = form(world, PAGE)
    answers = {name: world.clients[name].post(f"{PAGE}decide/", sent).status_code for name in EVERYBODY}
    assert {name for name, status in answers.items() if status == 302 and name != "visitor"} == {
        "officer",
        "administrator",
    }
    assert (answers["insider"], answers["owner"], answers["teammate"]) == (403, 403, 403)
    assert (answers["stranger"], answers["elsewhere"]) == (404, 404)
    assert Examination.objects.count() == 2


def test_only_who_may_change_a_listing_submits_it_and_takes_it_back(world: World) -> None:
    answers = {name: world.clients[name].post(f"{DRAFT}ask/").status_code for name in EVERYBODY[:5]}
    assert answers == {"owner": 302, "teammate": 403, "stranger": 404, "officer": 302, "elsewhere": 404}
    assert Examination.objects.filter(state="waiting").count() == 1
    assert world.clients["teammate"].post(f"{DRAFT}withdraw/").status_code == 403
    assert world.clients["owner"].post(f"{DRAFT}withdraw/").status_code == 302
    assert Examination.objects.get().state == "withdrawn"
    again = world.clients["owner"].post(f"{DRAFT}withdraw/", follow=True).content.decode()
    assert "没有等待审核的申请" in again


def test_what_passes_is_published_when_its_owners_asked_and_they_read_marks_and_reasons(world: World) -> None:
    Achievement.objects.filter(key="a1").update(published=False)
    world.clients["owner"].post(f"{PAGE}ask/")
    assert "高韧性立方氮化硼单晶" in world.text("officer", "/listings/")
    assert decide(world, PAGE, problem=3) == 302
    assert Achievement.objects.get(key="a1").published
    made = Examination.objects.get()
    assert (made.state, made.total, str(made.decided_by)) == ("published", 28, "officer")
    assert [mark.points for mark in made.marks.all()] == [3, 5, 5, 5, 5, 5]
    page = world.text("owner", PAGE)
    assert "problem要补" in page
    assert "通过" in page
    assert {m.to[0] for m in mail.outbox} == {"owner@example.org", "insider@example.org"}
    assert "problem要补" in mail.outbox[0].body
    assert "/listings/achievements/a1/" in mail.outbox[0].body
    assert "高韧性" not in world.text("officer", "/listings/").split('id="waiting"')[1]


def test_a_zero_holds_a_public_listing_and_what_nobody_submitted_stays_a_draft(world: World) -> None:
    assert decide(world, PAGE, ip=0) == 302
    assert not Achievement.objects.get(key="a1").published
    assert Examination.objects.get().state == "held"
    Achievement.objects.filter(key="a2").update(
        summary=world.result.summary, readiness=7, ip_state="granted", transfer_form=["licence"]
    )
    assert decide(world, DRAFT) == 302
    assert Examination.objects.first().state == "published"  # type: ignore[union-attr]
    assert not Achievement.objects.get(key="a2").published


def test_another_mark_than_the_proposed_needs_a_reason_for_all_at_once(world: World) -> None:
    sent = form(world, PAGE, problem=1, ip=2) | {"problem_reason": "", "ip_reason": " "}
    answer = world.clients["officer"].post(f"{PAGE}decide/", sent)
    assert answer.status_code == 422
    assert answer.content.decode().count("请写一句理由") == 2
    assert not Examination.objects.exists()
    for wrong in ({"problem_points": "9"}, {"ip_points": ""}, {"form_reason": "长" * 301}):
        assert world.clients["officer"].post(f"{PAGE}decide/", form(world, PAGE) | wrong).status_code == 422


def test_marks_on_a_text_that_was_changed_meanwhile_are_not_kept(world: World) -> None:
    sent = form(world, PAGE)
    Achievement.objects.filter(key="a1").update(summary="换了一段文字，说明用途。")
    page = world.clients["officer"].post(f"{PAGE}decide/", sent, follow=True).content.decode()
    assert "被改过" in page
    assert not Examination.objects.exists()


def test_a_listing_changed_after_it_passed_is_shown_to_officers(world: World) -> None:
    decide(world, PAGE)
    assert 'id="changed"' not in world.text("officer", "/listings/")
    Achievement.objects.filter(key="a1").update(summary="换了一段文字，说明用途。")
    assert 'id="changed"' in world.text("officer", "/listings/")
    assert "审核后改过文字" in world.text("owner", PAGE)


def test_marks_are_never_edited_and_the_database_keeps_who_and_when(world: World) -> None:
    decide(world, PAGE)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Mark.objects.update(points=1)
    events = Examination.events.rel.related_model.objects.all()  # type: ignore[attr-defined]
    assert [(event.state, event.decided_by_id is not None) for event in events] == [("published", True)]
    decide(world, PAGE, "administrator", contact=1)
    assert [str(one.decided_by) for one in Examination.objects.all()] == ["administrator", "officer"]


def test_by_default_owners_publish_as_before(world: World) -> None:
    world.draft.published = True
    answer = world.clients["owner"].post("/achievements/a2/edit/", edited(world, published="on"))
    assert answer.status_code == 302
    assert Achievement.objects.get(key="a2").published


def edited(world: World, **changes: str) -> dict[str, str]:
    return {"key": "a2", "title": "立方氮化硼刀具", "owners": "lab", "zone": "zone"} | changes


def test_where_an_examination_is_needed_only_what_passed_is_published(
    world: World, settings: Any, tmp_path: Path
) -> None:
    settings.SILIAN_EXAMINATION = True
    for name in ("owner", "officer"):
        answer = world.clients[name].post("/achievements/a2/edit/", edited(world, published="on"))
        assert answer.status_code == 422
        assert "先审核再公开" in answer.content.decode()
    kept = world.clients["owner"].post("/achievements/a2/edit/", edited(world, city="甲市"))
    assert kept.status_code == 302
    sheet = tmp_path / "results.csv"
    sheet.write_text("编号,成果名称,权属单位,公开\na3,新成果,lab,是\na1,旧成果,lab,是\n", encoding="utf-8")
    found = import_file(get("achievements"), sheet, world.people["owner"], Choices(), trial=True)
    assert [(fault["row"], fault["problem"]) for fault in found.faults] == [(2, "examination")]
    assert world.clients["administrator"].post(
        "/achievements/a2/edit/", edited(world, published="on")
    ).status_code in (302, 422)
    Achievement.objects.filter(key="a2").update(
        published=False, summary=world.result.summary, readiness=7, ip_state="granted", transfer_form=["open"]
    )
    world.clients["owner"].post(f"{DRAFT}ask/")
    decide(world, DRAFT)
    assert Achievement.objects.get(key="a2").published


def test_deleting_a_record_past_the_models_takes_its_examinations_with_it(world: World) -> None:
    decide(world, PAGE)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM innovation_achievement WHERE key = 'a1'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not Listing.objects.exists()
    assert not Mark.objects.exists()


def queries(world: World, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert world.clients["officer"].get(url).status_code == 200
    return len(found)


def test_the_queue_asks_the_same_number_of_queries_for_one_and_for_three(world: World) -> None:
    world.clients["owner"].post(f"{PAGE}ask/")
    world.text("officer", "/listings/")
    one = queries(world, "/listings/")
    for number in range(2):
        Achievement.objects.create(
            key=f"b{number}", title=f"成果{number}", owners=["lab"], zone=world.result.zone
        )
        world.clients["owner"].post(f"/listings/achievements/b{number}/ask/")
    assert world.text("officer", "/listings/").count("waiting-item") == 3
    assert queries(world, "/listings/") == one


def test_only_officers_and_administrators_open_the_queue_and_home_counts_it(world: World) -> None:
    world.clients["owner"].post(f"{DRAFT}ask/")
    for url in ("/listings/", "/listings/twins/", "/listings/thin/"):
        found = world.statuses(url)
        assert {name for name, status in found.items() if status == 200} == {
            "officer",
            "elsewhere",
            "insider",
            "administrator",
        }
        assert found["visitor"] == 302
    assert "等待审核的条目" in world.text("officer", "/")
    assert "等待审核的条目" not in world.text("elsewhere", "/")
    assert "等待审核的条目" not in world.text("insider", "/")


def test_a_need_is_examined_as_a_result_is(world: World) -> None:
    page = world.text("officer", "/listings/needs/n1/")
    assert "一次排产要4小时" in page
    assert decide(world, "/listings/needs/n1/", form=3, ip=2) == 302
    assert Examination.objects.get().listing.record == world.need
