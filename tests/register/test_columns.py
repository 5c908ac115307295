"""Which column is taken for which field, how surely, and how to overrule it."""

import pytest

from silian.register.sheets import ColumnMatch, UnreadableSheet, read_table
from silian.register.sheets.known import NEED_FIELDS, RESULT_FIELDS
from silian.services.matching.swapping import looks_swapped


def mapping(table):
    return {column.header: column.field for column in table.columns}


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (["编号", "成果名称", "成果简介", "完成单位", "技术领域"], ["id", "title", "summary", "organisation", "field"]),
        (["編號", "成果名稱", "成果簡介", "完成單位", "技術領域"], ["id", "title", "summary", "organisation", "field"]),
        (["No.", "Title", "Abstract", "Institution", "Field"], ["id", "title", "summary", "organisation", "field"]),
        (["序号", "项目名称", "项目介绍", "第一完成单位", "所属领域"], ["id", "title", "summary", "organisation", "field"]),
        (["序号", "拟转化成果名称", "主要技术创新点", "成果完成单位", "主要应用行业"], ["id", "title", "summary", "organisation", "field"]),
    ],
)  # fmt: skip
def test_headers_in_both_scripts_and_in_english_are_known(save_xlsx, headers, fields):
    row = ["A1", "柴油车催化剂", "一种用于柴油车的催化剂", "某大学", "新材料"]
    assert list(mapping(read_table(save_xlsx([headers, row]), RESULT_FIELDS)).values()) == fields


def test_a_column_is_described_with_its_letter_its_reason_and_examples(save_xlsx):
    table = read_table(
        save_xlsx([["成果名称", "我的备忘"], ["柴油车催化剂", "甲"], ["污泥干化", "乙"]]), RESULT_FIELDS
    )
    assert table.columns == (
        ColumnMatch(0, "A", "成果名称", "title", 1.0, "名称相同", ("柴油车催化剂", "污泥干化")),
        ColumnMatch(1, "B", "我的备忘", "", 0.0, "", ("甲", "乙")),
    )


def test_a_similar_name_is_less_sure_than_a_known_one_and_cells_less_than_both(save_text):
    long = "一种用于柴油车尾气净化的催化剂及其制备方法，" * 4
    text = f"成果名称,所在学校名称,资料甲\n柴油车催化剂,某大学,{long}\n污泥干化,某学院,{long}\n"
    columns = read_table(save_text(text), RESULT_FIELDS).columns
    assert [(column.field, column.why) for column in columns] == [
        ("title", "名称相同"), ("organisation", "名称相近"), ("summary", "单元格内容"),
    ]  # fmt: skip
    assert columns[0].confidence > 0.9 > columns[1].confidence > 0.6 > columns[2].confidence > 0


def test_the_better_column_wins_and_the_other_fills_its_gaps(save_xlsx):
    rows = [["成果名称", "技术成熟度", "展项TRL"], ["甲技术装置", "量产", 5], ["乙技术装置", "小试", ""]]
    table = read_table(save_xlsx(rows), RESULT_FIELDS)
    assert [row.values["readiness"] for row in table.rows] == [5, 4]


def test_duplicate_columns_are_used_once_and_fill_each_other(save_xlsx):
    rows = [
        ["成果名称", "成果名称", "成果简介", "成果简介"],
        ["甲", "乙", "说明一", "说明一"],
        ["", "丙", "说明二", "说明三"],
    ]
    table = read_table(save_xlsx(rows), RESULT_FIELDS)
    assert [dict(row.values) for row in table.rows] == [
        {"title": "甲", "summary": "说明一"},
        {"title": "丙", "summary": "成果简介：说明二\n成果简介：说明三"},
    ]


def test_a_header_that_only_begins_like_a_field_is_not_taken(save_xlsx):
    headers = ["成果名称", "单位电话", "是否上市企业", "专利数量", "成果附件", "领域排名"]
    table = read_table(save_xlsx([headers, ["柴油车催化剂", "028", "否", "3", "a.pdf", "2"]]), RESULT_FIELDS)
    assert mapping(table) == dict.fromkeys(headers, "") | {"成果名称": "title"}


def test_numbers_under_a_text_header_are_not_taken(save_xlsx):
    rows = [["成果名称", "关键字"], ["柴油车催化剂", "8505"], ["污泥干化", "7425"]]
    assert mapping(read_table(save_xlsx(rows), RESULT_FIELDS)) == {"成果名称": "title", "关键字": ""}


def test_a_number_shared_by_many_rows_is_no_number_of_theirs(save_text):
    lines = "".join(f"C01,催化剂{number}\n" for number in range(8))
    assert mapping(read_table(save_text(f"编号,成果名称\n{lines}"), RESULT_FIELDS)) == {
        "编号": "",
        "成果名称": "title",
    }


