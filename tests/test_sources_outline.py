"""The plain outline: regions on lines of their own, areas as bullets."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.sources import load_areas, read_areas

OUTLINE = Path(__file__).parent / "data" / "sweden_2018_outline.txt"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_published_outline_gives_the_bundled_names() -> None:
    loaded = read_areas(OUTLINE, language="sv")
    bundled = load_areas("sweden_2018")
    columns = ["region_id", "region", "country", "area_original", "language"]
    assert sorted(loaded.areas[columns].itertuples(index=False)) == sorted(bundled[columns].itertuples(index=False))
    assert (loaded.areas["area"] == "").all()
    lines = [finding.line(with_source=False) for finding in loaded.findings]
    assert lines[0] == "read as outline, UTF-8"
    assert lines[1].startswith("rows 1, 3, 129: 3 lines of free text ignored; found 'Regionernas områden")
    assert lines[2] == "row 6: not known by this name, read as its near miss Norrbotten (SE332); found 'Norrbottnen'"
    assert lines[3] == "row 13: read as Jämtland Härjedalen (SE322); found 'Jämtland-Härjedalen'"
    assert len(lines) == 4


def test_the_language_must_be_stated() -> None:
    with pytest.raises(InputError, match="not say the language of its names; state it with --text-lang sv"):
        load_areas(OUTLINE)


def test_english_names_are_areas(tmp_path: Path) -> None:
    areas = load_areas(write(tmp_path / "a.txt", "Halland\n- Health\n"), language="en")
    assert areas.loc[0, ["area", "area_original", "language"]].tolist() == ["Health", "", ""]


def test_many_ways_of_writing_it(tmp_path: Path) -> None:
    text = (
        "Intro\n\n## Region Halland:\n\n• Hälsa\n\t•\tTurism\n\nNorra regionen (XX1)\n* Skog\n– IT\n\n- Energi\nSlut\n"
    )
    loaded = read_areas(write(tmp_path / "a.txt", text), language="sv")
    assert loaded.areas[["region_id", "area_original"]].to_numpy().tolist() == [
        ["SE231", "Hälsa"], ["SE231", "Turism"], ["XX1", "Skog"], ["XX1", "IT"], ["XX1", "Energi"]
    ]  # fmt: skip
    assert loaded.areas["region"].unique().tolist() == ["Halland", "Norra regionen"]
    warnings = [finding.line(with_source=False) for finding in loaded.findings if finding.severity == "warning"]
    assert warnings == [
        "row 6: indented bullets, read as areas of their own; join them with the bullet above if they only explain it"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Halland\n- Hälsa\nAtlantis\n- Fisk\n", "row 3: the line above the bullets is no region .* 'Atlantis'"),
        ("- Hälsa\n\nHalland\n- Skog\n", "row 1: bullets without a region above them; write the region's name"),
        ("Götaland\n- Skog\n", r"row 1: the line above .* 'Götaland'; write name and id, as in: Västra Götaland"),
        ("Limburg\n- Space\n", "row 1: the region's name stands for several regions; .*BE22.*NL42"),
    ],
)  # fmt: skip
def test_regions_are_not_guessed(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_areas(write(tmp_path / "a.txt", text), language="sv")


@pytest.mark.parametrize("heading", ["Norrbottnen", "Region Norrbottnen", "Norbotten", "Norrbottnens län"])
def test_slips_of_a_letter_are_read_with_a_notice(heading: str, tmp_path: Path) -> None:
    loaded = read_areas(write(tmp_path / "a.txt", f"{heading}\n- Rymd\n"), language="sv")
    assert loaded.areas.loc[0, ["region_id", "region"]].tolist() == ["SE332", "Norrbotten"]
    notice = f"row 1: not known by this name, read as its near miss Norrbotten (SE332); found '{heading}'"
    assert notice in [finding.line(with_source=False) for finding in loaded.findings]
