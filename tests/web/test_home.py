"""The home page: figures that are queries, a picture with its data, and what waits for whom."""

import csv
import io
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from silian.chains.industry.models import Company
from silian.chains.innovation.models import Achievement
from silian.reference.models import TechnologyField, Zone
from silian.register.models import ImportRun, ImportState
from silian.register.standing import Standing
from silian.register.waiting import Waiting, add_source, waiting_for
from silian.services.accounts.models import User
from silian.web.waiting import TASKS
from tests.web.conftest import Region, make_items, make_records

PAGES = (
    "/", "/lists/", "/lists/b1/", "/lists/b1/items.json", "/catalogue/", "/chains/", "/chains/c1/", "/map/",
    "/map/?by=needs", "/open-data/", "/waiting/results-expiring/", "/own/needs/", "/search/?q=成果",
)  # fmt: skip


def waits(client: Client) -> dict[str, int]:
    return {item.url: item.count for item in client.get("/").context["waiting"]}


def test_each_figure_is_the_number_of_rows_it_opens(region: Region) -> None:
    for client in (region.visitor, region.member, region.officer, region.administrator):
        for figure in client.get("/").context["figures"]:
            assert client.get(figure.url).context["count"] == figure.count, figure


def test_unpublished_and_confidential_records_are_neither_counted_nor_shown_to_visitors(
    region: Region,
) -> None:
    figures = {f.register.slug: f.count for f in region.visitor.get("/").context["figures"]}
    assert (figures["achievements"], figures["needs"]) == (3, 3)
    for url in (*PAGES, "/needs/", "/api/needs", "/fields.csv", "/map/zones.csv"):
        page = region.visitor.get(url).content.decode()
        assert not re.search("没有公开的(成果|需求)|保密的需求", page), url
    assert region.visitor.get("/needs/secret/").status_code == 404
    assert region.member.get("/needs/secret/").status_code == 200


def test_the_picture_its_table_and_its_download_say_the_same(region: Region) -> None:
    chart = region.visitor.get("/").context["chart"]
    assert [[cell.text for cell in row] for row in chart.rows] == [["新能源", "3", "3"]]
    assert [[p["value"] for p in series["data"]] for series in chart.option["series"]] == [[3], [3]]
    lines = list(csv.reader(io.StringIO(region.visitor.get("/fields.csv").content.decode("utf-8-sig"))))
    assert lines == [["field", "results", "needs"], ["新能源", "3", "3"]]
    for cell in chart.rows[0][1:]:
        assert region.visitor.get(cell.url).context["count"] == int(cell.text)


def test_what_waits_is_counted_as_listed_and_only_for_those_who_can_do_it(region: Region) -> None:
    assert "waiting" not in region.visitor.get("/").context
    expected = {
        "/waiting/result-drafts/": 1,
        "/waiting/results-expiring/": 3,
        "/waiting/results-incomplete/": 1,
        "/waiting/need-drafts/": 1,
        "/waiting/needs-closing/": 3,
    }
    for client in (region.member, region.officer, region.administrator):
        assert waits(client) == expected
        for url, count in expected.items():
            assert client.get(url).context["page"].paginator.count == count
    assert region.visitor.get("/waiting/need-drafts/").status_code == 302


def test_a_person_without_an_organisation_is_told_what_to_do(region: Region) -> None:
    user = User.objects.create_user("alone", "alone@example.org", "correct horse battery")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/")
    assert page.context["waiting"] == []
    assert "还没有加入任何机构" in page.content.decode()
    assert client.get("/waiting/need-drafts/").context["page"].paginator.count == 0


def test_an_import_that_was_not_finished_waits_for_the_one_who_began_it(region: Region) -> None:
    member = User.objects.get(username="member")
    run = ImportRun.objects.create(
        register="needs", user=member, file_name="需求.xlsx", state=ImportState.FAULTY
    )
    assert waits(region.member)[f"/needs/import/{run.pk}/"] == 1
    assert f"/needs/import/{run.pk}/" not in waits(region.administrator)


def test_own_records_are_counted_as_listed(region: Region) -> None:
    for client in (region.member, region.officer):
        own = client.get("/").context["own"]
        assert {figure.register.slug for figure in own} >= {"achievements", "needs"}
        for figure in own:
            assert client.get(figure.url).context["page"].paginator.count == figure.count


def test_a_service_adds_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("silian.register.waiting._sources", [])
    item = Waiting("等您答复的匹配", 2, "/matches/", "去答复")
    add_source(lambda standing: [item] if standing.user_id else [])
    add_source(lambda _standing: [Waiting("没有", 0, "/", "")])
    assert (waiting_for(Standing(user_id=1)), waiting_for(Standing())) == ([item], [])


def test_every_task_has_its_page(region: Region) -> None:
    for task in TASKS:
        assert region.administrator.get(f"/waiting/{task.key}/").status_code == 200
    for url in ("/waiting/nothing/", "/own/zones/", "/lists/none/", "/chains/none/"):
        assert region.administrator.get(url).status_code == 404


def asked(client: Client, url: str) -> int:
    client.get(url)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_pages_ask_as_often_for_few_rows_as_for_many_and_never_over_thirty_times(region: Region) -> None:
    clients: list[Any] = [region.member, region.officer, region.administrator]
    before = {(n, url): asked(client, url) for n, client in enumerate(clients) for url in PAGES}
    field = TechnologyField.objects.get(key="battery")
    make_items(region.batch, field, 10, 40)
    make_records(field, Company.objects.get(key="ours"), Zone.objects.get(key="z1"), 10, 40)
    assert {(n, url): asked(client, url) for n, client in enumerate(clients) for url in PAGES} == before
    assert max(before.values()) <= 30


def test_an_empty_site_says_why_and_what_to_do(db: None) -> None:
    Achievement.objects.all().delete()
    for url in ("/", "/lists/", "/catalogue/", "/chains/", "/map/", "/open-data/"):
        page = Client().get(url)
        assert page.status_code == 200
        assert "data-chart" not in page.content.decode()
