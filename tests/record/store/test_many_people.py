"""What a list across people costs, counted in SQLite's own steps: four times the people are four times the work at most, never sixteen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event

from bench.record import NOW, TEAM, TODAY, fill
from signpost.record.access import Actor, Role
from signpost.record.records import Records
from signpost.record.store.sealing import KeyRing
from signpost.record.store.store import Store

FEW, MANY = 100, 400
QUADRATIC = (MANY / FEW) ** 2
STEPS_AT_ONCE = 20

LISTS: dict[str, Callable[[Records], object]] = {
    "what is due": lambda nurse: nurse.due(TODAY),
    "how much is due": lambda nurse: nurse.how_many_due(TODAY),
    "whose answers wait": lambda nurse: nurse.answered(NOW - timedelta(days=365)),
    "the caseload": lambda nurse: nurse.caseload(),
}


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Store]:
    """Filled, and never analysed, as a store in use is."""
    made = {}
    for people in (FEW, MANY):
        made[people] = Store.open(f"sqlite:///{tmp_path_factory.mktemp('many') / 'record.sqlite3'}", KeyRing.fresh())
        fill(made[people], people)
    return made


def steps(store: Store, listed: Callable[[Records], object]) -> int:
    """How many steps SQLite takes for it, in twenties."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    nurse = Records(store, Actor("nurse-1", Role.CLINICIAN, frozenset({TEAM})), lambda: NOW)
    event.listen(store.engine, "checkout", lambda connection, *_: connection.set_progress_handler(count, STEPS_AT_ONCE))
    listed(nurse)
    return taken


@pytest.mark.parametrize("name", LISTS)
def test_a_list_does_not_cost_the_square_of_how_many_people_there_are(stores: dict[int, Store], name: str) -> None:
    few, many = (steps(stores[people], LISTS[name]) for people in (FEW, MANY))
    assert few > 0
    assert many < few * QUADRATIC / 2
