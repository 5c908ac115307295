"""docs/silian.ipynb is executed cell by cell; its last cell asks a site that is running."""

import json
import re
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.services.matching.conftest import World, world

__all__ = ["world"]
ROOT = Path(__file__).parents[2]
NOTEBOOK = json.loads((ROOT / "docs" / "silian.ipynb").read_text("utf-8"))
CODE = ["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


def run(cells: list[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what each cell printed; all share one set of names, as in a notebook."""
    names: dict[str, object] = {}
    printed = []
    for number, cell in enumerate(cells, start=1):
        exec(compile(cell, f"docs/silian.ipynb, cell {number}", "exec"), names)
        printed.append(capsys.readouterr().out)
    return printed


def test_the_notebook_is_well_formed_and_carries_no_outputs() -> None:
    assert (NOTEBOOK["nbformat"], NOTEBOOK["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in NOTEBOOK["cells"]}) == len(NOTEBOOK["cells"])
    code = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_the_cells_on_two_sheets_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    matches, why, why_not, beside, quality = run(CODE[:5], capsys)
    assert "STRONG" in matches
    assert re.search(r"= \d+\.\d+\n\['", why)
    assert why_not.startswith("NONE")
    assert beside == "STRONG\n"
    assert "ndcg@10: 0." in quality


def test_the_last_cell_asks_a_site(
    live_server: LiveServer,
    world: World,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SILIAN_URL", live_server.url)
    monkeypatch.delenv("SILIAN_TOKEN", raising=False)
    (printed,) = run(CODE[5:], capsys)
    assert "锂离子电池陶瓷涂覆隔膜" in printed.splitlines()[0]
    assert printed.splitlines()[-1].startswith("['")
