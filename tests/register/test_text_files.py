"""Text files: the encodings they come in, and the shapes of JSON."""

import json

import pytest

from silian.register.sheets import Fault, UnreadableSheet, read_table
from silian.register.sheets.encodings import decode
from silian.register.sheets.known import NEED_FIELDS

TAIWANESE = (
    "需求名稱,需求內容,預算\n"
    "防爆鋰離子電池的研發,隨著社會的不斷發展，產品存在安全隱患問題,300萬元\n"
    "高韌性單晶,提高韌性並降低成本,200萬元\n"
)


@pytest.mark.parametrize("encoding", ["big5", "cp950", "big5hkscs"])
def test_a_taiwanese_csv_is_read_as_it_was_written(save_text, encoding):
    table = read_table(save_text(TAIWANESE, encoding=encoding), NEED_FIELDS)
    assert table.encoding == "big5"
    assert [row.values["title"] for row in table.rows] == ["防爆鋰離子電池的研發", "高韌性單晶"]
    assert not table.faults


@pytest.mark.parametrize(
    "text", [TAIWANESE, "需求名称\n防爆电池\n", "名称\n", "編號,名稱\n1,電池\n", "需求\n“防爆”℃，≥３\n"]
)
def test_gb18030_in_either_script_and_of_any_length_stays_what_it_is(text):
    assert decode(text.encode("gb18030")) == (text, "gb18030")


def test_real_needs_saved_in_gb18030_are_never_taken_for_big5(real_data):
    lines = (real_data / "needs_achievements" / "needs.jsonl").read_text("utf-8").splitlines()
    texts = [field for record in map(json.loads, lines) for field in (record["title"], record["text"])]
    for text in texts[:4000]:
        if not text.isascii():
            assert decode(text.encode("gb18030", "replace"))[1] != "big5", text


def test_real_needs_saved_in_big5_are_found(real_data):
    from opencc import OpenCC  # noqa: PLC0415 - slow import

    lines = (real_data / "needs_achievements" / "needs.jsonl").read_text("utf-8").splitlines()
    texts = [OpenCC("s2tw").convert(json.loads(line)["text"]) for line in lines[:200]]
    encoded = [text.encode("cp950", "ignore") for text in texts if len(text) > 50]
    assert all(decode(content)[1] == "big5" for content in encoded if not content.isascii())


RECORDS = [{"title": "防爆电池", "text": "安全"}, {"title": "单晶"}]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("document", [RECORDS, {"data": RECORDS}, {"code": 0, "tags": [], "rows": RECORDS}])
def test_one_array_of_objects_is_read_with_or_without_a_wrapping(save_text, document, indent):
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    table = read_table(save_text(text, name="needs.json"), NEED_FIELDS)
    assert [(row.number, dict(row.values)) for row in table.rows] == [(1, RECORDS[0]), (2, RECORDS[1])]


def test_one_line_with_one_object_is_json_lines(save_text):
    table = read_table(save_text('{"title": "防爆电池", "text": ["一", "二"]}'), NEED_FIELDS)
    assert dict(table.rows[0].values) == {"title": "防爆电池", "text": "一、二"}


def test_an_element_that_is_no_object_is_reported(save_text):
    table = read_table(save_text('[{"title": "防爆电池"}, 5, {"title": "单晶"}]'), NEED_FIELDS)
    assert [row.number for row in table.rows] == [1, 3]
    assert [(fault.row, fault.value, fault.problem) for fault in table.faults] == [
        (2, "5", "数组里的这一项不是 JSON 对象")
    ]


@pytest.mark.parametrize(
    "text",
    ['{"a": [{"x": 1}], "b": [{"y": 2}]\n}', "[1, 2]", '{"data": [\n', "{\n}", "[需求名称,需求内容\n电池,安全\n",
     '{\n"title": "电池"\n}', '{"data":\n{"items": [\n{"title": "甲"}\n]}}', "[]"],
)  # fmt: skip
def test_other_json_is_refused_with_one_sentence(save_text, text):
    with pytest.raises(UnreadableSheet, match="开头像 JSON，却不是每行一个"):
        read_table(save_text(text, name="needs.json"), NEED_FIELDS)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_csv_is_read_in_every_encoding_people_save_it_in(save_text, encoding, said):
    table = read_table(
        save_text("需求名称,需求内容\n防爆电池,提高“安全性”\n", encoding=encoding), NEED_FIELDS
    )
    assert table.encoding == said
    assert dict(table.rows[0].values) == {"title": "防爆电池", "text": "提高“安全性”"}


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_found(save_text, delimiter):
    rows = [["需求名称", "需求内容", "需求单位"], ["防爆电池", '"提高安全性,\n并降低成本"', "某公司"]]
    table = read_table(save_text("\n".join(delimiter.join(row) for row in rows)), NEED_FIELDS)
    assert dict(table.rows[0].values) == {
        "title": "防爆电池",
        "text": "提高安全性,\n并降低成本",
        "organisation": "某公司",
    }


def test_broken_bytes_in_gb18030_cost_one_cell_and_are_reported(save_text):
    content = "需求名称,需求内容\n防爆电池,提高安全性\n高韧性单晶,提高韧性\n".encode("gb18030")
    broken = content.replace("单".encode("gb18030"), b"\xff", 1)
    table = read_table(save_text(broken), NEED_FIELDS)
    assert table.encoding == "gb18030"
    assert [row.values["title"] for row in table.rows] == ["防爆电池", "高韧性\ufffd晶"]
    assert table.faults == (
        Fault(
            3,
            "A",
            "需求名称",
            "高韧性\ufffd晶",
            "有读不出的字节，已用 \ufffd 代替",
            "对照原文改正，或把文件另存为 UTF-8 编码再试",
        ),
    )


def test_a_stray_quotation_mark_does_not_swallow_the_rest(save_text):
    text = '需求名称,需求内容\n防爆电池,提高安全性\n"单晶,提高韧性\n模具,延长寿命\n'
    table = read_table(save_text(text), NEED_FIELDS)
    assert [row.values["title"] for row in table.rows] == ["防爆电池", "单晶", "模具"]
    assert [(fault.row, fault.column, fault.problem) for fault in table.faults] == [
        (3, "", "引号不成对，这一行起按普通字符读取")
    ]


def test_a_bad_json_line_is_reported_and_the_others_are_used(save_text):
    text = '{"title": "防爆电池"}\n{"title": \n{"title": "单晶", "text": ["一", "二"]}\n'
    table = read_table(save_text(text), NEED_FIELDS)
    assert [(row.number, dict(row.values)) for row in table.rows] == [
        (1, {"title": "防爆电池"}),
        (3, {"title": "单晶", "text": "一、二"}),
    ]
    assert [(fault.row, fault.problem) for fault in table.faults] == [(2, "这一行不是完整的 JSON 对象")]


@pytest.mark.parametrize(
    ("ids", "read"),
    [
        (["1.0", "", "12.0"], ["1", None, "12"]),
        (["1.0", "nan", "12.0"], ["1", None, "12"]),
        (["1.0", "1.5", "2.0"], ["1.0", "1.5", "2.0"]),
        (["1.0", "A2", "3.0"], ["1.0", "A2", "3.0"]),
    ],
)
def test_ids_that_an_export_turned_into_decimals_are_whole_again(save_text, ids, read):
    text = "编号,需求名称\n" + "".join(f"{number},防爆电池的研发\n" for number in ids)
    assert [row.values.get("id") for row in read_table(save_text(text), NEED_FIELDS).rows] == read
