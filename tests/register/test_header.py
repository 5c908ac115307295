"""Finding the row that names the columns, under whatever stands above it."""

import pytest

from silian.register.sheets import read_table
from silian.register.sheets.known import NEED_FIELDS

BATTERY = ["1", "防爆锂离子电池的研发", "需要提高电池的安全性", "某电池公司"]
HEADERS = ["序号", "需求名称", "需求内容", "需求单位"]


def names(table):
    return {column.field: column.header for column in table.columns if column.field}


def values(table):
    return [(row.number, dict(row.values)) for row in table.rows]


BATTERY_VALUES = {
    "id": "1", "title": "防爆锂离子电池的研发", "text": "需要提高电池的安全性", "organisation": "某电池公司",
}  # fmt: skip


def test_a_header_on_row_1_is_found(save_xlsx):
    table = read_table(save_xlsx([HEADERS, BATTERY]), NEED_FIELDS)
    assert (table.header_row, values(table)) == (1, [(2, BATTERY_VALUES)])


def test_a_header_on_row_7_under_a_merged_title_and_notes_is_found(save_xlsx):
    above = [
        ["2027年度企业技术需求汇总表（需求名称、需求内容等）"], [], ["填报单位：科技局", "", "填报日期：2027年1月"],
        ["说明：请如实填写需求内容，技术需求应当明确具体，并写清预期目标和现有工作基础，不要超过五百字。"], [], [],
    ]  # fmt: skip
    table = read_table(save_xlsx([*above, HEADERS, BATTERY], merged=["A1:D1", "A4:D4"]), NEED_FIELDS)
    assert (table.header_row, values(table)) == (7, [(8, BATTERY_VALUES)])


def test_two_merged_levels_are_joined(save_xlsx):
    rows = [
        ["需求汇总表"],
        ["序号", "需求名称", "指标", "", "需求单位"],
        ["", "", "要求", "现有水平", ""],
        [1, "高韧性单晶", "冲击韧性≥67%", "冲击韧性50%", "某超硬材料公司"],
    ]
    merged = ["A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"]
    table = read_table(save_xlsx(rows, merged=merged), NEED_FIELDS)
    assert [column.header for column in table.columns] == [
        "序号",
        "需求名称",
        "指标/要求",
        "指标/现有水平",
        "需求单位",
    ]
    assert table.header_row == 3
    assert values(table) == [
        (
            4,
            {
                "id": "1",
                "title": "高韧性单晶",
                "text": "指标/要求：冲击韧性≥67%\n指标/现有水平：冲击韧性50%",
                "organisation": "某超硬材料公司",
            },
        )
    ]


def test_two_levels_in_csv_where_merges_are_lost_are_joined_too(save_text):
    text = "序号,需求名称,指标,,需求单位\n,,要求,现有水平,\n1,高韧性单晶,冲击韧性≥67%,冲击韧性50%,某超硬材料公司\n"
    table = read_table(save_text(text), NEED_FIELDS)
    assert [column.header for column in table.columns] == [
        "序号",
        "需求名称",
        "指标/要求",
        "指标/现有水平",
        "需求单位",
    ]
    assert len(table.rows) == 1


def test_a_group_over_plain_names_lends_them_its_meaning(save_xlsx):
    rows = [
        ["企业", "", "需求", ""],
        ["名称", "电话", "名称", "内容"],
        ["某电池公司", "028-1234567", "防爆锂离子电池", "需要提高电池的安全性"],
    ]
    table = read_table(save_xlsx(rows, merged=["A1:B1", "C1:D1"]), NEED_FIELDS)
    assert names(table) == {"organisation": "企业/名称", "title": "需求/名称", "text": "需求/内容"}


def test_the_first_data_row_with_gaps_is_not_taken_for_a_second_level(save_text):
    table = read_table(
        save_text("需求名称,需求内容,需求单位\n防爆电池,,某公司\n催化剂,提高寿命,\n"), NEED_FIELDS
    )
    assert (table.header_row, len(table.rows)) == (1, 2)


def test_line_breaks_stars_and_spaces_in_headers_do_not_matter(save_xlsx):
    rows = [["*需求\n名称", " 需 求 内 容 ：", "需求单位（必填）"], BATTERY[1:]]
    table = read_table(save_xlsx(rows), NEED_FIELDS)
    assert [column.header for column in table.columns] == ["需求名称", "需求内容", "需求单位（必填）"]
    assert set(names(table)) == {"title", "text", "organisation"}


def test_the_data_sheet_is_chosen_over_the_instructions(save_xlsx):
    before = [["填写说明"], ["1. 需求名称：不超过30字"], ["2. 需求内容：写清技术难点"], ["需求名称", "必填"]]
    table = read_table(save_xlsx([HEADERS, BATTERY], before=before), NEED_FIELDS)
    assert (table.sheet, len(table.rows)) == ("数据", 1)


def test_a_sheet_without_any_header_is_read_by_its_cells(save_text):
    long = "需要提高电池在高温和针刺条件下的安全性，" * 4
    table = read_table(save_text(f"防爆锂离子电池的研发,{long}\n烧结金刚石锯片模具,{long}\n"), NEED_FIELDS)
    assert table.header_row == 0
    assert [(column.letter, column.field, column.why) for column in table.columns] == [
        ("A", "title", "单元格内容"),
        ("B", "text", "单元格内容"),
    ]
    assert [row.number for row in table.rows] == [1, 2]


TITLES = ["防爆锂离子电池的研发", "烧结金刚石锯片模具", "高韧性单晶的研制"]


def test_a_list_of_titles_without_a_header_keeps_its_first_title(save_text):
    table = read_table(save_text("\n".join(TITLES)), NEED_FIELDS)
    assert (table.header_row, table.faults) == (0, ())
    assert [(row.number, row.values["title"]) for row in table.rows] == list(enumerate(TITLES, 1))


@pytest.mark.parametrize("header", ["需求名称", "技术需求", "名称"])
def test_a_known_name_over_a_list_of_titles_is_its_header(save_text, header):
    table = read_table(save_text("\n".join([header, *TITLES])), NEED_FIELDS)
    assert (table.header_row, table.faults, len(table.rows)) == (1, (), 3)


def test_a_first_row_taken_for_a_header_without_a_known_name_is_reported(save_text):
    table = read_table(save_text("\n".join(["事项", *TITLES])), NEED_FIELDS)
    assert (table.header_row, len(table.rows)) == (1, 3)
    assert [(fault.row, fault.value, fault.problem, fault.advice) for fault in table.faults] == [
        (
            1,
            "事项",
            "表头里没有认识的名称，这一行被当作表头，没有读作数据",
            "如果这一行是数据，请在它上面加一行表头，如“需求名称”",
        )
    ]


def test_json_lines_have_no_header_row_and_number_their_lines(save_text):
    text = '{"id": "a", "title": "防爆电池", "text": "安全"}\n\n{"id": "b", "title": "催化剂"}\n'
    table = read_table(save_text(text, name="needs.jsonl"), NEED_FIELDS)
    assert table.header_row == 0
    assert values(table) == [
        (1, {"id": "a", "title": "防爆电池", "text": "安全"}),
        (3, {"id": "b", "title": "催化剂"}),
    ]
