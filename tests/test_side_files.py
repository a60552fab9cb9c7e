"""The tables and TOML files that users give beside their areas: read alike everywhere, refused in one line."""

from __future__ import annotations

import io
import os
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.files import check_keys, printable, read_bytes, read_toml
from matcher.places import region_codes
from matcher.sources import check, load_areas, read_actors, read_needs, read_partnerships, read_rules
from matcher.themes.edits import read_edits
from matcher.themes.taxonomy import read_taxonomy
from matcher.validate.themes import read_reference
from matcher.vocabulary import load_vocabulary, read_overlay
from matcher.vocabulary.views import export_vocabulary

#: Each kind of table: its reader, two rows, and what stands in them; the last cell of the first row needs marks.
TABLES: dict[str, tuple[Callable, list[list[str]], Callable]] = {
    "actors": (
        read_actors,
        [["actor_id", "name", "kind", "region_id", "text"], ["x", "Järn; stål", "cluster", "SE125", "Järn, åäö"]],
        lambda found: found.actors.iloc[0][["name", "text"]].tolist() == ["Järn; stål", "Järn, åäö"],
    ),
    "needs": (
        read_needs,
        [["need", "language"], ["Vätgas, stål; järn", "sv"]],
        lambda found: found.to_numpy().tolist() == [["Vätgas, stål; järn", "sv"]],
    ),
    "partnerships": (
        read_partnerships,
        [["partnership", "theme", "region_id", "role", "source_url"], ["Järn, stål; trä", "", "SE125", "", ""]],
        lambda found: found["partnership"].tolist() == ["Järn, stål; trä"],
    ),
    "taxonomy": (
        read_taxonomy,
        [["code", "label", "examples"], ["A", "Jordbruk, skog", "lantgård; åker"], ["B", "Fiske", ""]],
        lambda found: [found[0].label, found[0].examples] == ["Jordbruk, skog", ("lantgård", "åker")],
    ),
    "reference": (
        read_reference,
        [["area", "themes"], ["Grön, blå ekonomi", "energy; food"]],
        lambda found: found.to_numpy().tolist() == [["Grön, blå ekonomi", "energy;food"]],
    ),
}


def table(rows: list[list[str]], delimiter: str, end: str = "\r\n") -> str:
    """CSV as Excel writes it: marks only where a cell holds the delimiter."""
    marked = ([f'"{cell}"' if delimiter in cell else cell for cell in row] for row in rows)
    return "".join(delimiter.join(row) + end for row in marked)


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_table_is_read_as_excel_writes_it(kind: str, delimiter: str, encoding: str, tmp_path: Path) -> None:
    read, rows, holds = TABLES[kind]
    path = tmp_path / f"{kind}.csv"
    path.write_bytes(table(rows, delimiter).encode(encoding))
    assert holds(read(path))


@pytest.mark.parametrize("kind", TABLES)
def test_what_is_wrong_in_a_table_is_one_line_with_its_row(kind: str, tmp_path: Path) -> None:
    read, rows, _ = TABLES[kind]
    path = tmp_path / f"{kind}.csv"
    wrong = {
        table([rows[0][1:], rows[1][1:]], ";"): f"row 1: no column {rows[0][0]}",
        table([[*rows[0], rows[0][0].upper()], [*rows[1], ""]], ";"): f"row 1: column {rows[0][0]} is there twice",
        table([*rows, [], [*rows[1], "more"]], ";"): f"row {len(rows) + 2}: the row is too long",
        table([rows[0], ["a\x1bb", *rows[1][1:]]], ";"): f"row 2: control characters in {rows[0][0]}: found 'a␛b'",
        table(rows, ";") + '"open': f"row {len(rows) + 1}: a quotation mark opens and is never closed",
    }
    for text, message in wrong.items():
        path.write_text(text, encoding="utf-8", newline="")
        with pytest.raises(InputError) as caught:
            read(path)
        assert f"{kind}.csv, {message}" in str(caught.value)
        assert "\n" not in str(caught.value)
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError, match="is no CSV file: found a workbook"):
        read(path)


def test_guarding_apostrophes_are_taken_off_in_every_table(tmp_path: Path) -> None:
    (tmp_path / "needs.csv").write_text("need\n'=1+1\n", encoding="utf-8")
    assert read_needs(tmp_path / "needs.csv")["need"].tolist() == ["=1+1"]


def read_and_lay(path: Path) -> object:
    read_overlay(path)
    return load_vocabulary(path)


TOML = {"rules": read_rules, "edits": read_edits, "overlay": read_and_lay}


