"""What is written: a workbook that people can use, csv and jsonl, whole or not at all."""

import csv
import json
import os
import resource
import subprocess
from pathlib import Path

import openpyxl
import pytest

from silian import language
from silian.services.matching.plain_files import writer_for
from silian.services.matching.run import match_sheets, read_sheets
from silian.services.matching.saving import CannotSave, check_writable, replacing

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="module")
def answers():
    return match_sheets(read_sheets(SAMPLES / "needs.xlsx", SAMPLES / "results.xlsx"))


@pytest.fixture
def english():
    language.use("en")
    yield
    language.use("zh")


def written(answers, path):
    writer_for(path)(answers, path, None)
    return path


def cells(sheet, row):
    return [cell.value for cell in sheet[row]]


def test_the_workbook_has_its_sheets_with_frozen_filtered_headings(answers, tmp_path):
    book = openpyxl.load_workbook(written(answers, tmp_path / "m.xlsx"))
    assert book.sheetnames == ["说明", "按需求", "按成果", "差一点", "没用上的行", "要改的单元格"]
    for name in book.sheetnames[1:]:
        assert book[name].freeze_panes == "A2"
        assert book[name].auto_filter.ref.startswith("A1:")
    assert cells(book["按需求"], 1)[3:8] == ["名次", "级别", "得分", "得分由来", "成果"]


def test_every_listed_pair_stands_on_both_sheets_and_links_lead_to_its_row(answers, tmp_path):
    book = openpyxl.load_workbook(written(answers, tmp_path / "m.xlsx"))
    by_need, by_offer = book["按需求"], book["按成果"]
    titles = {offer.key: offer.title for offer in answers.sheets.offers}
    pairs = sorted((m.need, titles[m.offer]) for found in answers.found for m in found.matches)
    listed = [row for row in range(2, by_need.max_row + 1) if by_need.cell(row, 4).value]
    assert sorted((by_need.cell(row, 1).value, by_need.cell(row, 8).value) for row in listed) == pairs
    for row in listed:
        target = by_need.cell(row, 9).hyperlink.location.split("!A")
        assert target[0].strip("'") == "按成果"
        assert by_offer.cell(int(target[1]), 2).value == by_need.cell(row, 8).value
    assert by_offer.max_row == len(pairs) + 1


def test_needs_without_a_match_are_listed_with_the_nearest_result(answers, tmp_path):
    sheet = openpyxl.load_workbook(written(answers, tmp_path / "m.xlsx"))["按需求"]
    alone = [found for found in answers.found if not found.matches]
    rows = [cells(sheet, row) for row in range(2, sheet.max_row + 1)]
    empty = [row for row in rows if row[7] == "还没有匹配到合适的成果"]
    assert [row[0] for row in empty] == [found.need for found in alone]
    assert all(row[10].startswith("最接近的是：") or not row[10] for row in empty)


def test_levels_are_told_by_colour_word_and_shape(answers, tmp_path):
    sheet = openpyxl.load_workbook(written(answers, tmp_path / "m.xlsx"))["按需求"]
    looks = {
        sheet.cell(r, 5).value: sheet.cell(r, 5).fill.start_color.rgb for r in range(2, sheet.max_row + 1)
    }
    assert {"● 强", "◐ 较强", "○ 弱"} <= set(looks)
    assert len(set(looks.values())) == len(looks)


def test_the_summary_says_what_was_read_and_how_columns_were_understood(answers, tmp_path):
    sheet = openpyxl.load_workbook(written(answers, tmp_path / "m.xlsx"))["说明"]
    text = "\n".join(str(cell.value) for row in sheet for cell in row if cell.value is not None)
    assert "用了 40 行，没用 3 行" in text
    assert "技术指标/现有水平" in text
    assert "没有用到的列：备注" in text
    assert len(sheet._charts) == 1


def test_unused_rows_and_cells_to_mend_keep_their_row_numbers(answers, tmp_path):
    book = openpyxl.load_workbook(written(answers, tmp_path / "m.xlsx"))
    assert [row[0].value for row in book["没用上的行"].iter_rows(min_row=2)] == ["needs.xlsx"] * 3
    assert [(row[1].value, row[2].value) for row in book["要改的单元格"].iter_rows(min_row=2)] == [
        (27, "G"),
        (33, "K"),
    ]


