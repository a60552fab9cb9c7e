"""What the documents show is so: numbers by hand, code, commands, words, forms, and the built site."""

from __future__ import annotations

import doctest
import gc
import os
import posixpath
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import numpy as np
import pytest
import spylls.hunspell
import yaml
from spylls.hunspell import Dictionary

import matcher
from benchmarks.readme import BLOCK, DEMO, DOCUMENTS
from matcher import Run
from matcher.cli import main, parsers
from matcher.measures import MEASURES
from matcher.scores import gap_values, pair_scores

ROOT = Path(__file__).parents[1]
OTHERS = (ROOT / "CONTRIBUTING.md", ROOT / "data" / "README.md")
FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


# -- numbers and code --------------------------------------------------------------------------------------------------


def test_the_example_by_hand_has_the_numbers_of_the_package() -> None:
    x = np.array([[1.0, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 0, 1, 1]])
    phi = np.zeros((5, 5))
    phi[0, 2] = phi[2, 0] = 1
    phi[0, 3] = phi[3, 0] = 4 / 9
    page = text_of(ROOT / "docs" / "example.md")
    g, scores = gap_values(x, 1 - x, phi)[0], pair_scores(x, 1 - x, phi)
    assert f"| g | {g[2]:.3f} | {g[3]:.3f} | {g[4]:.0f} |" in page
    for s, name, reading in ((1, "B", "strong match"), (2, "C", "one-sided complement")):
        brings, expected, more = scores.brings[0, s], scores.expected[0, s], scores.complementarity[0, s]
        assert f"| {name} | {brings:.3f} | {expected:.3f} | {more:+.3f} |" in page
        shared = f"{scores.overlap[0, s]:.3f} | {scores.overlap_expected[0, s]:.3f} | {scores.overlap_z[0, s]:+.3f}"
        assert f"| {name} | {scores.z[0, s]:+.3f} | {scores.z[s, 0]:+.3f} | {shared} | {reading} |" in page
        assert matcher.scores.quadrant(scores.overlap_z[0, s], scores.z[0, s], scores.z[s, 0]) == reading
    assert f"= {scores.spread[0, 1] ** 2:.3f}" in page
    assert f"√{scores.spread[0, 1] ** 2:.3f} = {scores.spread[0, 1]:.3f}" in page


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_sessions_of_python_give_what_they_show(document: Path) -> None:
    found = [block["text"] for block in FENCE.finditer(text_of(document)) if ">>> " in block["text"]]
    test = doctest.DocTestParser().get_doctest("\n".join(found), {}, document.name, str(document), 0)
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test).failed == 0


@pytest.mark.slow
@pytest.mark.usefixtures("lent_fits")
def test_the_code_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (code,) = (block["text"] for block in FENCE.finditer(text_of(ROOT / "README.md")) if block["language"] == "python")
    exec(code, {})  # noqa: S102 - our own document
    assert (tmp_path / "run" / "run.json").exists()


# -- commands ----------------------------------------------------------------------------------------------------------

#: Verbs that fit, train or wait; their command lines are read here and run by other tests.
MODELS = re.compile("validate-partnerships RUN .*record|--scheduler")  # a minute, and a cluster: other tests have them
LONG = ("demo", "fit", "refit", "serve", "site", "update", "validate-relatedness", "validate-themes")
#: What a document calls a thing, and what it is here: Denmark has five regions, where Sweden has 21 to report on.
STANDS_FOR = {"FILE": "areas.xlsx", "REGION": "Västmanland", "DIR": "pages", "NAME": "rarity", "my_run": "RUN",
              "RUN_OLD": "RUN", "RUN_2018": "RUN", "RUN_2021": "RUN", "RUN_SE": "RUN", "OLD_RUN": "RUN",
              "mine.xlsx": "areas.xlsx", "områden.xlsx": "areas.xlsx", "obszary.xlsx": "areas.xlsx",
              "bereiche.xlsx": "areas.xlsx", "Blad1": "areas", "SE": "DK"}  # fmt: skip
CALL = "Projects on hydrogen, steel and batteries. Applications must be submitted by 15 May."
OUTLINE = "Västmanland\n- Järnvägsteknik\n- Automation\n"
BRAND = 'organisation = "Region Alfa"\n'


def command_lines() -> Iterator[str]:
    """Every command that a document shows to be copied, each once."""
    seen = set()
    for document in (*DOCUMENTS, *OTHERS):
        if document.name == "commands.md":
            continue
        text = BLOCK.sub("", text_of(document))
        for line in re.findall(r"^\s*(matcher [a-z][a-z-]* .*|matcher demo.*)$", text, flags=re.MULTILINE):
            if line not in seen:
                seen.add(line)
                yield line


LINES = tuple(command_lines())


def words_of(line: str, run: str) -> list[str]:
    words = [STANDS_FOR.get(word, word) for word in shlex.split(line, comments=True)[1:]]
    return [run if word in ("RUN", DEMO) else word for word in words]


