"""Pictures of match quality: promised against kept, reasons of declines by month."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from silian.engines.matching.benchmark import Benchmark
from silian.services.brokering.judging import JudgedPair
from silian.services.brokering.measuring import LEAST_SHOWN, Measured, accepted_share
from silian.services.matching.queries import Reason
from silian.web.charts import MIDDLE, Chart, Option, Shown, value_axis

LEVELS = {4: "strong", 3: "good", 2: "weak"}
COLOURS = (
    "@chain-industry",
    "@chain-innovation",
    "@chain-capital",
    "@chain-talent",
    "@gap",
    "@chain-reference",
)
MONTHS = 12
BESIDE = {"nameLocation": "middle", "nameGap": 34}


def level_names() -> dict[int, str]:
    """Return the levels in words, best first."""
    return {4: _("强"), 3: _("较强"), 2: _("弱")}


def percent(measured: Measured) -> str:
    """Return a share with its interval in words, or that nothing can be said."""
    if measured.estimate is None:
        return _("还没有")
    told = measured.estimate
    return f"{told.value:.0%} ({told.low:.0%}–{told.high:.0%})"


def rows_of(**which: str) -> str:
    """Return the address of the decisions behind a figure."""
    return f"{reverse('quality_rows')}?{urlencode(which)}"


def reliability(pairs: Sequence[JudgedPair], promised: Benchmark) -> Chart | None:
    """Return how often each level was accepted here against its share of good pairs on public data."""
    held = {
        level: accepted_share(chosen)
        for level in LEVELS
        if len(chosen := [pair for pair in pairs if pair.level == level]) >= LEAST_SHOWN
    }
    if not held:
        return None
    option: Option = {
        "grid": {"left": 30, "right": 24, "top": 16, "bottom": 34, "containLabel": True},
        "tooltip": {"trigger": "item"},
        "xAxis": {
            **value_axis(_("公开数据上的好匹配（%）"), 0, 100),
            "nameLocation": "middle",
            "nameGap": 28,
        },
        "yAxis": {**value_axis(_("这里的认可（%）"), 0, 100), **BESIDE},
        "series": [
            _diagonal(),
            *(part for level, one in held.items() for part in _point(level, one, promised)),
        ],
    }
    rows = [
        (
            Shown(level_names()[level], rows_of(level=LEVELS[level])),
            Shown(f"{promised.levels[LEVELS[level]]:.0%}"),
            Shown(percent(one)),
            Shown(str(one.count), rows_of(level=LEVELS[level])),
        )
        for level, one in held.items()
    ]
    return Chart(
        "reliability",
        _finding(held),
        option,
        (_("级别"), _("公开数据上的好匹配"), _("这里的认可（95 % 区间）"), _("决定的对数")),
        rows,
        _(
            "竖线是 95 % 自助法区间，按需求抽样；虚线上两边相等。公开数据由专家判定，这里是使用者的决定，含义不完全相同。"
        ),
        size=MIDDLE,
    )


def _finding(held: dict[int, Measured]) -> str:
    names = level_names()
    told = {level: one.estimate.value for level, one in held.items() if one.estimate}
    if any(not one.enough for one in held.values()):
        return _("决定还太少，不能下结论：各级被认可的比例")
    values = [told[level] for level in sorted(told, reverse=True)]
    if values == sorted(values, reverse=True):
        best = max(told)
        return _("级别越高，认可越多：“{level}”有 {share} 被认可").format(
            level=names[best], share=f"{told[best]:.0%}"
        )
    return _("级别的顺序与认可的多少不一致")


def _diagonal() -> dict[str, Any]:
    return {
        "type": "line", "data": [[0, 0], [100, 100]], "symbol": "none", "silent": True,
        "lineStyle": {"type": "dashed", "color": "@tblr-secondary"},
    }  # fmt: skip


def _point(level: int, one: Measured, promised: Benchmark) -> list[dict[str, Any]]:
    told = one.estimate
    assert told is not None
    across = round(100 * promised.levels[LEVELS[level]], 1)
    colour = f"@level-{LEVELS[level]}"
    name = level_names()[level]
    span = {
        "type": "line", "data": [[across, round(100 * told.low, 1)], [across, round(100 * told.high, 1)]],
        "symbol": "rect", "symbolSize": [12, 2], "silent": True,
        "lineStyle": {"color": colour}, "itemStyle": {"color": colour},
    }  # fmt: skip
    spot = {
        "value": [across, round(100 * told.value, 1)],
        "tip": f"{name}: {percent(one)}",
        "url": rows_of(level=LEVELS[level]),
    }
    label = {"show": True, "formatter": name, "position": "right", "color": "@tblr-body-color"}
    dot = {
        "type": "scatter",
        "data": [spot],
        "symbolSize": 12,
        "itemStyle": {"color": colour},
        "label": label,
    }
    return [span, dot]


def declines(pairs: Sequence[JudgedPair]) -> Chart | None:
    """Return the reasons of declines in each month with enough of them to be shown; None without such a month."""
    declined = [pair for pair in pairs if pair.reason]
    shown = Counter(_month(pair) for pair in declined)
    months = sorted(month for month, count in shown.items() if count >= LEAST_SHOWN)[-MONTHS:]
    if not months:
        return None
    counts = Counter((_month(pair), pair.reason) for pair in declined)
    whole = Counter(pair.reason for pair in declined)
    option: Option = {
        "grid": {"left": 30, "right": 16, "top": 40, "bottom": 8, "containLabel": True},
        "legend": {
            "type": "scroll",
            "top": 0,
            "left": 0,
            "right": 0,
            "textStyle": {"color": "@tblr-body-color"},
        },
        "tooltip": {"trigger": "item"},
        "xAxis": {"type": "category", "data": months, "axisLabel": {"color": "@tblr-body-color"}},
        "yAxis": {
            **value_axis(_("对"), 0, max(sum(counts[m, r] for r in whole) for m in months)),
            "minInterval": 1,
            **BESIDE,
        },
        "series": [_stack(reason, months, counts, number) for number, reason in enumerate(Reason)],
    }
    rows = [
        (
            Shown(month),
            *(Shown(str(counts[month, reason]), rows_of(month=month, reason=reason)) for reason in Reason),
        )
        for month in reversed(months)
    ]
    top, most = whole.most_common(1)[0]
    title = _("回绝最多的原因是“{reason}”，占 {share}").format(
        reason=Reason(top).label, share=f"{most / len(declined):.0%}"
    )
    if len(declined) < 20:
        title = _("回绝还太少，不能下结论：各月的原因")
    headings = (_("月份"), *(str(reason.label) for reason in Reason))
    note = _("每一对只算最后一次决定；少于 {least} 对的月份不列出。").format(least=LEAST_SHOWN)
    return Chart("declines", title, option, headings, rows, note)


def _month(pair: JudgedPair) -> str:
    return localtime(pair.made_at).strftime("%Y-%m")


def _stack(
    reason: Reason, months: list[str], counts: Counter[tuple[str, str]], number: int
) -> dict[str, Any]:
    points = [
        {
            "value": counts[month, reason.value],
            "tip": f"{month} {reason.label}: {counts[month, reason.value]}",
            "url": rows_of(month=month, reason=reason.value),
        }
        for month in months
    ]
    return {
        "type": "bar", "stack": "all", "name": str(reason.label), "data": points, "barMaxWidth": 36,
        "itemStyle": {"color": COLOURS[number % len(COLOURS)]},
    }  # fmt: skip
