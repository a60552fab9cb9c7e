"""What both ways to themes share: the front `ThemeModel`, settings and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from itertools import pairwise
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL
from matcher.errors import SettingError
from matcher.facts import ThemeSettings
from matcher.later import pd

__all__ = ["Offered", "ThemeModel", "theme_rows"]

Matrix = npt.NDArray[np.float64]


class Offered(NamedTuple):
    """Niches that areas can be placed in: their ids, their broad themes, and their centroids (n, d)."""

    niches: list[str]
    themes: list[str]
    centroids: Matrix


class ThemeModel:
    """Broad themes and niches of areas, by one of two ways.

    `ThemeModel()` is guided by a vocabulary and gives a `GuidedThemes`; `ThemeModel("discovered")` learns from the
    areas alone and gives a `DiscoveredThemes`. Each has settings of its own; what they learn has the same names.

    Both are estimators as scikit-learn knows them by their methods, which its `clone` and its searches ask for; its own
    base class would take longer to import than all that a repeated fit learns.

    Parameters
    ----------
    way : {"guided", "discovered"}
    **settings
        Settings of the chosen way.

    Attributes
    ----------
    theme_ids_, niche_ids_ : list of str
        Ids, sorted; the vocabulary's where themes are guided, t01 and n001 where they are discovered.
    theme_labels_, niche_labels_ : list of str
        Labels in the same order, unique within a level.
    parents_ : ndarray (n_niches,)
        Place of each niche's broad theme in `theme_ids_`.
    memberships_ : ndarray (n_names, n_niches)
        Membership of each fitted name in each niche; a row of zeros is a name without thematic content.
    centroids_ : ndarray (n_niches, d)
        Unit vectors.
    niche_scores_ : ndarray (n_names, n_niches)
        How much each name speaks for each niche, in [0, 1]; nan where the way to themes does not tell.

    Examples
    --------
    >>> ThemeModel("discovered", n_niches=70)
    DiscoveredThemes(n_niches=70)
    >>> ThemeModel("dreamt")
    Traceback (most recent call last):
    ...
    matcher.errors.SettingError: way to themes: expected discovered or guided; found 'dreamt'
    """

    _ways: ClassVar[dict[str, type[ThemeModel]]] = {}
    way: str
    theme_ids_: list[str]
    niche_ids_: list[str]
    theme_labels_: list[str]
    niche_labels_: list[str]
    parents_: npt.NDArray[np.intp]
    memberships_: Matrix
    centroids_: Matrix
    niche_scores_: Matrix
    fit: Callable[..., ThemeModel]
    predict: Callable[..., Matrix]

    def __init_subclass__(cls, *, called: str, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        ThemeModel._ways[called] = cls

    def __new__(cls, way: str = "guided", **settings: Any) -> ThemeModel:  # noqa: ARG004
        """An estimator of the chosen way; as `pathlib.Path` gives the path of the system it runs on."""
        if cls is not ThemeModel:
            made: ThemeModel = super().__new__(cls)
            return made
        if way not in ThemeModel._ways:
            raise SettingError("way to themes", expected=" or ".join(sorted(ThemeModel._ways)), found=repr(way))
        chosen: ThemeModel = super().__new__(ThemeModel._ways[way])
        return chosen

    def __repr__(self) -> str:
        defaults = signature(type(self)).parameters
        told = [f"{name}={value!r}" for name, value in self.get_params().items() if value != defaults[name].default]
        return f"{type(self).__name__}({', '.join(told)})"

    def get_params(self, deep: bool = True) -> Mapping[str, Any]:  # noqa: ARG002
        """Settings by name, sorted; none has settings of its own, so that scikit-learn's `deep` changes nothing."""
        return {name: getattr(self, name) for name in sorted(signature(type(self)).parameters)}

    def set_params(self, **settings: Any) -> Self:
        """Change some settings.

        Raises
        ------
        SettingError
            There is no such setting.
        """
        for name, value in settings.items():
            if name not in self.get_params():
                raise SettingError(
                    f"setting of {type(self).__name__}", expected=" or ".join(self.get_params()), found=name
                )
            setattr(self, name, value)
        return self

    def unfitted(self, **changed: Any) -> Self:
        """A model with the same settings, some of them changed, that has learned nothing."""
        return type(self)(**{**self.get_params(), **changed})

    @property
    def offered_(self) -> Offered:
        """The niches that areas could be placed in, with those that no fitted name belongs to."""
        return Offered(self.niche_ids_, [self.theme_ids_[parent] for parent in self.parents_.tolist()], self.centroids_)

    @property
    def facts_(self) -> ThemeSettings:
        """What was learned, in numbers, for the settings of a run."""
        raise NotImplementedError


def check_names(names: Sequence[str]) -> None:
    """Refuse no names, and a name that is given twice; `names` are sorted."""
    if not names:
        raise SettingError("no area with thematic content", do="add areas to the file")
    if twice := [a for a, b in pairwise(names) if a == b]:
        raise SettingError(f"the name {twice[0]!r} is given twice", do="give each distinct name once")


def theme_rows(model: ThemeModel) -> pd.DataFrame:
    """The themes of a fitted model as a table: theme_id, level, parent_id, label."""
    themes = pd.DataFrame(
        {"theme_id": model.theme_ids_, "level": "theme", "parent_id": "", "label": model.theme_labels_}
    )
    niches = pd.DataFrame(
        {
            "theme_id": model.niche_ids_,
            "level": "niche",
            "parent_id": [model.theme_ids_[parent] for parent in model.parents_.tolist()],
            "label": model.niche_labels_,
        }
    )
    horizontal = pd.DataFrame(
        {"theme_id": [HORIZONTAL], "level": "theme", "parent_id": "", "label": "Without thematic content"}
    )
    return pd.concat([themes, horizontal, niches], ignore_index=True)
