"""Whatever comes in: an answer or one clear line, in every verb and from every file; and exports that can be read.

`make fuzz` tries thousands of times as many inputs (MATCHER_FUZZ); all that is written stays in a folder of the test.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import openpyxl
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import HandMadeEmbedder, areas_table, european_vectors
from matcher import Matcher, Run, ThemeModel, load_areas
from matcher.cli import main, parsers
from matcher.errors import InputError, MatcherError
from matcher.files import CONTROL, data_folder, read_record, write_text
from matcher.files.arrays import read_array, read_arrays
from matcher.report.brand import load_brand
from matcher.sources import check
from matcher.sources.lists.actors import read_actors, read_needs
from matcher.sources.lists.partnerships import read_partnerships
from matcher.sources.lists.rules import read_rules
from matcher.themes.edits import read_edits
from matcher.themes.taxonomy import read_taxonomy
from matcher.validate.themes import read_reference
from matcher.vocabulary import load_vocabulary
from matcher.vocabulary.skos import concept_block, to_turtle

#: How many inputs each test tries.
TRIES = int(os.environ.get("MATCHER_FUZZ", "12"))
fuzzed = settings(max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck))

#: Texts that have hurt programs: signs that end or open something, run, hide, or are no text.
HOSTILE = st.sampled_from([
    "", " ", "=1+1", '=HYPERLINK("http://x")', "@SUM(1)", "+1", "-1", "<script>alert(1)</script>", "&amp;]]>",
    "{{7*7}}",
    "'", '"', "\\", "`", "%s", "{0}", "{x}", "$(x)", "../../x", "/etc/x", "a\nb", "a\rb", "a\tb", "\u2028", "\x85",
    "\x00", "\x1b[31m", "\x07", "\u202eabc", "\u200f", "\ud800", "\ufffe", "\ufeff", "\x7f", "é" * 300, "x" * 40_000,
    " " * 9_000 + "x", "nan", "inf", "-inf", "1e999", "-0", "0", "99999999999999999999", "True", "null", "[[", "SE125",
    "XX", "Region", "railway", "#", ";", ",", "::", "a=b=c", "\N{BAR CHART}", "ﷺ", "İı", "ß", "Ａ",
])  # fmt: skip
TEXTS = HOSTILE | st.text(max_size=20) | st.builds("{}{}".format, HOSTILE, st.text(max_size=5))


def one_line(error: MatcherError) -> None:
    """An expected error names what is wrong, each problem in a line of its own, without what a terminal would obey."""
    lines = str(error).split("\n")
    assert all(line.strip() for line in lines)
    assert len(lines) == 1 or "problems" in lines[0]
    assert len(str(error)) < 20_000


# -- files ------------------------------------------------------------------------------------------------------------

AREAS = (
    "region_id,region,country,area,area_original,language,parts\n"
    "SE125,Västmanland,SE,Railway,,,\nSE224,Skåne,SE,Food; tech,Mat,sv,a;b\n"
).encode()
OUTLINE = "Västmanland\n- Järnväg\n- Energi\n\nHalland (SE231)\n• Hälsa\n".encode()
RECORDS = json.dumps([{"region_id": "SE125", "region": "V", "area": "Railway", "parts": ["a", {"b": [1]}]}]).encode()
ACTORS = b"actor_id,name,kind,region_id,text,url,read_on\nx,Rail Lab,test_bed,SE125,Testing,http://a.eu,2024-01-02\n"
PARTNERSHIPS = (
    b"partnership,theme,region_id,role,source_url,country\nA,rail,SE125,lead,http://a.eu,SE\nA,rail,SE224,,,\n"
)
TAXONOMY = b"code,label,examples,parent\nA,Land,farms; woods,\nB,Sea,,\nB1,Fish,nets,B\n"
REFERENCE = b"area,theme\nRailway,transport\nFood,food\n"
RULES = b'[rules]\nmin_regions = 3\nmax_per_country = 1\n[rules.more]\ncountries = ["SE", "FI"]\n'
OVERLAY = (
    b'[concepts.ours]\nbroader = "transport"\nalso = ""\ndefinition = "d"\n'
    b'labels.en = ["a", "b"]\ncodes.nace = ["49.1"]\n'
    b'[[relations]]\nsource = "rail"\ntype = "supplies"\ntarget = "ours"\nstrength = 2\nreason.en = "why"\n'
)
EDITS = (
    b'[[merge]]\ninto = "a"\nfrom = ["b"]\n[[move]]\narea = "x"\nto = []\n[rename]\na = "A"\n'
    b'[[own]]\nid = "o"\nlabel = "O"\ntheme = "t"\nareas = ["x"]\n'
)
BRAND = b'organisation = "Alfa"\ncontact = "us"\naccent = "#005b4f"\nlogo = "none.png"\n'

#: Readers of files, and a file of each to begin with.
READERS: list[tuple[Callable[[Path], Any], str, bytes]] = [
    (lambda path: check(path, language="sv"), "areas.txt", AREAS),
    (lambda path: check(path, language="sv"), "areas.txt", OUTLINE),
    (check, "areas.json", RECORDS),
    (read_actors, "actors.csv", ACTORS),
    (read_needs, "needs.csv", b"need,language\nrailway,en\n"),
    (read_needs, "needs.txt", b"railway\nenergi\n"),
    (read_partnerships, "partnerships.csv", PARTNERSHIPS),
    (read_taxonomy, "taxonomy.csv", TAXONOMY),
    (read_reference, "reference.csv", REFERENCE),
    (read_rules, "rules.toml", RULES),
    (load_vocabulary, "overlay.toml", OVERLAY),
    (read_edits, "edits.toml", EDITS),
    (load_brand, "brand.toml", BRAND),
    (read_record, "run.json", b'{"kind": "matcher run", "format": 3, "settings": {}}'),
]


@st.composite
def changed(draw: Any, data: bytes) -> bytes:
    """The bytes with some cut out, put in, doubled, or nested deeply."""
    for _ in range(draw(st.integers(1, 4))):
        place, length = draw(st.integers(0, len(data))), draw(st.integers(0, 30))
        into = draw(
            st.binary(max_size=6)
            | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass"))
            | st.sampled_from(
                [b"[" * 3000, b"{" * 3000, b"9" * 5000, b'"""', b"\n" * 99, b"a.b." * 400, b"\xff\xfe", b"PK\x03\x04"]
            )
        )
        kind = draw(st.sampled_from(["cut", "put", "over", "twice"]))
        middle = {"cut": b"", "put": into + data[place : place + length], "over": into,
                  "twice": data[place : place + length] * 2}[kind]  # fmt: skip
        data = data[:place] + middle + data[place + length :]
    return data


