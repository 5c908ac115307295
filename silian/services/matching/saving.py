"""Files that are either written whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from silian.language import gettext as _


class CannotSave(Exception):
    """A result cannot be written; the message says where, why and what to do."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a file beside ``path`` to write to, and put it in ``path``'s place once it is whole.

    A fault or a stop on the way leaves ``path`` as it was. What a killed run left behind is
    removed by the next. Raises ``CannotSave``.
    """
    part = path.with_name(f".silian-{os.getpid()}.part")
    try:
        try:
            yield part
            os.replace(part, path)
        except OSError as error:
            raise _fault(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def check_writable(path: Path) -> None:
    """Raise ``CannotSave`` now if ``path`` cannot be written, before any work is done for it."""
    if path.is_dir():
        raise CannotSave(_("{path} 是文件夹。请给出一个文件名，如 结果.xlsx。").format(path=path))
    try:
        for left in path.parent.glob(".silian-*.part"):
            if not _alive(left.stem.removeprefix(".silian-")):
                left.unlink(missing_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise _fault(path, error) from error


def _alive(process: str) -> bool:
    if os.name != "posix" or not process.isdecimal():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _fault(path: Path, error: OSError) -> CannotSave:
    return CannotSave(
        _("写不了 {path}：{reason}。请检查文件夹在不在、有没有写权限、磁盘还有没有空间。").format(
            path=path, reason=error.strerror or error
        )
    )
