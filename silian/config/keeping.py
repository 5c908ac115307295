"""Backups of the database: made, listed, brought back."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from silian.config import environment as env
from silian.config.database import program
from silian.config.faults import DatabaseError
from silian.language import gettext as _


def _run(name: str, *arguments: str) -> None:
    done = subprocess.run([str(program(name)), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise DatabaseError(
            _("{name} 没有成功，数据没有改变：{fault}").format(name=name, fault=done.stderr.strip()[-600:])
        )


def back_up(address: str, file: Path | None, reason: str) -> Path:
    """Write the whole database into ``file`` (default: the data directory's ``backups``) and return its path."""
    if file is None:
        folder = env.data_directory() / "backups"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{reason}.dump"
    part = file.with_name(file.name + ".part")
    part.touch(mode=0o600)
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={part}", f"--dbname={address}")
    os.replace(part, file)
    return file


def bring_back(address: str, file: Path) -> str:
    """Replace the database's content by that of ``file``, in one transaction; what was there is backed up first."""
    kept = back_up(address, None, "before-restore")
    _run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        f"--dbname={address}",
        str(file),
    )
    return _("已用 {file} 恢复；恢复前的数据备份在 {kept}").format(file=file, kept=kept)
