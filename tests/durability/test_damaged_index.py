"""What is served, damaged: a server goes on with what it had, a fresh one says so or mends it, and a build mends it."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from signpost.__main__ import main
from signpost.search import serving
from signpost.search.serving import CurrentDirectory, current_generation
from signpost_indexer.generations import build_lock
from signpost_web.app import create_app

Damage = Callable[[Path, Path], None]  # what it does to the index folder and the generation's folder


def rewritten(path: Path, content: bytes) -> None:
    """Another file in its place: who has the old one open keeps it."""
    path.unlink()
    path.write_bytes(content)


def without(name: str) -> Damage:
    return lambda _, folder: (folder / name).unlink()


def cut(name: str, keep: int) -> Damage:
    return lambda _, folder: rewritten(folder / name, (folder / name).read_bytes()[:keep])


def noise(name: str) -> Damage:
    return lambda _, folder: rewritten(folder / name, b"#" * (folder / name).stat().st_size)


def manifest(change: Callable[[Any], Any]) -> Damage:
    return lambda _, folder: rewritten(folder / "manifest.json", json.dumps(change(json.loads((folder / "manifest.json").read_bytes()))).encode())


def pointer(content: bytes) -> Damage:
    return lambda index, _: rewritten(index / "current", content)


def pointer_is_a_folder(index: Path, _: Path) -> None:
    (index / "current").unlink()
    (index / "current").mkdir()


DAMAGES: dict[str, Damage] = {
    "the generation is gone": lambda _, folder: shutil.rmtree(folder),
    "all generations are gone": lambda _, folder: shutil.rmtree(folder.parent),
    "an array is missing": without("place_xyz.npy"),
    "the catalogue is missing": without("catalogue.json"),
    "the manifest is missing": without("manifest.json"),
    "an array is cut short": cut("concern_services.npy", 130),
    "an array is empty": cut("delivery.npy", 0),
    "the bodies are cut short": cut("bodies.bin", 500),
    "the scheme is cut short": cut("scheme.json", 1000),
    "the manifest is cut short": cut("manifest.json", 80),
    "the manifest is empty": cut("manifest.json", 0),
    "an array is noise": noise("area.npy"),
    "the catalogue is noise": noise("catalogue.json"),
    "the scheme is of another shape": lambda _, folder: rewritten(folder / "scheme.json", b"[]".ljust((folder / "scheme.json").stat().st_size)),
    "the manifest is noise": noise("manifest.json"),
    "the manifest is a list": manifest(list),
    "the manifest names no files": manifest(lambda one: one | {"files": []}),
    "the manifest names no generation": manifest(lambda one: {key: value for key, value in one.items() if key != "generation"}),
    "the format is another": manifest(lambda one: one | {"format": 0}),
    "the pointer names nothing": pointer(b"0123456789abcdef\n"),
    "the pointer is empty": pointer(b""),
    "the pointer is blank": pointer(b"\n \n"),
    "the pointer is binary": pointer(b"\xff\x00\xfe"),
    "the pointer leads elsewhere": pointer(b"../../../"),
    "the pointer is long": pointer(b"a" * 100_000),
    "the pointer is gone": lambda index, _: (index / "current").unlink(),
}
damaged = pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)


@pytest.fixture(autouse=True)
def looked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers look for a new generation at every request."""
    monkeypatch.setattr(serving, "LOOK_AGAIN_SECONDS", 0.0)


