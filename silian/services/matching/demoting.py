"""What a thin listing loses: it stands further down, with the reason beside its score; its level stays what its text gave."""

from dataclasses import replace

from silian.engines.matching import Match, Signal

NAME = "thin"


def demoted(match: Match, points: float) -> Match:
    """Return ``match`` with ``points`` less, as one more signal; the sum of its parts is still its score."""
    if not points:
        return match
    parts = {**match.parts, "signals": match.parts.get("signals", 0.0) - points}
    signals = (*match.signals, Signal(NAME, -points, "", ""))
    return replace(match, score=match.score - points, parts=parts, signals=signals)
