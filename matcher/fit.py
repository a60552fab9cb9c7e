"""From areas to a run: the wiring of embedding, themes, graph and relatedness.

The only room that learns. Everything that it makes ends in a `Run`, which answers without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
import numpy.typing as npt

from matcher import relatedness
from matcher.areas import area_languages, area_texts, complete_areas, data_hash, sort_areas
from matcher.chance import NULL_MODEL
from matcher.embed import Embedder, read_languages
from matcher.embed.cache import say
from matcher.embed.embedder import model_facts
from matcher.errors import SettingError
from matcher.facts import ModelSettings, SettingsFacts
from matcher.fitted.graph import membership_matrix, named_concepts, portfolios, sure
from matcher.fitted.standing import near_niches
from matcher.fitted.storage import versions
from matcher.fitted.tables import OWN_PORTFOLIOS, Fitted
from matcher.later import pd
from matcher.query.placing import place_texts
from matcher.run import Run
from matcher.settings import floors_of
from matcher.sources import load_areas
from matcher.spelling import label_key
from matcher.themes import ThemeModel
from matcher.themes.edits import Edits
from matcher.themes.parts import area_parts, with_added, with_placements, with_titles
from matcher.themes.placer import DRAWS, SEED, Placer, theme_facts, theme_sizes
from matcher.themes.taxonomy import TaxonomyRow
from matcher.vocabulary import Vocabulary

__all__ = ["REVEALING", "Matcher", "refit", "share_held"]

Matrix = npt.NDArray[np.float64]

#: With fewer regions than this, relatedness is read from the bundled European portfolios: too few show no pattern.
REVEALING = 100
REFERENCE = "europe"
#: Which name of an area is embedded.
TEXTS = ("english", "original")


class Matcher:
    """Fits a table of regions' areas: embeds them, clusters them into themes, and relates the niches.

    Parameters
    ----------
    embedder : Embedder, optional
        Turns texts into vectors; by default English through the packaged model, other languages through the encoder.
    themes : ThemeModel, optional
        Unfitted model of themes and niches; its own settings by default.
    weights : mapping of str to float, optional
        Weights of some of `matcher.relatedness.SOURCES`; by default what people know
        (`matcher.settings.DEFAULT_WEIGHTS`), or association where nobody knows relations of these niches.
    text : {"english", "original"}
        Which name of an area is embedded where it has both.
    vocabulary : Vocabulary, optional
        What guided themes learn from; the bundled one by default.
    draws : int, default 10
        Resamples by which the stability of themes is measured; 0 leaves it out.
    edits : Edits, optional
        What experts want otherwise in guided themes; see `matcher.themes.edits.read_edits`.
    taxonomy : sequence of TaxonomyRow, optional
        A given classification that guides instead; see `matcher.themes.taxonomy.read_taxonomy`.

    Examples
    --------
    >>> run = Matcher().fit(load_areas("sweden_2018"))
    >>> len(run.regions), run.region("västmanland").region_id
    (21, 'SE125')
    """

    def __init__(
        self,
        embedder: Embedder | None = None,
        themes: ThemeModel | None = None,
        *,
        weights: Mapping[str, float] | None = None,
        text: str = "english",
        vocabulary: Vocabulary | None = None,
        draws: int = DRAWS,
        edits: Edits | None = None,
        taxonomy: Sequence[TaxonomyRow] | None = None,
    ) -> None:
        self.embedder = embedder
        self.themes = themes
        self.weights = weights
        self.text = text
        self.vocabulary = vocabulary
        self.draws = draws
        self.edits = edits
        self.taxonomy = taxonomy

    def fit(self, areas: pd.DataFrame, source: str = "table") -> Run:
        """Fit `areas`.

        Parameters
        ----------
        areas : DataFrame
            An areas table as `load_areas` returns it; columns that are not required may be missing.
        source : str
            What the data are called in the run's settings.

        Returns
        -------
        Run
            The same whatever the order of the rows.

        Raises
        ------
        InputError
            A required column or cell is missing.
        ModelError
            The model cannot be found, fetched or trusted.
        """
        ordered = sort_areas(complete_areas(areas))
        embedder = self.embedder or Embedder()
        if self.text not in TEXTS:
            raise SettingError("text", expected=" or ".join(TEXTS), found=repr(self.text))
        original = self.text == "original"
        texts = area_texts(ordered, original=original)
        stated = area_languages(ordered, original=original)
        reading = read_languages(texts.tolist(), stated, countries=ordered["country"].tolist())
        if told := reading.told():
            say(told)
        languages, assumed = reading
        vectors = embedder.encode(texts.tolist(), languages, blank=True)
        model: ThemeModel = (self.themes or ThemeModel()).unfitted()
        placer = Placer(
            model, embedder, vocabulary=self.vocabulary, draws=self.draws, edits=self.edits, taxonomy=self.taxonomy
        )
        parts = area_parts(ordered)
        everything = pd.concat([ordered, parts], ignore_index=True)
        found = vectors if parts.empty else np.vstack([vectors, _encoded(embedder, parts)])
        placer.fit(
            pd.concat([texts, parts["text"]], ignore_index=True),
            [*languages, *read_languages(parts["text"].tolist(), parts["language"].tolist()).languages],
            everything["region_id"],
            found,
        )
        model_of_texts: ModelSettings = {
            **model_facts(embedder, languages, vectors),
            "text": self.text,
            "assumed": assumed,
        }
        possible, offered = placer.possible(), model.offered_
        floors = floors_of(embedder.model)
        near = near_niches(offered.niches, offered.centroids, floor=floors.near)
        memberships, placements = _placed(placer, ordered, texts, parts, (possible, near))
        themes = placer.themes
        memberships = _described(placer, ordered, themes, memberships, vectors, model_of_texts)
        themes["size"] = theme_sizes(ordered, themes, memberships)
        links = _links(placer)
        weights = dict(self.weights or (relatedness.DEFAULT_WEIGHTS if len(links) else relatedness.WEIGHTS_UNKNOWN))
        x, m, read_from = self._portfolios(ordered, memberships, placer)
        close = floors.guided if model.way == "guided" else floors.discovered
        relations = relatedness.relation_table(
            model.niche_ids_, x, m, model.centroids_, links, weights, close, twin=floors.twins,
            held=share_held(ordered, memberships, links),
        )  # fmt: skip
        return Run(
            areas=ordered,
            theme_table=themes,
            memberships=memberships,
            relations=relations,
            links=links,
            placements=placements,
            possible=possible,
            near=near,
            placing=placer.placing(),
            vectors=vectors,
            settings={
                "data": {"source": source, "areas": len(ordered), "sha256": data_hash(ordered)},
                "model": model_of_texts,
                "themes": theme_facts(placer),
                "relatedness": {
                    "weights": weights,
                    "silent": relatedness.silent(relations, weights),
                    "portfolios": read_from,
                    "closeness_from": close,
                    "null_model": NULL_MODEL,
                },
                "seed": SEED,
                "versions": versions(),
            },
        )

    def _portfolios(self, areas: pd.DataFrame, memberships: pd.DataFrame, placer: Placer) -> tuple[Matrix, Matrix, str]:
        """The portfolios that reveal relatedness, the data's own or the bundled European ones: x, areas, name."""
        n_regions = areas["region_id"].nunique()
        if n_regions >= REVEALING:
            m = membership_matrix(areas, sure(memberships), placer.model.niche_ids_)
            name = f"{OWN_PORTFOLIOS} {n_regions} regions"
        else:
            areas = sort_areas(load_areas(REFERENCE))
            m = placer.predict(area_texts(areas).tolist(), area_languages(areas))
            name = f"the bundled set {REFERENCE} ({areas['region_id'].nunique()} regions)"
        return portfolios(m, areas["region_id"].to_numpy(dtype=str)), m, name


