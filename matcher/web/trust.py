"""Answers for programs on how far a run can be trusted, its measures by name, and organisations by a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.errors import SettingError
from matcher.facts import RelatednessValidation, Validation
from matcher.later import pd
from matcher.measures import MEASURES, measures
from matcher.programs import validation_table
from matcher.query.actors import ACTOR_RANKINGS
from matcher.settings import TOP
from matcher.sources.lists.partnerships import BUNDLED, read_partnerships
from matcher.web.asking import MOST_CALL, Given
from matcher.web.endpoint import Answer, Endpoint, Option, table_answer
from matcher.web.shapes import ActorRow, BiasRow, MeasureRow, MeasureValue

if TYPE_CHECKING:
    from matcher.web.served import Edition

__all__ = ["TRUST_ENDPOINTS"]

#: Bootstrap samples: as many as the command line draws, and most.
SAMPLES, MOST_SAMPLES = 2000, 5000


def _actors(edition: Edition, given: Given) -> Answer:
    text = given.text("text", most=MOST_CALL)
    if not text:
        raise SettingError("actors", expected="a text", found="none")
    return table_answer(
        edition.run.actors(
            text, edition.actors, language=given.text("text_lang") or None, top=given.top, kind=given.several("kind"),
            by=given.choice("by", ACTOR_RANKINGS, usual=ACTOR_RANKINGS[0]),
        )
    )  # fmt: skip


def _bias(edition: Edition, _: Given) -> Answer:
    return table_answer(edition.run.bias())


def _measures(_: Edition, __: Given) -> Answer:
    return table_answer(measures())


def _measure(edition: Edition, given: Given) -> Answer:
    name = given.choice("name", tuple(entry.name for entry in MEASURES), usual=MEASURES[0].name)
    return table_answer(edition.run.measure(name, given.text("region") or None, top=given.top))


def _partnerships(edition: Edition, given: Given) -> Answer:
    draws = given.whole("draws", usual=SAMPLES, most=MOST_SAMPLES)
    found = edition.once(
        f"validated {draws}", lambda: edition.run.validate_partnerships(read_partnerships(BUNDLED), draws=draws)
    )
    return Answer(found, lambda: validation_table(found))


def _relatedness(edition: Edition, _: Given) -> Answer:
    found = edition.once("relatedness", edition.run.validate_relatedness)
    return Answer(found, lambda: pd.DataFrame(found["rows"]).drop(columns="weights"))


NAME = Option("name", "a measure by its name", choices=tuple(entry.name for entry in MEASURES),
              usual=MEASURES[0].name)  # fmt: skip
ROWS = Option("top", "how many rows", "integer", usual=TOP, most=1000)

TRUST_ENDPOINTS = (
    Endpoint("/actors", _actors, list[ActorRow], "organisations by a free text",
             (Option("text", "a text in any language of the encoder", required=True, example="hydrogen",
                     most=MOST_CALL),
              Option("text_lang", "language of the text, ISO 639-1"),
              Option("by", "what ranks", choices=ACTOR_RANKINGS, usual=ACTOR_RANKINGS[0]),
              Option("kind", "only organisations of this kind", several=True), ROWS), slow=True),
    Endpoint("/bias", _bias, list[BiasRow], "properties of regions that scores depend on", slow=True),
    Endpoint("/measures", _measures, list[MeasureRow], "all measures with formula and source"),
    Endpoint("/measure", _measure, list[MeasureValue], "the values of a measure, the largest first",
             (NAME, Option("region", "only of this region, by id or name"), ROWS), slow=True),
    Endpoint("/validation/partnerships", _partnerships, Validation, "how well rankings find known partnerships",
             (Option("draws", "bootstrap samples", "integer", usual=SAMPLES, most=MOST_SAMPLES),), slow=True),
    Endpoint("/validation/relatedness", _relatedness, RelatednessValidation,
             "how well relatedness predicts niches that were held out", slow=True),
)  # fmt: skip
