"""Pictures of the maps: a chain as a graph from left to right, zones as bubbles where they lie."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.register.declaration import get
from silian.web.charts import MIDDLE, TALL, Chart, Option, Shown, value_axis
from silian.web.maps.layout import places, position_of
from silian.web.maps.queries import MEASURES, Link, ZoneFigures

FILLED, EMPTY = "roundRect", "diamond"
OUTLINED = {"color": "@tblr-body-color", "textBorderColor": "@tblr-bg-surface", "textBorderWidth": 3}
COLOURS = {"companies": "@chain-industry", "results": "@chain-innovation", "needs": "@chain-industry"}


def present(link: Link) -> str:
    """Return who is there in words."""
    if link.empty:
        return _("还没有企业")
    return _("{n} 家企业").format(n=len(link.companies))


def chain_finding(links: list[Link]) -> str:
    """Return what the picture of a chain shows, in one sentence."""
    missing = [str(link.record) for link in links if link.empty]
    if not missing:
        return _("{n} 个环节都有企业").format(n=len(links))
    named = _("、").join(missing[:4])
    if len(missing) > 4:
        named = _("{names}等").format(names=named)
    return _("{total} 个环节中，{n} 个还没有企业：{names}").format(
        total=len(links), n=len(missing), names=named
    )


def chain_chart(links: list[Link], download: str) -> Chart | None:
    """Return the graph of a chain; None without links."""
    if not links:
        return None
    positions = {link.record.key: position_of(link.record.position) for link in links}
    feeds = {link.record.key: link.record.upstream for link in links}
    spots = places(positions, feeds)
    right, low = max(x for x, _y in spots.values()), max(y for _x, y in spots.values())
    hidden = {"show": False}
    option: Option = {
        "grid": {"left": 8, "right": 8, "top": 8, "bottom": 16},
        "tooltip": {"trigger": "item"},
        "xAxis": {**value_axis("", -0.6, right + 0.6), **hidden},
        "yAxis": {**value_axis("", -0.4, low + 0.6), **hidden, "inverse": True},
        "series": [
            {
                "type": "graph",
                "coordinateSystem": "cartesian2d",
                "data": [_node(link, spots[link.record.key]) for link in links],
                "links": _arrows(links),
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 7,
                "lineStyle": {"color": "@tblr-secondary", "width": 1.2, "opacity": 0.6, "curveness": 0.12},
                "emphasis": {"disabled": True},
            }
        ],
    }
    note = _(
        "方块是有企业的环节，空心菱形是还没有企业的环节，箭头从上游指向下游。从左到右：上游、中游、下游。来源：本平台登记，{day}。"
    ).format(day=timezone.localdate().isoformat())
    return Chart("chain", chain_finding(links), option, (), [], note, download, TALL, "turned")


def _node(link: Link, spot: tuple[float, float]) -> dict[str, Any]:
    size = 22 if link.empty else 16 + 4 * min(len(link.companies), 5)
    colour = "@gap" if link.empty else "@chain-industry"
    style = {"color": "@tblr-bg-surface" if link.empty else colour, "borderColor": colour, "borderWidth": 2}
    label = {
        "show": True,
        "position": "bottom",
        "formatter": f"{link.record}\n{present(link)}".replace("{", "").replace("}", ""),
        **OUTLINED,
        "color": colour if link.empty else "@tblr-body-color",
        "width": 120,
        "overflow": "break",
        "fontSize": 12,
        "lineHeight": 16,
    }
    names = "\n".join(str(company) for company in link.companies[:8])
    return {
        "id": link.record.key,
        "name": link.record.key,
        "value": list(spot),
        "symbol": EMPTY if link.empty else FILLED,
        "symbolSize": size,
        "itemStyle": style,
        "label": label,
        "tip": f"{link.record} · {present(link)}\n{names}".strip(),
        "url": link.record.get_absolute_url(),
    }


def _arrows(links: list[Link]) -> list[dict[str, str]]:
    known = {link.record.key for link in links}
    return [
        {"source": key, "target": link.record.key}
        for link in links
        for key in dict.fromkeys(link.record.upstream)
        if key in known and key != link.record.key
    ]


def measure_label(measure: str) -> str:
    """Return what a bubble stands for, in the language in use."""
    return get(MEASURES[measure]).label


def zone_finding(zones: list[ZoneFigures], measure: str) -> str:
    """Return what the map shows, in one sentence."""
    whole = sum(zone.counts[measure] for zone in zones)
    top = max(zones, key=lambda zone: zone.counts[measure])
    if not whole:
        return _("{n} 个园区，都还没有登记{what}").format(n=len(zones), what=measure_label(measure))
    share = f"{round(100 * top.counts[measure] / whole)} %"
    return _("{zone}的{what}最多：{count}，占各园区的 {share}").format(
        zone=top.record, what=measure_label(measure), count=top.counts[measure], share=share
    )


def zone_chart(zones: list[ZoneFigures], measure: str) -> Chart | None:
    """Return the map of the zones whose place is known; None if there are none."""
    placed = [zone for zone in zones if zone.record.lon is not None and zone.record.lat is not None]
    if not placed:
        return None
    east, north = [float(z.record.lon or 0) for z in placed], [float(z.record.lat or 0) for z in placed]
    most = max(zone.counts[measure] for zone in placed) or 1
    margin = 0.12
    option: Option = {
        "grid": {"left": 44, "right": 24, "top": 32, "bottom": 32},
        "tooltip": {"trigger": "item"},
        "xAxis": value_axis(_("东经（度）"), min(east) - margin, max(east) + margin),
        "yAxis": value_axis(_("北纬（度）"), min(north) - margin, max(north) + margin),
        "series": [
            {
                "type": "scatter",
                "itemStyle": {"color": COLOURS[measure], "borderColor": "@tblr-bg-surface", "borderWidth": 1},
                "data": _bubbles(zones, measure, most),
                "emphasis": {"disabled": True},
            }
        ],
    }
    option["xAxis"] |= {"nameLocation": "middle", "nameGap": 24}
    note = _(
        "圆越大，{what}越多；圆里的数字是表中的序号。经纬度按真实比例，没有底图。{missing} 个园区没有填写经纬度，只在表中。来源：本平台登记，{day}。"
    ).format(
        what=measure_label(measure), missing=len(zones) - len(placed), day=timezone.localdate().isoformat()
    )
    title, download = zone_finding(zones, measure), reverse("zone_map_csv")
    return Chart("zones", title, option, (), [], note, download, MIDDLE, "map")


def _bubbles(zones: list[ZoneFigures], measure: str, most: int) -> list[dict[str, Any]]:
    """Return a bubble per zone with its number in the table; small ones last, so that none is hidden."""
    numbered = [
        (zone.counts[measure], number, zone)
        for number, zone in enumerate(zones, 1)
        if zone.record.lon is not None and zone.record.lat is not None
    ]
    return [
        {
            "value": [float(zone.record.lon or 0), float(zone.record.lat or 0)],
            "symbolSize": round(20 + 26 * (count / most) ** 0.5, 1),
            "tip": f"{zone.record}\n{measure_label(measure)} {count}",
            "url": zone.record.get_absolute_url(),
            "label": {"show": True, "formatter": str(number), "color": "@tblr-bg-surface", "fontWeight": 600},
        }
        for count, number, zone in sorted(numbered, key=lambda bubble: (-bubble[0], bubble[1]))
    ]


def chain_rows(links: list[Link]) -> list[tuple[Link, str, tuple[Shown, ...]]]:
    """Return each link with who is there and the links that feed it, for the table under the picture."""
    known = {link.record.key: link.record for link in links}
    return [
        (
            link,
            present(link),
            tuple(
                Shown(str(known[key]), known[key].get_absolute_url())
                for key in link.record.upstream
                if key in known
            ),
        )
        for link in links
    ]
