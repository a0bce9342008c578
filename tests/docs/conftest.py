"""The documents, and the real directory that they speak of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from signpost.settings import Settings
from signpost_indexer.build import build

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-22"


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def documents() -> list[Path]:
    """Every Markdown document of the project."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.fixture(scope="session")
def real_settings(postcodes: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with an index of the real directory, built for these tests."""
    from datetime import date

    settings = Settings.from_env(os.environ, index=tmp_path_factory.mktemp("docs") / "index", postcodes=postcodes)
    build(settings, date.fromisoformat(TODAY), ROOT)
    return settings