@pytest.mark.parametrize("line", LINES)
def test_commands_can_be_read(line: str) -> None:
    verb, *rest = words_of(line, "RUN")
    parsers()[verb].parse_args(rest)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that documents speak of; tables are those that the documents show."""
    folder = tmp_path_factory.mktemp("desk")
    assert main(["template", "-o", str(folder / "areas.xlsx")]) == 0
    for page, name in (("taxonomy", "list.csv"), ("validate", "projects.csv")):
        shown = FENCE.search(text_of(ROOT / "docs" / "howto" / f"{page}.md"))
        assert shown
        (folder / name).write_text(shown["text"], encoding="utf-8")
    polish = "Województwo;Obszar\nMałopolskie;Zdrowa żywność\nŚląskie;Inteligentne rolnictwo\n"
    (folder / "obszary.csv").write_text(polish, encoding="cp1250")
    (folder / "lista.txt").write_text(OUTLINE, encoding="utf-8")
    (folder / "call.txt").write_text(CALL, encoding="utf-8")
    (folder / "brand.toml").write_text(BRAND, encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("line", [line for line in LINES if line.split()[1] not in LONG and not MODELS.search(line)])
def test_commands_run(line: str, desk: Path, europe_folder: str, monkeypatch: pytest.MonkeyPatch,
                      capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.chdir(desk)
    words = words_of(line, europe_folder)
    if "-o" in words and (desk / words[words.index("-o") + 1]).is_file():
        (desk / words[words.index("-o") + 1]).unlink()
    if "tables" in words:
        shutil.rmtree(desk / "tables", ignore_errors=True)
    status = main(words)
    assert status == 0, capsys.readouterr().err
    if words[0] == "template":
        return
    shown = capsys.readouterr().out
    assert shown or "-o" in words


def test_names_of_columns_in_the_page_on_excel_are_understood(tmp_path: Path) -> None:
    """The page's table of headers, each of them as the header of a file."""
    rows = re.findall(r"^\| (region|area|country) \| (.+) \| (.+) \| (.+) \|$",
                      text_of(ROOT / "docs" / "howto" / "excel.md"), flags=re.MULTILINE)  # fmt: skip
    headers = {kind: [cell.split(", ") for cell in cells] for kind, *cells in rows}
    for language, country in enumerate(("Sverige", "Polska", "Deutschland")):
        for region in headers["region"][language]:
            file = tmp_path / "areas.csv"
            names = [region, headers["area"][language][0], headers["country"][language][0], "NUTS"]
            file.write_text(";".join(names) + f"\nAlfa;Railway;{country};XX1\n", encoding="utf-8")
            table = matcher.load_areas(file)
            assert (table["area"] + table["area_original"]).tolist() == ["Railway"], names


# -- words -------------------------------------------------------------------------------------------------------------

