"""From a file to rows: what is kept, what is skipped and what is reported."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlwt
from odf import opendocument, text
from odf import table as tables

from silian.register.sheets import Amount, Fault, Field, Kind, Limits, SkippedRow, UnreadableSheet, read_table
from silian.register.sheets.known import NEED_FIELDS, RESULT_FIELDS

HEADERS = ["编号", "需求名称", "需求内容", "预算（万元）", "截止日期"]


def test_all_faults_are_reported_at_once_and_never_lose_the_row(save_xlsx):
    rows = [
        HEADERS,
        ["N1", "防爆锂离子电池", "提高安全性", "300-500", date(2027, 6, 30)],
        ["N2", "单晶", "同上", "abc", "明年"],
        ["N3", "模具", "延长寿命", "50万美元", "2027年3月底前"],
    ]
    table = read_table(save_xlsx(rows), NEED_FIELDS)
    advice = "写成“300-500万元”这样的人民币金额，或在表头注明单位，如“预算（万元）”"
    assert table.faults == (
        Fault(3, "C", "需求内容", "同上", "只写了“同上”", "把上一行的内容填进这一格"),
        Fault(3, "D", "预算（万元）", "abc", "看不懂的金额", advice),
        Fault(3, "E", "截止日期", "明年", "看不懂的日期", "写成“2027-06-30”或“2027年6月”"),
        Fault(4, "D", "预算（万元）", "50万美元", "不是人民币金额（美元）", advice),
    )
    assert [(row.number, dict(row.values)) for row in table.rows] == [
        (
            2,
            {
                "id": "N1",
                "title": "防爆锂离子电池",
                "text": "提高安全性",
                "budget": Amount(Decimal(3_000_000), Decimal(5_000_000), "300-500"),
                "deadline": date(2027, 6, 30),
            },
        ),
        (3, {"id": "N2", "title": "单晶"}),
        (4, {"id": "N3", "title": "模具", "text": "延长寿命", "deadline": date(2027, 3, 31)}),
    ]


def test_rows_that_are_no_record_are_set_aside_with_the_reason(save_xlsx):
    rows = [
        HEADERS,
        ["示例", "某某技术", "示例内容", 100, ""],
        ["N1", "防爆锂离子电池", "提高安全性", 300, ""],
        [],
        ["N2", "待補件", "-", 200, ""],
        HEADERS,
        ["N3", "单晶", "", "", ""],
        ["合计", "", "", 500, ""],
        ["注：金额单位为万元", "", "", "", ""],
        ["/", "", "—", "", ""],
    ]
    table = read_table(save_xlsx(rows), NEED_FIELDS)
    assert [row.number for row in table.rows] == [3, 7]
    assert table.skipped == (
        SkippedRow(2, ("示例", "某某技术", "示例内容", "100", ""), "填写示例"),
        SkippedRow(5, ("N2", "待補件", "-", "200", ""), "缺少需求名称和需求内容"),
        SkippedRow(6, tuple(HEADERS), "重复的表头"),
        SkippedRow(8, ("合计", "", "", "500", ""), "合计行"),
        SkippedRow(9, ("注：金额单位为万元", "", "", "", ""), "表格外的说明文字"),
        SkippedRow(10, ("/", "", "—", "", ""), "整行没有文字，或只写了“无”一类的话"),
    )


def test_a_row_with_any_content_is_used_or_set_aside(save_xlsx):
    rows = [
        ["需求名称", "需求内容", "预算（万元）"],
        ["防爆电池", "", ""],
        ["😀", "", ""],
        ["", "", 0],
        ["", "👍👍", "—"],
    ]
    table = read_table(save_xlsx(rows), NEED_FIELDS)
    assert [row.number for row in table.rows] == [2]
    assert [(row.number, row.reason) for row in table.skipped] == [
        (3, "整行没有文字，或只写了“无”一类的话"),
        (4, "缺少需求名称和需求内容"),
        (5, "整行没有文字，或只写了“无”一类的话"),
    ]


def test_a_company_merged_over_its_needs_belongs_to_each(save_xlsx):
    rows = [["需求单位", "需求名称"], ["某电池公司", "防爆电池"], ["", "快充电池"], ["某钢厂", "高温合金"]]
    table = read_table(save_xlsx(rows, merged=["A2:A3"]), NEED_FIELDS)
    assert [row.values["organisation"] for row in table.rows] == ["某电池公司", "某电池公司", "某钢厂"]


def test_the_content_decides_not_the_file_name(save_xlsx, save_text):
    rows = [["需求名称", "需求内容"], ["防爆电池", "提高安全性"]]
    excel = read_table(save_xlsx(rows, name="export.csv"), NEED_FIELDS)
    plain = read_table(save_text("需求名称,需求内容\n防爆电池,提高安全性\n", name="table.xlsx"), NEED_FIELDS)
    assert excel.rows == plain.rows
    assert (excel.encoding, plain.encoding) == ("", "utf-8")


def test_xls_and_ods_read_like_xlsx(tmp_path: Path, save_xlsx):

    rows = [
        ["需求名称", "需求内容", "预算（万元）"],
        ["防爆电池", "提高安全性", 300],
        ["单晶", "提高韧性", 200],
    ]
    book = xlwt.Workbook()
    sheet = book.add_sheet("数据")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.save(str(tmp_path / "needs.xls"))
    document = opendocument.OpenDocumentSpreadsheet()
    ods = tables.Table(name="数据")
    for row in rows:
        line = tables.TableRow()
        for value in row:
            number = isinstance(value, int)
            cell = (
                tables.TableCell(valuetype="float", value=value)
                if number
                else tables.TableCell(valuetype="string")
            )
            cell.addElement(text.P(text=str(value)))
            line.addElement(cell)
        ods.addElement(line)
    document.spreadsheet.addElement(ods)
    document.save(str(tmp_path / "needs.ods"))
    expected = read_table(save_xlsx(rows), NEED_FIELDS).rows
    assert read_table(tmp_path / "needs.xls", NEED_FIELDS).rows == expected
    assert read_table(tmp_path / "needs.ods", NEED_FIELDS).rows == expected


def test_formulas_without_a_result_and_failed_ones_are_faults(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["需求名称", "需求内容", "别的"], ["防爆电池", "=B9&C9", "=1+1"], ["单晶", "韧性", ""]]:
        sheet.append(row)
    sheet["B3"].value, sheet["B3"].data_type = "#REF!", "e"
    book.save(tmp_path / "needs.xlsx")
    table = read_table(tmp_path / "needs.xlsx", NEED_FIELDS)
    assert table.faults == (
        Fault(2, "B", "需求内容", "=B9&C9", "公式没有存下结果", "用 Excel 打开文件并保存一次，再重新读取"),
        Fault(3, "B", "需求内容", "#REF!", "公式出错", "在原表里改正公式，或直接填入数值"),
    )
    assert [dict(row.values) for row in table.rows] == [{"title": "防爆电池"}, {"title": "单晶"}]


def test_emoji_private_use_and_lone_surrogates_can_be_written_out_again(save_text):
    text = '{"title": "电池🔋\\ue123 \\ud83d研发", "text": "\\uf0b7 优点\\u0000一"}\n'
    table = read_table(save_text(text, name="n.jsonl"), NEED_FIELDS)
    assert dict(table.rows[0].values) == {"title": "电池🔋 \ufffd研发", "text": "优点一"}
    assert "".join(map(str, table.rows[0].values.values())).encode()


def test_a_text_of_1_mb_is_kept_whole_and_a_longer_one_cut_with_a_fault(save_text):
    long = "提高安全性，" * 60_000
    path = save_text(f"需求名称,需求内容\n防爆电池,{long}\n")
    table = read_table(path, NEED_FIELDS)
    assert (table.rows[0].values["text"], table.faults) == (long, ())
    cut = read_table(path, NEED_FIELDS, limits=Limits(max_cell_chars=1000))
    assert len(str(cut.rows[0].values["text"])) == 1000
    assert [(fault.row, fault.column, fault.problem) for fault in cut.faults] == [
        (2, "B", "单元格有 360000 个字，只读前 1000 个")
    ]


def test_reading_the_same_file_twice_gives_the_same(save_xlsx):
    path = save_xlsx([HEADERS, ["N1", "防爆锂离子电池", "提高安全性", "abc", "2027.6.30"]])
    assert read_table(path, NEED_FIELDS) == read_table(path, NEED_FIELDS)


def test_a_sheet_is_chosen_by_name_and_an_unknown_one_refused(save_xlsx):
    path = save_xlsx(
        [HEADERS, ["N1", "防爆电池", "", "", ""]], before=[["需求名称", "需求内容"], ["旧需求", "旧内容"]]
    )
    assert read_table(path, NEED_FIELDS, sheet="填写说明").rows[0].values["title"] == "旧需求"
    with pytest.raises(
        UnreadableSheet, match="没有名为“没有”的工作表（或它是空的）。有内容的工作表：填写说明、数据。"
    ):
        read_table(path, NEED_FIELDS, sheet="没有")


def test_progress_tells_rows_done_and_rows_in_all(save_text):
    seen: list[tuple[int, int]] = []
    text = "需求名称\n" + "防爆电池的研发\n" * 2500
    read_table(save_text(text), NEED_FIELDS, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(998, 2500), (1998, 2500), (2500, 2500)]


def test_fields_may_be_anything_the_caller_declares(save_text):
    fields = (
        Field("name", Kind.TEXT, "姓名", "Name", required=True),
        Field("paid", Kind.FLAG, "已付", "Paid"),
    )
    table = read_table(save_text("姓名,已付\n张三,是\n李四,√\n王五,\n"), fields)
    assert [dict(row.values) for row in table.rows] == [
        {"name": "张三", "paid": True},
        {"name": "李四", "paid": True},
        {"name": "王五"},
    ]


def test_a_thousand_columns_are_no_trouble(save_xlsx):
    headers = [f"问题{number}" for number in range(1000)]
    headers[700], headers[900] = "成果名称", "成果简介"
    row = ["是"] * 1000
    row[700], row[900] = "柴油车催化剂", "一种催化剂"
    table = read_table(save_xlsx([headers, row]), RESULT_FIELDS)
    assert [(column.letter, column.field) for column in table.columns if column.field] == [
        ("ZY", "title"),
        ("AHQ", "summary"),
    ]
    assert [dict(row.values) for row in table.rows] == [{"title": "柴油车催化剂", "summary": "一种催化剂"}]


@pytest.mark.slow
def test_200_000_rows_are_read(save_text):
    line = ",".join(
        [
            "第{0}号需求",
            "提高电池在高温条件下的安全性并降低成本",
            "某公司",
            "{0}万元",
            "2027-06-30",
            *"甲乙丙丁",
        ]
    )
    lines = [line.format(number) for number in range(200_000)]
    table = read_table(
        save_text("需求名称,需求内容,需求单位,预算,截止日期,一,二,三,四\n" + "\n".join(lines)), NEED_FIELDS
    )
    assert (len(table.rows), table.rows[-1].number, table.faults) == (200_000, 200_001, ())
    assert table.rows[-1].values["budget"] == Amount(
        Decimal(1_999_990_000), Decimal(1_999_990_000), "199999万元"
    )
