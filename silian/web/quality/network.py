"""The picture of who matched whom, and the table that says the same."""

from django.urls import reverse
from django.utils.translation import gettext as _

from silian.services.brokering.network import TALKING, Tie
from silian.web.charts import TALL, Chart, Option, Shown

MOST_DRAWN = 150
STYLES = {1: "dotted", 2: "dashed", 3: "solid"}


def strengths() -> dict[int, str]:
    """Return how far two organisations got, in words."""
    return {1: _("已认可"), 2: _("已请求联系"), 3: _("已建立联系")}


def company_name(tie: Tie) -> str:
    """Return the company in words; one that keeps its need to itself has no name."""
    return tie.company_name or _("保密需求的企业")


def network_chart(found: list[Tie], download: str) -> Chart | None:
    """Return organisations as nodes and pairs as edges; None where nobody matched."""
    if not found:
        return None
    drawn = found[:MOST_DRAWN]
    option: Option = {
        "tooltip": {"trigger": "item"},
        "legend": {"top": 0, "left": 0, "textStyle": {"color": "@tblr-body-color"}},
        "series": [
            {
                "type": "graph",
                "layout": "force",
                "roam": "move",
                "force": {
                    "repulsion": 70,
                    "gravity": 0.3,
                    "edgeLength": [30, 90],
                    "layoutAnimation": False,
                    "initLayout": "circular",
                },
                "top": 40,
                "categories": [
                    {"name": _("企业"), "itemStyle": {"color": "@chain-industry"}},
                    {
                        "name": _("成果单位"),
                        "itemStyle": {"color": "@chain-innovation"},
                        "symbol": "roundRect",
                    },
                ],
                "data": _nodes(drawn),
                "links": _edges(drawn),
                "labelLayout": {"hideOverlap": True},
                "emphasis": {"focus": "adjacency"},
            }
        ],
    }
    rows = [_row(tie) for tie in found]
    note = _(
        "实线是已建立联系，虚线是已请求联系，点线是已认可；只有您所属的单位、园区的匹配。圆是企业，方块是成果单位，越大匹配越多。"
    )
    headings = (_("企业"), _("成果单位"), _("走到哪一步"), _("匹配的对数"), _("匹配"))
    return Chart("network", _finding(found), option, headings, rows, note, download, TALL)


def _finding(found: list[Tie]) -> str:
    talking = sum(tie.strength == TALKING for tie in found)
    companies, owners = len({tie.company for tie in found}), len({tie.owner for tie in found})
    return _("{companies} 家企业和 {owners} 家成果单位走到了一起，其中 {talking} 组已建立联系").format(
        companies=companies, owners=owners, talking=talking
    )


def _row(tie: Tie) -> tuple[Shown, ...]:
    first = tie.pairs[0].seat
    return (
        Shown(company_name(tie)),
        Shown(tie.owner_name),
        Shown(strengths()[tie.strength]),
        Shown(str(len(tie.pairs))),
        Shown(first.achievement.title, pair_address(tie)),
    )


def pair_address(tie: Tie) -> str:
    """Return the page of the tie's first pair."""
    seat = tie.pairs[0].seat
    return reverse("pair", args=[seat.need.key, seat.achievement.key])


def _nodes(drawn: list[Tie]) -> list[dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    counts: dict[str, int] = {}
    for tie in drawn:
        for key, name, kind in (
            (f"c:{tie.company}", company_name(tie), 0),
            (f"o:{tie.owner}", tie.owner_name, 1),
        ):
            counts[key] = counts.get(key, 0) + len(tie.pairs)
            found[key] = {
                "id": key,
                "name": name,
                "category": kind,
                "symbolSize": min(12 + 3 * counts[key], 40),
                "tip": f"{name}: {counts[key]}",
                "label": {
                    "show": counts[key] > (4 if kind == 0 else 2),
                    "position": "right",
                    "color": "@tblr-body-color",
                    "fontSize": 11,
                },
            }
    return list(found.values())


def _edges(drawn: list[Tie]) -> list[dict[str, object]]:
    return [
        {
            "source": f"c:{tie.company}",
            "target": f"o:{tie.owner}",
            "tip": f"{company_name(tie)} – {tie.owner_name}: {strengths()[tie.strength]} ({len(tie.pairs)})",
            "url": pair_address(tie),
            "lineStyle": {
                "type": STYLES[tie.strength],
                "width": min(1 + len(tie.pairs), 5),
                "color": "@tblr-secondary",
            },
        }
        for tie in drawn
    ]
