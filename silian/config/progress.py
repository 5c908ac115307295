"""Progress on the terminal: one bar a stage, and nothing where nobody watches."""

import sys
from typing import Any

import click

from silian.language import gettext as _


class StageProgress:
    """Called with (stage, done, total); a new stage closes the bar before it."""

    def __init__(self) -> None:
        """Watch standard error: with no terminal there, nothing is drawn."""
        self._on = sys.stderr.isatty()
        self._stage = ""
        self._bar: Any = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Draw ``done`` of ``total`` of ``stage`` (needs, offers, encode, match, write)."""
        if not self._on:
            return
        if stage != self._stage:
            self.close()
            self._stage = stage
            self._bar = click.progressbar(length=max(total, 1), label=_label(stage), file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)

    def close(self) -> None:
        """End the bar that is drawn, if any."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar, self._stage = None, ""


def _label(stage: str) -> str:
    return {
        "needs": _("读需求表"),
        "offers": _("读成果表"),
        "encode": _("理解意思"),
        "match": _("匹配"),
        "write": _("写结果"),
    }[stage]
