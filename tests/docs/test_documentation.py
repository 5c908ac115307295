"""The documents say what the code does: every option, setting and command is mentioned, and examples run."""

import re
from pathlib import Path

import click
import pytest

from silian.config.cli import main

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "matching.md").read_text("utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def options(command):
    return [
        name for parameter in command.params if isinstance(parameter, click.Option) for name in parameter.opts
    ]


def test_every_command_and_option_is_in_a_guide():
    named = {name for command in (main, *main.commands.values()) for name in options(command)}
    assert {name for name in named if name not in GUIDE + OPERATING} == {"--version"}
    assert all(f"silian {name}" in GUIDE + OPERATING for name in main.commands)


def test_every_setting_in_the_code_is_in_the_guide():
    sources = [*ROOT.glob("silian/**/*.py"), *ROOT.glob("benchmarks/*.py"), *ROOT.glob("tests/**/*.py")]
    named = {
        name
        for path in sources
        if path.name != "settings.py" and "django" not in path.read_text("utf-8")
        for name in re.findall(r"\bSILIAN_[A-Z]+\b", path.read_text("utf-8"))
    }
    assert named - set(re.findall(r"\bSILIAN_[A-Z]+\b", GUIDE + OPERATING)) == set()


def test_every_setting_of_the_platform_is_in_its_guide():
    settings = (ROOT / "silian" / "config" / "settings.py").read_text("utf-8")
    named = set(re.findall(r'env\.\w+\("(\w+)"', settings)) | {"SILIAN_DATA_DIR"}
    assert named == set(re.findall(r"`(SILIAN_\w+|DATABASE_URL)`", OPERATING))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
def test_every_make_command_and_file_that_a_document_names_exists(name):
    document = (ROOT / name).read_text("utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z]+)", document, re.MULTILINE):
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target
    for path in re.findall(r"\]\(([^)#]+)\)", document):
        assert (ROOT / path).exists(), path


def test_every_file_of_the_code_has_its_folder_in_the_architecture():
    document = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    folders = {path.parent.relative_to(ROOT) for path in ROOT.glob("silian/*/*/*.py")}
    assert all(f"`{folder}/`" in document for folder in folders)


def test_the_python_example_runs(capsys):
    (example,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    exec(compile(example, "docs/matching.md", "exec"), {})
    assert "锂离子电池" in capsys.readouterr().out
