"""`silian train-ranker` and `silian match --why-not` as a person runs them, on the sample sheets."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from silian.config.cli import main

SAMPLES = Path(__file__).parents[2] / "samples"
SHEETS = [str(SAMPLES / name) for name in ("needs.xlsx", "results.xlsx")]
NEED = json.loads((SAMPLES / "relevance.jsonl").read_text("utf-8").splitlines()[0])["need"]


def run(*arguments: str, **environment: str):
    return CliRunner().invoke(main, arguments, env=environment)


@pytest.mark.slow
def test_weights_are_learned_written_whole_and_used(tmp_path):
    judged, weights = tmp_path / "judged.jsonl", tmp_path / "weights.json"
    given = [json.loads(line) for line in (SAMPLES / "relevance.jsonl").read_text("utf-8").splitlines()]
    known = {(row["need"], row["achievement"]) for row in given}
    needs = sorted({row["need"] for row in given})
    none = [
        {"need": n, "achievement": str(a), "level": 1}
        for n in needs
        for a in range(1, 20)
        if (n, str(a)) not in known
    ]
    judged.write_text("\n".join(json.dumps(row) for row in given + none), "utf-8")
    learned = run(
        "train-ranker", *SHEETS, "--relevance", str(judged), "-o", str(weights), "--encoder", "none"
    )
    assert learned.exit_code == 0, learned.output
    assert "ndcg@10" in learned.output
    made = json.loads(weights.read_text("utf-8"))
    assert made["made_by"] == "silian train-ranker"
    assert set(made["measured"]["lexical"]) >= {"ndcg@10", "mae", "level", "ece_weak", "reliability"}
    out = tmp_path / "matches.jsonl"
    used = run("match", *SHEETS, "-o", str(out), "--encoder", "none", SILIAN_WEIGHTS=str(weights))
    assert used.exit_code == 0, used.output


def test_too_few_judged_pairs_are_refused_and_nothing_is_written(tmp_path):
    judged, weights = tmp_path / "judged.jsonl", tmp_path / "weights.json"
    judged.write_text('{"need": "1", "achievement": "1", "level": 4}\n', "utf-8")
    refused = run(
        "train-ranker", *SHEETS, "--relevance", str(judged), "-o", str(weights), "--encoder", "none"
    )
    assert refused.exit_code == 2
    assert "标注太少" in refused.output
    assert not weights.exists()


def test_a_pair_that_was_not_listed_is_explained_when_asked_for():
    asked = run("match", *SHEETS, "--explain", NEED, "--why-not", "1", "--encoder", "none")
    assert asked.exit_code == 0, asked.output
    assert "个里的第" in asked.output
    unknown = run("match", *SHEETS, "--explain", NEED, "--why-not", "没有这个", "--encoder", "none")
    assert unknown.exit_code == 2
    assert "0 个" in unknown.output
    alone = run("match", *SHEETS, "-o", "x.csv", "--why-not", "1")
    assert "--explain" in alone.output
