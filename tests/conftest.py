"""What many tests share, and the guard that no test reaches another machine."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
import uvicorn
from starlette.applications import Starlette

from signpost.settings import Settings
from signpost_indexer.build import build, ensure_postcodes

PATIENCE_SECONDS = 10

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


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[Starlette], str]]:
    """Serves a program on this machine until the session ends, and gives its address."""
    with ExitStack() as running:
        yield lambda app: running.enter_context(_running(app))


@contextmanager
def _running(app: Starlette) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, ws="none", access_log=False, log_config=None, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + PATIENCE_SECONDS
        while not server.started:
            assert time.monotonic() < until, "the program did not start"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)
