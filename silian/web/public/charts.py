"""Pictures of published lists: amounts by city."""

from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.register.columns import money
from silian.web.charts import SMALL, Chart, Shown, bars
from silian.web.public.queries import Sums


def exact(amount: Decimal) -> str:
    """Return the exact amount in 元, for the pointer."""
    return _("{amount} 元").format(amount=f"{amount:,.2f}")


def _scaled(amount: Decimal) -> float:
    """Return an amount in the unit of the axis: 亿元, in English million yuan."""
    return round(float(amount) / (10**6 if get_language() == "en" else 10**8), 4)


def _share(part: Decimal, whole: Decimal) -> str:
    return f"{round(100 * part / whole)} %"


def _city(name: str) -> str:
    return name or _("未填写城市")


def by_city(
    sums: list[Sums], series: list[tuple[str, str]], what: str, source: str, download: str, address: str
) -> Chart | None:
    """Return amounts by city; ``series`` are names with colours, ``what`` the first amount in the finding.

    None if there is no amount at all, for then the picture would be empty.
    """
    whole = sum((one.amounts[0] for one in sums), Decimal(0))
    if not whole:
        return None
    top = sums[0]
    title = _("{city}的{what}最多：{amount}，占 {share}").format(
        city=_city(top.name), what=what, amount=money(top.amounts[0]), share=_share(top.amounts[0], whole)
    )
    option = bars(
        [_city(one.name) for one in sums],
        [
            (name, colour, _points(sums, number, name, address))
            for number, (name, colour) in enumerate(series)
        ],
        _("亿元"),
        whole=False,
    )
    rows = [
        (
            Shown(_city(one.name), f"{address}?city={one.name}" if one.name else ""),
            Shown(str(one.items)),
            *(Shown(money(amount), title=exact(amount)) for amount in one.amounts),
        )
        for one in sums
    ]
    headings = (_("城市"), _("项数"), *(name for name, _colour in series))
    return Chart("by-city", title, option, headings, rows, source, download, SMALL)


def _points(sums: list[Sums], number: int, name: str, address: str) -> list[dict[str, Any]]:
    return [
        {
            "value": _scaled(one.amounts[number]),
            "tip": f"{_city(one.name)}\n{name} {money(one.amounts[number])}",
            "url": f"{address}?city={one.name}" if one.name else "",
        }
        for one in sums
    ]


def day(value: Any) -> str:
    """Return a date as 2026-05-01; unknown is said."""
    return date_format(value, "Y-m-d") if value else _("日期未填写")
