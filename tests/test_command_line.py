"""The command line: exit codes, plain sentences, the API's answers, and what a start loads."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import signpost.__main__ as command_line
from signpost.__main__ import main
from signpost.settings import Settings
from signpost_web.app import create_app

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
SEARCH = ["search", "--concern", "swelling", "--near", "LS1 4AP"]


@pytest.fixture(autouse=True)
def served(own_directory: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The whole directory, as this process's environment names it, at a fixed time."""
    monkeypatch.setenv("SIGNPOST_INDEX", str(own_directory.index))
    monkeypatch.setenv("SIGNPOST_POSTCODES", str(own_directory.postcodes))
    monkeypatch.setattr(command_line, "_now", lambda: NOW)
    return own_directory


def signpost(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """The command as a shell runs it."""
    return subprocess.run([sys.executable, "-m", "signpost", *arguments], capture_output=True, text=True, check=False, **more)


# What is printed


def test_a_search_prints_services_near_a_place_with_telephone_source_and_the_way_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(SEARCH) == 0
    said = capsys.readouterr().out
    for part in ("Near LS1 4AP\n", "\nNEAR\n", "Lymph", "Telephone 0", "Not yet checked by a person. Source: ", "Why: "):
        assert part in said


@pytest.mark.parametrize(
    ("arguments", "address"),
    [
        (SEARCH, "/api/v1/search?concern=swelling&near=LS1 4AP"),
        ([*SEARCH, "--radius", "3", "--limit", "2"], "/api/v1/search?concern=swelling&near=LS1 4AP&radius_miles=3&limit=2"),
        (["search", "swollen arm", "--near", "Leeds"], "/api/v1/search?q=swollen arm&near=Leeds"),
        (["search", "--concern", "emotional", "--concern", "swelling", "--near", "57.1,-2.1"], "/api/v1/search?concern=emotional&concern=swelling&near=57.1,-2.1"),
        (["concerns"], "/api/v1/concerns"),
        (["concerns", "cannot sleep"], "/api/v1/concerns?q=cannot sleep"),
    ],
)
def test_json_is_what_the_api_returns(served: Settings, arguments: list[str], address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    with TestClient(create_app(served, clock=lambda: NOW)) as client:
        assert printed == client.get(address).json()


def test_the_concern_scheme_is_printed_by_category(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["concerns"]) == 0
    said = capsys.readouterr().out
    assert said.count("\n  ") == 72
    assert "Physical concerns  [physical]" in said


def test_words_are_answered_with_the_concerns_they_mean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["concerns", "puffed up arm"]) == 0
    assert "swelling" in capsys.readouterr().out.splitlines()[0]
    assert main(["concerns", "xylophone"]) == 0
    assert capsys.readouterr().out.startswith("No concern of the checklist is meant by that")


def test_a_build_without_changes_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build"]) == 0
    assert capsys.readouterr().out.startswith("Nothing has changed: generation ")


@pytest.mark.parametrize("command", ["", "check", "build", "search", "concerns", "corrections", "serve"])
def test_help_explains_every_command_and_flag(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"^0$"):
        main([*filter(None, [command]), "--help"])
    said = capsys.readouterr().out
    assert "usage: signpost" in said
    if command == "search":
        assert all(flag in said for flag in ("--concern", "--near", "--radius", "--limit", "--json"))


# Mistakes


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["search", "--concern", "swolling", "--near", "LS1"], "swelling"),
        (["search", "--concern", "swelling", "--near", "LS1 4A"], "LS1 4A"),
        (["search", "--concern", "swelling", "--near", "Nowhereville"], "Nowhereville"),
        (["search", "--concern", "swelling", "--near", "ZZ9 9ZZ"], "ZZ9"),
        (["search", "--near", "LS1"], "concern"),
        (["search", "", "--near", "LS1"], "concern"),
        ([*SEARCH, "--radius", "far"], "radius"),
        ([*SEARCH, "--radius", "-1"], "radius"),
        ([*SEARCH, "--limit", "0"], "limit"),
        ([*SEARCH, "--limit", "1000000000"], "limit"),
        (["search", "a\0b", "--near", "LS1"], "q"),
        (["search", "x" * 10_000, "--near", "LS1"], "q"),
        (["check", "no-such-file.yaml"], "There is nothing at no-such-file.yaml"),
        (["check", "--taxonomy", "no-such-folder"], "There is no taxonomy folder at"),
        (["build", "--data", "no-such-folder"], "There is nothing at"),
        (["serve", "--port", "99999"], "port is '99999'"),
        (["serve", "--workers", "many"], "workers is 'many'"),
        (["serve", "--host", "203.0.113.1"], "Cannot listen on 203.0.113.1:8000"),
    ],
)
def test_a_mistake_is_told_in_a_plain_sentence_with_exit_code_2(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[-1].startswith("signpost: ")
    assert says in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("arguments", [[], ["find"], ["search"], ["check", "--format", "xml"], ["serve", "--no-such-flag"]])
def test_what_is_no_command_is_answered_with_its_use(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"^2$"):
        main(arguments)
    assert "usage: signpost" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told_before_anything_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SIGNPOST_INDEX", str(tmp_path / "index"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == 2
    assert "Address already in use" in capsys.readouterr().err
    assert not (tmp_path / "index").exists()


def test_a_file_with_an_error_is_a_problem_with_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faulty = tmp_path / "clinic.yaml"
    faulty.write_text("id: clinic\nname: Clinic\n")
    assert main(["check", str(faulty)]) == 1
    assert f"{faulty}:1:1: " in capsys.readouterr().out
    assert main(["check", str(faulty), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)
    assert main(["check", str(faulty), "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith("::error ")


def test_a_build_of_faulty_entries_prints_every_problem_and_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(f"id: {name}\n")
    assert main(["build", "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "one.yaml:1:1: " in said
    assert "two.yaml:1:1: " in said
    assert said.splitlines()[-1].endswith("nothing was built, nothing served has changed.")


def test_an_interrupt_is_not_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_: Settings) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "_open_directory", interrupted)
    assert main(SEARCH) == 2
    assert capsys.readouterr().err == "signpost: stopped.\n"


# As a program of its own


def test_it_works_from_another_folder(tmp_path: Path) -> None:
    ended = signpost(*SEARCH, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Near LS1 4AP" in ended.stdout


def test_check_names_files_as_they_are_seen_from_the_folder_it_runs_in(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_text("id: clinic\n")
    ended = signpost("check", "clinic.yaml", cwd=tmp_path)
    assert ended.returncode == 1
    assert ended.stdout.startswith("clinic.yaml:1:1: ")


@pytest.mark.parametrize("arguments", [["concerns"], ["concerns", "--json"], SEARCH])
def test_a_reader_that_has_gone_is_no_traceback(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        ended = subprocess.run([sys.executable, "-m", "signpost", *arguments], stdout=gone, stderr=subprocess.PIPE, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (2, "")


def test_a_terminal_that_lacks_a_character_shows_a_question_mark() -> None:
    ended = signpost(*SEARCH, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "?" in ended.stdout


def test_bytes_that_are_no_text_are_told_plainly_or_searched() -> None:
    ended = subprocess.run([sys.executable, "-m", "signpost", "search", b"\xff\xfe", "--near", "LS1"], capture_output=True, text=True, check=False)
    assert ended.returncode in (0, 2)
    assert "Traceback" not in ended.stderr


# What a start loads

HEAVY = ("starlette", "uvicorn", "jinja2", "pyproj", "geopy", "asyncio", "sqlalchemy", "alembic", "cryptography", "argon2")
LOADED = "import sys; from signpost.__main__ import main; main({arguments!r}); print(*sorted(set({names!r}) & set(sys.modules)), file=sys.stderr)"


@pytest.mark.parametrize(
    ("arguments", "needless"),
    [
        (["check", "--format", "json"], (*HEAVY, "whoosh", "signpost_web", "signpost.search.engine", "brotli")),
        (SEARCH, (*HEAVY, "pydantic", "yaml", "brotli", "signpost_indexer")),
        (["concerns"], (*HEAVY, "pydantic", "yaml", "signpost_indexer")),
        (["concerns", "swollen arm"], (*HEAVY, "pydantic", "yaml", "signpost_indexer")),
    ],
    ids=["check", "search", "concerns", "meant"],
)
def test_a_command_loads_nothing_that_it_does_not_need(arguments: list[str], needless: tuple[str, ...]) -> None:
    program = LOADED.format(arguments=arguments, names=needless)
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stderr.strip() == ""


def test_the_command_line_itself_loads_no_array_library() -> None:
    program = "import sys, signpost.__main__; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