@pytest.mark.parametrize("kind", TOML)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = " + "[" * 5000 + "]" * 5000, "at most 10 levels"),
        ("x" + ".x" * 900 + " = 1", "at most 10 levels"),
        ("x" + ".x" * 200_000 + " = 1", "at most 10 levels"),
        ("x = " + "9" * 5000, "whole numbers of 64 bits; found a longer one"),
        ("x = 0x" + "F" * 5000, "whole numbers of 64 bits; found a longer one"),
        ('x = "a\\u001bb"', "a text holds control characters: found 'a␛b'"),
        ('"a\\u0000b" = 1', "a text holds control characters: found 'a␀b'"),
        ("x = \ufffe", "expected a TOML file in UTF-8"),
        ("#" * 1_000_001, "is too large: expected at most 1 MB"),
        ("x = 1", "expected one of .*; found 'x'"),
        (f"{'x' * 5000} = 1", r"found 'x+\.\.\. \(5,002 characters\)"),
    ],
)
def test_hostile_toml_is_one_short_line(kind: str, text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        TOML[kind](path)
    assert "ours.toml" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("broader = ['energy']", r"concept x: broader: expected a text; found \['energy'\]"),
        ("also = {a = 1}", "concept x: also: expected a text"),
        ("level = 3", "concept x: level: expected a text; found 3"),
        ("definition = 1979-05-27", "concept x: definition: expected a text"),
        ("codes = '62'", "concept x: codes: expected codes.nace = "),
        ("codes.nace = 07:32:00", "concept x: codes.nace: expected a list of codes"),
        ("codes.nace = ['6> . <x']", "concept x: codes.nace: expected a list of codes"),
    ],
)
def test_wrong_types_in_an_overlay_are_one_line(entry: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(f"[concepts.x]\n{entry}\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_overlay(path)


def test_ids_that_no_address_can_hold_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text("[concepts.'x> a <y']\nlabels.en = 'x'\n", encoding="utf-8")
    with pytest.raises(InputError, match="expected an id of letters, digits, _ and - only"):
        read_overlay(path)


def test_exported_labels_never_run(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text("[concepts.energy]\nlabels.en = '=HYPERLINK(1)'\n", encoding="utf-8")
    written = export_vocabulary(load_vocabulary(path), tmp_path / "labels.csv").read_text(encoding="utf-8")
    assert "'=HYPERLINK(1)" in written
    assert ",=HYPERLINK" not in written


def test_an_unknown_key_gets_the_nearest() -> None:
    with pytest.raises(InputError, match="expected one of merge, rename; found 'renam'; did you mean rename"):
        check_keys("edits", ["renam"], ["merge", "rename"])


def test_what_is_no_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, found in (
        (tmp_path, "a folder"),
        (tmp_path / "pipe", "a device or a pipe"),
        (Path("/dev/zero"), "a device or a pipe"),
        (tmp_path / "none", "No such file"),
        ("a\0b", "null byte"),
    ):
        for read in (read_bytes, read_actors, read_needs, read_rules, read_edits, read_taxonomy, read_overlay):
            with pytest.raises(InputError, match=f"cannot be read: .*found .*{found}") as caught:
                read(path)
            assert "\0" not in str(caught.value)


def test_links_to_files_are_followed(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[rules]\nmin_regions = 3\n", encoding="utf-8")
    (tmp_path / "link.toml").symlink_to(tmp_path / "a.toml")
    assert read_toml(tmp_path / "link.toml", "rules") == {"rules": {"min_regions": 3}}


def test_signs_stand_for_what_breaks_a_line() -> None:
    assert printable("a\nb\x85c\u2028d\x00") == "a␊b␦c␦d␀".replace("␦", "\N{SYMBOL FOR SUBSTITUTE FORM TWO}")


def workbook_with(member: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(member, content)
    return packed.getvalue()


def test_a_workbook_that_unpacks_to_much_more_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook_with("xl/sharedStrings.xml", b"x" * 40_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(
            InputError, match=r"a.xlsx unpacks to 40 MB: expected at most 512 MB, and 200 times the file"
        ):
            load_areas(path)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_a_zip_of_a_version_to_come_is_a_damaged_workbook(tmp_path: Path) -> None:
    data = bytearray(workbook_with("a", b"b"))
    place = data.find(b"PK\x01\x02")  # in the central directory the version stands behind the one that wrote it
    data[place + 6 : place + 8] = (90).to_bytes(2, "little")
    (tmp_path / "a.xlsx").write_bytes(bytes(data))
    with pytest.raises(InputError, match=r"a.xlsx is a damaged workbook or zip file"):
        load_areas(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    "text",
    [
        f"Västmanland\n- a{' ' * 200_000}b\n",
        f"a{' ' * 200_000}b\n- Järnväg\n",
        f"a{' *' * 100_000}b\n- Järnväg\n",
        f"{'(' * 200_000}\n- Järnväg\n",
    ],
)
def test_long_lines_of_an_outline_take_a_moment(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    region_codes("Skåne")  # tables that are read once are not counted
    began = time.process_time()
    check(tmp_path / "a.txt", language="sv")
    assert time.process_time() - began < 5
