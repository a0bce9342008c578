"""Builds that meet a fault, on demand: a program that the durability tests start once and ask for one build after another.

Each request is a line of JSON on its standard input, `{"environment": {...}, "fault": {...}}`; each build runs in a forked
child, so that it may die; each answer is a line of JSON. Faults: `{"at": k, "how": "full"}` makes the k-th operation that
writes, and all after it, fail as a full disk does; `"short"` writes half of what it should first; `"kill"` ends the process
in front of it; `{"before": "rename", ...}` picks the first operation of a kind instead; `{"after": seconds}` kills it at that moment.
"""

from __future__ import annotations

import builtins
import errno
import io
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyproj  # noqa: F401  # now, once, and not in every child

import signpost_indexer.compiling  # noqa: F401
from signpost.__main__ import main
from signpost.settings import Settings
from signpost_indexer import build, folders

FULL = os.strerror(errno.ENOSPC)


class Faults:
    """Counts the operations that write, and lets those from the `at`-th on go wrong, or those of the kind `before`."""

    def __init__(self, at: int = 0, how: str = "full", after: float = 0.0, before: str = "") -> None:
        self.at, self.how, self.before = at, how, before
        self.done: list[str] = []

    def meets(self, what: str, path: object) -> bool:
        """Whether this operation must fail."""
        self.done.append(f"{what} {path}")
        wrong = what == self.before or (bool(self.at) and len(self.done) >= self.at)
        if wrong and self.how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        return wrong

    def guarded(self, what: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            if self.meets(what, arguments[0]):
                raise OSError(errno.ENOSPC, FULL, os.fspath(arguments[0]) if isinstance(arguments[0], os.PathLike) else None)
            return function(*arguments, **more)

        return call

    def install(self) -> None:
        for name in ("mkdir", "link", "rename", "replace", "fsync"):
            setattr(os, name, self.guarded(name, getattr(os, name)))
        exchange = folders._exchanged
        folders._exchanged = lambda one, other: not self.meets("exchange", one) and exchange(one, other)
        real = io.open

        def opened(file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, *rest: Any, **more: Any) -> Any:
            if not set(mode) & set("wax+"):
                return real(file, mode, buffering, encoding, *rest, **more)
            if self.meets("open", file):
                raise OSError(errno.ENOSPC, FULL, os.fspath(file))
            raw = _Raw(file, mode.replace("b", "").replace("t", ""))
            raw.faults = self
            buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
            return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding or "utf-8", *rest, **more)

        setattr(io, "open", opened)  # noqa: B010  # what pathlib calls
        setattr(builtins, "open", opened)  # noqa: B010


class _Raw(io.FileIO):
    """A file whose writes are counted."""

    faults: Faults

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        if not self.faults.meets("write", self.name):
            return super().write(view) or 0
        first = self.faults.done[self.faults.at - 1] is self.faults.done[-1]
        if self.faults.how == "short" and first and len(view) > 1:
            return super().write(view[: len(view) // 2]) or 0
        raise OSError(errno.ENOSPC, FULL)


def run(request: dict[str, Any]) -> dict[str, Any]:
    """One build in a child. `code` is negative for the signal that ended it."""
    fault = request["fault"] or {}
    with tempfile.TemporaryDirectory() as folder:
        said, did = Path(folder) / "said", Path(folder) / "did"
        said.touch()  # here: the child may be killed before it has done anything
        started = time.monotonic()
        child = os.fork()
        if child == 0:
            _child(request["environment"], fault, said, did)
        if "after" in fault:
            time.sleep(fault["after"])
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        seconds = time.monotonic() - started
        return {"code": code, "seconds": seconds, "said": said.read_text(), "operations": json.loads(did.read_text()) if did.exists() else []}


def _child(environment: dict[str, str], fault: dict[str, Any], said: Path, did: Path) -> None:
    """Never returns."""
    code = 99
    try:
        output = os.open(said, os.O_WRONLY)
        report = os.open(did, os.O_WRONLY | os.O_CREAT) if "after" not in fault and fault.get("how") != "kill" else None
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.environ.update(environment)
        faults = Faults(**fault)
        faults.install()
        code = main(["build"])
        sys.stdout.flush()
        if report is not None:
            os.write(report, json.dumps(faults.done).encode())
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    warm = False
    for line in sys.stdin:
        request = json.loads(line)
        if not warm:  # what is made once in a process is made here, and not in every child
            build.check(Settings.from_env(request["environment"]), [], date(2026, 11, 1), Path.cwd())
            warm = True
        answer = json.dumps(run(request))
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