ALLOWED = {
    language: frozenset(words)
    for language, words in tomllib.loads(text_of(ROOT / "tests" / "data" / "spelling.toml")).items()
}
BRITISH = (("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("our", "or"), ("tre", "ter"), ("ogue", "og"),
           ("lled", "led"), ("lling", "ling"), ("ence", "ense"))  # fmt: skip


def prose(text: str) -> str:
    """What is to be read of a document: without code, addresses, comments and quotations in other languages."""
    text = re.sub(r"<!--.*?-->", " ", text, flags=re.DOTALL)
    text = re.sub(r"^(```+|:::+).*?^\1\s*$", " ", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^(?: {4}|\t| {7}).*$", " ", text, flags=re.MULTILINE)
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|https?://\S+|“[^”]*”|\"[^\"]*\"|”[^”]*”|\*[^*\n]*\*", " ", text)
    return text.replace("’", "'")


def unknown(text: str, dictionary: Dictionary, language: str) -> set[str]:
    """Words in small letters that neither the dictionary nor the list of our words has."""
    words = set(re.findall(r"(?<![\w.@/\-])[^\W\d_]{3,}(?:'[a-z]+)?(?![\w@/])", prose(text)))
    plain = {word.removesuffix("'s").rstrip("'") for word in words if word.islower()}
    return {word for word in plain - ALLOWED[language] if not known(word, dictionary, language)}


def known(word: str, dictionary: Dictionary, language: str) -> bool:
    if dictionary.lookup(word):
        return True
    respelt = {word.replace(british, american) for british, american in BRITISH} if language == "en" else ()
    return any(other != word and dictionary.lookup(other) for other in respelt)


def swedish(document: Path) -> bool:
    return document.parent.name == "sv" or document.name.endswith(".sv.md")


@pytest.fixture(scope="module", params=["en", "sv"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@cache
def dictionary_of(language: str) -> Dictionary:
    names = {"en": "en_US", "sv": "sv_SE"}
    file = Path(spylls.hunspell.__file__).parent / "data" / language / names[language]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # spylls leaves its files to the garbage collector
        found = Dictionary.from_files(str(file))
        gc.collect()
    return found


@pytest.fixture
def dictionary(language: str) -> Dictionary:
    return dictionary_of(language)


def test_words_are_spelt_right(language: str, dictionary: Dictionary) -> None:
    texts = {
        document.relative_to(ROOT).as_posix(): text_of(document)
        for document in (*DOCUMENTS, *OTHERS)
        if swedish(document) == (language == "sv")
    }
    if language == "en":
        for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
            cells = nbformat.read(notebook, as_version=4).cells
            texts[notebook.name] = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    wrong = {name: sorted(unknown(text, dictionary, language)) for name, text in texts.items()}
    assert {name: words for name, words in wrong.items() if words} == {}


@pytest.mark.parametrize(("language", "slip"), [("en", "recieve"), ("sv", "reggion")], indirect=["language"])
def test_a_slip_is_found(language: str, dictionary: Dictionary, slip: str) -> None:
    assert unknown(f"well {slip} well", dictionary, language) - {"well"} == {slip}


# -- forms and checks for contributors ---------------------------------------------------------------------------------


def test_the_forms_ask_for_what_a_correction_needs() -> None:
    forms = {file.stem: yaml.safe_load(text_of(file)) for file in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*_*.yml")}
    assert set(forms) == {"missing_list", "wrong_placement", "wrong_reason"}
    for name, form in forms.items():
        assert form["name"], name
        assert form["description"], name
        kinds = {field["type"] for field in form["body"]}
        assert kinds <= {"markdown", "input", "textarea", "dropdown"}, name
        ids = [field["id"] for field in form["body"] if field["type"] != "markdown"]
        assert len(ids) == len(set(ids)), name
    needed = {field["id"] for field in forms["missing_list"]["body"] if field.get("validations", {}).get("required")}
    assert {"region", "source", "areas"} <= needed


def test_before_a_commit_the_checks_are_those_of_make_test() -> None:
    hooks = yaml.safe_load(text_of(ROOT / ".pre-commit-config.yaml"))["repos"][0]["hooks"]
    tools = {Path(hook["entry"].split()[0]).name for hook in hooks}
    recipe = text_of(ROOT / "Makefile").split("\ntest:")[1].split("\n\n")[0]
    assert tools == {Path(word).name for word in re.findall(r"\$\(BIN\)/([\w-]+)", recipe)}


# -- the site ----------------------------------------------------------------------------------------------------------


class Links(HTMLParser):
    """The links of a page, and what can be linked on it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.add(str(given["id"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))


#: Sphinx without the garbage collector, which takes a third of its time and finds little in a process that soon ends.
SPHINX = "import gc, sys; gc.disable(); from sphinx.cmd.build import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Links]:
    """Every page of the site by its address, built with warnings as errors."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-c", SPHINX, "-W", "--keep-going", "-q", "-E", "-d", str(folder / "trees"),
         str(ROOT / "docs"), str(folder / "html")],
        capture_output=True, encoding="utf-8", env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    pages = folder / "html"
    found = {path.relative_to(pages).as_posix(): Links(text_of(path)) for path in pages.rglob("*.html")}
    found["files"] = Links("")
    found["files"].ids = {path.relative_to(pages).as_posix() for path in pages.rglob("*") if path.is_file()}
    return found


@pytest.mark.slow
def test_every_link_inside_the_site_leads_somewhere(site: dict[str, Links]) -> None:
    wrong = []
    for page, found in site.items():
        for link in found.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = page
            if parts.path:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
            linked = site[target].ids if target in site else set()
            fragment = unquote(parts.fragment)
            if target not in site["files"].ids or (linked and fragment and fragment not in linked):
                wrong.append((page, link))
    assert wrong == []


@pytest.mark.slow
def test_every_verb_measure_and_public_name_has_its_place(site: dict[str, Links]) -> None:
    assert set(parsers()) <= site["commands.html"].ids
    assert {f"measure-{each.name.replace('_', '-')}" for each in MEASURES} <= site[
        "reference/list_of_measures.html"
    ].ids
    everything = set().union(*(page.ids for page in site.values()))
    for each in MEASURES:
        assert f"{each.function.__module__}.{each.function.__qualname__}" in everything
    for name in set(matcher.__all__) - {"SETTINGS", "__version__"}:
        thing = getattr(matcher, name)
        assert f"{thing.__module__}.{thing.__qualname__}" in everything, name
    methods = [name for name in vars(Run) if not name.startswith("_")]
    assert {f"matcher.run.Run.{name}" for name in methods if callable(getattr(Run, name))} <= everything


@pytest.mark.slow
def test_a_measure_its_formula_and_its_code_take_three_clicks(site: dict[str, Links]) -> None:
    """From the start page to the list, from there to the function, from there to the code."""
    assert "reference/list_of_measures.html" in site["index.html"].links
    for each in MEASURES:
        room = each.function.__module__.split(".")[1]
        function = f"{each.function.__module__}.{each.function.__qualname__}"
        assert f"{room}.html#{function}" in site["reference/list_of_measures.html"].links, each.name
        code = f"../_modules/{each.function.__module__.replace('.', '/')}.html#{function.removeprefix('matcher.')}"
        links = site[f"reference/{room}.html"].links
        assert any(link.startswith(code.split("#", maxsplit=1)[0]) for link in links), each.name
