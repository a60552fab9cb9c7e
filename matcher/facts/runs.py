"""What is told of a run itself: its settings, its themes, and how well it does against what is known."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

__all__ = [
    "Crowded",
    "DataSettings",
    "EffectFacts",
    "EstimateFacts",
    "JointRow",
    "JointTarget",
    "JointValidation",
    "ModelSettings",
    "RelatednessRow",
    "RelatednessSettings",
    "RelatednessValidation",
    "SettingsFacts",
    "ThemeArea",
    "ThemeFacts",
    "ThemeLink",
    "ThemeSettings",
    "ThemeTopic",
    "ThemesRow",
    "ThemesValidation",
    "Unplaced",
    "Validation",
    "ValidationRow",
    "ViewRow",
]


# -- run.json ---------------------------------------------------------------------------------------------------------


class DataSettings(TypedDict):
    """The data of a run."""

    source: str  # what they are called
    areas: int  # how many
    sha256: str  # of the areas table


class ModelSettings(TypedDict):
    """The model that read the areas."""

    name: str
    fingerprint: str  # SHA-256
    parts: NotRequired[dict[str, str]]  # SHA-256 by name of each model in use; not in older runs
    dimensions: int
    unreliable: dict[str, int]  # number of texts by language that the model was not built for
    text: NotRequired[str]  # name that was placed: "english" or "original"
    assumed: NotRequired[dict[str, int]]  # number of texts by language that was told from their words


class Crowded(TypedDict):
    """A niche that the data crowd."""

    niche: str  # id
    names: int  # distinct areas in it
    into: dict[str, int]  # number of names by concept into which it would fall apart


class ThemeSettings(TypedDict, total=False):
    """How themes were made."""

    way: str  # "guided" or "discovered"
    settings: dict[str, Any]  # parameters of the estimator, as scikit-learn gives them
    themes: int  # broad themes
    niches: int
    draws: int  # times that themes were learned again
    examples: int  # guided: names that taught
    offered: int  # guided: niches that they offer
    added: list[str]  # guided: ids of niches that the data add
    guided_by: str  # guided: "vocabulary" or "taxonomy"
    crowded: list[Crowded]  # guided
    edits: str | None  # guided: name of the file of edits
    linkage: str  # discovered
    cophenetic_correlation: dict[str, float | None]  # discovered: by linkage
    silhouette: dict[str, float | None]  # discovered: mean by level


class RelatednessSettings(TypedDict):
    """How niches were related."""

    weights: dict[str, float]  # of each source
    silent: list[str]  # sources that relate none of the niches
    portfolios: str  # whose portfolios reveal relatedness
    closeness_from: float  # cosine from which niches are close in meaning
    null_model: str


class SettingsFacts(TypedDict, total=False):
    """What a run was made with, as `run.json` holds it under `settings`."""

    data: DataSettings
    model: ModelSettings
    themes: ThemeSettings
    relatedness: RelatednessSettings
    seed: int
    versions: dict[str, str]  # of Python and of packages


# -- themes -----------------------------------------------------------------------------------------------------------


class ThemeArea(TypedDict):
    """An area that belongs to a theme."""

    region_id: str
    region: str
    area: str  # in English
    area_original: str
    membership: float  # in (0, 1]
    stability: NotRequired[float | None]  # share of the models learned again that agree
    evidence: NotRequired[str]  # the label that led there, or the part or the words of the description
    by: NotRequired[str]  # name, title, part or description; only where areas have parts or descriptions


class ThemeLink(TypedDict):
    """A related niche."""

    niche: str  # id
    label: str
    type: str  # kind of relation
    direction: str  # "out" or "in"
    strength: int  # 1 to 3, the strongest
    reason: str


class ThemeFacts(TypedDict):
    """What there is to know of a theme or niche."""

    theme_id: str
    level: str  # "theme" or "niche"
    parent_id: str  # of a niche: id of its broad theme
    label: str
    size: int  # number of regions
    areas: list[ThemeArea]  # the strongest membership first
    stability: float | None  # None where it was not measured
    unstable: bool
    regions: list[str]  # names
    typical: list[str]  # texts of the steadiest, most shared areas
    borderline: list[str]  # texts that leave it in many of the models learned again
    related: list[ThemeLink]  # of a niche
    codes: dict[str, list[str]]  # by classification


# -- against what is known --------------------------------------------------------------------------------------------


class EstimateFacts(TypedDict):
    """A measure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float
    groups: int  # partnerships that it rests on


