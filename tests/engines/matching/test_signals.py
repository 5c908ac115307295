"""Each structured signal as the one function that it is."""

import pytest

from silian.engines.matching import Need, Offer
from silian.engines.matching.signals import (
    SignalTable,
    cooperation_strength,
    field_strength,
    history_strength,
    ip_state_strength,
    place_strength,
    price_strength,
    readiness_strength,
)

POINTS = {
    "field": 3.0,
    "readiness": 2.0,
    "place": 2.0,
    "ip_state": 1.0,
    "price": 2.0,
    "cooperation": 1.0,
    "history": 1.0,
}


@pytest.mark.parametrize(
    ("need", "offer", "strength"),
    [
        ("新材料", "新材料", 1.0),
        ("先进材料", "材料", 0.5),
        ("氢能", "氢能装备", 0.5),
        ("农业", "显示", -0.5),
        ("新材料", "Materials", 0.0),
        ("其他", "其他", 0.0),
        ("工业软件", "工業軟件", 1.0),
        ("集成电路/封装材料", "集成电路", 2 / 3),
        ("集成电路/封装材料", "集成电路/设备", 0.5),
        ("集成电路/封装材料", "农业/种业", -0.5),
    ],
)
def test_the_same_field_counts_for_and_another_against(need, offer, strength):
    assert field_strength(need, offer) == pytest.approx(strength)


@pytest.mark.parametrize(
    ("need", "offer", "strength"), [(6, 6, 1.0), (6, 9, 1.0), (6, 5, -1 / 3), (9, 1, -1.0)]
)
def test_readiness_below_what_is_asked_counts_against_level_by_level(need, offer, strength):
    assert readiness_strength(need, offer) == pytest.approx(strength)


@pytest.mark.parametrize(
    ("need", "offer", "strength"),
    [
        ("锦澜市", "锦澜", 1.0),
        ("锦澜市高新区", "锦澜市", 1.0),
        ("锦澜市", "江屹市", 0.0),
        ("市", "江屹市", 0.0),
    ],
)
def test_another_place_is_no_argument_against(need, offer, strength):
    assert place_strength(need, offer) == strength


def test_a_granted_patent_counts_more_than_a_pending_one_and_none_counts_against():
    states = [ip_state_strength("", state) for state in ("granted", "pending", "none", "unheard of")]
    assert states == [1.0, 0.5, -1.0, 0.0]


@pytest.mark.parametrize(
    ("budget", "price", "strength"), [(100, 100, 1.0), (100, 150, -0.5), (100, 1000, -1.0), (0, 5, -1.0)]
)
def test_a_price_over_the_budget_counts_against(budget, price, strength):
    assert price_strength(budget, price) == strength


@pytest.mark.parametrize(
    ("need", "offer", "strength"),
    [
        (("licence",), ("licence", "transfer"), 1.0),
        (("open",), ("transfer",), 1.0),
        (("commission",), ("joint_development",), 0.5),
        (("transfer",), ("licence",), 0.5),
        (("equity",), ("licence",), -0.5),
    ],
)
def test_forms_of_cooperation_agree_are_near_or_differ(need, offer, strength):
    assert cooperation_strength(need, offer) == strength


def test_owners_who_came_to_talks_before_count_for_more_with_each_time():
    assert [history_strength("", deals) for deals in (0, 1, 3)] == [0.0, 0.5, 0.75]


def test_the_table_gives_every_offer_the_sum_of_the_signals_of_its_pair():
    need = Need(
        key="n",
        title="t",
        field="氢能",
        place="锦澜市",
        budget_yuan=100,
        readiness_min=5,
        cooperation=("licence",),
    )
    offers = [
        Offer(key="a", title="t", field="氢能", place="锦澜", readiness=7, ip_state="granted", past_deals=1),
        Offer(key="b", title="t", field="农业", asked_price_yuan=150, cooperation=("equity",)),
        Offer(key="c", title="t"),
    ]
    sums = [sum(s.points for s in SignalTable(offers, POINTS).of_pair(need, offer)) for offer in offers]
    assert sums == [3 + 2 + 2 + 1 + 0.5, -1.5 - 1 - 0.5, 0]
    assert SignalTable(offers, POINTS).points(need).tolist() == sums