@pytest.mark.parametrize(("reader", "name", "seed"), READERS, ids=[f"{n}-{row[1]}" for n, row in enumerate(READERS)])
def test_a_file_is_read_or_refused_in_one_line(
    tmp_path: Path, reader: Callable[[Path], Any], name: str, seed: bytes
) -> None:
    @fuzzed
    @given(data=changed(seed))
    def read(data: bytes) -> None:
        path = tmp_path / name
        path.write_bytes(data)
        try:
            reader(path)
        except MatcherError as error:
            one_line(error)

    read()


# -- verbs ------------------------------------------------------------------------------------------------------------

#: Verbs that fit, draw for long, serve, or are tried elsewhere.
LEFT_OUT = {"fit", "refit", "demo", "serve", "site", "template", "update",
            "validate-themes", "validate-relatedness", "validate-partnerships", "check"}  # fmt: skip
ENDINGS = (".csv", ".json", ".txt", ".html", ".md", ".xlsx", ".graphml", ".gexf", ".toml", ".svg", "")
OUTPUTS = tuple(f"o{ending}" for ending in ENDINGS)


@st.composite
def commands(draw: Any) -> list[str]:
    """A verb, and values for what it asks and for some of its options."""
    verb = draw(st.sampled_from(sorted(set(PARSERS) - LEFT_OUT)))
    words = [verb]
    for action in PARSERS[verb]._actions:
        if "-h" in action.option_strings or "--all" in action.option_strings or "--formats" in action.option_strings:
            continue
        if action.option_strings and not action.required and draw(st.integers(0, 5)):
            continue
        value = _value(draw, action)
        words += [action.option_strings[-1]] if action.option_strings else []
        words += [value] if value is not None else []
    return words


def _value(draw: Any, action: Any) -> str | None:
    if action.nargs == 0:
        return None
    if action.dest in ("run", "old", "new", "older"):
        return "run"
    if action.dest == "out":
        return draw(st.sampled_from(OUTPUTS))
    if action.choices and draw(st.booleans()):
        return str(draw(st.sampled_from(sorted(action.choices))))
    names = st.sampled_from(["AA1", "BB2", "Gamma", "Railway", "SE", "food", "1", "3", "0.5", "deepen", "track,fit"])
    return draw(names | TEXTS)


PARSERS = parsers()


