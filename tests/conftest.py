"""What many tests share, and the guard that no test reaches another machine."""

from __future__ import annotations

import fcntl
import importlib.util
import logging
import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
import uvicorn
from starlette.applications import Starlette

from signpost.settings import Settings
from signpost_indexer.build import build, ensure_postcodes
from signpost_indexer.folders import locked, write_folder
from signpost_indexer.generations import LOCK
from tests.record import private

Once = Callable[[str, Callable[[Path], None]], Path]

PATIENCE_SECONDS = 10
LINES_SEARCHED_TOGETHER = 1000
VISITORS = "httpx"  # the tests' own browser, which may log what it asks for
LOUD = {"signpost": logging.DEBUG, "alembic": logging.DEBUG, "sqlalchemy.engine": logging.INFO}  # of the last every statement; its rows only where a test asks for them

FEW_PHRASES = """
swelling: {phrases: [my arm has puffed up, swollen legs, rings too tight], clinical: [lymphoedema]}
money-or-finance: {phrases: [cannot pay the gas, rent arrears, short of money]}
"""

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that need the real directory come first: one worker has them all and builds it, while the other has enough else to do."""
    need = {item.path for item in items if "real_directory" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path not in need)


@pytest.fixture(autouse=True)
def no_connection_leaves_the_host() -> Iterator[list[str]]:
    """What was tried, though its error may have been swallowed, fails the test."""
    GUARD.attempts.clear()
    yield GUARD.attempts
    assert GUARD.attempts == []


class Listener(logging.Handler):
    """Who has logged something about one of the made-up people. Many lines are searched together: one by one takes ten times as long."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._heard = list[tuple[str, bytes]]()
        self._told = list[tuple[str, set[str]]]()

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(VISITORS):
            self._heard.append((record.name, self.format(record).encode()))
            if len(self._heard) >= LINES_SEARCHED_TOGETHER:
                self._search()

    def told(self) -> list[tuple[str, set[str]]]:
        self._search()
        return self._told

    def _search(self) -> None:
        heard, self._heard = self._heard, []
        if private.found_in(b"\n".join(line for _, line in heard), private.MADE_UP):
            self._told += [(name, found) for name, line in heard if (found := private.found_in(line, private.MADE_UP))]


@pytest.fixture(scope="session", autouse=True)
def no_log_tells_of_anybody() -> Iterator[None]:
    """Whatever the program logs in the whole run, as loud as it can: nobody's name, number, birthday, postcode or words are in it."""
    listener = Listener()
    logging.getLogger().addHandler(listener)
    for name, level in LOUD.items():
        logging.getLogger(name).setLevel(level)
    yield
    logging.getLogger().removeHandler(listener)
    assert listener.told() == []


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
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Makes a folder of that name once in a run: the first worker that asks makes it, another waits and takes what it made. It is not to be changed."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, make: Callable[[Path], None]) -> Path:
        with locked(shared / f"{name}.lock", wait=True):
            if not (shared / name).exists():
                write_folder(shared / name, make)
        return shared / name

    return made


@pytest.fixture(scope="session")
def real_directory(postcodes: Path, once: Once) -> Settings:
    """The whole directory. All workers share one index of it, to search in: a test that builds takes `own_directory`."""
    index = once("real-index", lambda index: _build(Settings.from_env({}, postcodes=postcodes, index=index)))
    return Settings.from_env({}, postcodes=postcodes, index=index)


def _build(settings: Settings) -> None:
    """In `var`, beside what `make serve` has built: what words mean is learnt anew only if a phrase or the code has changed since the last run."""
    served = Settings.from_env({}).index
    kept = replace(settings, index=served.with_name("test-index"))
    with locked(served.with_name("test-index.lock"), wait=True):
        if served.exists() and not kept.index.exists():
            with locked(served / LOCK, wait=True):
                link_index(served, kept.index)
        build(kept, date(2026, 11, 1), Path.cwd())
        link_index(kept.index, settings.index)


def link_index(built: Path, folder: Path) -> None:
    """The same generations in an index folder of one's own. Builds never change a file, so the files can be linked."""
    shutil.copytree(built, folder, copy_function=_link, ignore=shutil.ignore_patterns(LOCK), dirs_exist_ok=True)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # on another disk
        shutil.copy2(source, target)


@pytest.fixture(scope="module")
def own_directory(real_directory: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same generation in an index folder of this module's own."""
    index = tmp_path_factory.mktemp("own") / "index"
    link_index(real_directory.index, index)
    return replace(real_directory, index=index)


@pytest.fixture(scope="session")
def small_taxonomy(once: Once) -> Path:
    """The real taxonomy with a handful of phrases to learn from, for builds whose subject is not what words mean."""
    return once("small-taxonomy", _write_small_taxonomy)


def _write_small_taxonomy(folder: Path) -> None:
    for path in Settings.from_env({}).taxonomy.glob("*.yaml"):
        shutil.copy(path, folder)
    (folder / "phrases").mkdir()
    (folder / "phrases" / "few.yaml").write_text(FEW_PHRASES)


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