def _encoded(embedder: Embedder, parts: pd.DataFrame) -> npt.NDArray[np.float32]:
    return embedder.encode(parts["text"].tolist(), parts["language"].tolist(), blank=True)


def _placed(
    placer: Placer,
    areas: pd.DataFrame,
    texts: pd.Series,
    parts: pd.DataFrame,
    niches: tuple[pd.DataFrame, pd.DataFrame],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Memberships of areas by their names and parts, and where models learned again put them."""
    memberships, placements = placer.table(areas["area_id"], texts), placer.placements(areas["area_id"], texts)
    if parts.empty:
        return memberships, placements
    of_parts = placer.table(parts["area_id"], parts["text"], quoted=True)
    # What an expert has placed is no title, and only guided themes say which words placed a name.
    names = {area_id: text for area_id, text in zip(areas["area_id"], texts, strict=True)
             if placer.model.way == "guided" and label_key(text) not in placer.edits.pins}  # fmt: skip
    memberships = with_titles(memberships, of_parts, names, *niches)
    return (
        with_added(memberships, of_parts, "part"),
        with_placements(placements, placer.placements(parts["area_id"], parts["text"]), memberships),
    )


def _described(
    placer: Placer,
    areas: pd.DataFrame,
    themes: pd.DataFrame,
    memberships: pd.DataFrame,
    vectors: npt.NDArray[np.float32],
    model: ModelSettings,
) -> pd.DataFrame:
    """Memberships with those of descriptions, read as every text is after the fit; only in niches of some name."""
    described = areas[areas["description"].str.strip() != ""]
    if described.empty:
        return memberships
    tables = Fitted(
        areas,
        themes,
        memberships,
        pd.DataFrame(),
        vectors=vectors,
        settings=cast(SettingsFacts, {"model": model}),
        placing=placer.placing(),
    )
    found = place_texts(tables, described["description"].tolist()).rename(columns={"text": "description"})
    rows = described[["area_id", "description"]].merge(found, on="description")
    parents = dict(zip(themes["theme_id"], themes["parent_id"], strict=True))
    broad = rows.assign(theme_id=rows["theme_id"].map(lambda niche: parents.get(niche) or niche))
    added = pd.concat([rows, broad])[["area_id", "theme_id", "membership", "evidence"]]
    return with_added(memberships, added, "description")


def _links(placer: Placer) -> pd.DataFrame:
    """What the vocabulary knows of the run's niches; nothing where their ids are not the vocabulary's."""
    if placer.model.way != "guided" or placer.taxonomy:
        return relatedness.known_links([], {}, [])
    niche_ids = placer.model.niche_ids_
    covers = relatedness.coverage(niche_ids, placer.vocabulary)
    return relatedness.known_links(niche_ids, covers, placer.vocabulary.relations)


def share_held(areas: pd.DataFrame, memberships: pd.DataFrame, links: pd.DataFrame) -> npt.NDArray[np.float64]:
    """How often each link holds in these data; see `matcher.relatedness.held_shares`."""
    named: dict[str, dict[str, set[str]]] = {}
    for region_id, niche, one in named_concepts(areas, memberships, {*links["niche_a"], *links["niche_b"]}):
        named.setdefault(niche, {}).setdefault(region_id, set()).add(one.concept)
    return relatedness.held_shares(links, {niche: list(regions.values()) for niche, regions in named.items()})


def refit(run: Run, edits: Edits, *, embedder: Embedder | None = None) -> Run:
    """A guided run's areas fitted again with the same settings and these edits; the run itself is not changed.

    Raises
    ------
    SettingError
        The run's themes were discovered, or guided by a given classification.
    """
    facts = run.settings["themes"]
    if facts.get("way") != "guided" or facts.get("guided_by") != "vocabulary":
        raise SettingError("edits", expected="a run with themes guided by the vocabulary", do="fit without --way")
    model = run.settings["model"]
    again = Matcher(embedder or Embedder(model["name"], any_language=bool(model["unreliable"])),
                    ThemeModel(**facts["settings"]), weights=run.settings["relatedness"]["weights"], text=model["text"],
                    edits=edits, draws=facts.get("draws", DRAWS))  # fmt: skip
    return again.fit(run.areas, source=run.settings["data"]["source"])
