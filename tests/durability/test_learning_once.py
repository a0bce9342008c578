"""A build learns what words mean only when what it learns from has changed; what an earlier generation learnt is as good as new."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from signpost.search.directory import Directory
from signpost_indexer.generations import KEPT

UNCHANGED = "What words mean has not changed"
LEARNING = "Learning what words mean"
PHRASE = "sleeve like a drainpipe"


def understanding(site: Any) -> Path:
    """Of the generation that is served."""
    return Path(site.state / "index" / "generations" / site.served() / "understanding")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rebuilt(site: Any) -> str:
    """What a build says; what it made is whole, answers, and leaves nothing lying about."""
    before = site.served()
    build = site.build()
    assert build.code == 0, build.said
    assert site.served() != before
    assert site.answers()
    site.assert_tidy()
    return str(build.said)


def taxonomy_of_its_own(site: Any) -> Path:
    """The same taxonomy where a test may change it: the folder's name is no part of a generation."""
    site.taxonomy = shutil.copytree(site.taxonomy, site.folder / "taxonomy")
    return Path(site.taxonomy)


def test_a_changed_entry_brings_a_generation_that_shares_what_was_learnt(built: Any) -> None:
    old = understanding(built)
    built.change("A summary of other words.")
    said = rebuilt(built)
    assert UNCHANGED in said
    assert LEARNING not in said
    new = understanding(built)
    assert contents(new) == contents(old)
    assert all((new / name).samefile(old / name) for name in contents(old))


def test_a_new_phrase_is_learnt_and_understood(built: Any) -> None:
    old = contents(understanding(built))
    phrases = taxonomy_of_its_own(built) / "phrases" / "few.yaml"
    phrases.write_text(phrases.read_text().replace("rings too tight", f"rings too tight, {PHRASE}"))
    said = rebuilt(built)
    assert LEARNING in said
    assert UNCHANGED not in said
    new = understanding(built)
    assert (new / "learnt_from").read_bytes() != old["learnt_from"]
    best = Directory.open(new.parent, built.state / "postcodes").understand(PHRASE)[0]
    assert best.concern == "swelling"
    assert best.score > 0.95


def test_a_phrase_taken_back_is_as_it_was_learnt_before(built: Any) -> None:
    first = understanding(built)
    phrases = taxonomy_of_its_own(built) / "phrases" / "few.yaml"
    before = phrases.read_text()
    phrases.write_text(before.replace("rings too tight", PHRASE))
    rebuilt(built)
    phrases.write_text(before)
    built.change("A summary of other words.")
    assert UNCHANGED in rebuilt(built)
    assert (understanding(built) / "learnt_from").samefile(first / "learnt_from")


def test_a_taxonomy_change_that_teaches_nothing_else_takes_over_what_was_learnt(built: Any) -> None:
    families = taxonomy_of_its_own(built) / "families.yaml"
    families.write_text(f"{families.read_text()}# another line\n")
    assert UNCHANGED in rebuilt(built)


def cut_short(path: Path) -> None:
    rewritten(path, path.read_bytes()[:-1])


def noise(path: Path) -> None:
    rewritten(path, b"#" * path.stat().st_size)


def rewritten(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["english/rarity.npy", "learnt_from"])
@pytest.mark.parametrize("damage", [cut_short, noise, Path.unlink])
def test_a_damaged_generation_teaches_the_next_one_nothing(built: Any, damage: Callable[[Path], None], name: str) -> None:
    promised = contents(understanding(built))
    damage(understanding(built) / name)
    built.change("A summary of other words.")
    assert LEARNING in built.build().said
    assert built.answers()
    assert contents(understanding(built)) == promised


def test_a_generation_outlives_the_pruned_one_that_learnt_for_it(built: Any) -> None:
    first = understanding(built)
    promised = contents(first)
    for number in range(KEPT):
        built.change(f"A summary of other words, {number}.")
        assert UNCHANGED in rebuilt(built)
    assert not first.exists()
    assert contents(understanding(built)) == promised


def test_a_build_cut_off_while_it_takes_files_over_is_made_good_by_the_next(built: Any) -> None:
    before, promised = built.served(), contents(understanding(built))
    built.change("A summary of other words.")
    built.keep()
    links = [number for number, one in enumerate(built.build().operations, 1) if one.startswith("link")]
    assert len(links) == len(promised)
    for fault in ({"before": "link"}, {"at": links[-1]}):
        built.go_back()
        assert built.build(**fault, how="kill").code == -9
        assert built.served() == before
        assert UNCHANGED in rebuilt(built)
        assert contents(understanding(built)) == promised


def test_a_file_that_is_damaged_in_every_generation_that_shares_it_is_made_anew(built: Any) -> None:
    promised = contents(understanding(built))
    built.change("A summary of other words.")
    assert UNCHANGED in rebuilt(built)
    shared = understanding(built) / "english" / "rarity.npy"
    shared.write_bytes(b"#" * shared.stat().st_size)
    assert LEARNING in built.build().said
    assert contents(understanding(built)) == promised
    assert built.answers()
