"""Two sheets to answers: keys, repeated rows, encoders that fail, and the sample sheets."""

from pathlib import Path

import openpyxl
import pytest

from silian.engines.matching import Level
from silian.register.sheets import UnreadableSheet
from silian.services.matching.evaluation import evaluate, read_relevance
from silian.services.matching.records import repeated_rows
from silian.services.matching.run import build_matcher, match_sheets, read_sheets
from silian.services.matching.wording import unread_sheets

SAMPLES = Path(__file__).parents[2] / "samples"


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def sheets(tmp_path):
    needs = write(
        tmp_path / "needs.csv",
        "编号,需求名称,需求内容\n7,锂离子电池隔膜,要求针刺不起火\n7,耐盐水稻,亩产450公斤\n",
    )
    offers = write(
        tmp_path / "results.csv",
        "编号,成果名称,成果简介,完成单位,意向价格(万元)\na,陶瓷涂覆锂离子电池隔膜,针刺不起火,锦澜大学,80\n",
    )
    return read_sheets(needs, offers)


def test_a_number_used_twice_is_replaced_by_the_row_number(sheets):
    assert [need.key for need in sheets.needs] == ["7 第2行", "7 第3行"]
    assert [(offer.key, offer.organisation, offer.asked_price_yuan) for offer in sheets.offers] == [
        ("a", "锦澜大学", 800_000)
    ]


def test_an_encoder_that_cannot_be_used_leaves_the_lexical_result_and_a_sentence(sheets):
    answers = match_sheets(sheets, encoder="http://127.0.0.1:9/v1")
    plain = match_sheets(sheets)
    assert answers.found == plain.found
    assert answers.encoder == ""
    assert answers.notes[0].startswith("向量服务 http://127.0.0.1:9/v1/embeddings 连不上")
    assert answers.notes[0].endswith("这一次只按词语匹配。")


def test_a_need_that_nothing_fits_gets_no_match_and_no_stranger_as_the_nearest(sheets):
    fits, fits_not = match_sheets(sheets).found
    assert [match.offer for match in fits.matches] == ["a"]
    assert (fits_not.matches, fits_not.just_missed) == ((), ())


def test_the_same_file_twice_is_refused(tmp_path):
    needs = write(tmp_path / "needs.csv", "需求名称\n电池\n")
    with pytest.raises(UnreadableSheet, match="同一个文件"):
        read_sheets(needs, tmp_path / "." / "needs.csv")


def test_one_workbook_may_hold_both_sheets_and_what_was_not_read_is_told(tmp_path):
    book = openpyxl.Workbook()
    for name, rows in (
        ("需求", [("需求名称", "需求内容"), ("锂离子电池隔膜", "针刺不起火")]),
        ("成果", [("成果名称", "完成单位"), ("陶瓷涂覆锂离子电池隔膜", "锦澜大学"), ("耐盐水稻", "农科所")]),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book["Sheet"])
    book.save(tmp_path / "both.xlsx")
    both = tmp_path / "both.xlsx"
    sheets = read_sheets(both, both, need_sheet="需求", offer_sheet="成果")
    assert ([n.title for n in sheets.needs], len(sheets.offers)) == (["锂离子电池隔膜"], 2)
    assert "成果（2 行）" in unread_sheets(sheets.needs_table)


def test_swapped_sheets_are_refused_unless_told_otherwise():
    with pytest.raises(UnreadableSheet, match="放反了"):
        read_sheets(SAMPLES / "results.xlsx", SAMPLES / "needs.xlsx")
    sheets = read_sheets(SAMPLES / "results.xlsx", SAMPLES / "needs.xlsx", even_if_swapped=True)
    assert len(sheets.needs) == 80


def test_the_sample_sheets_are_read_whole_and_their_irregularities_are_told():
    sheets = read_sheets(SAMPLES / "needs.xlsx", SAMPLES / "results.xlsx")
    assert (len(sheets.needs), len(sheets.offers)) == (40, 80)
    assert len(sheets.needs_table.skipped) == 3
    assert [(fault.row, fault.column) for fault in sheets.needs_table.faults] == [(27, "G"), (33, "K")]
    (repeated,) = repeated_rows(sheets.needs_table)
    assert repeated[0] - repeated[1] > 20


@pytest.mark.parametrize(("encoder", "least"), [("none", 0.93), ("bundled", 0.95)])
def test_on_the_sample_sheets_the_fitting_results_are_found(encoder, least, tmp_path, monkeypatch):
    monkeypatch.setenv("SILIAN_CACHE", str(tmp_path))
    sheets = read_sheets(SAMPLES / "needs.xlsx", SAMPLES / "results.xlsx")
    judged = read_relevance(SAMPLES / "relevance.jsonl")
    notes = []
    matcher = build_matcher(sheets.offers, encoder, "", notes, None)
    assert notes == []
    assert evaluate(matcher, sheets.needs, judged)["ndcg@10"].value >= least
    shown = {(m.need, m.offer) for found in matcher.match(sheets.needs) for m in found.matches}
    wanted = {
        (need, offer) for need, levels in judged.items() for offer, level in levels.items() if level == 4
    }
    assert len(wanted - shown) <= 2


def test_strong_means_more_than_weak_on_the_sample_sheets():
    sheets = read_sheets(SAMPLES / "needs.xlsx", SAMPLES / "results.xlsx")
    judged = read_relevance(SAMPLES / "relevance.jsonl")
    share = {}
    for level in (Level.WEAK, Level.STRONG):
        given = [
            judged.get(match.need, {}).get(match.offer, 1)
            for found in match_sheets(sheets).found
            for match in found.matches
            if match.level is level
        ]
        share[level] = sum(expert >= 3 for expert in given) / len(given)
    assert share[Level.STRONG] > 0.5 > 0.2 > share[Level.WEAK]


def test_every_line_at_fault_in_a_relevance_file_is_named(tmp_path):
    path = write(
        tmp_path / "r.jsonl",
        '{"need": "1", "achievement": "2", "level": 3}\nnonsense\n\n{"need": "1", "achievement": "2", "level": 5}\n[]\n',
    )
    with pytest.raises(UnreadableSheet, match="有 3 行不对（第 2、4、5 行）"):
        read_relevance(path)


def test_a_relevance_file_that_names_none_of_the_records_is_said(sheets, tmp_path):
    path = write(tmp_path / "r.jsonl", '{"need": "x", "achievement": "y", "level": 4}\n')
    matcher = build_matcher(sheets.offers, "none", "", [], None)
    with pytest.raises(UnreadableSheet, match="编号要与两张表的编号一致"):
        evaluate(matcher, sheets.needs, read_relevance(path))
