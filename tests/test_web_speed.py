"""What pages must not do again: counted, since time depends on the machine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from matcher import Run, record
from matcher.partners import known, rows
from matcher.scores import best, pair_scores
from matcher.web import drawings
from matcher.web.about import data_page
from matcher.web.addresses import Addresses
from matcher.web.asking import Asking, Given
from matcher.web.drawings import plane
from matcher.web.maps import map_page
from matcher.web.regions import region_page, what_if_page
from matcher.web.served import Edition, Served
from matcher.web.site import site_done


class Counted:
    """A function that counts how often it is called by a test: services of other tests may still make pages."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.calls, self.thread = function, 0, threading.get_ident()

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.calls += threading.get_ident() == self.thread
        return self.function(*given, **named)


def counted(monkeypatch: pytest.MonkeyPatch, room: Any, name: str) -> Counted:
    found = Counted(getattr(room, name))
    monkeypatch.setattr(room, name, found)
    return found


@pytest.fixture
def edition(small_run: Run, tmp_path: Any) -> Edition:
    small_run.save(tmp_path / "run")
    return Served(tmp_path / "run").edition()


def ask(edition: Edition, **values: str) -> Asking:
    return Asking(edition, Addresses("en"), Given({name: [value] for name, value in values.items()}))


def test_reasons_are_looked_for_where_they_are_shown(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = counted(monkeypatch, rows, "evidence")
    region_page(ask(edition, top="2"), "AA1")
    assert evidence.calls == 2
    map_page(ask(edition, region="AA1"))
    what_if_page(ask(edition, drop="Energy"), "AA1")
    assert evidence.calls == 2


def test_the_best_by_chance_is_found_without_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = counted(monkeypatch, best, "portfolio_draws")
    x = (np.random.default_rng(0).random((9, 8)) < 0.4).astype(float)
    phi, others = np.ones((8, 8)) - np.eye(8), np.arange(1, 9)
    scores = pair_scores(x, 1 - x, phi)
    for by in ("complementarity", "overlap"):
        assert best.best_by_chance(x, 1 - x, phi, scores.ranking(by)[0], r=0, candidates=others, by=by) > 0
    assert draws.calls == 0
    best.best_by_chance(x, 1 - x, phi, scores.ranking("gives")[0], r=0, candidates=others, by="gives")
    assert 0 < draws.calls <= len(set(x.sum(axis=1)))


def test_what_is_known_of_pairs_is_read_once(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    known._of_record.cache_clear()
    recorded = counted(monkeypatch, known, "recorded_pairs")
    for text in ("Energy", "Railway"):
        what_if_page(ask(edition, drop=text), "AA1")
    region_page(ask(edition), "AA1")
    assert recorded.calls == 1


def test_what_a_region_has_done_is_found_once(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    found = counted(monkeypatch, record, "region_record")
    site_done(edition, "en")
    site_done(edition, "sv")
    region_page(ask(edition), "AA1")
    assert found.calls == len(edition.run.region_ids)


@pytest.mark.slow
def test_the_page_of_data_goes_through_the_areas_once(europe_folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = ask(Served(europe_folder).edition())
    data_page(asking)
    looked = counted(monkeypatch, pd.DataFrame, "__getitem__")

    def bound(table: pd.DataFrame, key: object) -> object:  # a method, which an object with calls is not
        return looked(table, key)

    monkeypatch.setattr(pd.DataFrame, "__getitem__", bound)
    page = data_page(asking)
    assert 0 < looked.calls < 20 < len(list(page.values["rows"]))  # noqa: PD011


@pytest.mark.slow
def test_of_many_points_only_the_first_are_named(europe_folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = ask(Served(europe_folder).edition())
    found = asking.run.partners("SE125", top=10)
    every = plane(asking, "SE125", found)
    monkeypatch.setattr(drawings, "MOST_POINTS", 100)
    some = plane(asking, "SE125", found)
    assert every is not None
    assert some is not None
    assert all(point.name for point in every.points)
    assert {point.name for point in some.points if point.name} == {point.name for point in every.points if point.first}
