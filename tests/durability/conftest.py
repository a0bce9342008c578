"""A small directory with its own postcode table and index, and builds of it that meet faults."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from signpost.search.directory import Directory
from signpost.search.serving import GENERATIONS, current_generation
from signpost.settings import Settings
from signpost_indexer.generations import LOCK, whole
from signpost_web.params import parse_search
from signpost_web.shapes import as_bytes, search_page

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
ONSPD = """pcds,oslaua,oseast1m,osnrth1m
LS1 4AP,E08000035,429999,433322
LS14 6UH,E08000035,436500,437000
YO1 7HH,E06000014,460300,452200
BT1 5GS,N09000003,333800,374100
"""
ASKED = [
    [("concern", "swelling"), ("near", "LS1 4AP")],
    [("q", "swollen arm"), ("near", "YO1 7HH"), ("radius_miles", "60")],
    [("concern", "emotional"), ("near", "BT1 5GS")],
]
PLACES = ("LS14 6UH", "YO1 7HH", "BT1 5GS", "LS1 4AP")
CONCERNS = ("swelling", "money-or-finance", "sadness-or-depression", "tired-exhausted-or-fatigued")


def entry(number: int, summary: str = "Help for people with a swollen arm or leg, and other words to index.") -> str:
    """One entry, in person for even numbers and by phone for odd ones."""
    place = f"locations:\n  - {{name: House {number}, address: {number} High Street, postcode: {PLACES[number // 2 % 4]}}}\n"
    return f"""id: service-{number}
name: Service number {number}
organisation: Example Trust {number % 5}
summary: {summary}
concerns: [{CONCERNS[number % 4]}]
status: active
delivery: [{"phone" if number % 2 else "in-person"}]
{"" if number % 2 else place}contacts: {{phone: 0113 496 {number:04}}}
assurance: {{source: https://example.org/{number}, last_checked: null}}
"""


@dataclass
class Outcome:
    """How a build ended: its exit code (negative for a signal), what it printed, and the operations that it did."""

    code: int
    said: str
    seconds: float
    operations: list[str] = field(default_factory=list)


@dataclass
class Site:
    """Entries, a postcode source, and the folder that builds write to."""

    folder: Path
    builder: subprocess.Popen[str]
    taxonomy: Path
    source: str = "ONSPD.csv"

    @property
    def state(self) -> Path:
        return self.folder / "var"

    @property
    def environment(self) -> dict[str, str]:
        paths = {"DATA": self.folder / "data", "TAXONOMY": self.taxonomy, "INDEX": self.state / "index", "POSTCODES": self.state / "postcodes"}
        paths["POSTCODE_SOURCE"] = self.folder / self.source
        return {f"SIGNPOST_{name}": str(path) for name, path in paths.items()}

    @property
    def settings(self) -> Settings:
        return Settings.from_env(self.environment)

    def build(self, **fault: Any) -> Outcome:
        assert self.builder.stdin
        assert self.builder.stdout
        self.builder.stdin.write(json.dumps({"environment": self.environment, "fault": fault}) + "\n")
        self.builder.stdin.flush()
        return Outcome(**json.loads(self.builder.stdout.readline()))

    def change(self, words: str) -> None:
        """Change an entry, so that the next build makes another generation."""
        (self.folder / "data" / "service-0.yaml").write_text(entry(0, words))

    def served(self) -> str | None:
        """The name of the generation that a server would open now."""
        folder = current_generation(self.state / "index")
        return folder.name if folder else None

    def answers(self, directory: Directory | None = None) -> list[bytes]:
        """What an open directory answers, or a fresh server, which must find everything whole."""
        if directory is None:
            folder = current_generation(self.state / "index")
            assert folder
            assert whole(self.state / "index", folder.name)
            directory = Directory.open(folder, self.state / "postcodes")
        found = []
        for pairs in ASKED:
            request, as_of = parse_search(pairs, directory)
            found.append(as_bytes(search_page(directory.search(request, as_of or NOW), pairs, as_of, directory.scheme)))
        return found

    def assert_tidy(self) -> None:
        """Nothing lies about that a build without faults would not have left."""
        index = self.state / "index"
        assert {path.name for path in self.state.iterdir()} <= {"index", "postcodes", ".postcodes.lock"}
        assert {path.name for path in index.iterdir()} == {LOCK, "current", GENERATIONS}
        for folder in (index / GENERATIONS).iterdir():
            manifest = json.loads((folder / "manifest.json").read_text())
            files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
            assert files == {*manifest["files"], "manifest.json"}

    def keep(self) -> None:
        """Remember the folder that builds write to, as it is now."""
        shutil.rmtree(self.folder / "kept", ignore_errors=True)
        if self.state.exists():
            shutil.copytree(self.state, self.folder / "kept")

    def go_back(self) -> None:
        """Put it back as it was."""
        shutil.rmtree(self.state, ignore_errors=True)
        if (self.folder / "kept").exists():
            shutil.copytree(self.folder / "kept", self.state)

@pytest.fixture(scope="session")
def builder() -> Iterator[subprocess.Popen[str]]:
    """The process that forks builds."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SIGNPOST_")}
    program = [sys.executable, str(Path(__file__).with_name("broken_builds.py"))]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as process:
        yield process
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def site(tmp_path: Path, builder: subprocess.Popen[str], small_taxonomy: Path) -> Site:
    """Thirty entries; nothing is built yet."""
    return _site(tmp_path, builder, small_taxonomy)


def _site(folder: Path, builder: subprocess.Popen[str], taxonomy: Path) -> Site:
    (folder / "data").mkdir()
    for number in range(30):
        (folder / "data" / f"service-{number}.yaml").write_text(entry(number))
    (folder / "ONSPD.csv").write_text(ONSPD)
    return Site(folder, builder, taxonomy)


@pytest.fixture(scope="session")
def once_built(tmp_path_factory: pytest.TempPathFactory, builder: subprocess.Popen[str], small_taxonomy: Path) -> Site:
    """A site that was built, to copy from."""
    made = _site(tmp_path_factory.mktemp("site"), builder, small_taxonomy)
    first = made.build()
    assert first.code == 0, first.said
    return made


@pytest.fixture
def built(tmp_path: Path, once_built: Site) -> Site:
    """Thirty entries, built."""
    shutil.copytree(once_built.folder, tmp_path, dirs_exist_ok=True)
    return Site(tmp_path, once_built.builder, once_built.taxonomy)
