"""The bipartite graph and its exports, reopened."""

from __future__ import annotations

import networkx as nx
import openpyxl
import pandas as pd
import pytest

from matcher import Run, load_areas
from matcher.errors import RunError, SettingError
from matcher.export import export
from matcher.files import safe_cells
from matcher.fitted.graph import check_graph


def test_two_sides_and_isolated_regions(europe_run: Run) -> None:
    graph = europe_run.graph()
    sides = nx.get_node_attributes(graph, "bipartite")
    regions = {node for node, side in sides.items() if side == 0}
    assert len(regions) == 216
    assert set(graph) - regions == {
        f"{level}:{theme_id}"
        for level, theme_id in zip(europe_run.theme_table["level"], europe_run.theme_table["theme_id"], strict=True)
    }
    assert all(sides[one] != sides[other] for one, other in graph.edges)
    assert nx.is_bipartite(graph)
    assert "theme:horizontal" in graph["region:ITC2"]
    degrees = [
        len([node for node in graph[f"region:{name}"] if node.startswith("niche:")]) for name in europe_run.region_ids
    ]
    assert degrees == (europe_run.x + europe_run.guessed).sum(axis=1).tolist()


def test_edges_carry_weights_and_areas(small_run: Run) -> None:
    edge = small_run.graph().edges["region:AA1", "niche:n004"]
    assert edge == {"weight": 1.0, "count": 1, "areas": "Railway"}


def test_a_broken_graph_is_refused() -> None:
    graph = nx.Graph()
    graph.add_node("region:A", bipartite=0, label=None)
    with pytest.raises(RunError, match="attribute label: expected a text or a number; found None"):
        check_graph(graph)


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_graph_files_open_again(europe_run: Run, tmp_path, form: str) -> None:
    path = export(europe_run, tmp_path / f"graph.{form}")
    graph = getattr(nx, f"read_{form}")(path)
    expected = europe_run.graph()
    assert set(graph) == set(expected)
    assert graph.number_of_edges() == expected.number_of_edges()
    assert graph.nodes["region:SE125"]["label"] == "Västmanland"
    one, other, data = next(iter(expected.edges(data=True)))
    assert graph.edges[one, other]["weight"] == pytest.approx(data["weight"])
    assert graph.edges[one, other]["areas"] == data["areas"]


@pytest.mark.slow
def test_tables_open_again(europe_run: Run, tmp_path) -> None:
    folder = export(europe_run, tmp_path / "tables")
    pairs = pd.read_csv(folder / "pairs.csv", encoding="utf-8-sig")
    expected = europe_run.pairs()
    assert pairs["quadrant"].fillna("").tolist() == expected["quadrant"].fillna("").tolist()
    pd.testing.assert_frame_equal(pairs.drop(columns="quadrant"), expected.drop(columns="quadrant"), check_dtype=False)
    areas = load_areas(folder / "areas.csv")
    columns = ["region_id", "area", "period", "source_url"]
    pd.testing.assert_frame_equal(areas[columns], europe_run.areas[columns], check_dtype=False)
    book = openpyxl.load_workbook(export(europe_run, tmp_path / "tables.xlsx"), read_only=True)
    assert book.sheetnames == ["areas", "themes", "pairs", "relations"]
    assert sum(1 for _ in book["pairs"].rows) == len(expected) + 1
    with pytest.raises(SettingError, match="is in the way"):
        export(europe_run, folder)


def test_formats_that_are_not_known(small_run: Run, tmp_path) -> None:
    with pytest.raises(SettingError, match="format 'docx': expected graphml, gexf, csv, xlsx"):
        export(small_run, tmp_path / "run.docx")


def test_formulas_do_not_run() -> None:
    table = pd.DataFrame({"area": ["=cmd|'/c calc'!A1", "@x", "Forest"], "z": [-1.0, 0.5, 2.0]})
    found = safe_cells(table)
    assert found["area"].str[0].tolist() == ["'", "'", "F"]
    assert found["z"].tolist() == [-1.0, 0.5, 2.0]
