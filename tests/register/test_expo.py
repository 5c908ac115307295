"""The real expo list of 2022 (593 rows, 43 columns, traditional Chinese and English), read without any option."""

from collections import Counter
from pathlib import Path

import pytest

from silian.register.sheets import Table, read_table
from silian.register.sheets.known import NEED_FIELDS, RESULT_FIELDS
from silian.services.matching.swapping import looks_swapped


@pytest.fixture(scope="module")
def expo(real_data: Path) -> Table:
    return read_table(real_data / "technology_expo" / "technology_expo_2022.xlsx", RESULT_FIELDS)


def test_every_row_is_used_and_nothing_is_at_fault(expo):
    assert (expo.sheet, expo.header_row) == ("參展清單", 1)
    assert (len(expo.rows), expo.rows[0].number, expo.rows[-1].number) == (593, 2, 594)
    assert (expo.faults, expo.skipped) == ((), ())


def test_every_field_is_taken_from_the_right_columns_and_from_no_other(expo):
    assert {column.header: column.field for column in expo.columns if column.field} == {
        "序號": "id",
        "資料編號": "id",
        "技術/展品名稱(中文)": "title",
        "技術/展品名稱(英文)": "title_en",
        "技術特點摘要(中文)": "summary",
        "技術特點摘要(英文)": "summary_en",
        "專利技術特點簡介(中文)": "summary",
        "專利技術特點簡介(英文)": "summary_en",
        "技術成熟度": "readiness",
        "主要應用領域": "field",
        "次要應用領域": "field",
        "專利保護": "ip_state",
        "流通方式": "transfer_form",
        "參展單位名稱": "organisation",
        "展項TRL": "readiness",
    }
    assert min(column.confidence for column in expo.columns if column.field) > 0.9
    assert len(expo.columns) == 43


def test_rows_hold_what_the_sheet_holds(expo):
    present = Counter(name for row in expo.rows for name in row.values)
    assert present == {
        "id": 593,
        "title": 592,  # one row says 待補
        "title_en": 539,  # 53 repeat the Chinese, one more is Chinese
        "summary": 584,
        "summary_en": 565,
        "organisation": 593,
        "field": 593,
        "readiness": 577,  # 352 levels, and words in all others but 16 (其他)
        "ip_state": 593,
        "transfer_form": 593,
    }


def test_levels_come_from_the_level_column_and_else_from_the_words(expo):
    levels = Counter(row.values.get("readiness") for row in expo.rows)
    assert levels == {9: 187, 6: 102, 8: 80, 7: 74, 4: 58, 5: 45, 3: 16, None: 16, 1: 10, 2: 5}
    assert Counter(row.values["ip_state"] for row in expo.rows) == {"none": 419, "protected": 174}


def test_one_row_in_full(expo):
    row = next(row for row in expo.rows if row.values["title"] == "太陽光電推動政策及進程")
    assert (row.number, dict(row.values)) == (
        4,
        {
            "id": "5288",
            "title": "太陽光電推動政策及進程",
            "summary": "太陽光電推動政策及進程",
            "summary_en": "Taiwan Solar Policy Target and Current Progress",
            "organisation": "經濟部能源局",
            "field": "綠能與環境",
            "ip_state": "none",
            "transfer_form": "其他",
        },
    )


def test_contest_needs_and_results_map_by_themselves(real_data):
    folder = real_data / "needs_achievements"
    needs = read_table(folder / "needs.jsonl", NEED_FIELDS)
    results = read_table(folder / "achievements.jsonl", RESULT_FIELDS)
    assert {column.header: column.field for column in needs.columns} == {
        "id": "id",
        "title": "title",
        "text": "text",
    }
    assert {column.header: column.field for column in results.columns} == {
        "id": "id",
        "title_keywords": "title",
    }
    assert (len(needs.rows), len(needs.skipped)) == (371, 0)
    assert (len(results.rows), len(results.skipped)) == (12_251, 21)  # 21 titles are empty
    assert results.rows[0].values["title"] == "模型 修正 钢管 混凝土 拱桥 性能 评价 方法 应用"
    assert not looks_swapped(needs, results)
