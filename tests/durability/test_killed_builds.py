"""Builds that are killed: what was served goes on being served, and the next build is as good as if nothing had happened."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

KILLS = 50  # over the three kinds of build together
SEED = 2


def first(site: Any) -> None:
    """Nothing was ever built: the postcode table comes first."""
    site.go_back()


def rebuild(site: Any) -> None:
    """One entry has changed."""
    site.build()
    site.change("A summary of other words.")


def other_table(site: Any) -> None:
    """The postcode table is made anew, and so the generation."""
    site.build()
    (site.folder / "ONSPD.csv").rename(site.folder / "ONSPD-2.csv")
    site.source = "ONSPD-2.csv"


def assert_survives(site: Any, faults: list[dict[str, Any]]) -> int:
    """The number of builds that were killed; the others were done before."""
    before, served = site.served(), site.served() and site.answers()
    site.keep()
    assert site.build().code == 0
    after, promised = site.served(), site.answers()
    killed = 0
    for fault in faults:
        site.go_back()
        broken = site.build(**fault)
        assert broken.code in (-9, 0), broken.said
        killed += broken.code == -9
        assert site.served() in (before, after)
        assert not before or site.answers() == (served if site.served() == before else promised)
        mended = site.build()
        assert mended.code == 0, (fault, mended.said)
        assert (site.served(), site.answers()) == (after, promised), fault
        site.assert_tidy()
    return killed


Scene = Callable[[Any], None]


@pytest.mark.heavy
@pytest.mark.parametrize(("scene", "kills"), [(first, 20), (rebuild, 20), (other_table, KILLS - 40)])
def test_a_build_killed_at_any_moment_hurts_nothing(site: Any, scene: Scene, kills: int) -> None:
    scene(site)
    site.keep()
    lasting = site.build().seconds
    site.go_back()
    moments = random.Random(SEED)
    assert assert_survives(site, [{"after": moments.uniform(0, lasting)} for _ in range(kills)]) > kills // 4


@pytest.mark.heavy
@pytest.mark.parametrize("scene", [first, rebuild, other_table])
def test_a_build_killed_in_front_of_an_operation_hurts_nothing(site: Any, scene: Scene) -> None:
    scene(site)
    site.keep()
    done = site.build().operations
    site.go_back()
    telling = [number for number, one in enumerate(done, 1) if one.split()[0] in {"rename", "replace", "exchange", "mkdir"}]
    steps = sorted({*telling, *(step + 1 for step in telling), *range(1, len(done), 7)} & {*range(1, len(done) + 1)})
    killed = assert_survives(site, [{"at": step, "how": "kill"} for step in steps])
    assert killed >= len(steps) - 2  # the text index writes a block more or less from time to time, so the last may not be reached


def test_a_build_killed_before_it_has_begun_hurts_nothing(site: Any) -> None:
    assert assert_survives(site, [{"after": 0.0}] * 3) == 3


def test_a_build_killed_in_front_of_the_switch_leaves_the_old_generation_served(site: Any) -> None:
    rebuild(site)
    before = site.served()
    assert site.build(before="replace", how="kill").code == -9
    assert site.served() == before
    assert site.build().code == 0
    assert site.served() != before
    site.assert_tidy()
