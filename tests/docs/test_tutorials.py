"""Commands that the documents show: they run, and print what stands there."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

import pytest

from signpost.__main__ import main
from signpost.settings import Settings

_BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>\w+)\n(?P<text>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL)
_CLINIC = Path("directory_data/yorkshire/example-swelling-clinic.yaml")


@dataclass
class Command:
    """One line after a `$`, and what the document says that it prints."""

    line: str
    output: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        return shlex.split(self.line)

    @property
    def is_ours(self) -> bool:
        return self.words[0] == "signpost"


def _blocks(document: Path) -> list[tuple[str, str]]:
    """Every fenced block: its language and its text."""
    return [(match["language"], dedent(match["text"])) for match in _BLOCK.finditer(document.read_text(encoding="utf-8"))]


def _commands(text: str) -> list[Command]:
    commands: list[Command] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            commands.append(Command(line.removeprefix("$ ")))
        elif commands and line.strip():
            commands[-1].output.append(line)
    return commands


def _run(command: Command, capsys: pytest.CaptureFixture[str]) -> str:
    """What it prints. Its exit code must be the one that its shown output lets expect."""
    code = main(command.words[1:])
    printed = "".join(capsys.readouterr())
    refused = any(line.startswith("signpost: ") for line in command.output)
    errors = any(re.search(r"checked: \d+ error", line) for line in command.output)
    assert code == (2 if refused else 1 if errors else 0), f"{command.line}\n{printed}"
    _assert_shown(command, printed)
    return printed


def _assert_shown(command: Command, printed: str) -> None:
    """Every line shown was printed, in that order; `...` stands for any number of lines."""
    lines, at, gap = printed.splitlines(), 0, False
    for shown in command.output:
        if shown == "...":
            gap = True
            continue
        rest = lines[at:]
        assert shown in (rest if gap else rest[:1]), f"{command.line} does not print: {shown}"
        at += rest.index(shown) + 1
        gap = False


def test_every_command_in_every_document_is_one_that_the_program_knows(documents: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    from signpost.__main__ import _parser

    ours = [
        command
        for document in documents
        for language, text in _blocks(document)
        if language == "console"
        for command in _commands(text)
        if command.is_ours
    ]
    assert len(ours) > 20
    for command in ours:
        _parser().parse_args(command.words[1:])


def test_every_search_of_the_first_tutorial_runs(
    root: Path, real_directory: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SIGNPOST_INDEX", str(real_directory.index))
    monkeypatch.setenv("SIGNPOST_POSTCODES", str(real_directory.postcodes))
    commands = [
        command
        for language, text in _blocks(root / "docs" / "tutorial" / "first-search.md")
        if language == "console"
        for command in _commands(text)
    ]
    ran = [command for command in commands if command.is_ours]
    assert len(ran) == 10
    for command in ran:
        assert _run(command, capsys)


def test_the_curators_tutorial_works_as_it_is_written(
    root: Path, tmp_path: Path, postcodes: Path, small_taxonomy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / _CLINIC.parent
    folder.mkdir(parents=True)
    real = root / "directory_data" / "yorkshire" / "leeds-lymphoedema-service.yaml"
    (folder / real.name).write_bytes(real.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGNPOST_DATA", str(tmp_path / "directory_data"))
    monkeypatch.setenv("SIGNPOST_TAXONOMY", str(small_taxonomy))
    monkeypatch.setenv("SIGNPOST_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("SIGNPOST_POSTCODES", str(postcodes))
    printed: dict[str, str] = {}
    for language, text in _blocks(root / "docs" / "tutorial" / "first-entry.md"):
        if language == "yaml" and text.startswith("id:"):
            _CLINIC.write_text(text, encoding="utf-8")
        elif language == "yaml":
            _CLINIC.write_text(_CLINIC.read_text(encoding="utf-8").replace("referral:", f"{text}referral:"), encoding="utf-8")
        for command in _commands(text) if language == "console" else ():
            if command.is_ours:
                printed[command.line] = _run(command, capsys)
            else:
                assert command.words == ["rm", str(_CLINIC)]
                _CLINIC.unlink()
    assert "Ask first: For ages 18 and over" in printed['signpost search --concern swelling --near "LS1 4AP"']
    assert "Example Swelling Clinic" not in printed['signpost search --concern swelling --near "BD1 1HX"']
    assert not _CLINIC.exists()
