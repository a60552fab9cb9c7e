"""Running text: procedure set aside, denial, codes, phrases before words, profiles; 30 texts labelled beforehand."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matcher import Run
from matcher.placing.procedure import procedure_languages
from matcher.placing.sentences import read_text
from matcher.query.mentions import TextPlacer
from matcher.query.placing import niches_of_text
from matcher.vocabulary import LANGUAGES, load_vocabulary


@pytest.fixture(scope="module")
def placer(europe_run: Run) -> TextPlacer:
    return TextPlacer(europe_run, load_vocabulary())


def named(placer: TextPlacer, text: str) -> set[str]:
    return {niche for mention in placer.mentions(text) for niche in mention.niches}


# -- procedure and denial; "we work on" and "söker" are words of procedure ---------------------------------------------


def test_procedure_is_read_in_twelve_languages() -> None:
    assert procedure_languages() == ("da", "de", "en", "es", "fi", "fr", "it", "nl", "no", "pl", "pt", "sv")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Applications must be submitted by the deadline, and the budget is limited."),
        ("sv", "Ansökan ska lämnas in före sista dag och budgeten är begränsad."),
        ("de", "Der Antrag ist vor der Frist einzureichen und die Laufzeit beträgt 36 Monate."),
        ("fr", "Les candidatures sont évaluées par des experts et la durée du projet est de trois ans."),
        ("es", "Las solicitudes se presentarán antes de la fecha límite y el presupuesto es de un millón."),
        ("pl", "Wnioski są oceniane przez ekspertów i termin nie jest dłuższy niż rok."),
        ("fi", "Hakemukset arvioidaan ja hakuaika päättyy toukokuussa, joka on tarkka."),
        ("it", "Le domande di contributo sono valutate e la scadenza è fissata per maggio."),
        ("nl", "De aanvraag wordt beoordeeld en de looptijd is drie jaar voor het project."),
        ("da", "Ansøgningen skal sendes inden fristen, og budgettet er ikke stort for det."),
        ("no", "Søknaden skal sendes innen fristen, og budsjettet er ikke stort for det."),
        ("pt", "As candidaturas são avaliadas e o prazo é de três meses para o projeto."),
    ],
)
def test_sentences_about_procedure_are_set_aside(language: str, text: str) -> None:
    for stated in (language, ""):
        (sentence,) = read_text(text, stated).sentences
        assert sentence.aside


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("energy except nuclear power", "energy"),
        ("We work on storage, not on coal or peat, and on heat", "We storage and on heat"),
        ("Not only tourism but also food", "Not only tourism but also food"),
        ("energi utom kärnkraft", "energi"),
        ("Vi vill ha vätgas men inte kärnkraft", "Vi vill ha vätgas"),
        ("Vi söker inte turism utan vätgas", "Vi utan vätgas"),
        ("alles außer Tourismus", "alles"),
        ("énergie sauf nucléaire", "énergie"),
        ("todo excepto turismo", "todo"),
        ("energia tranne il nucleare", "energia"),
        ("wszystko z wyjątkiem turystyki", "wszystko"),
        ("Ei ydinvoimaa, mutta tuulivoima kiinnostaa", "mutta tuulivoima kiinnostaa"),
        ("Tourism and fisheries are excluded", ""),
    ],
)
def test_what_is_denied_is_left_out(text: str, left: str) -> None:
    assert read_text(text).subject == left


def test_a_denial_reaches_no_further_than_six_words_or_its_clause() -> None:
    read = read_text("We do not fund the mining of coal in old open pits, but batteries are welcome.")
    assert read.sentences[0].without == ["not fund the mining of coal in"]
    assert read.subject.endswith("old open pits but batteries are welcome")


def test_words_that_name_no_subject_are_not_told_as_denied() -> None:
    read = read_text("Kommuner kan inte söka. Vi vill ha vätgas i industrin men kärnkraft omfattas inte.")
    assert [denied for sentence in read.sentences for denied in sentence.without] == ["kärnkraft omfattas inte"]
    assert [sentence.without for sentence in read_text("Municipalities may not apply for the call.").sentences] == [[]]


@pytest.mark.parametrize(
    ("text", "aside", "subject"),
    [
        ("Vi söker konsortier från tre medlemsstater som utvecklar digital spårbarhet", False, "digital spårbarhet"),
        ("We seek consortia from three member states developing wood packaging", False, "wood packaging"),
        ("Wir suchen Konsortien, die für die Industrie neue Batterien entwickeln", True, None),
        ("Sökande ska utveckla en budget på två miljoner och en plan för projektet", True, None),
        ("Applicants from developing countries are eligible for the call", True, None),
    ],
)
def test_a_sentence_that_also_says_what_is_to_be_developed_is_read_for_it(
    text: str, aside: bool, subject: str | None
) -> None:
    (sentence,) = read_text(text).sentences
    assert sentence.aside is aside
    assert subject is None or sentence.subject == subject


# -- with a run -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "niches"),
    [
        ("medical devices", {"medical_technology"}),
        ("We train installers of heat pumps", {"heating_cooling"}),
        ("Projects must include communication and dissemination activities", set()),
        ("The budget goes to less developed, transition or outermost regions", set()),
        ("Financial support to third parties is possible", set()),
        ("Power plant maintenance", {"conventional_energy", "industrial_maintenance"}),
        ("smart grid cyber security", {"power_grids", "cybersecurity"}),
        ("Partners play a role in at least one work package", set()),
        ("Applicants upload a PDF of at most 10 pages", set()),
        ("Key staff must show hands-on experience in additive manufacturing", {"additive_manufacturing"}),
        ("Hydrogen, but no nuclear energy", {"hydrogen"}),
        ("The eligible subjects are fuel cells and tourism.", {"hydrogen"}),  # of a rule only labels of several words
        (
            "The budget is for fuel cells, and consortia will develop wind power.",
            {"hydrogen", "wind_power"},
        ),
        ("TRL 7-8", set()),
    ],
)
def test_what_a_call_names(placer: TextPlacer, text: str, niches: set[str]) -> None:
    assert named(placer, text) == niches


@pytest.mark.parametrize("text", ["TRL 7-8", "TRDE20250312011", "aaaaaaaaaaaa", "no nuclear energy"])
def test_nothing_is_close_to_codes_nonsense_and_denials(europe_run: Run, text: str) -> None:
    found = europe_run.query(text)
    assert (found["near"], found["areas"], found["closest"]) == (False, [], 0.0)
    assert niches_of_text(europe_run, text) == []


def test_a_profile_finds_what_its_core_words_say(europe_run: Run) -> None:
    text = (
        "A Swedish company that builds test equipment for railway signalling seeks distributors and research partners "
        "in Central Europe. The partner should know the certification of rolling stock and have access to a test track."
        " The company offers technical support, training and a joint development agreement."
    )
    found = europe_run.query(text)
    assert ("SE125", "Railway") in [(area["region_id"], area["area"]) for area in found["areas"][:3]]
    assert "railway signalling" in found["core"]
    assert found["niches"][0]["niche"] == "railway_systems"
    assert len(found["aside"]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_preferred_label_finds_its_niche(placer: TextPlacer, europe_run: Run, language: str) -> None:
    """All of them, in all languages; a word that means two things asks for either."""
    vocabulary, niche_of = load_vocabulary(), europe_run.placing.niche_of
    missed = [
        labels[0]
        for concept, labels in vocabulary.labels[language].items()
        if vocabulary.theme_of(concept) != "horizontal" and (niche := niche_of.get(concept))
        and not niche.endswith("_general") and niche not in named(placer, labels[0])
    ]  # fmt: skip
    assert missed == []


# -- texts that were labelled before any was placed --------------------------------------------------------------------

#: Of 30 texts: the first niche is one that the reader accepts, one of the first three is, none is found; and the first
#: is the one that is meant, one of three is. Measured once and not tuned on; before texts were read sentence by
#: sentence they were 12, 19, 1, 7 and 13. The test leaves what two texts may change. What stands beside a right niche
#: is often wrong, which these figures do not show.
MEASURED = {"first": 24, "three": 28, "none": 0, "first meant": 17, "three meant": 26}
TEXTS = Path(__file__).parent / "data" / "texts.toml"


def labelled_texts() -> list[dict[str, Any]]:
    texts: list[dict[str, Any]] = tomllib.loads(TEXTS.read_text(encoding="utf-8"))["text"]
    return texts


def test_the_labelled_texts_are_what_they_say(europe_run: Run) -> None:
    texts = labelled_texts()
    assert Counter(text["kind"] for text in texts) == {"call": 15, "short": 15}
    assert {text["language"] for text in texts} == {"en", "sv", "de", "fr", "es", "pl", "fi", "it"}
    for text in texts:
        words = len(text["text"].split())
        assert (140 <= words <= 220) if text["kind"] == "call" else (29 <= words <= 100), text["text"]
        assert set(text["niches"]) <= set(load_vocabulary().concepts) | set(europe_run.possible["theme_id"])


def test_labelled_texts_are_placed(europe_run: Run, record_property: Callable[[str, object], None]) -> None:
    """P@1 and P@3 of 30 texts, and how many fall below the floor."""
    found = [(text["niches"], [n for n, _ in niches_of_text(europe_run, text["text"])]) for text in labelled_texts()]
    values = {
        "first": sum(bool(set(niches[:1]) & set(right)) for right, niches in found),
        "three": sum(bool(set(niches[:3]) & set(right)) for right, niches in found),
        "none": sum(not niches for _, niches in found),
        "first meant": sum(right[:1] == niches[:1] for right, niches in found),
        "three meant": sum(right[0] in niches[:3] for right, niches in found),
    }
    for name, value in values.items():
        record_property(name, value)
        assert value <= MEASURED[name] + 2 if name == "none" else value >= MEASURED[name] - 2, values