def test_the_english_side_is_told_by_a_hint_or_by_its_cells(save_xlsx):
    rows = [
        ["名称（中文）", "名称（英文）", "简介", "Abstract"],
        ["催化剂", "Catalyst", "一种催化剂", "A catalyst for cars"],
    ]
    table = read_table(save_xlsx(rows), RESULT_FIELDS)
    assert list(mapping(table).values()) == ["title", "title_en", "summary", "summary_en"]


def test_chinese_repeated_in_the_english_column_is_missing(save_xlsx):
    rows = [["名称", "英文名称"], ["催化剂", "催化剂"], ["AI Robot", "AI  robot"], ["机器人", "Robot"]]
    table = read_table(save_xlsx(rows), RESULT_FIELDS)
    assert [row.values.get("title_en") for row in table.rows] == [None, None, "Robot"]


def test_a_column_can_be_told_by_header_or_letter(save_xlsx):
    path = save_xlsx([["名称", "技術/展品名稱(中文)", "说明甲"], ["一号", "柴油车催化剂", "很好"]])
    told = read_table(path, RESULT_FIELDS, overrides={"title": "技术/展品名称（中文）", "summary": "C"})
    assert [(column.field, column.why) for column in told.columns] == [
        ("", ""),
        ("title", "指定"),
        ("summary", "指定"),
    ]
    assert dict(told.rows[0].values) == {"title": "柴油车催化剂", "summary": "很好"}


def test_an_unknown_header_is_refused_with_the_nearest_first(save_xlsx):
    path = save_xlsx([["编号", "完成单位", "成果名称"], ["1", "某大学", "柴油车催化剂"]])
    with pytest.raises(UnreadableSheet) as error:
        read_table(path, RESULT_FIELDS, overrides={"title": "成果名字"})
    assert str(error.value) == (
        "--map title=成果名字：表里没有这个表头。现有的表头（相近的在前）：成果名称、完成单位、编号。"
    )


def test_messages_name_the_option_of_the_sheet_at_hand(save_xlsx):
    path = save_xlsx([["姓名", "电话"], ["张三", "028-123"], ["李四", "028-456"]])
    for overrides in [{"title": "成果名字"}, {"titel": "姓名"}, {"title": "姓名", "id": "姓名"}, {}]:
        with pytest.raises(UnreadableSheet, match="--map-needs ") as error:
            read_table(path, NEED_FIELDS, overrides=overrides, option="--map-needs")
        assert "--map " not in str(error.value)


def test_an_unknown_field_and_one_column_for_two_fields_are_refused(save_xlsx):
    path = save_xlsx([["编号", "成果名称"], ["1", "柴油车催化剂"]])
    with pytest.raises(
        UnreadableSheet, match=r"字段“titel”不存在。可用的字段：id \(编号\)、title \(成果名称\)"
    ):
        read_table(path, RESULT_FIELDS, overrides={"titel": "成果名称"})
    with pytest.raises(UnreadableSheet, match="一列只能作一个字段"):
        read_table(path, RESULT_FIELDS, overrides={"title": "编号", "id": "编号"})


NEEDS = [["需求名称", "需求内容", "预算（万元）", "需求单位"], ["防爆电池", "提高安全性", 500, "某公司"]]
RESULTS = [
    ["成果名称", "成果简介", "TRL", "专利情况", "完成单位"],
    ["催化剂", "一种催化剂", 6, "已授权", "某大学"],
]


def test_swapped_files_are_noticed_and_right_ones_are_not(save_xlsx):
    needs, results = save_xlsx(NEEDS, name="needs.xlsx"), save_xlsx(RESULTS, name="results.xlsx")
    right = read_table(needs, NEED_FIELDS), read_table(results, RESULT_FIELDS)
    swapped = read_table(results, NEED_FIELDS), read_table(needs, RESULT_FIELDS)
    assert (looks_swapped(*right), looks_swapped(*swapped)) == (False, True)


def test_neutral_headers_and_the_same_file_twice_never_look_swapped(save_text, save_xlsx):
    needs = save_text('{"id": "a", "title": "防爆电池", "text": "提高安全性"}\n', name="n.jsonl")
    results = save_text('{"id": "b", "title_keywords": "模型 修正"}\n', name="r.jsonl")
    same = save_xlsx(RESULTS)
    assert not looks_swapped(read_table(needs, NEED_FIELDS), read_table(results, RESULT_FIELDS))
    assert not looks_swapped(read_table(results, NEED_FIELDS), read_table(needs, RESULT_FIELDS))
    assert not looks_swapped(read_table(same, NEED_FIELDS), read_table(same, RESULT_FIELDS))
