"""Opportunity lists and the catalogue: rows, chips, totals and open data agree to the cent."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from silian.chains.industry.models import Opportunity
from silian.web.downloads import plain
from tests.web.conftest import Region

QUERIES = (
    "",
    "?city=甲市",
    "?city=甲市&city=乙市",
    "?area=area",
    "?direction=supply",
    "?city=甲市&direction=demand",
)


def csv_rows(client: Client, url: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(url).content.decode("utf-8-sig"))))


def added(rows: list[dict[str, Any]], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows if row[name]), Decimal(0))


@pytest.mark.parametrize("query", QUERIES)
def test_the_rows_of_a_list_add_up_to_its_totals_on_page_csv_and_json(region: Region, query: str) -> None:
    page = region.visitor.get(f"/lists/b1/{query}").context
    rows = csv_rows(region.visitor, f"/lists/b1/items.csv{query}")
    body = region.visitor.get(f"/lists/b1/items.json{query}").json()
    names = ("investment_yuan", "financing_yuan")
    sums = page["sums"]
    assert (sums.items, *sums.amounts) == (len(rows), *(added(rows, name) for name in names))
    assert (body["totals"]["items"], *(Decimal(body["totals"][name]) for name in names)) == (
        sums.items,
        *sums.amounts,
    )
    assert (
        [row["key"] for row in rows]
        == [row["key"] for row in body["rows"]]
        == [row.key for row in page["page"]]
    )
    assert [column["name"] for column in body["columns"]] == list(rows[0])
    by_city = page["chart"].rows
    assert sum(int(row[1].text) for row in by_city) == sums.items


@pytest.mark.parametrize("query", ["", "?city=甲市", "?readiness=1", "?area=area"])
def test_the_catalogue_adds_up_and_holds_published_major_results_only(region: Region, query: str) -> None:
    page = region.visitor.get(f"/catalogue/{query}").context
    rows = csv_rows(region.visitor, f"/catalogue/results.csv{query}")
    body = region.visitor.get(f"/catalogue/results.json{query}").json()
    total = page["sums"].amounts[0]
    assert added(rows, "projected_output_yuan") == total == Decimal(body["totals"]["projected_output_yuan"])
    assert {row["key"] for row in rows} <= {"a0", "a2"}
    assert {row["key"] for row in region.administrator.get("/catalogue/results.json").json()["rows"]} == {
        "a0",
        "a2",
    }


def test_each_chip_leaves_as_many_items_as_it_says(region: Region) -> None:
    for url in ("/lists/b1/", "/catalogue/"):
        for part, values in region.visitor.get(url).context["choices"]:
            for choice in values:
                left = region.visitor.get(url, {part.name: choice.value}).context
                assert left["sums"].items == choice.count
                assert any(c.chosen for p, cs in left["choices"] if p.name == part.name for c in cs)


@pytest.mark.parametrize(
    "query", ["?city=%00", "?readiness=x", "?readiness=99999999999", "?area=none", "?page=x"]
)
def test_nonsense_in_the_address_is_no_error(region: Region, query: str) -> None:
    for url in (
        "/lists/b1/",
        "/catalogue/",
        "/catalogue/results.json",
        "/lists/b1/items.csv",
        "/map/",
        "/chains/c1/",
    ):
        assert region.visitor.get(url + query).status_code == 200


def test_a_title_cannot_become_script_or_formula(region: Region) -> None:
    Opportunity.objects.filter(key="o1").update(
        title="=1+1</script><script>alert(1)</script>", city="</script>"
    )
    page = region.visitor.get("/lists/b1/").content.decode()
    assert "<script>alert" not in page
    assert csv_rows(region.visitor, "/lists/b1/items.csv")[1]["title"].startswith("'=1+1")
    assert plain(Decimal("-1.50")) == "-1.50"


def test_open_data_explains_every_column_and_the_licence(region: Region, settings: Any) -> None:
    page = region.visitor.get("/open-data/").content.decode()
    for url in ("/lists/b1/items.csv", "/catalogue/results.csv"):
        assert all(f"<code>{name}</code>" in page for name in csv_rows(region.visitor, url)[0])
    assert "还没有声明使用许可" in page
    settings.SILIAN_OPEN_DATA_LICENCE = "CC BY 4.0"
    assert "CC BY 4.0" in region.visitor.get("/open-data/").content.decode()
    assert region.visitor.get("/catalogue/results.json").json()["licence"] == "CC BY 4.0"
