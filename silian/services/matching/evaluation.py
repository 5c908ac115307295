"""Match quality against pairs that experts judged."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from silian.engines.matching import Estimate, Matcher, Need, measure
from silian.language import gettext as _
from silian.register.sheets import UnreadableSheet

FAULTS_SHOWN = 10

Relevance = dict[str, dict[str, int]]


def read_relevance(path: Path) -> Relevance:
    """Return need -> offer -> level (1-4) from a jsonl file of ``{"need", "achievement", "level"}``.

    Raises ``UnreadableSheet`` that names every line at fault.
    """
    judged: Relevance = {}
    faults = []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or _("不是 UTF-8 文本")
        raise UnreadableSheet(
            _("读不了标注文件 {path}：{reason}。请检查文件。").format(path=path, reason=reason)
        ) from error
    for number, line in enumerate(lines, start=1):
        pair = _pair(line)
        if pair:
            judged.setdefault(pair[0], {})[pair[1]] = pair[2]
        elif line.strip():
            faults.append(number)
    if faults or not judged:
        raise UnreadableSheet(
            _(
                "标注文件 {path} 有 {count} 行不对（第 {rows} 行）：每行要像 "
                '{{"need": "编号", "achievement": "编号", "level": 1 到 4}}。请改正后重试。'
            ).format(path=path, count=len(faults), rows=_("、").join(map(str, faults[:FAULTS_SHOWN])))
        )
    return judged


def _pair(line: str) -> tuple[str, str, int] | None:
    try:
        row: Any = json.loads(line)
        pair = str(row["need"]), str(row["achievement"]), int(row["level"])
    except (ValueError, TypeError, KeyError):
        return None
    return pair if 1 <= pair[2] <= 4 else None


def rankings(matcher: Matcher, needs: Sequence[Need], judged: Relevance) -> dict[str, list[int]]:
    """Return, for each judged need, the levels of its judged offers in the order of ``matcher``."""
    position = {offer.key: at for at, offer in enumerate(matcher.offers)}
    wanted = [need for need in needs if need.key in judged]
    result = {}
    for need, scores in zip(wanted, matcher.batch(wanted).scores(), strict=True):
        known = sorted((offer for offer in judged[need.key] if offer in position), key=position.__getitem__)
        order = np.argsort([-scores[position[offer]] for offer in known], kind="stable")
        result[need.key] = [judged[need.key][known[at]] for at in order]
    return result


def pairs_used(matcher: Matcher, needs: Sequence[Need], judged: Relevance) -> tuple[int, int]:
    """Return how many judged pairs name a need and an offer of the sheets, and how many there are."""
    keys, offers = {need.key for need in needs}, {offer.key for offer in matcher.offers}
    used = sum(offer in offers for need in keys & judged.keys() for offer in judged[need])
    return used, sum(map(len, judged.values()))


def evaluate(matcher: Matcher, needs: Sequence[Need], judged: Relevance) -> dict[str, Estimate]:
    """Return nDCG@10, recall@10 and MRR@10 with 95 % intervals over the judged lists.

    Raises ``UnreadableSheet`` where the judged pairs name no need or offer of the sheets.
    """
    result = measure(rankings(matcher, needs, judged))
    if not result:
        raise UnreadableSheet(
            _(
                "标注里没有一条需求能用：编号要与两张表的编号一致，并且至少有一个成果的级别是 3 或 4。请检查编号。"
            )
        )
    return result