@fuzzed
@given(words=commands())
def test_a_command_answers_or_says_one_line(
    small_run: Run, tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    folder = _own_folder(small_run, tmp_path_factory)
    out, err, before = io.StringIO(), io.StringIO(), Path.cwd()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr("sys.stdout", out)
        patch.setattr("sys.stderr", err)
        status = main(words)
    assert before == Path.cwd()
    assert status in (0, 1)
    if status:
        assert err.getvalue().startswith("matcher: ")
    assert "Traceback" not in err.getvalue()
    told = out.getvalue() if not {"--json", "--csv"} & set(words) else ""
    assert not CONTROL.search(err.getvalue() + told)


def _own_folder(run: Run, folders: pytest.TempPathFactory) -> Path:
    """A folder with the run alone in it, whatever was written there before."""
    folder = folders.getbasetemp() / "commands"
    if not (folder / "run").exists():
        run.save(folder / "run")
    for path in folder.iterdir():
        if path.name != "run":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return folder


# -- arrays ----------------------------------------------------------------------------------------------------------


def packed(**arrays: np.ndarray) -> bytes:
    stream = io.BytesIO()
    if arrays:
        np.savez(stream, **arrays)  # type: ignore[arg-type]
    else:
        np.save(stream, np.eye(3, dtype=np.float32))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("reader", "seed"), [(read_array, packed()), (read_arrays, packed(a=np.eye(3), b=np.array(["x", "yy"])))]
)
def test_arrays_are_read_or_refused_in_one_line(tmp_path: Path, reader: Callable[[Path], Any], seed: bytes) -> None:
    path = tmp_path / "arrays"

    def read(data: bytes) -> None:
        path.write_bytes(data)
        try:
            reader(path)
        except InputError as error:
            one_line(error)

    # Headers are Python's literals, so what opens and does not close stops its tokenizer.
    for sign in (b"(" * 300, b"{", b"'", b"L", b"\n  x", b"1e9", b"|O", b"9" * 5000):
        for place in (8, 12, 30, len(seed) // 2):
            read(seed[:place] + sign + seed[place + 1 :])
    fuzzed(given(data=changed(seed))(read))()


# -- runs -------------------------------------------------------------------------------------------------------------


@fuzzed
@given(data=st.data())
def test_a_run_that_was_changed_is_refused_or_answers(
    small_run: Run, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp() / "changed"
    shutil.rmtree(folder, ignore_errors=True)
    small_run.save(folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    name = data.draw(st.sampled_from(["settings", *record["files"]]))
    if name == "settings":
        _change_settings(data, record)
    elif name.endswith(".csv"):
        _change_table(data, folder / name)
    else:
        (folder / name).write_bytes(data.draw(changed((folder / name).read_bytes())))
    record["files"] = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in record["files"]}
    del record["settings_sha256"]
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    try:
        run = Run.load(folder)
        region, other, *_ = run.region_ids
        run.themes()
        run.partners(region)
        run.explain(region, other)
        run.report(region, language="sv")
    except MatcherError as error:
        one_line(error)


def _change_settings(data: st.DataObject, record: dict[str, Any]) -> None:
    values = st.sampled_from(
        [None, True, -1, 1e99, 0, "", "x", [], {}, [[[]]], {"a": 1}, "\x1b[3m", "discovered", 2**62]
    )
    inside: Any = record["settings"]
    while True:
        key = data.draw(st.sampled_from(list(inside) if isinstance(inside, dict) else list(range(len(inside)))))
        if not isinstance(inside[key], dict | list) or not inside[key] or data.draw(st.booleans()):
            break
        inside = inside[key]
    if data.draw(st.booleans()):
        inside[key] = data.draw(values)
    else:
        del inside[key]


def _change_table(data: st.DataObject, path: Path) -> None:
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    if len(rows) < 2:
        return
    row = data.draw(st.integers(0, len(rows) - 1))
    place = data.draw(st.integers(0, len(rows[0]) - 1))
    kind = data.draw(st.sampled_from(["cell", "cell", "row out", "row twice", "column out", "order"]))
    if kind == "cell":
        rows[row][place] = data.draw(TEXTS | st.sampled_from([other[place] for other in rows]))
    elif kind == "row out":
        del rows[row]
    elif kind == "row twice":
        rows.append(rows[row])
    elif kind == "order":
        rows[1:] = rows[:0:-1]
    else:
        rows = [cells[:place] + cells[place + 1 :] for cells in rows]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    path.write_bytes(written.getvalue().encode("utf-8", "surrogatepass"))


# -- what others read -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile_run() -> Run:
    """Regions and areas with names that hurt, as a table may hold them: what no table may hold is refused before."""
    names = ["=1+1", '=HYPERLINK("http://x")', "<script>alert(1)</script>", "a]]>b & c", "{{7*7}} %s", "'\"\\", "-1",
             "@SUM(1)", "line\nbreak", "tab\there", "é" * 500, "\N{BAR CHART} ﷺ"]  # fmt: skip
    rows = [(f"../{name}", name, "SE", area) for name in names for area in ("Railway", f"{name} energy")]
    table = areas_table(rows)
    texts = sorted(set(table["area"]))
    vectors = {text: row.tolist() for text, row in zip(texts, np.eye(max(4, len(texts)))[:, :4] + 0.1, strict=False)}
    embedder = HandMadeEmbedder(european_vectors() | vectors)
    return Matcher(embedder, ThemeModel("discovered", n_themes=2, n_niches=3)).fit(table, source="by hand")  # type: ignore[arg-type]


def text_of(file: Path) -> io.StringIO:
    return io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")


def cells_of(path: Path) -> Iterator[object]:
    """Every cell of an exported workbook or folder of tables."""
    if path.is_dir():
        for file in sorted(path.iterdir()):
            yield from (cell for row in csv.reader(text_of(file)) for cell in row)
    else:
        for sheet in openpyxl.load_workbook(path):
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
            yield from (cell.value for row in sheet.iter_rows() for cell in row)


def test_what_is_exported_of_hostile_names_is_read_back_by_others(hostile_run: Run, tmp_path: Path) -> None:
    for ending, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        hostile_run.export(tmp_path / f"x.{ending}")
        graph = read(tmp_path / f"x.{ending}")
        assert len(graph) == len(hostile_run.graph())
        labels = {str(values.get("label")) for _, values in graph.nodes(data=True)}
        assert {"<script>alert(1)</script>", "=1+1", "a]]>b & c"} <= labels
    for name in ("x.xlsx", "tables"):
        hostile_run.export(tmp_path / name)
        texts = [cell for cell in cells_of(tmp_path / name) if isinstance(cell, str)]
        assert "'=1+1" in texts
        numbers = [text for text in texts if text[:1] in tuple("=+@")]
        assert not numbers
    hostile_run.save(tmp_path / "run")
    for file in (tmp_path / "run").glob("*.csv"):
        found = [cell for row in csv.reader(text_of(file)) for cell in row]
        assert not [cell for cell in found if cell[:1] in tuple("=+@")]
    assert Run.load(tmp_path / "run").areas.equals(hostile_run.areas)


@fuzzed
@given(texts=st.lists(TEXTS, min_size=3, max_size=3))
def test_a_vocabulary_with_any_labels_is_read_back_as_turtle(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    first, second, third = (json.dumps(text) for text in texts)
    path = tmp_path_factory.getbasetemp() / "ours.toml"
    entry = f"[concepts.{first}]\nlabels.en = [{second}, {third}]\ndefinition = {third}\n"
    path.write_bytes(entry.encode("utf-8", "surrogatepass"))
    try:
        ours = load_vocabulary(path)
    except MatcherError as error:
        one_line(error)
        return
    prefixes = "\n".join(line for line in to_turtle(ours).split("\n")[:20] if line.startswith("@prefix"))
    # Of the one concept alone: reading all of them takes seconds.
    graph = rdflib.Graph().parse(data=f"{prefixes}\n{concept_block(ours, ours[texts[0]])}", format="turtle")
    assert {str(label) for label in graph.objects(predicate=rdflib.SKOS.prefLabel)} == {texts[1].strip()}


# -- what one command may cost ----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("text", [" ", "; ", "and ", "- ", "(", "a:", "http://", ".", "' ", "\t", "a/"])
def test_long_cells_take_no_time_that_grows_with_the_square(tmp_path: Path, text: str) -> None:
    def seconds(times: int) -> float:
        area = f"Food {text * times}x"
        write_text(tmp_path / "a.csv", f'region_id,region,country,area,source_url\nSE125,V,SE,"{area}","{area}"\n')
        started = time.process_time()
        main(["check", str(tmp_path / "a.csv"), "-o", str(tmp_path / "o.txt"), "--force"])
        return time.process_time() - started

    seconds(10)  # what is loaded once
    assert seconds(40_000 // len(text)) < 20  # of a machine that is busy; with the square it would be minutes


def test_the_bundled_sets_are_left_as_they_are() -> None:
    before = {path: path.stat().st_mtime_ns for path in data_folder().glob("*.csv")}
    assert len(load_areas("sweden_2018")) == 80
    assert {path: path.stat().st_mtime_ns for path in data_folder().glob("*.csv")} == before
