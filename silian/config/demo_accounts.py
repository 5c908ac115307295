"""The accounts of the sample region: kept with their passwords in the data directory, and shown at every start."""

import json
import unicodedata
from pathlib import Path
from typing import TypedDict

from silian.config import environment as env
from silian.language import gettext as _


class Kept(TypedDict):
    """What is known of the sample: passwords and for whom each account acts, by user name, and whether it is all in."""

    passwords: dict[str, str]
    acts_for: dict[str, str]
    complete: bool


def _file() -> Path:
    return env.data_directory() / "demo-accounts.json"


def kept() -> Kept:
    """Return what the data directory knows of the sample, or that it knows nothing."""
    if not _file().exists():
        return {"passwords": {}, "acts_for": {}, "complete": False}
    found: Kept = json.loads(_file().read_text(encoding="utf-8"))
    return found


def keep(known: Kept) -> None:
    """Write what is known of the sample, for nobody else to read."""
    part = _file().with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(_file())


def table() -> str:
    """Return the accounts as lines: role, user name, password, what to look at first."""
    known = kept()
    rows = [(_("角色"), _("用户名"), _("密码"), _("先看什么"))]
    for name, role, look in (
        ("admin", _("管理员"), _("首页“等您处理的事”：核对并公开成果和需求")),
        ("officer", _("园区专员"), _("首页“等您处理的事”：{name}的记录和对接")),
        ("company", _("企业负责人"), _("“我的撮合”：有院所向{name}申请对接，等您答复")),
        ("lab", _("院所负责人"), _("“我的撮合”：有企业向{name}申请对接，等您答复")),
    ):
        password = known["passwords"].get(name) or _("（以前设的）")
        rows.append((role, name, password, look.format(name=known["acts_for"].get(name, ""))))
    widths = [max(_width(row[column]) for row in rows) for column in range(3)]
    lines = [
        "    "
        + "".join(cell + " " * (width + 3 - _width(cell)) for cell, width in zip(row, widths, strict=False))
        for row in rows
    ]
    heading = _("用下面任何一个账号登录（示例地区是虚构的）：")
    return "\n".join([heading, "", *(line + row[-1] for line, row in zip(lines, rows, strict=True))])


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
