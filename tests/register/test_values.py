"""Cells of every kind, as people write them, to values."""

from datetime import date, datetime

import pytest

from silian.register.sheets import Field, Kind
from silian.register.sheets.cleaning import clean_text, is_placeholder, separates_words_by_spaces
from silian.register.sheets.values import BadValue, reader_for

STATES = {
    "granted": ("已授权", "授权"),
    "pending": ("申请中", "实审"),
    "secret": ("技术秘密",),
    "none": ("无", "无专利", "未授权"),
}


def read(kind: Kind, cell, header: str = "", **more):
    return reader_for(Field("x", kind, "某项", "X", **more), header)(cell)


def problem(kind: Kind, cell, header: str = "", **more) -> str:
    with pytest.raises(BadValue) as bad:
        read(kind, cell, header, **more)
    assert bad.value.advice
    return bad.value.problem


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("纯净的文字 with English words", "纯净的文字 with English words"),
        ("第一行_x000D_\n第二行", "第一行\n第二行"),
        ("第一行_x000D_第二行", "第一行\n第二行"),
        ("甲_x005F_乙", "甲_乙"),
        ("ＴＲＬ－６，５００ｋＷ（额定）", "TRL-6，500kW（额定）"),
        ("温度≥８５℃ 面积㎡ 平方² 第③项", "温度≥85℃ 面积㎡ 平方² 第③项"),
        ("高 温 合 金", "高温合金"),
        ("采用 3D 打印", "采用 3D 打印"),
        ("\u3000\u3000首行缩进\u00a0\u200b", "首行缩进"),
        ("一\r\n\r\n\r\n\r\n二", "一\n\n二"),
        ("\uf0b7 优点一", "优点一"),
        ("电池🔋🔬好", "电池🔋🔬好"),
        ("坏\ud83d字", "坏\ufffd字"),
        ("控制\x07字符\x00", "控制字符"),
        ("   \n ", ""),
    ],
)
def test_text_is_cleaned_and_nothing_else_is_touched(raw, clean):
    assert clean_text(raw) == clean


def test_spaces_stay_where_they_separate_words():
    column = ["模型 修正 钢管 混凝土", "柴油车 催化剂 产业化", "移动式 废弃 生物质"]
    assert separates_words_by_spaces(column)
    assert not separates_words_by_spaces(["高 温 合 金", "防爆锂离子电池的研发", "单晶 研制"])
    assert clean_text("模型 修正  钢管", spaces_separate=True) == "模型 修正 钢管"


@pytest.mark.parametrize(
    "text",
    ["", "-", "—", "——", "/", "N/A", "n/a", "NA", "null", "None", "无", "無", "暂无", "待補件", "待补充", "待補(長度過長)",
     "（待补充）", "不详", "未填", "...", "……", "TBD", "？", "( 无 )"],
)  # fmt: skip
def test_placeholders_say_nothing(text):
    assert is_placeholder(clean_text(text))


@pytest.mark.parametrize(
    "text",
    [
        "无人机",
        "无损检测",
        "待机功耗低于 1 W",
        "A",
        "空调",
        "NA-Si 合金",
        "X",
        "3",
        "待测件的高精度温度补偿方法研究与产业化应用",
    ],
)
def test_short_texts_that_only_begin_like_placeholders_are_kept(text):
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2027, 3, 1), date(2027, 3, 1)),
        (datetime(2027, 3, 1, 8, 30), date(2027, 3, 1)),
        (46568.0, date(2027, 6, 30)),
        ("46568", date(2027, 6, 30)),
        ("2027年3月底前", date(2027, 3, 31)),
        ("2027年3月中旬", date(2027, 3, 20)),
        ("2027.6.30", date(2027, 6, 30)),
        ("2027/6", date(2027, 6, 30)),
        ("2027-06-30 12:00:00", date(2027, 6, 30)),
        ("2027年6月30日前完成", date(2027, 6, 30)),
        ("20270630", date(2027, 6, 30)),
        ("2028年2月", date(2028, 2, 29)),
        ("2027", date(2027, 12, 31)),
        ("2027年底", date(2027, 12, 31)),
        ("2027年上半年", date(2027, 6, 30)),
        ("2027年第三季度", date(2027, 9, 30)),
        ("2026年1月—2027年9月", date(2027, 9, 30)),
        ("民國116年6月", date(2027, 6, 30)),
        ("２０２７年６月", date(2027, 6, 30)),
        ("长期有效", None),
        ("待定", None),
    ],
)
def test_days_are_read_and_a_month_means_its_end(cell, day):
    assert read(Kind.DATE, cell, "截止日期") == day