@pytest.fixture
def here(built: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The site, as this process's environment names it."""
    for name, value in built.environment.items():
        monkeypatch.setenv(name, value)
    return built


def hurt(site: Any, damage: Damage) -> None:
    index = site.state / "index"
    damage(index, index / "generations" / site.served())


@damaged
def test_a_server_goes_on_with_what_it_had(built: Any, damage: Damage, caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(create_app(built.settings)) as client:
        address = "/api/v1/search?concern=swelling&near=LS1 4AP&as_of=2026-11-01T12:00"
        before = client.get(address)
        assert before.status_code == 200
        hurt(built, damage)
        for _ in range(3):
            assert client.get(address).content == before.content
        assert client.get("/readyz").status_code == 200
        assert len([record for record in caplog.records if record.name == "signpost.serving"]) <= 1  # once, not at every look


@damaged
def test_a_fresh_server_without_a_build_says_that_it_is_not_ready(built: Any, damage: Damage) -> None:
    hurt(built, damage)
    with TestClient(create_app(built.settings)) as client:
        for address in ("/readyz", "/api/v1/search?concern=swelling&near=LS1 4AP", "/", "/search?concern=swelling&near=LS1+4AP"):
            answer = client.get(address)
            assert answer.status_code == 503
            assert "Traceback" not in answer.text
            assert str(built.folder) not in answer.text
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("kind", ["the generation is gone", "an array is empty", "the manifest is a list", "the scheme is of another shape", "the pointer is binary"])
def test_a_search_in_the_terminal_mends_it(here: Any, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    promised = here.answers()
    hurt(here, DAMAGES[kind])
    assert main(["search", "--concern", "swelling", "--near", "LS1 4AP"]) == 0
    said = capsys.readouterr()
    assert "Service number 0" in said.out
    assert "Checking the entries" in said.err
    assert here.answers() == promised
    here.assert_tidy()


@damaged
def test_a_build_mends_it_and_running_servers_take_it_up(here: Any, damage: Damage) -> None:
    promised, name = here.answers(), here.served()
    current = CurrentDirectory(here.settings)
    before = current.get()
    hurt(here, damage)
    assert current.get() is before
    assert main(["build"]) == 0
    assert (here.served(), here.answers()) == (name, promised)
    here.assert_tidy()
    assert current.get().generation == name
    fresh = CurrentDirectory(here.settings)
    assert fresh.get().generation == name


def test_a_pointer_that_is_a_folder_stops_a_build_with_a_plain_sentence(here: Any, capsys: pytest.CaptureFixture[str]) -> None:
    hurt(here, pointer_is_a_folder)
    assert main(["build"]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("signpost: Could not build: ")


def test_a_new_generation_that_is_damaged_is_passed_over_until_it_is_mended(here: Any) -> None:
    current = CurrentDirectory(here.settings)
    old = current.get()
    here.change("A summary of other words.")
    assert main(["build"]) == 0
    hurt(here, without("place_xyz.npy"))
    assert current.get() is old
    assert main(["build"]) == 0
    assert current.get().generation == here.served() != old.generation


def test_a_server_that_has_not_swapped_answers_from_a_generation_that_is_pruned(here: Any) -> None:
    current = CurrentDirectory(here.settings)
    old = current.get()
    folder = current_generation(here.state / "index")
    promised = here.answers()
    for number in range(4):
        here.change(f"A summary of other words, {number}.")
        assert main(["build"]) == 0
    assert folder
    assert not folder.exists()
    assert here.answers(old) == promised
    assert old.understand("swollne amr") is not None  # spelling is looked up on disk
    assert [path.name for path in (here.state / "index" / "generations").iterdir()].count(here.served()) == 1
    assert len(list((here.state / "index" / "generations").iterdir())) == 3


def test_the_second_of_two_builds_says_plainly_that_another_is_at_work(here: Any, capsys: pytest.CaptureFixture[str]) -> None:
    here.change("A summary of other words.")
    before = here.served()
    with build_lock(here.state / "index"):
        assert main(["build"]) == 2
    assert "Another build is writing to" in capsys.readouterr().err
    assert here.served() == before
    assert main(["build"]) == 0
    assert here.served() != before


TABLE_DAMAGES: dict[str, Callable[[Path], None]] = {
    "it is gone": lambda table: shutil.rmtree(table),
    "an array is missing": lambda table: (table / "keys.npy").unlink(),
    "an array is cut short": lambda table: rewritten(table / "latitudes.npy", (table / "latitudes.npy").read_bytes()[:-1]),
    "an array is empty": lambda table: rewritten(table / "authorities.npy", b""),
    "the manifest is cut short": lambda table: rewritten(table / "manifest.json", b'{"format": 1'),
    "the version is another": lambda table: rewritten(table / "manifest.json", b'{"format": 0}'),
}


@pytest.mark.parametrize("damage", TABLE_DAMAGES.values(), ids=TABLE_DAMAGES)
def test_a_damaged_postcode_table_is_built_again(here: Any, damage: Callable[[Path], None]) -> None:
    promised, current = here.answers(), CurrentDirectory(here.settings)
    held = current.get()
    damage(here.state / "postcodes")
    assert here.answers(held) == promised
    assert main(["concerns"]) == 0  # whatever is asked for
    assert here.answers() == promised
    here.assert_tidy()
    damage(here.state / "postcodes")
    assert main(["build"]) == 0
    assert here.answers() == promised


def test_leaving_northern_ireland_out_builds_the_postcode_table_anew(here: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "--concern", "swelling", "--near", "BT1 5GS"]) == 0
    monkeypatch.setenv("SIGNPOST_NORTHERN_IRELAND", "no")
    assert main(["build"]) == 0
    manifest = json.loads((here.state / "postcodes" / "manifest.json").read_bytes())
    assert (manifest["northern_ireland"], manifest["postcodes"]) == (False, 3)


def test_a_refused_entry_or_an_empty_folder_changes_nothing_that_is_served(here: Any, capsys: pytest.CaptureFixture[str]) -> None:
    before, promised = here.served(), here.answers()
    (here.folder / "data" / "service-1.yaml").write_text("id: [\n")
    assert main(["build"]) == 1
    assert main(["build", "--data", str(here.folder / "nothing-here")]) == 2
    (here.folder / "empty").mkdir()
    assert main(["build", "--data", str(here.folder / "empty")]) == 2
    assert "There are no entries in" in capsys.readouterr().err
    assert (here.served(), here.answers()) == (before, promised)


def test_an_index_folder_that_cannot_be_made_is_told_plainly(here: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (here.folder / "a-file").write_text("")
    assert main(["build", "--out", str(here.folder / "a-file")]) == 2
    assert main(["build", "--out", str(here.folder / "a-file" / "index")]) == 2
    assert capsys.readouterr().err.count("signpost: Could not build: ") == 2


def test_logs_name_the_generation_that_cannot_be_served(built: Any, caplog: pytest.LogCaptureFixture) -> None:
    hurt(built, without("catalogue.json"))
    with caplog.at_level(logging.ERROR, "signpost.serving"), TestClient(create_app(built.settings)) as client:
        client.get("/readyz")
    assert f"generation {built.served()} cannot be served" in caplog.text
