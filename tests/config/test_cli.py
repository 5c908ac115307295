"""The command line as a person uses it: real processes, real files, real stops."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
NEEDS, RESULTS = str(SAMPLES / "needs.xlsx"), str(SAMPLES / "results.xlsx")


def command(*arguments):
    return [sys.executable, "-c", "from silian.config.cli import main; main()", *map(str, arguments)]


def silian(*arguments, cache=None, **environment):
    env = {**os.environ, "SILIAN_CACHE": str(cache or "/nonexistent"), **environment}
    done = subprocess.run(command(*arguments), capture_output=True, text=True, env=env, timeout=300)
    return done.returncode, done.stdout, done.stderr


def bad_input(*arguments):
    """Return the one sentence that a refusal prints, after checking that it is one and exits with 2."""
    code, out, err = silian(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1
    return err.strip()


def test_help_is_in_chinese_and_english():
    code, out, err = silian("--help")
    assert (code, err) == (0, "")
    assert "两张表进，一份写明理由的匹配结果出" in out
    assert "Two sheets in, explained matches out" in " ".join(out.split())
    for name in ("match", "evaluate"):
        code, out, _ = silian(name, "--help")
        assert code == 0
        assert any("\u4e00" <= letter <= "\u9fff" for letter in out)


def test_help_loads_nothing_heavy():
    seen = "import sys; from silian.config import cli; print([m for m in ('numpy','scipy','opencc') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True).stdout == "[]\n"


def test_the_sample_sheets_become_a_workbook_and_the_first_matches_are_printed(tmp_path):
    output = tmp_path / "结果.xlsx"
    code, out, err = silian("match", NEEDS, RESULTS, "-o", output, cache=tmp_path / "cache")
    assert (code, err) == (0, "")
    assert "needs.xlsx：用了 40 行，没用 3 行，2 处要改" in out
    assert "● 强" in out
    assert out.endswith(f"结果写在 {output}\n")
    assert "按需求" in openpyxl.load_workbook(output).sheetnames
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "结果.xlsx"]


def test_a_second_run_embeds_nothing_and_gives_the_same_matches(tmp_path):
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    for path in (first, second):
        assert silian("match", NEEDS, RESULTS, "-o", path, cache=tmp_path / "cache")[0] == 0
    assert first.read_bytes() == second.read_bytes()


def test_in_english_nothing_of_ours_is_chinese(tmp_path):
    code, out, _ = silian(
        "--lang", "en", "match", NEEDS, RESULTS, "-o", tmp_path / "m.xlsx", "--encoder", "none"
    )
    assert code == 0
    assert "needs.xlsx: 40 rows used" in out
    ours = [line for line in out.splitlines() if not line.startswith("  ")]
    assert not any("\u4e00" <= letter <= "\u9fff" for line in ours for letter in line)
    assert "Both mention" in out


def test_explain_shows_one_need_by_number_or_words_with_parts_that_add_up(tmp_path):
    for wanted in ("3", "质子交换膜"):
        code, out, err = silian("match", NEEDS, RESULTS, "--explain", wanted, "--encoder", "none", "--top", 2)
        assert (code, err) == (0, "")
        assert out.startswith("3  质子交换膜制氢电解槽贵金属用量下降")
        assert "  1. ● 强" in out
        sum_line = next(line for line in out.splitlines() if " = " in line)
        score, parts = sum_line.split(" = ")
        assert sum(float(part.split()[-1]) for part in parts.split(" + ")) == pytest.approx(
            float(score), abs=0.11
        )
        assert "差一点的：" in out


def test_top_limits_the_list(tmp_path):
    output = tmp_path / "m.jsonl"
    assert silian("match", NEEDS, RESULTS, "-o", output, "--top", 1, "--encoder", "none")[0] == 0
    assert max(len(json.loads(line)["matches"]) for line in output.read_text("utf-8").splitlines()) == 1


def test_map_overrules_a_column(tmp_path):
    arguments = ("match", NEEDS, RESULTS, "--explain", "3", "--encoder", "none", "--top", 1)
    plain, mapped = (silian(*arguments, *maps)[1] for maps in ((), ("--map", "title=技術簡介")))
    assert "超低貴金屬析氧電極（PEM制氫）" in plain
    assert "超低貴金屬析氧電極（PEM制氫）" not in mapped
    mapped = silian(*arguments, "--map-needs", "title=所属领域")[1]
    assert mapped.startswith("3  氢能")


def test_evaluate_prints_measures_with_intervals_and_json(tmp_path):
    arguments = ("evaluate", NEEDS, RESULTS, "--relevance", SAMPLES / "relevance.jsonl", "--encoder", "none")
    code, out, _ = silian(*arguments)
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ["ndcg@10", "recall@10", "mrr@10"]
    data = json.loads(silian(*arguments, "--json")[1])
    assert set(data) == {"ndcg@10", "recall@10", "mrr@10"}
    for estimate in data.values():
        assert 0 < estimate["low"] <= estimate["value"] <= estimate["high"] <= 1


def test_an_endpoint_that_is_not_there_is_said_and_the_lexical_result_is_written(tmp_path):
    output = tmp_path / "m.xlsx"
    code, out, _ = silian("match", NEEDS, RESULTS, "-o", output, "--encoder", "http://127.0.0.1:9/v1")
    assert code == 0
    assert "注意：向量服务 http://127.0.0.1:9/v1/embeddings 连不上" in out
    assert output.exists()


def test_a_cache_that_cannot_be_written_is_said_and_the_lexical_result_is_written(tmp_path):
    output = tmp_path / "m.xlsx"
    code, out, _ = silian("match", NEEDS, RESULTS, "-o", output, cache="/proc/no")
    assert code == 0
    assert "注意：向量缓存 /proc/no" in out
    assert output.exists()


@pytest.mark.parametrize("encoder", ["none", "bundled"])
def test_odd_texts_are_matched_and_written(tmp_path, encoder):
    needs, results = tmp_path / "n.csv", tmp_path / "r.csv"
    needs.write_text(
        f"需求名称,需求内容\n🙂\ue000\ue001,{'锂离子电池隔膜。' * 45_000}\nabc,\x0bdef\n", "utf-8"
    )
    results.write_text(
        "成果名称,成果简介\n锂离子电池隔膜🙂,\ue000\n<script>alert(1)</script>,' OR 1=1 --\n", "utf-8"
    )
    for ending in ("xlsx", "csv", "jsonl"):
        output = tmp_path / f"m.{ending}"
        code, _, err = silian(
            "match", needs, results, "-o", output, "--encoder", encoder, cache=tmp_path / "c"
        )
        assert (code, err) == (0, "")
        assert output.stat().st_size > 100


@pytest.mark.slow
def test_two_hundred_thousand_results_are_matched(tmp_path):
    results = tmp_path / "r.csv"
    titles = ("锂离子电池隔膜", "水稻品种", "涡轮叶片", "封装基板", "生物反应器")
    with results.open("w", encoding="utf-8") as file:
        file.write("编号,成果名称,成果简介\n")
        for n in range(200_000):
            file.write(f"{n},{titles[n % 5]}{n % 977}号,第{n % 31}批{titles[(n // 7) % 5]}工艺\n")
    output = tmp_path / "m.xlsx"
    code, out, err = silian("match", NEEDS, results, "-o", output, "--encoder", "none")
    assert (code, err) == (0, "")
    assert "r.csv：用了 200000 行" in out


def test_bad_input_gets_one_sentence_and_exit_code_2(tmp_path):
    exe = tmp_path / "sheet.xlsx"
    exe.write_bytes(b"MZ\x90\x00" + bytes(4000))
    empty = tmp_path / "empty.csv"
    empty.write_text("需求名称,需求内容\n", "utf-8")
    out = tmp_path / "m.xlsx"
    assert "不是表格" in bad_input("match", exe, RESULTS, "-o", out)
    assert "只有表头" in bad_input("match", empty, RESULTS, "-o", out)
    assert "找不到文件" in bad_input("match", tmp_path / "no.xlsx", RESULTS, "-o", out)
    assert "放反了" in bad_input("match", RESULTS, NEEDS, "-o", out)
    assert "同一个文件" in bad_input("match", NEEDS, NEEDS, "-o", out)
    assert "没有这个表头" in bad_input("match", NEEDS, RESULTS, "-o", out, "--map", "title=没有这一列")
    assert "不会写 m.pdf" in bad_input("match", NEEDS, RESULTS, "-o", tmp_path / "m.pdf")
    assert "写不了" in bad_input("match", NEEDS, RESULTS, "-o", tmp_path / "no" / "m.xlsx")
    assert "是要读的表" in bad_input("match", NEEDS, RESULTS, "-o", NEEDS)
    assert "有 2 条需求的题目里有“电池”" in bad_input("match", NEEDS, RESULTS, "--explain", "电池")
    assert "没有编号、行号或题目是“999”" in bad_input("match", NEEDS, RESULTS, "--explain", "999")
    assert "有 1 行不对" in bad_input("evaluate", NEEDS, RESULTS, "--relevance", empty)
    assert not out.exists()


def test_arguments_that_do_not_fit_are_said_with_the_usage(tmp_path):
    for arguments in (("match", NEEDS, RESULTS), ("match", NEEDS, RESULTS, "-o", "m.xlsx", "--map", "title")):
        code, _, err = silian(*arguments)
        assert code == 2
        assert "请用 -o" in err or "--map 要写成" in err


def test_a_file_that_is_not_there_is_named_before_a_database_is_started(tmp_path):
    for words in (("import", "companies"), ("restore",)):
        code, out, err = silian(*words, tmp_path / "no.csv", "--data", tmp_path / "data")
        assert (code, out) == (1, "")
        assert err == f"找不到文件 {tmp_path / 'no.csv'}。请检查名字和位置。\n"
    assert not (tmp_path / "data").exists()


def start_long_run(tmp_path):
    """Start a run that works for many seconds and return it with the folder it writes to."""
    results = tmp_path / "r.csv"
    rows = "".join(f"{n},锂离子电池隔膜{n}号,{'陶瓷涂覆耐高温针刺' * 20}\n" for n in range(60_000))
    results.write_text("编号,成果名称,成果简介\n" + rows, "utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "m.xlsx").write_bytes(b"old")
    run = subprocess.Popen(
        command("match", NEEDS, results, "-o", folder / "m.xlsx", "--encoder", "none"),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(2.5)
    assert run.poll() is None
    return run, folder


def test_ctrl_c_leaves_the_old_file_and_no_half_one(tmp_path):
    run, folder = start_long_run(tmp_path)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert (run.returncode, err.strip()) == (130, "已停止，没有写出任何文件。")
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("m.xlsx", b"old")]


def test_a_killed_run_leaves_the_old_file_whole_and_the_next_run_works(tmp_path):
    run, folder = start_long_run(tmp_path)
    run.kill()
    run.communicate(timeout=60)
    assert (folder / "m.xlsx").read_bytes() == b"old"
    assert silian("match", NEEDS, RESULTS, "-o", folder / "m.xlsx", "--encoder", "none")[0] == 0
    assert [path.name for path in folder.iterdir()] == ["m.xlsx"]
    assert openpyxl.load_workbook(folder / "m.xlsx").sheetnames[0] == "说明"
