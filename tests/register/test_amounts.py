"""Amounts of money, as people write them, to bounds in yuan."""

from decimal import Decimal

import pytest

from silian.register.sheets import Amount, Field, Kind
from silian.register.sheets.amounts import header_unit
from silian.register.sheets.cleaning import clean_text
from silian.register.sheets.values import BadValue, reader_for

MILLION = 10_000 * 100


def read(kind: Kind, cell, header: str = "", **more):
    return reader_for(Field("x", kind, "某项", "X", **more), header)(cell)


def problem(kind: Kind, cell, header: str = "", **more) -> str:
    with pytest.raises(BadValue) as bad:
        read(kind, cell, header, **more)
    assert bad.value.advice
    return bad.value.problem


@pytest.mark.parametrize(
    ("text", "header", "low", "high"),
    [
        ("约500万", "", 5 * MILLION, 5 * MILLION),
        ("1.2亿元", "", 120 * MILLION, 120 * MILLION),
        ("300-500 万元", "", 3 * MILLION, 5 * MILLION),
        ("300万-500万", "", 3 * MILLION, 5 * MILLION),
        ("5000万～1亿元", "", 50 * MILLION, 100 * MILLION),
        ("300至500", "预算（万元）", 3 * MILLION, 5 * MILLION),
        ("５００万元", "", 5 * MILLION, 5 * MILLION),
        ("500", "拟投入资金(万元)", 5 * MILLION, 5 * MILLION),
        ("500", "拟投入资金（单位：万元）", 5 * MILLION, 5 * MILLION),
        (500.0, "投入/万元", 5 * MILLION, 5 * MILLION),
        ("1,200", "预算/千元", 1_200_000, 1_200_000),
        ("500万元", "预算（元）", 5 * MILLION, 5 * MILLION),
        ("500,000", "", 500_000, 500_000),
        ("￥80000.50", "", Decimal("80000.50"), Decimal("80000.50")),
        ("人民币三百五十万元整", "", 3_500_000, 3_500_000),
        ("5百万", "", 5 * MILLION, 5 * MILLION),
        ("300萬", "", 3 * MILLION, 3 * MILLION),
        ("≤300万", "", None, 3 * MILLION),
        ("300万元以内", "", None, 3 * MILLION),
        ("不超过300万元", "", None, 3 * MILLION),
        ("不低于1000万元", "", 10 * MILLION, None),
        ("≥1000万", "", 10 * MILLION, None),
        ("100万元以上", "", MILLION, None),
        ("超过1亿元", "", 100 * MILLION, None),
        ("2027年前投入200万元", "", 2 * MILLION, 2 * MILLION),
        ("RMB 5 million", "", 5 * MILLION, 5 * MILLION),
    ],
)
def test_amounts_are_read_in_yuan(text, header, low, high):
    written = text if isinstance(text, str) else "500"
    assert read(Kind.AMOUNT, text, header) == Amount(low, high, clean_text(written))


@pytest.mark.parametrize(
    "text",
    ["500万元以上", "500万及以上", "不低于500万元", "不少于500万", "500万起", "500万+", "≥500万", "no less than 5 million yuan",
     "above 5 million yuan", "300-500万元以上"],
)  # fmt: skip
def test_a_least_amount_leaves_the_upper_bound_open(text):
    amount = read(Kind.AMOUNT, text, "预算")
    low = 3_000_000 if text.startswith("300") else 5_000_000
    assert (amount.low_yuan, amount.high_yuan) == (Decimal(low), None)


def test_a_most_amount_in_english_leaves_the_lower_bound_open():
    for text in ["no more than 5 million yuan", "less than 5 million yuan", "under 5 million yuan"]:
        amount = read(Kind.AMOUNT, text, "Budget")
        assert (amount.low_yuan, amount.high_yuan) == (None, Decimal(5_000_000))


@pytest.mark.parametrize(
    ("header", "yuan"),
    [("Budget (10k yuan)", 10_000), ("Budget (10,000 yuan)", 10_000), ("Budget (million yuan)", 1_000_000),
     ("Budget (yuan)", 1), ("Budget (RMB 10k)", 10_000), ("Budget (RMB million)", 1_000_000), ("Budget (CNY)", 1),
     ("Budget (100 million yuan)", 100_000_000), ("Budget (10k 元)", 10_000), ("Budget", None),
     ("预算（万元）", 10_000), ("预算（元）", 1)],
)  # fmt: skip
def test_the_unit_in_a_header_is_understood_in_english_too(header, yuan):
    assert header_unit(header) == yuan


@pytest.mark.parametrize("text", ["面议", "待定", "双方协商", "不限", "—", "无"])
def test_an_amount_left_open_is_missing(text):
    assert read(Kind.AMOUNT, text, "预算") is None


@pytest.mark.parametrize(
    ("text", "header", "said"),
    [
        ("abc", "预算", "看不懂的金额"),
        ("50万美元", "预算", "不是人民币金额（美元）"),
        ("$50,000", "预算", "不是人民币金额（$）"),
        ("500", "預算(新台幣千元)", "不是人民币金额（新台幣）"),
        ("500", "预算", "没有写单位，分不清是元还是万元"),
        ("首期50万，二期100万", "预算", "一格里有多个金额"),
        ("-5", "预算（万元）", "金额是负数"),
        (-5.0, "预算（万元）", "金额是负数"),
        ("−300万元", "预算", "金额是负数"),
        ("约-300万元", "预算", "金额是负数"),
        ("￥-5", "预算（万元）", "金额是负数"),
        ("负五万元", "预算", "金额是负数"),
    ],
)
def test_an_amount_that_could_be_misread_is_a_fault(text, header, said):
    assert problem(Kind.AMOUNT, text, header) == said
