"""A disk that fills up, at each operation that writes: the build says so plainly, and what is served stays as it was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

TABLE_SHARE = 70  # operations of a first build that write the postcode table: tried one by one; the rest are those of a rebuild
SELDOM = 5


def assert_harmless(site: Any, steps: Iterable[int], how: str) -> None:
    """With a fault at each of these operations in turn: nothing changes, or the switch was already made; and then all is well."""
    before, served = site.served(), site.served() and site.answers()
    site.keep()
    whole = site.build()
    after, promised = site.served(), site.answers()
    assert (whole.code, after) != (0, before), "the build must have something to do"
    for step in sorted({min(step, len(whole.operations)) for step in steps}):
        site.go_back()
        broken = site.build(at=step, how=how)
        assert "Traceback" not in broken.said, broken.said
        if not any(done.startswith("replace") for done in broken.operations[: step - 1]):  # the switch was not yet made
            assert broken.code == 2, (step, broken.said)
            assert "No space left on device" in broken.said
            assert broken.said.splitlines()[-1].startswith("signpost: ")
            assert site.served() == before
            assert not before or site.answers() == served
        else:  # the new generation is served: what remains is tidying
            assert broken.code == 0, (step, broken.said)
            assert (site.served(), site.answers()) == (after, promised)
        mended = site.build()
        assert mended.code == 0, (step, mended.said)
        assert (site.served(), site.answers()) == (after, promised)
        site.assert_tidy()


def operations(site: Any) -> list[str]:
    """Those of the build that would come next; nothing is changed."""
    site.keep()
    done: list[str] = site.build().operations
    site.go_back()
    return done


def numbered(done: list[str], *kinds: str) -> list[int]:
    return [number for number, one in enumerate(done, 1) if one.split()[0] in kinds]


@pytest.mark.parametrize("kind", ["mkdir", "link", "open", "write", "fsync", "rename", "replace"])
def test_a_disk_that_is_full_at_the_last_operation_of_a_kind_changes_nothing(built: Any, kind: str) -> None:
    built.change("A summary of other words.")
    assert_harmless(built, numbered(operations(built), kind)[-1:], "full")


def test_a_first_build_on_a_full_disk_leaves_nothing_half_done(site: Any) -> None:
    assert_harmless(site, [1, 20], "full")


@pytest.mark.heavy
@pytest.mark.parametrize("first", [1, 2])
def test_a_disk_that_fills_up_at_any_operation_of_a_rebuild_changes_nothing(built: Any, first: int) -> None:
    built.change("A summary of other words.")
    assert_harmless(built, range(first, 401, 2), "full")  # every other one, so that two processes may share the work


@pytest.mark.heavy
def test_a_disk_that_takes_only_half_of_any_write_changes_nothing(built: Any) -> None:
    built.change("A summary of other words.")
    assert_harmless(built, numbered(operations(built), "write"), "short")


@pytest.mark.heavy
def test_a_disk_that_fills_up_at_any_operation_of_the_first_build_leaves_nothing_half_done(site: Any) -> None:
    assert_harmless(site, [*range(1, TABLE_SHARE), *range(TABLE_SHARE, 401, SELDOM)], "full")


@pytest.mark.heavy
def test_a_disk_that_fills_up_while_another_postcode_table_is_put_in_place_leaves_the_old_one(built: Any) -> None:
    (built.folder / "ONSPD.csv").rename(built.folder / "ONSPD-2.csv")
    built.source = "ONSPD-2.csv"
    assert_harmless(built, range(1, TABLE_SHARE), "full")
