"""What many tests share, and the guard that no test reaches another machine."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from signpost.settings import Settings
from signpost_indexer.build import build, ensure_postcodes

_GUARD = Path(__file__).with_name("offline") / "sitecustomize.py"


def _guard() -> ModuleType:
    """The guard's module: there already in a process that was started with it, else installed now."""
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([str(_GUARD.parent), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]))
    there = sys.modules.get("sitecustomize")
    if there and there.__file__ == str(_GUARD):
        return there
    spec = importlib.util.spec_from_file_location("sitecustomize", _GUARD)
    assert spec
    assert spec.loader
    made = sys.modules["sitecustomize"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


GUARD = _guard()


@pytest.fixture(autouse=True)
def no_connection_leaves_the_host() -> Iterator[list[str]]:
    """What was tried, though its error may have been swallowed, fails the test."""
    GUARD.attempts.clear()
    yield GUARD.attempts
    assert GUARD.attempts == []


@pytest.fixture(scope="session")
def postcodes() -> Path:
    """The real postcode table; built once when there is none, however many workers ask for it at the same time."""
    settings = Settings.from_env(os.environ)
    settings.postcodes.parent.mkdir(parents=True, exist_ok=True)
    with settings.postcodes.with_name(f"{settings.postcodes.name}.test-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ensure_postcodes(settings, lambda _: None)
    return settings.postcodes


@pytest.fixture(scope="session")
def real_directory(postcodes: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The whole directory, built into an index of this session's own."""
    index = tmp_path_factory.mktemp("index")
    settings = Settings.from_env({}, postcodes=postcodes, index=index)
    build(settings, date(2026, 11, 1), Path.cwd())
    return settings
