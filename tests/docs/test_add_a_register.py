"""docs/add-a-register.md is followed to the letter in a copy of the package; then the register keeps every promise."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "add-a-register.md").read_text("utf-8")
SAMPLE_TEST = '''"""The sample row can be imported."""

from pathlib import Path

import pytest

from silian.register.declaration import get
from silian.register.imports.actions import Choices, import_file
from silian.register.standing import Standing


@pytest.mark.django_db
def test_the_sample_row_of_teams_is_taken():
    sheet = Path("samples/region/teams.csv").resolve()
    found = import_file(get("teams"), sheet, Standing(administrator=True), Choices(), trial=False)
    assert (found.faults, found.outcome.new) == ([], 1)
'''


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    place = tmp_path / "copy"
    for name in ("silian", "tests/contract", "samples/region"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("tests/__init__.py", "tests/conftest.py", "pyproject.toml", "manage.py"):
        shutil.copy(ROOT / name, place / name)
    return place


def run(copy: Path, *command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"PYTHONPATH": str(copy), "SILIAN_DATA_DIR": str(copy.parent / "data")}
    done = subprocess.run(
        [sys.executable, *command], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    return done.stdout


@pytest.mark.slow
def test_one_file_one_line_one_row_and_a_generated_migration_make_a_register(copy: Path) -> None:
    module, line = blocks("python")
    (rows,) = blocks("csv")
    (file,) = re.findall(r"One file, for example `([^`]+)`", GUIDE)
    (sample,) = re.findall(r"One row in `([^`]+)`", GUIDE)
    (catalogue,) = re.findall(r"in English in `([^`]+)`", GUIDE)
    (copy / file).write_text(module, encoding="utf-8")
    models = (copy / file).with_name("models.py")
    models.write_text(models.read_text("utf-8") + line, encoding="utf-8")
    assert "Create model Team" in run(copy, "manage.py", "makemigrations")
    with (copy / catalogue).open("a", encoding="utf-8") as words:
        words.write('\nmsgid "团队"\nmsgstr "Team"\n')
    (copy / sample).write_text(rows, encoding="utf-8")
    run(copy, "manage.py", "makemigrations", "--check")
    (copy / "tests" / "contract" / "test_sample.py").write_text(SAMPLE_TEST, encoding="utf-8")
    told = run(copy, "-m", "pytest", "tests/contract", "-q", "-k", "teams", "-p", "no:cacheprovider")
    found = re.search(r"(\d+) passed", told)
    assert found
    assert int(found[1]) >= 13, told