@pytest.mark.parametrize(
    "text", ["明年", "尽快", "2027年春茶前", "2027年2月30日", "2027-13-01", "12345678", "99999999999"]
)
def test_a_day_that_cannot_be_made_out_is_a_fault(text):
    assert problem(Kind.DATE, text) == "看不懂的日期"


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        (6.0, 6), ("6", 6), ("TRL 6", 6), ("TRL6-7", 6), ("trl-8", 8), ("7级", 7), ("第七级", 7), ("6～7级", 6),
        ("小试完成", 4), ("中试阶段", 6), ("已量产", 9), ("概念验证", 3), ("量產上市", 9), ("雛型", 6), ("試量產", 8),
        ("實驗室階段", 4), ("概念", 2), ("已完成小试，正在中试", 6), ("尚未量产，处于中试阶段", 6), ("Prototype", 6),
        ("其他", None), ("—", None),
    ],
)  # fmt: skip
def test_readiness_is_a_level_from_1_to_9(cell, level):
    assert read(Kind.READINESS, cell) == level


@pytest.mark.parametrize("cell", ["0", "10", "TRL 12", 3.5, "很好"])
def test_a_readiness_that_is_no_level_is_a_fault(cell):
    assert problem(Kind.READINESS, cell) == "看不懂的技术成熟度"


@pytest.mark.parametrize(
    "cell",
    ["不成熟", "尚不成熟", "待产业化", "拟产业化", "即将量产", "准备中试", "计划中试", "尚未量产", "未成熟", "还没有中试",
     "将产业化", "有待产业化", "預計2027年底量產", "尚未进行中试", "中试尚未开展", "中试前", "不具备量产条件", "未来可产业化",
     "预计达到TRL 9", "pre-commercial", "not yet in mass production", "planned pilot"],
)  # fmt: skip
def test_a_stage_denied_or_still_to_come_is_not_taken_for_reached(cell):
    assert problem(Kind.READINESS, cell) == "写的是还没有达到的技术阶段"


@pytest.mark.parametrize(
    ("cell", "level"),
    [("小试完成，准备中试", 4), ("已完成中试，待产业化", 6), ("中试阶段，即将量产", 6), ("尚不成熟，处于实验室阶段", 4),
     ("模拟示范", 7), ("计划扩大规模，已量产", 9), ("无需中试，可直接应用", 9)],
)  # fmt: skip
def test_of_stages_reached_and_to_come_the_reached_one_counts(cell, level):
    assert read(Kind.READINESS, cell) == level


@pytest.mark.parametrize(
    ("cell", "flag"),
    [("是", True), ("Y", True), (True, True), (1.0, True), ("√", True), ("公开", True), ("否", False), ("×", False),
     ("no", False), ("不公开", False), ("待定", None), ("", None)],
)  # fmt: skip
def test_flags_are_read(cell, flag):
    assert read(Kind.FLAG, cell) is flag


def test_an_unclear_flag_is_a_fault():
    assert problem(Kind.FLAG, "也许") == "看不出是还是否"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("已授权", "granted"),
        ("发明专利已授權3项，实审2项", "granted"),
        ("申請中", "pending"),
        ("目前未授权", "none"),
        ("无", "none"),
        ("N/A", None),
    ],
)
def test_a_choice_becomes_its_code_and_none_is_an_answer(text, code):
    assert read(Kind.CODE, text, choices=STATES) == code


def test_an_unknown_choice_is_a_fault_that_lists_the_choices():
    with pytest.raises(BadValue) as bad:
        read(Kind.CODE, "随便", choices=STATES)
    assert (bad.value.problem, bad.value.advice) == (
        "不认识的某项说法",
        "写成其中一种：已授权、申请中、技术秘密、无",
    )


def test_numbers_and_days_in_a_text_column_look_as_in_the_sheet():
    cells = [5290.0, 2.5, True, datetime(2027, 1, 2), date(2027, 1, 2), 123456789012.0]
    assert [read(Kind.TEXT, cell) for cell in cells] == [
        "5290", "2.5", "是", "2027-01-02", "2027-01-02", "123456789012",
    ]  # fmt: skip


def test_chinese_in_an_english_column_is_missing():
    assert read(Kind.TEXT, "太陽光電推動政策", language="en") is None
    assert read(Kind.TEXT, "Solar policy (太陽光電)", language="en") == "Solar policy (太陽光電)"


@pytest.mark.parametrize(
    ("cell", "said"), [("同上", "只写了“同上”"), ("#REF!", "公式出错"), ("#DIV/0!", "公式出错")]
)
def test_ditto_marks_and_failed_formulas_are_faults(cell, said):
    assert problem(Kind.TEXT, cell) == said


FORMS = Field(
    "form",
    Kind.CODES,
    "转化方式",
    "Transfer",
    choices={
        "licence": ("许可", "授权", "非专属授权"),
        "joint": ("合作开发",),
        "transfer": ("转让", "技术移转"),
    },
)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("合作開發、非專屬授權、專屬授權", ("joint", "licence")),
        ("其他(技術移轉 )；合作开发", ("transfer", "joint")),
        ("授权 / 转让", ("licence", "transfer")),
        ("其他(產品推廣)、许可", ("licence",)),
        ("其他", None),
        ("无", None),
    ],
)
def test_several_codes_are_read_from_one_cell_in_its_order(cell, codes):
    assert reader_for(FORMS, "")(cell) == codes


def test_a_cell_with_an_unknown_code_is_told_what_there_is():
    with pytest.raises(BadValue) as bad:
        reader_for(FORMS, "")("许可、送人")
    assert "许可、合作开发、转让" in bad.value.advice
