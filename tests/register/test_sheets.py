"""Workbooks of several sheets: which are read, in what order, and which are named as unread."""

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest

from silian.language import use
from silian.register.sheets import Fault, SkippedRow, read_table
from silian.register.sheets.known import NEED_FIELDS

HEADERS = ["需求名称", "需求内容", "预算（万元）"]
ADVICE = "写成“300-500万元”这样的人民币金额，或在表头注明单位，如“预算（万元）”"
SaveBook = Callable[[Mapping[str, list[list[object]]]], Path]


@pytest.fixture
def save_book(tmp_path: Path) -> SaveBook:
    """Return a function that writes sheets by name to one xlsx file."""

    def save(sheets: Mapping[str, list[list[object]]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "book.xlsx"
        book.save(path)
        return path

    return save


YEARS = {
    "2023年": [HEADERS, ["电池", "提高安全性", 300], ["合计", "", 300]],
    "说明": [["请按年度填写"], ["每行一条需求"], ["金额单位为万元"], ["谢谢配合"]],
    "2024年": [["2024年度需求汇总"], HEADERS, ["单晶", "提高韧性", "abc"], ["模具", "延长寿命", 50]],
    "2025年": [HEADERS, ["催化剂", "提高转化率", 100]],
}


def test_sheets_under_the_same_headers_are_read_as_one(save_book):
    table = read_table(save_book(YEARS), NEED_FIELDS)
    assert (table.sheet, table.header_row, table.other_sheets) == ("2023年、2024年、2025年", 1, ())
    assert [(row.sheet, row.number, row.values["title"]) for row in table.rows] == [
        ("2023年", 2, "电池"),
        ("2024年", 3, "单晶"),
        ("2024年", 4, "模具"),
        ("2025年", 2, "催化剂"),
    ]
    assert table.skipped == (SkippedRow(3, ("合计", "", "300"), "合计行", "2023年"),)
    assert table.faults == (Fault(3, "C", "预算（万元）", "abc", "看不懂的金额", ADVICE, "2024年"),)


def test_the_names_of_the_sheets_are_listed_in_the_language_in_use(save_book):
    path = save_book(YEARS)
    use("en")
    try:
        assert read_table(path, NEED_FIELDS).sheet == "2023年, 2024年, 2025年"
    finally:
        use("zh")


def test_a_sheet_asked_for_is_read_alone_and_the_others_are_named(save_book):
    table = read_table(save_book(YEARS), NEED_FIELDS, sheet="2024年")
    assert (table.sheet, table.other_sheets) == ("2024年", (("2023年", 2), ("2025年", 1)))
    assert [(row.sheet, row.number) for row in table.rows] == [("", 3), ("", 4)]


def test_progress_counts_the_rows_of_all_sheets(save_book):
    seen: list[tuple[int, int]] = []
    read_table(save_book(YEARS), NEED_FIELDS, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(5, 5)]


def test_of_unlike_sheets_that_fit_equally_the_longer_is_read_and_the_other_named(save_book):
    sheets = {
        "旧": [["名称", "内容"], ["旧电池", "安全"]],
        "新": [["需求名称", "需求描述"], ["电池", "安全"], ["单晶", "韧性"]],
    }
    table = read_table(save_book(sheets), NEED_FIELDS)
    assert (table.sheet, table.other_sheets) == ("新", (("旧", 1),))


def test_other_tables_are_named_with_their_rows_and_mere_text_is_not(save_book):
    sheets = {
        "需求": [HEADERS, ["电池", "提高安全性", 300]],
        "联系人": [["姓名", "电话"], *[[f"某{n}", f"028-{n}"] for n in range(3)]],
        "选项": [["领域", "代码"], ["材料", "A"], ["医药", "B"]],
        "说明": [["请逐行填写"], ["每行一条"], ["不得合并"], ["单位为万元"], ["谢谢"]],
        "填表": [["说明"], ["请逐行填写"], ["每行一条需求"], ["单位为万元"]],
        "题目": [["需求名称"], ["模具"]],
        "空表": [HEADERS],
    }
    table = read_table(save_book(sheets), NEED_FIELDS)
    assert (table.sheet, table.other_sheets) == ("需求", (("联系人", 3), ("题目", 1)))


def test_a_sheet_of_examples_is_not_read_with_the_needs(save_book):
    sheets = {
        "填写示例": [HEADERS, ["某某技术", "某某内容", 300], ["某某", "某某", 1]],
        "需求": [HEADERS, ["电池", "提高安全性", 300]],
    }
    table = read_table(save_book(sheets), NEED_FIELDS)
    assert (table.sheet, table.other_sheets) == ("需求", (("填写示例", 2),))
