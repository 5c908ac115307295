"""Django's own check for production finds nothing with the production settings."""

import subprocess

import pytest

from tests.faults.conftest import MANAGE, environment


@pytest.mark.slow
def test_the_deployment_check_is_clean(finished: object) -> None:
    changes = {
        "SILIAN_DATA_DIR": str(finished),
        "SILIAN_HTTPS": "1",
        "SILIAN_HOSTS": "silian.example.org",
        "SILIAN_ORIGINS": "https://silian.example.org",
    }
    command = [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(**changes), check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
