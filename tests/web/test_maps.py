"""Chain maps and the map of zones: who is where, what is empty, and places that do not collide."""

import csv
import io

from silian.chains.industry.models import ChainLink, IndustryChain
from silian.web.maps.layout import depths, places
from tests.web.conftest import Region


def test_a_link_without_a_registered_company_is_marked_by_colour_word_and_shape(region: Region) -> None:
    page = region.visitor.get("/chains/c1/")
    nodes = {node["id"]: node for node in page.context["chart"].option["series"][0]["data"]}
    looks = {
        key: (n["symbol"], n["itemStyle"]["borderColor"], n["label"]["formatter"]) for key, n in nodes.items()
    }
    assert looks == {
        "l1": ("roundRect", "@chain-industry", "正极材料\n1 家企业"),
        "l2": ("diamond", "@gap", "电芯\n还没有企业"),
    }
    assert nodes["l1"]["value"][0] < nodes["l2"]["value"][0]
    assert page.context["chart"].option["series"][0]["links"] == [{"source": "l1", "target": "l2"}]
    assert page.context["chart"].title == "2 个环节中，1 个还没有企业：电芯"
    assert "我们公司" in page.content.decode()
    for node in nodes.values():
        assert region.visitor.get(node["url"]).status_code == 200


def test_a_chain_without_links_says_so(region: Region) -> None:
    IndustryChain.objects.create(key="c2", name="空的产业链")
    assert "还没有登记环节" in region.visitor.get("/chains/c2/").content.decode()
    summaries = {
        s.record.key: (s.links, s.empty, s.companies)
        for s in region.visitor.get("/chains/").context["summaries"]
    }
    assert summaries == {"c1": (2, 1, 1), "c2": (0, 0, 0)}


def test_links_that_feed_each_other_in_a_circle_still_get_a_place() -> None:
    links = dict.fromkeys("abcd", "midstream")
    feeds = {"a": ["c"], "b": ["a"], "c": ["b"], "d": ["d"]}
    assert set(depths(links, feeds)) == set(links)
    found = places(links, feeds)
    assert len(set(found.values())) == len(links)


def test_a_hundred_links_stand_on_a_hundred_places() -> None:
    links = {f"l{n}": ("upstream", "midstream", "downstream", "service")[n % 4] for n in range(100)}
    feeds = {f"l{n}": [f"l{n - 4}", f"l{n - 1}"] for n in range(4, 100)}
    assert len(set(places(links, feeds).values())) == 100


def test_figures_of_the_zones_open_as_many_rows(region: Region) -> None:
    for client in (region.visitor, region.officer):
        for _zone, counts in client.get("/map/").context["rows"]:
            for _label, count, url in counts:
                assert client.get(url).context["count"] == count
    lines = list(
        csv.DictReader(io.StringIO(region.visitor.get("/map/zones.csv").content.decode("utf-8-sig")))
    )
    assert [(line["key"], line["companies"], line["results"], line["needs"]) for line in lines] == [
        ("z2", "0", "0", "0"),
        ("z1", "1", "3", "3"),
    ]


def test_the_chain_download_holds_every_link(region: Region) -> None:
    lines = csv.DictReader(
        io.StringIO(region.visitor.get("/chains/c1/links.csv").content.decode("utf-8-sig"))
    )
    assert [(line["key"], line["companies"]) for line in lines] == [("l1", "1"), ("l2", "0")]
    assert ChainLink.objects.count() == 2
