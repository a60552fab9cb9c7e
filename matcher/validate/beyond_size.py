"""Joint projects of pairs beyond size, distance and programme: a Poisson model with an effect of each region.

That two large universities share many projects says nothing of a score. In the model

    E[y_ab] = exp(f_a + f_b + c_ab' g + x_ab h)

f is the effect of each region, c what is known of a pair (distance, country, programme), and x the score in standard
deviations: exp(h) - 1 is how many more joint projects go with one standard deviation more, all else being equal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matcher.facts import EffectFacts

__all__ = ["BeyondSize"]

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

#: Standard normal quantile of the 95 % interval.
WIDTH = 1.959964


@dataclass
class BeyondSize:
    """The model for one matrix of joint projects.

    Parameters
    ----------
    joint : ndarray (n, n)
        Symmetric; nan for pairs that are left out. Regions without any joint project are left out too: their effect
        would be minus infinity.
    controls : sequence of ndarray (n, n)
        What else is known of pairs; nan leaves a pair out.
    """

    joint: Matrix
    controls: Sequence[Matrix]
    _null: dict[bytes, tuple[Matrix, Any]] = field(default_factory=dict, repr=False)

    def effect(self, score: Matrix, *, draws: int = 500, seed: int = 0) -> EffectFacts | None:
        """What goes with one standard deviation more of a score; None where nothing can be estimated.

        Directions are averaged. The interval is over regions: its variance lets all pairs of a region move together
        (dyadic clusters, Aronow, Samii and Assenova 2015). p is two-sided by permutation of regions (QAP): what the
        controls leave of the score is permuted over regions, and the score statistic computed again (double
        semi-partialling, Dekker, Krackhardt and Snijders 2007).

        References
        ----------
        Aronow, P. M., Samii, C., Assenova, V. A. (2015). Political Analysis 23(4), 564-577. doi:10.1093/pan/mpv018
        Dekker, D., Krackhardt, D., Snijders, T. A. B. (2007). Psychometrika 72, 563-581. doi:10.1007/s11336-007-9016-1
        """
        mean = (score + score.T) / 2
        kept = self._kept(mean)
        a, b = _pairs(kept)
        if len(a) <= len(kept) + len(self.controls) + 1 or not mean[a, b].std() > 0:
            return None
        y, x = self.joint[a, b], (mean[a, b] - mean[a, b].mean()) / mean[a, b].std()
        design, null = self._fit(kept)
        full = _poisson(y, np.column_stack([design, x]), start=np.append(null.params, 0.0))
        spread = _dyadic_error(_residual(design, x, full.mu), y - full.mu, full.mu, a, b, len(kept))
        value = float(full.params[-1])
        p = self._permuted(mean, kept, design, null.mu, draws=draws, seed=seed)
        low, high = (float(np.expm1(value + side * WIDTH * spread)) for side in (-1, 1))
        return {"value": float(np.expm1(value)), "low": low, "high": high, "p": p, "pairs": len(a)}

    def _kept(self, score: Matrix) -> npt.NDArray[np.bool_]:
        """Pairs with all values, among regions with a joint project in such a pair."""
        known = np.isfinite(self.joint) & np.isfinite(score)
        for control in self.controls:
            known &= np.isfinite(control)
        np.fill_diagonal(known, False)
        while True:
            active = np.where(known, self.joint, 0.0).sum(axis=1) > 0
            kept = known & active & active[:, None]
            if (kept == known).all():
                return known
            known = kept

    def _fit(self, kept: npt.NDArray[np.bool_]) -> tuple[Matrix, Any]:
        """Design and fit without a score, once for each set of pairs."""
        key = kept.tobytes()
        if key not in self._null:
            a, b = _pairs(kept)
            regions = np.flatnonzero(kept.any(axis=1))
            place = np.zeros(len(kept), dtype=np.intp)
            place[regions] = np.arange(len(regions))
            effects = np.zeros((len(a), len(regions)))
            effects[np.arange(len(a)), place[a]] = effects[np.arange(len(a)), place[b]] = 1
            known = [control[a, b] for control in self.controls]
            varied = [values for values in known if values.std() > 0]
            design = np.column_stack([effects, *varied])
            self._null[key] = design, _poisson(self.joint[a, b], design)
        return self._null[key]

    def _permuted(
        self, score: Matrix, kept: npt.NDArray[np.bool_], design: Matrix, mu: Vector, *, draws: int, seed: int
    ) -> float:
        """Two-sided p of the score statistic when what is left of the score is permuted over regions."""
        a, b = _pairs(kept)
        y, n = self.joint[a, b], len(kept)
        solved = np.linalg.pinv(design.T @ (design * mu[:, None]))
        left = np.zeros((n, n))
        values = score[a, b] - score[a, b].mean()
        left[a, b] = left[b, a] = values - design @ (solved @ (design.T @ (mu * values)))

        def statistic(x: Vector) -> float:
            rest = x - design @ (solved @ (design.T @ (mu * x)))
            return float((rest * (y - mu)).sum() / np.sqrt((mu * rest**2).sum()))

        own, rng = abs(statistic(left[a, b])), np.random.default_rng(seed)
        regions = np.flatnonzero(kept.any(axis=1))
        as_far = 0
        for _ in range(draws):
            order = np.arange(n)
            order[regions] = rng.permutation(regions)
            as_far += abs(statistic(left[order[a], order[b]])) >= own
        return (1 + as_far) / (1 + draws)


def _pairs(kept: npt.NDArray[np.bool_]) -> tuple[Rows, Rows]:
    """Rows of the two regions of each pair, the smaller first."""
    a, b = np.nonzero(np.triu(kept, k=1))
    return a, b


def _poisson(y: Vector, design: Matrix, *, start: Vector | None = None) -> Any:
    try:
        import statsmodels.api as sm
    except ImportError as error:
        do = "pip install 'interregional-matcher[validate]'"
        raise SettingError("joint projects beyond size", expected="statsmodels", found="none", do=do) from error
    return sm.GLM(y, design, family=sm.families.Poisson()).fit(start_params=start)


def _residual(design: Matrix, x: Vector, weights: Vector) -> Vector:
    """What a weighted regression on the design leaves of x."""
    solved = np.linalg.pinv(design.T @ (design * weights[:, None]))
    left: Vector = x - design @ (solved @ (design.T @ (weights * x)))
    return left


def _dyadic_error(x: Vector, errors: Vector, mu: Vector, a: Rows, b: Rows, n: int) -> float:
    """Standard error of the effect of x where pairs with a region in common may move together."""
    parts = x * errors
    of_regions = np.bincount(a, parts, n) + np.bincount(b, parts, n)
    variance = (of_regions**2).sum() - (parts**2).sum()
    return float(np.sqrt(max(variance, (parts**2).sum())) / (mu * x**2).sum())
