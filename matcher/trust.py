"""How far the answers of a run can be trusted: stability, bias, size, and validation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from matcher import partners as partnering
from matcher import record as recording
from matcher.facts import DeclaredAndDone, JointValidation, OwnAreas, RegionRecord, RelatednessValidation, Validation
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.scores import SizeCheck, size_check
from matcher.settings import BOOTSTRAP, DRAWS, EVIDENCE, FIRST, FOLDS, RANKINGS, TOP
from matcher.vocabulary import load_vocabulary
from matcher.words.blocks import wrapped
from matcher.words.fitting import fit_text
from matcher.words.words import Words

__all__ = ["Trusted"]

#: Columns of the lines of a summary.
SUMMARY_WIDTH = 120


@dataclass(frozen=True, eq=False)
class Trusted(Fitted):
    """A fitted run with the verbs that ask how far its answers can be trusted; `matcher.run.Run` adds the others."""

    def stability(
        self,
        region: str | None = None,
        by: str = "complementarity",
        *,
        first: int = FIRST,
        draws: int = DRAWS,
        seed: int = 0,
        among: Collection[str] | None = None,
    ) -> pd.DataFrame:
        """How often each partner stays among the first; see `matcher.partners.stability.stability`."""
        return partnering.stability(self, region, k=first, draws=draws, seed=seed, by=by, among=among)

    def without_weak(
        self,
        region: str | None = None,
        *,
        evidence: Collection[str] = EVIDENCE[:1],
        by: str = "complementarity",
        first: int = FIRST,
    ) -> pd.DataFrame:
        """Where first partners stand without lists of weaker sources; see `matcher.partners.sources.without_weak`."""
        return partnering.without_weak(self, region, evidence=evidence, by=by, k=first)

    def bias(self) -> pd.DataFrame:
        """Properties of regions that scores depend on although they should not; see `matcher.partners.bias`."""
        return self._bias

    @cached_property
    def _bias(self) -> pd.DataFrame:
        return partnering.bias(self)

    def corrected(
        self, region: str, by: str = "complementarity", *, among: Collection[str] | None = None
    ) -> pd.DataFrame:
        """Scores adjusted for the flagged properties; see `bias` and `matcher.partners.bias.corrected`."""
        return partnering.corrected(self, region, by=by, among=among, flags=self._bias)

    @cached_property
    def size_checks(self) -> dict[str, SizeCheck]:
        """How ranks follow the length of lists, by what ranks; see `matcher.scores.size_check`."""
        sizes = self.x.sum(axis=1)
        return {by: size_check(self.scores.ranking(by), sizes) for by in RANKINGS}

    def record(self, region: str) -> RegionRecord:
        """What a region has done, as far as it is counted; see `matcher.record.region_record`."""
        return recording.region_record(self, region)

    def declared_and_done(self, *, draws: int = BOOTSTRAP, seed: int = 0) -> list[DeclaredAndDone]:
        """Whether regions do more in what they declare; see `matcher.record.declared_and_done`."""
        return recording.declared_and_done(self, draws=draws, seed=seed)

    def own_areas(self, region: str) -> OwnAreas:
        """Where a region's own areas were placed; see `matcher.partners.own.own_areas`."""
        return partnering.own_areas(self, region)

    def summary(self, language: str = "en") -> list[str]:
        """What a fit has made, in a few lines, in English or Swedish ("sv"); the verb `fit` prints them."""
        return wrapped(fit_text(Words(language), self, self.size_checks, self.bias()), SUMMARY_WIDTH)

    def validate_partnerships(
        self,
        partnerships: pd.DataFrame,
        *,
        weak: bool = False,
        members: str = "exact",
        k: int = TOP,
        weights: Mapping[str, float] | None = None,
        draws: int = BOOTSTRAP,
        seed: int = 0,
    ) -> Validation:
        """Ranking quality against known partnerships, baselines first; see `matcher.validate.validate`.

        Themes of partnerships are read with the vocabulary and the bundled encoder.
        """
        from matcher.embed import Student
        from matcher.validate.partnerships import validate

        return validate(
            self, partnerships, weak=weak, nuts=members, k=k, weights=weights, vocabulary=load_vocabulary(),
            encode=Student().encode, draws=draws, seed=seed,
        )  # fmt: skip

    def validate_joint(
        self, projects: pd.DataFrame | None = None, *, draws: int = BOOTSTRAP, seed: int = 0
    ) -> JointValidation:
        """How scores go with joint projects, also beyond size; see `matcher.validate.validate_joint`."""
        from matcher.validate.joint import validate_joint

        return validate_joint(self, projects, draws=draws, seed=seed)

    def validate_relatedness(self, *, folds: int = FOLDS, seed: int = 0) -> RelatednessValidation:
        """How well relatedness predicts niches that were held out; see `matcher.validate.validate_relatedness`."""
        from matcher.validate.relatedness import validate_relatedness

        return validate_relatedness(self, folds, seed=seed, own=self.own_portfolios)
