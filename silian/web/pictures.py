"""The picture on the home page: needs against results by field."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.web.charts import Chart, Shown, bars
from silian.web.queries import Area

RESULTS, NEEDS = "@chain-innovation", "@chain-industry"


def finding(areas: list[Area]) -> str:
    """Return what the picture shows, in one sentence."""
    most_wanted = max(areas, key=lambda area: (area.needs - area.results, area.needs))
    if most_wanted.needs > most_wanted.results:
        words = _("{name}的需求比成果多：需求 {needs} 项，成果 {results} 项")
    else:
        most_wanted = max(areas, key=lambda area: (area.results, area.needs))
        words = _("各领域的成果都不少于需求；{name}的成果最多，有 {results} 项，需求 {needs} 项")
    return words.format(name=most_wanted.name, needs=most_wanted.needs, results=most_wanted.results)


def by_field(areas: list[Area], counted: dict[str, dict[str | None, int]]) -> Chart | None:
    """Return the chart of ``areas``; None if there is nothing to draw."""
    if not areas:
        return None
    results, needs = _("科技成果"), _("技术需求")

    def points(name: str, slug: str, counts: list[int]) -> list[dict[str, object]]:
        return [
            {"value": count, "url": area.url(slug), "tip": f"{area.name}\n{name} {count}"}
            for area, count in zip(areas, counts, strict=True)
        ]

    option = bars(
        [area.name for area in areas],
        [
            (results, RESULTS, points(results, "achievements", [area.results for area in areas])),
            (needs, NEEDS, points(needs, "needs", [area.needs for area in areas])),
        ],
        _("项"),
        whole=True,
    )
    note = _(
        "单位：项。按一级技术领域统计您能看到的成果和需求；没有填写领域的成果 {results} 项、需求 {needs} 项未计入。"
        "来源：本平台登记，{day}。"
    ).format(
        results=counted["achievements"].get(None, 0),
        needs=counted["needs"].get(None, 0),
        day=timezone.localdate().isoformat(),
    )
    rows = [
        (
            Shown(area.name),
            Shown(str(area.results), area.url("achievements")),
            Shown(str(area.needs), area.url("needs")),
        )
        for area in areas
    ]
    return Chart(
        "by-field", finding(areas), option, (_("技术领域"), results, needs), rows, note, reverse("fields_csv")
    )