def test_in_english_no_chinese_of_ours_is_left(answers, tmp_path, english):
    book = openpyxl.load_workbook(written(answers, tmp_path / "m.xlsx"))
    assert book.sheetnames == [
        "Summary",
        "By need",
        "By result",
        "Just missed",
        "Rows not used",
        "Cells to mend",
    ]
    headings = [cells(book[name], 1) for name in book.sheetnames[1:]]
    assert all(heading.isascii() for row in headings for heading in row)
    mine = [cell.value for row in book["Summary"].iter_rows(max_row=20) for cell in row if cell.value]
    assert not [
        text for text in mine if isinstance(text, str) and any("\u4e00" <= c <= "\u9fff" for c in text)
    ]


def test_text_that_looks_like_a_formula_is_written_as_text(tmp_path):
    needs, offers = tmp_path / "n.csv", tmp_path / "r.csv"
    needs.write_text("需求名称\n=HYPERLINK(锂离子电池隔膜陶瓷涂覆)\n", "utf-8")
    offers.write_text("成果名称\n@SUM(锂离子电池隔膜陶瓷涂覆)\n", "utf-8")
    found = match_sheets(read_sheets(needs, offers))
    book = openpyxl.load_workbook(written(found, tmp_path / "m.xlsx"))
    assert [cell.coordinate for sheet in book for row in sheet for cell in row if cell.data_type == "f"] == []
    sheet = book["按需求"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=HYPERLINK(锂离子电池隔膜陶瓷涂覆)", "s")
    with written(found, tmp_path / "m.csv").open(encoding="utf-8-sig") as file:
        assert next(csv.DictReader(file))["成果"] == "'@SUM(锂离子电池隔膜陶瓷涂覆)"


def test_csv_and_jsonl_hold_the_same_pairs_as_the_answers(answers, tmp_path):
    pairs = [(m.need, m.offer, m.rank) for found in answers.found for m in found.matches]
    with written(answers, tmp_path / "m.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [(r["需求编号"], r["成果编号"], int(r["名次"])) for r in rows if r["名次"]] == pairs
    alone = [found.need for found in answers.found if not found.matches]
    assert [r["需求编号"] for r in rows if not r["名次"]] == alone
    lines = [
        json.loads(line) for line in written(answers, tmp_path / "m.jsonl").read_text("utf-8").splitlines()
    ]
    assert [(m["need"], m["offer"], m["rank"]) for line in lines for m in line["matches"]] == pairs
    first = lines[0]["matches"][0]
    assert sum(first["parts"].values()) == pytest.approx(first["score"])
    assert first["level"] in {"weak", "good", "strong"}


def test_an_unknown_ending_is_refused_before_any_work():
    with pytest.raises(CannotSave, match=r"不会写 m\.pdf"):
        writer_for(Path("m.pdf"))


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".jsonl"])
def test_a_full_disk_is_said_and_leaves_the_old_file(answers, tmp_path, ending):
    path = tmp_path / f"m{ending}"
    path.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (4096, before[1])
    )  # every write past 4 KiB fails, as on a full disk
    try:
        with pytest.raises(CannotSave, match="写不了"):
            written(answers, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [(path.name, b"old")]


def test_a_stop_on_the_way_leaves_nothing(tmp_path):
    def stopped_half_way():
        with replacing(tmp_path / "m.csv") as part:
            part.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped_half_way()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_removed_and_what_a_running_one_writes_is_kept(tmp_path):
    ended = subprocess.Popen(["true"])
    ended.wait()
    (tmp_path / f".silian-{ended.pid}.part").write_text("left")
    (tmp_path / f".silian-{os.getppid()}.part").write_text("being written")
    check_writable(tmp_path / "m.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == [f".silian-{os.getppid()}.part"]


def test_a_place_that_cannot_be_written_is_said_before_any_work(tmp_path):
    with pytest.raises(CannotSave, match="是文件夹"):
        check_writable(tmp_path)
    with pytest.raises(CannotSave, match="文件夹在不在"):
        check_writable(tmp_path / "no" / "m.xlsx")
    with pytest.raises(CannotSave, match="写不了"):
        check_writable(Path("/proc/m.xlsx"))
