"""From texts to memberships: brings together an embedder, a model of themes and the vocabulary that guides it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL, PLACEMENT_COLUMNS
from matcher.embed import UNTOLD, Embedder, read_languages
from matcher.embed.embedder import AUTO
from matcher.errors import SettingError
from matcher.facts import Crowded, ThemeSettings
from matcher.later import pd
from matcher.placing import KnownWords, Pieces, PlacingModel, pieces_of
from matcher.settings import floors_of
from matcher.sources import general_words
from matcher.spelling import label_key
from matcher.themes import (
    DiscoveredThemes,
    Evidence,
    Guide,
    GuidedThemes,
    ThemeModel,
    crowded,
    is_horizontal,
    steadiness,
    theme_rows,
    vocabulary_guide,
)
from matcher.themes.before import fit_key, kept_near, kept_steadiness
from matcher.themes.edits import Edits
from matcher.themes.evidence import Found, nearest
from matcher.themes.stability import Steadiness
from matcher.themes.taxonomy import TaxonomyRow, taxonomy_guide
from matcher.vocabulary import Vocabulary, load_vocabulary

__all__ = ["DRAWS", "SEED", "Placer", "theme_facts", "theme_sizes"]

#: Resamples by which stability is measured, and the seed that draws them.
DRAWS = 10
SEED = 0


#: Guides that were made, by vocabulary and by what reads its words.
_GUIDES: WeakKeyDictionary[Vocabulary, dict[str, Guide]] = WeakKeyDictionary()


class Placer:
    """Fits a model of themes to texts, and places further texts in the same way.

    Names that consist of general words alone are horizontal in both ways; they are not shown to the model.

    Parameters
    ----------
    model : ThemeModel
    embedder : Embedder
    vocabulary : Vocabulary, optional
        What guided themes learn from; the bundled one by default.
    draws : int
        Resamples by which stability is measured; 0 leaves it out.
    edits : Edits, optional
        What experts want otherwise; for guided themes only.
    taxonomy : sequence of TaxonomyRow, optional
        A given classification that guides instead of the vocabulary.
    """

    def __init__(
        self,
        model: ThemeModel,
        embedder: Embedder,
        *,
        vocabulary: Vocabulary | None = None,
        draws: int = 0,
        edits: Edits | None = None,
        taxonomy: Sequence[TaxonomyRow] | None = None,
    ) -> None:
        if (edits or taxonomy) and not isinstance(model, GuidedThemes):
            what = "edits" if edits else "a taxonomy"
            raise SettingError(
                f"{what} for discovered themes", expected="guided themes", do="leave --way discovered out"
            )
        self.model = model
        self.embedder = embedder
        self.draws = draws
        self.edits = edits or Edits()
        self.taxonomy = taxonomy
        self._vocabulary = vocabulary
        self._names: list[str] = []
        self._evidence: list[Evidence] = []

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary that guides."""
        return self._vocabulary or load_vocabulary()

    @cached_property
    def guide(self) -> Guide:
        """The examples that the vocabulary or the taxonomy gives, embedded, with the experts' edits."""
        if self.taxonomy:
            guide = taxonomy_guide(self.taxonomy, self.vocabulary, self._encode_examples)
        else:
            guide = self._vocabulary_guide()
        if self.embedder.model != AUTO:  # one model reads everything
            guide = guide.read_by_encoder()
        return self.edits.apply(guide, self._encode_examples)

    def _vocabulary_guide(self) -> Guide:
        """What the vocabulary teaches; the same for every table that is fitted while the program runs."""
        made = _GUIDES.setdefault(self.vocabulary, {})
        if self.embedder.fingerprint not in made:
            encoded = self._by_encoder if self.embedder.uses_encoder else None
            made[self.embedder.fingerprint] = vocabulary_guide(
                self.vocabulary, self._encode_english, by_encoder=encoded, models=self.embedder.fingerprint
            )
        return made[self.embedder.fingerprint]

    @cached_property
    def known(self) -> KnownWords:
        """The words that need no classifier: labels of the vocabulary, or of what guides instead, and of own niches."""
        return KnownWords(self.vocabulary, self._labels(self.guide), own=not self.taxonomy)

    def _labels(self, guide: Guide) -> dict[str, str]:
        """Labels that the bundled vocabulary does not have as they are, with what each names."""
        bundled = load_vocabulary()
        return {
            e.text: e.concept
            for e in guide.examples
            if e.is_label and e.niche and (self.taxonomy or bundled.concepts.get(e.concept) is None
                                           or e.text not in bundled.labels["en"][e.concept])
        }  # fmt: skip

    def placing(self) -> PlacingModel | None:
        """What places further texts as the fitted model does; None where themes are discovered."""
        if not isinstance(self.model, GuidedThemes):
            return None
        return self.model.placing(self._labels(self.model.guide_), own=not self.taxonomy)

    def fit(
        self, texts: pd.Series, languages: Sequence[str], groups: pd.Series, vectors: npt.ArrayLike
    ) -> pd.DataFrame:
        """Fit the model to the distinct texts.

        Parameters
        ----------
        texts : Series of str (n,)
        languages : sequence of str
            ISO 639-1 code of each text; "" and "en" are English.
        groups : Series (n,)
            Whose text each is: texts used by many regions are preferred as labels.
        vectors : array_like (n, d)

        Returns
        -------
        DataFrame (n_names, n_niches)
            Memberships of the distinct thematic texts, sorted.
        """
        rows = pd.DataFrame({"text": texts.to_numpy(), "language": list(languages), "group": groups.to_numpy()})
        rows = rows[~self._horizontal(rows["text"].tolist())].sort_values(["text", "language"])
        counts = rows.groupby("text")["group"].nunique()
        first = rows.drop_duplicates("text")
        names, found = first["text"].tolist(), np.asarray(vectors)[first.index]
        teaching = self._teaching(names, first["language"].tolist())
        raw, weights = np.asarray(found, dtype=np.float64), counts.tolist()
        key = fit_key(self.model, raw, names, weights, (self.draws, SEED), teaching)
        drawn = self._drawn(key, raw, teaching)
        self.model.fit(found, names, weights=weights, **teaching)

        def steady() -> Steadiness:
            return steadiness(self.model, found, names, weights, draws=self.draws, seed=SEED, drawn=drawn(), **teaching)

        self.steadiness = kept_steadiness(key, self.model, steady) if self.draws else steady()
        if isinstance(self.model, GuidedThemes):
            self._evidence = self.model.evidence(found, teaching["pieces"])
        self._names = names
        return pd.DataFrame(self.model.memberships_, index=pd.Index(names), columns=self.model.niche_ids_)

    @property
    def themes(self) -> pd.DataFrame:
        """theme_id, level, parent_id, label and stability of what was fitted."""
        rows = theme_rows(self.model)
        known = dict(zip(self.model.niche_ids_, self.steadiness.niches, strict=True))
        known |= dict(zip(self.model.theme_ids_, self.steadiness.themes, strict=True))
        return rows.assign(stability=rows["theme_id"].map(known).astype("float64").round(4))

    @property
    def crowded(self) -> list[Crowded]:
        """Niches that the data crowd, and the concepts they may be split into."""
        if not isinstance(self.model, GuidedThemes):
            return []
        return crowded(self._evidence, self.model.guide_, len(self._names))

    def table(self, area_ids: pd.Series, texts: pd.Series, *, quoted: bool = False) -> pd.DataFrame:
        """Memberships of areas: niches, the broad themes above them (the strongest niche speaks), and horizontal.

        Parameters
        ----------
        area_ids, texts : Series of str (n,)
        quoted : bool
            The evidence is the text itself, as it is for a part.

        Returns
        -------
        DataFrame
            area_id, theme_id, membership, score (how much the name speaks for the niche; nan where that is not told),
            stability (share of resamples in which the area stays), evidence (the nearest label of the guide), concept
            (what that label names: the niche, or something below it).
        """
        name, niche = np.nonzero(self.model.memberships_)
        rows = pd.DataFrame(
            {
                "text": np.asarray(self._names, dtype=object)[name],
                "theme_id": np.asarray(self.model.niche_ids_, dtype=object)[niche],
                "membership": self.model.memberships_[name, niche].round(6),
                "score": self.model.niche_scores_[name, niche].round(4),
                "stability": self.steadiness.names[name, niche].round(4),
                "parent": np.asarray(self.model.theme_ids_, dtype=object)[self.model.parents_[niche]],
            }
        )
        said = {(self._names[e.name], e.niche): (e.text, e.concept) for e in self._evidence}
        found = [said.get(key, ("", "")) for key in zip(rows["text"], rows["theme_id"], strict=True)]
        rows["evidence"], rows["concept"] = ([pair[place] for pair in found] for place in (0, 1))
        strongest = rows.sort_values(["membership", "theme_id"], ascending=[False, True], kind="stable")
        broad = strongest.drop_duplicates(["text", "parent"]).assign(theme_id=lambda table: table["parent"])
        areas = pd.DataFrame({"area_id": area_ids.to_numpy(), "text": texts.to_numpy()})
        linked = areas.merge(pd.concat([rows, broad], ignore_index=True), on="text", how="left")
        linked["theme_id"] = linked["theme_id"].fillna(HORIZONTAL)
        linked = linked.fillna({"membership": 1.0, "evidence": "", "concept": ""}).sort_values(
            ["area_id", "theme_id"], ignore_index=True
        )
        if quoted:
            linked["evidence"] = linked["text"]
        return linked[["area_id", "theme_id", "membership", "score", "stability", "evidence", "concept"]]

    def possible(self) -> pd.DataFrame:
        """All niches that areas could be placed in: theme_id, parent_id, and also_id, the second theme of some."""
        niches, themes, _ = self.model.offered_
        return pd.DataFrame({"theme_id": niches, "parent_id": themes, "also_id": [self._also(it) for it in niches]})

    def _also(self, niche: str) -> str:
        """The second theme that the vocabulary gives a niche, or the niche above a concept; "" for none."""
        if self.model.way != "guided" or self.taxonomy or niche not in self.vocabulary:
            return ""
        concept = self.vocabulary[niche]
        return self.vocabulary[concept.broader].also if concept.level == "concept" else concept.also

    def placements(self, area_ids: pd.Series, texts: pd.Series) -> pd.DataFrame:
        """Where models learned again put the areas.

        Returns
        -------
        DataFrame
            `PLACEMENT_COLUMNS`: area_id, theme_id (a niche), runs (a text of 0 and 1: in which runs the area is there).
            No rows where nothing was learned again.
        """
        found = self.steadiness.placements
        name, niche = np.nonzero(found.any(axis=0))
        rows = pd.DataFrame(
            {
                "text": np.asarray(self._names, dtype=object)[name],
                "theme_id": np.asarray(self.model.niche_ids_, dtype=object)[niche],
                "runs": ["".join("1" if there else "0" for there in marks) for marks in found[:, name, niche].T],
            }
        )
        areas = pd.DataFrame({"area_id": area_ids.to_numpy(), "text": texts.to_numpy()})
        linked = areas.merge(rows.astype("str"), on="text").sort_values(["area_id", "theme_id"], ignore_index=True)
        return linked[list(PLACEMENT_COLUMNS)]

    def predict(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> npt.NDArray[np.float64]:
        """Memberships of further texts (n, n_niches); zeros where they are horizontal."""
        known = pd.DataFrame({"text": list(texts), "language": list(languages or [""] * len(texts))})
        first = known.drop_duplicates("text").sort_values("text")
        names, codes = first["text"].tolist(), first["language"].tolist()
        vectors = self.embedder.encode(names, codes)
        found = self.model.predict(vectors, **self._read(names, codes))
        found[self._horizontal(names)] = 0.0
        for name, niches in self._pins(names).items():
            found[names.index(name)] = np.isin(self.model.niche_ids_, niches)
        placed: npt.NDArray[np.float64] = found[pd.Index(names).get_indexer(pd.Index(known["text"]))]
        return placed

    def _by_encoder(self, texts: list[str], language: str) -> npt.NDArray[np.float32]:
        return self.embedder.by_encoder.encode(texts, [language] * len(texts), blank=True)

    def _encode_english(self, texts: list[str]) -> npt.NDArray[np.float32]:
        return self.embedder.encode(texts, ["en"] * len(texts), blank=True)

    def _encode_examples(self, texts: list[str]) -> npt.NDArray[np.float32]:
        """Examples come without a language: one that is too short to tell stands between its readings.

        Their mean serves an English word that only the English model knows as well as a word of another language.
        """
        languages = read_languages(texts).languages
        vectors = self.embedder.encode(texts, languages)
        if short := [place for place, code in enumerate(languages) if code == UNTOLD]:
            both = vectors[short] + self._encode_english([texts[place] for place in short])
            vectors[short] = both / np.linalg.norm(both, axis=1, keepdims=True)
        return vectors

    def _teaching(self, names: Sequence[str], languages: Sequence[str]) -> dict[str, Any]:
        if not isinstance(self.model, GuidedThemes):
            return {}
        floors = floors_of(self.embedder.model)
        return {"guide": self.guide, "pins": self._pins(names), "floors": floors, **self._read(names, languages)}

    def _drawn(
        self, key: bytes, vectors: npt.NDArray[np.float64], teaching: dict[str, Any]
    ) -> Callable[[], list[tuple[Guide, Any]]]:
        """Bootstraps of the guide with what names are near in each; what the guide itself has near joins `teaching`."""
        if not teaching:
            return list
        guide, rng = teaching["guide"], np.random.default_rng(SEED)
        guides = cache(lambda: [guide, *(guide.resampled(rng) for _ in range(self.draws))])
        shape = (self.draws + 1, len(vectors))
        near = kept_near(key, shape, lambda: nearest(Found(vectors, teaching["pieces"]), guides()))
        teaching["near"] = near[0]
        return lambda: list(zip(guides()[1:], near[1:], strict=True))

    def _pins(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        return self.edits.pinned(names, self.guide) if self.edits.pins else {}

    def _horizontal(self, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Names of general words alone, unless an expert has placed them."""
        placed = np.array([label_key(text) in self.edits.pins for text in texts], dtype=bool)
        general: npt.NDArray[np.bool_] = is_horizontal(texts, general_words()) & ~placed
        return general

    def _read(self, names: Sequence[str], languages: Sequence[str]) -> dict[str, Any]:
        """The names taken apart in their languages, with vectors, and which the encoder reads.

        Nothing where themes are discovered.
        """
        if isinstance(self.model, DiscoveredThemes):
            return {}
        codes = read_languages(list(names), list(languages)).languages
        pieces: Pieces = pieces_of(names, codes, self.known)
        vectors = self.embedder.encode(pieces.texts, [codes[place] for place in pieces.name.tolist()], blank=True)
        encoded = np.array([code != "en" for code in codes], dtype=bool)
        return {
            "pieces": (pieces, vectors),
            "by_encoder": encoded if self.embedder.model == AUTO else None,
        }


def theme_sizes(areas: pd.DataFrame, themes: pd.DataFrame, memberships: pd.DataFrame) -> pd.Series:
    """How many regions have an area in each theme."""
    linked = memberships.merge(areas[["area_id", "region_id"]], on="area_id")
    return themes["theme_id"].map(linked.groupby("theme_id")["region_id"].nunique()).fillna(0).astype("int64")


def theme_facts(placer: Placer) -> ThemeSettings:
    """How themes were made, for `run.json`: way, settings, numbers, edits."""
    model = placer.model
    settings = {name: value for name, value in model.get_params().items() if name != "way"}
    facts: ThemeSettings = {
        "way": model.way,
        "settings": settings,
        "themes": len(model.theme_labels_),
        "niches": len(model.niche_labels_),
        **model.facts_,
        "draws": placer.draws,
    }
    if model.way == "guided":
        facts["guided_by"] = "taxonomy" if placer.taxonomy else "vocabulary"
        facts["crowded"] = placer.crowded
        facts["edits"] = placer.edits.name if placer.edits != Edits() else None
    return facts
