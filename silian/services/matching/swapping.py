"""Whether two sheets were given the wrong way round, told from their headers."""

from silian.register.sheets import Table
from silian.register.sheets.cleaning import key

# Words in a header that only one of the two sides uses; neutral ones (名称, 单位, 领域) say nothing.
_RESULT_SIGNS = tuple(
    map(
        key,
        [
            "成果",
            "完成单位",
            "持有单位",
            "专利",
            "知识产权",
            "trl",
            "转化方式",
            "转让",
            "流通方式",
            "展品",
            "创新点",
            "patent",
            "achievement",
        ],
    )
)
_NEED_SIGNS = tuple(
    map(
        key,
        [
            "需求",
            "预算",
            "拟投入",
            "难题",
            "难点",
            "榜",
            "揭榜",
            "指标要求",
            "现有水平",
            "截止",
            "期望",
            "拟解决",
            "budget",
            "deadline",
            "requirement",
        ],
    )
)
CLEAR_LEAD = 2


def looks_swapped(needs: Table, results: Table) -> bool:
    """Tell from the headers whether the sheet given as needs lists results and the other one needs.

    Headers that say nothing on either side (id, title, text) never count as swapped.
    """
    lean_of_needs, lean_of_results = _lean_to_results(needs), _lean_to_results(results)
    return lean_of_needs >= 0 >= lean_of_results and lean_of_needs - lean_of_results >= CLEAR_LEAD


def _lean_to_results(table: Table) -> int:
    """Count the headers only results have, less those only needs have."""
    headers = [key(column.header) for column in table.columns]
    return sum(
        any(sign in header for sign in _RESULT_SIGNS) - any(sign in header for sign in _NEED_SIGNS)
        for header in headers
    )