class ValidationRow(TypedDict):
    """How well one score ranks known partners."""

    score: str
    baseline: bool  # a simple baseline and no score of the product
    undefined: float  # share of pairs without a value
    auc: EstimateFacts  # known pairs above unknown ones
    theme_auc: EstimateFacts  # the same within the partnership's broad theme
    mrr: EstimateFacts  # mean reciprocal rank
    precision: EstimateFacts  # at k
    ndcg: EstimateFacts  # normalised discounted cumulative gain


class ViewRow(TypedDict):
    """The AUC of one score read otherwise."""

    score: str
    baseline: bool
    hubs_weighed_down: EstimateFacts
    without_hubs: EstimateFacts
    other_country: EstimateFacts
    with_loose_networks: EstimateFacts


class Unplaced(TypedDict):
    """A member of a partnership that is no region of the run."""

    partnership: str
    region: str
    region_id: str
    why: str


class ThemeTopic(TypedDict):
    """The broad theme of a partnership."""

    partnership: str
    text: str  # as the list states it
    theme_id: str  # "" where none is near
    label: str  # that led there
    cosine: float


class Validation(TypedDict):
    """How well scores rank known partners, next to simple baselines."""

    counts: dict[str, int]
    hubs: list[str]  # ids of regions in many partnerships
    unplaced: list[Unplaced]
    themes: list[ThemeTopic]
    k: int  # of precision at k
    weak: bool  # loose networks count
    nuts: str  # how members were found among the regions
    rows: list[ValidationRow]  # baselines first
    views: list[ViewRow]


class RelatednessRow(TypedDict):
    """How well one source or blend predicts a niche that was held out."""

    name: str
    weights: dict[str, float]
    auc: float
    auc_error: float  # standard error over regions
    matched: float  # AUC against niches of like popularity
    matched_error: float  # over regions
    matched_error_country: float  # over countries
    size_correlation: float | None  # rank correlation of the length of lists with places among the first five
    best_partners: int | None  # regions that are somebody's best partner
    passes: bool  # ranks follow no size
    chosen: bool
    default: bool


class RelatednessValidation(TypedDict):
    """How well relatedness predicts niches that were held out."""

    cases: int
    regions: int
    folds: int
    own: bool  # relatedness comes from the run's own portfolios
    passing: bool  # some blend passes the size check
    chosen: dict[str, float]
    default: dict[str, float]
    shuffled: float | None  # mean matched AUC of the default with areas shuffled over regions; None without a default
    shuffled_sd: float | None  # its standard deviation over shuffles
    rows: list[RelatednessRow]  # popularity first, then the best


class ThemesRow(TypedDict):
    """Extended BCubed of one way to themes."""

    way: str
    precision: float
    recall: float
    f1: float
    low: float  # of the 95 % bootstrap interval of F1
    high: float


class ThemesValidation(TypedDict):
    """How well themes agree with a reference."""

    areas: int
    rows: list[ThemesRow]


class EffectFacts(TypedDict):
    """How many more joint projects go with one standard deviation more of a score, beyond size and nearness."""

    value: float  # 0.02: two per cent more
    low: float  # of the 95 % interval over regions
    high: float
    p: float  # by permutation of regions
    pairs: int  # in the model


class JointRow(TypedDict):
    """How one score goes with joint projects."""

    score: str
    baseline: bool
    auc: EstimateFacts  # partners above others; `groups` are regions
    auc_hubs_weighed_down: EstimateFacts  # each region with the same weight
    effect: EffectFacts | None  # None where it is not asked for or cannot be estimated


class JointTarget(TypedDict):
    """The joint projects of one strand and period."""

    target: str  # "h2020 2014-2020", ...; "in_time": lists and Interreg projects of 2014-2020
    regions: int  # with a joint project
    pairs: int
    pairs_joint: int  # with a joint project
    rows: list[JointRow]  # baselines first


class JointValidation(TypedDict):
    """How scores go with joint projects."""

    regions: int
    draws: int  # bootstrap samples
    permutations: int
    targets: list[JointTarget]
