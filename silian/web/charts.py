"""A chart as data: what is drawn, the finding it shows, and the table that says the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Option = dict[str, Any]
SMALL, MIDDLE, TALL = "small", "middle", "tall"


@dataclass(frozen=True)
class Shown:
    """One cell of the table under a chart: words, where they lead, the exact value for the pointer."""

    text: str
    url: str = ""
    title: str = ""


@dataclass(frozen=True)
class Chart:
    """One picture; colours in ``option`` are names like ``@chain-industry``, which the page resolves."""

    name: str
    title: str
    option: Option
    headings: tuple[str, ...]
    rows: Sequence[tuple[Shown, ...]]
    note: str
    download: str = ""
    size: str = MIDDLE
    draw: str = "plain"
    """How the page draws it: plain, turned (top to bottom on narrow screens) or map (true proportion)."""
    open_table: bool = False

    @property
    def option_id(self) -> str:
        """Return the name of the block that holds the option."""
        return f"chart-{self.name}"

    @property
    def labelled(self) -> list[list[tuple[str, Shown]]]:
        """Return the rows of the table with the heading beside each cell, as cards on a phone need it."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]


def bars(
    categories: list[str], series: list[tuple[str, str, list[dict[str, Any]]]], unit: str, whole: bool
) -> Option:
    """Return lying bars side by side: per series its name, colour and points with value, tip and url.

    whole: the values are counts, so the axis shows no parts of one.
    """
    return {
        "grid": {"left": 8, "right": 44, "top": 40, "bottom": 30, "containLabel": True},
        "legend": {"top": 0, "left": 0, "textStyle": {"color": "@tblr-body-color"}},
        "tooltip": {"trigger": "item"},
        "xAxis": {
            "type": "value",
            "name": unit,
            "nameLocation": "middle",
            "nameGap": 26,
            "minInterval": 1 if whole else 0,
            **_axis(),
        },
        "yAxis": {
            **_axis(),
            "type": "category",
            "inverse": True,
            "data": categories,
            "axisTick": {"show": False},
            "axisLabel": {"color": "@tblr-body-color", "width": 120, "overflow": "break"},
        },
        "series": [
            {
                "type": "bar",
                "name": name,
                "data": points,
                "barMaxWidth": 18,
                "itemStyle": {"color": colour},
                "label": {"show": True, "position": "right", "color": "@tblr-body-color"},
            }
            for name, colour, points in series
        ],
    }


def _axis() -> Option:
    return {
        "axisLabel": {"color": "@tblr-body-color", "hideOverlap": True},
        "axisLine": {"lineStyle": {"color": "@tblr-border-color"}},
        "splitLine": {"lineStyle": {"color": "@tblr-border-color"}},
        "nameTextStyle": {"color": "@tblr-secondary"},
    }


def value_axis(name: str, low: float, high: float) -> Option:
    """Return a number axis from ``low`` to ``high`` with its name."""
    return {"type": "value", "name": name, "min": low, "max": high, **_axis()}
