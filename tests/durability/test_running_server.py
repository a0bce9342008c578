"""A real server, before the first build and while new generations are built, under a steady trickle of requests."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PATIENCE_SECONDS = 60  # far more than anything here takes: only to end a test that would wait for ever
BETWEEN_REQUESTS_SECONDS = 0.02
ADDRESSES = ("/api/v1/search?concern=swelling&near=LS1+4AP", "/search?q=swollen+arm&near=YO1+7HH", "/services/service-0", "/readyz")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@contextmanager
def serving(site: Any, log: Path, *arguments: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    with log.open("wb") as out:
        program = [sys.executable, "-m", "signpost", "serve", "--port", str(port), *arguments]
        with subprocess.Popen(program, stdout=out, stderr=out, env=os.environ | site.environment, cwd=site.folder) as server:
            try:
                yield port, server
            finally:
                server.send_signal(signal.SIGTERM)


def get(port: int, address: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def served(port: int) -> str | None:
    """The generation that the server tells, None while there is no server or no index."""
    try:
        status, body = get(port, "/readyz")
    except (ConnectionError, http.client.HTTPException):
        return None
    return str(json.loads(body)["generation"]) if status == 200 else None


def wait_until(true: Callable[[], bool], server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert server.poll() is None, "the server has ended"
        assert time.monotonic() < until, "waited for ever"
        time.sleep(BETWEEN_REQUESTS_SECONDS)


class Trickle(threading.Thread):
    """Asks for one address after another, on one connection kept open and on new ones, and keeps what went wrong."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.port, self.asked, self.wrong, self.over = port, 0, list[str](), threading.Event()

    def run(self) -> None:
        kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        while not self.over.is_set():
            for address in ADDRESSES:
                self.asked += 2
                try:
                    kept.request("GET", address)
                    answer = kept.getresponse()
                    statuses = {answer.status, get(self.port, address)[0]}
                    answer.read()
                    if statuses != {200}:
                        self.wrong.append(f"{address}: {statuses}")
                except (OSError, http.client.HTTPException) as fault:
                    self.wrong.append(f"{address}: {fault!r}")
                time.sleep(BETWEEN_REQUESTS_SECONDS)
        kept.close()


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.heavy)])
def test_a_server_takes_up_new_generations_without_losing_a_request(built: Any, tmp_path: Path, workers: int) -> None:
    with serving(built, tmp_path / "log", "--workers", str(workers)) as (port, server):
        wait_until(lambda: served(port) == built.served(), server)
        trickle = Trickle(port)
        trickle.start()
        for number in range(4):  # so many that the first generation is pruned
            words = f"A summary of other words, {number}."
            built.change(words)
            assert built.build().code == 0
            wait_until(lambda: served(port) == built.served() and words.encode() in get(port, "/api/v1/services/service-0")[1], server)  # noqa: B023  # at once
        trickle.over.set()
        trickle.join()
    assert trickle.wrong == []
    assert trickle.asked > 4 * len(ADDRESSES)
    assert b"Traceback" not in (tmp_path / "log").read_bytes()


def test_a_first_start_builds_what_is_missing_and_then_serves(site: Any, tmp_path: Path) -> None:
    with serving(site, tmp_path / "log") as (port, server):
        wait_until(lambda: served(port) is not None, server)
        assert served(port) == site.served()
    log = (tmp_path / "log").read_text()
    assert "First start: building what searching needs." in log
    assert "Building the postcode table" in log
    assert f"http://127.0.0.1:{port}" in log


def test_a_start_on_a_damaged_index_mends_it_and_serves(built: Any, tmp_path: Path) -> None:
    name = built.served()
    (built.state / "index" / "generations" / name / "catalogue.json").write_bytes(b"{}")
    with serving(built, tmp_path / "log") as (port, server):
        wait_until(lambda: served(port) is not None, server)
        assert served(port) == built.served()
    built.answers()
    assert "Building it anew." in (tmp_path / "log").read_text()


def test_a_server_that_is_told_to_stop_stops(built: Any, tmp_path: Path) -> None:
    with serving(built, tmp_path / "log") as (port, server):
        wait_until(lambda: served(port) is not None, server)
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE_SECONDS)
        assert served(port) is None
    assert "Traceback" not in (tmp_path / "log").read_text()
