"""Decisions are labelled pairs that the evaluation of matching reads, with sheets that the platform exports."""

import json
from pathlib import Path

from click.testing import CliRunner

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.config.cli import main
from silian.register.declaration import get
from silian.register.exports import csv_lines
from silian.services.matching.labels import labelled_pairs, lines
from tests.services.matching.conftest import World


def test_decisions_become_levels(world: World) -> None:
    def decide(name: str, pair: str, **said: str) -> None:
        answer = world.clients[name].post(f"/matches/{pair}/decide/", {"side": "need"} | said)
        assert answer.status_code == 302

    decide("owner", "n1/a1", verdict="accept")
    decide("owner", "n1/a2", verdict="decline", reason="direction")
    decide("owner", "n1/a3", verdict="decline", reason="price")
    decide("lab", "n1/a3", side="result", verdict="accept")
    world.clients["owner"].post("/matches/n2/a1/ask/", {"side": "need"})
    world.clients["lab"].post("/matches/n2/a1/answer/", {"agrees": "yes"})
    decide("lab", "n2/a2", side="result", verdict="decline", reason="other")
    assert labelled_pairs() == {
        ("n1", "a1"): 4,
        ("n1", "a2"): 1,
        ("n1", "a3"): 2,
        ("n2", "a1"): 4,
        ("n2", "a2"): 2,
    }


def test_the_evaluation_reads_what_the_platform_exports(world: World, tmp_path: Path) -> None:
    for pair, said in (
        ("n1/a1", {"verdict": "accept"}),
        ("n1/a3", {"verdict": "decline", "reason": "direction"}),
    ):
        world.clients["owner"].post(f"/matches/{pair}/decide/", {"side": "need"} | said)
    for slug, model in (("needs", Need), ("achievements", Achievement)):
        sheet = "".join(csv_lines(get(slug), model.objects.order_by("pk")))
        (tmp_path / f"{slug}.csv").write_text(sheet, encoding="utf-8")
    judged = tmp_path / "decisions.jsonl"
    judged.write_text("".join(lines()), encoding="utf-8")
    sheets = [str(tmp_path / "needs.csv"), str(tmp_path / "achievements.csv")]
    options = ["--relevance", str(judged), "--json", "--encoder", "none"]
    answer = CliRunner().invoke(main, ["evaluate", *sheets, *options])
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout)["mrr@10"]["value"] == 1.0
