"""From points to what they are worth: the chance of each level, learned from judged pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from silian.engines.matching.model import Level

RATED = (Level.WEAK, Level.GOOD, Level.STRONG)
MOST_KNOTS = 12  # a curve is drawn through so many points: more would only draw the noise


@dataclass(frozen=True, slots=True)
class Curve:
    """The chance, 0-1, that experts give at least a level, straight between the knots ``points``."""

    points: tuple[float, ...]
    chances: tuple[float, ...]

    def at(self, points: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the chance for each of ``points``; beyond the ends that of the ends."""
        return np.asarray(np.interp(np.asarray(points, dtype=float), self.points, self.chances))


def fit_curve(points: npt.ArrayLike, reached: npt.ArrayLike) -> Curve:
    """Return the rising curve that fits best: ``reached`` says of each pair whether it has the level.

    Pairs are put into equal groups by points, then made to rise by isotonic regression.
    """
    # slow import: half a second that only learning needs
    from scipy.optimize import isotonic_regression  # noqa: PLC0415

    x, y = np.asarray(points, dtype=float), np.asarray(reached, dtype=float)
    order = np.argsort(x, kind="stable")
    groups = [group for group in np.array_split(order, MOST_KNOTS) if len(group)]
    sizes = [len(group) for group in groups]
    means = isotonic_regression([y[group].mean() for group in groups], weights=sizes).x
    knots = np.maximum.accumulate([x[group].mean() for group in groups])
    return Curve(tuple(np.round(knots, 2).tolist()), tuple(np.round(means, 4).tolist()))


def chances(curves: Mapping[Level, Curve], points: float) -> dict[Level, float]:
    """Return the chance of at least each level, 0-1, never rising with the level."""
    found, most = {}, 1.0
    for level in RATED:
        if level in curves:
            most = min(most, float(curves[level].at(points)))
            found[level] = most
    return found


def likeliest(curves: Mapping[Level, Curve], points: float) -> Level:
    """Return the level with the smallest expected distance from the experts': the highest one at even odds."""
    even = [level for level, chance in chances(curves, points).items() if chance >= 0.5]
    return max(even, default=Level.NONE)


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability diagram: what was said, what came true (0-1), and of how many pairs."""

    said: float
    came_true: float
    pairs: int


def reliability(said: npt.ArrayLike, true: npt.ArrayLike, bins: int = 10) -> list[Bin]:
    """Return the reliability diagram of the chances ``said`` in ``bins`` groups of equal size."""
    p, y = np.asarray(said, dtype=float), np.asarray(true, dtype=float)
    groups = np.array_split(np.argsort(p, kind="stable"), bins)
    return [Bin(float(p[g].mean()), float(y[g].mean()), len(g)) for g in groups if len(g)]


def calibration_error(diagram: Sequence[Bin]) -> float:
    """Return the expected calibration error, 0-1: the mean gap of said and true, weighted by pairs."""
    total = sum(one.pairs for one in diagram)
    return sum(one.pairs * abs(one.said - one.came_true) for one in diagram) / total if total else 0.0
