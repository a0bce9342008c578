"""The program over the checkout's own directory, on a free port of this machine, and Debian's Chromium to look at it."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright
from starlette.applications import Starlette

from bench.relevance.opening import settings_for
from signpost_web.app import create_app

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_SECONDS = 30


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that asks nobody else for anything."""
    if not CHROMIUM.exists():
        sys.exit(f"{CHROMIUM} is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def site(clock: Callable[[], datetime]) -> Iterator[str]:
    """The address of the program, over the files as they are now."""
    with _running(create_app(settings_for(clock()), clock=clock)) as address:
        yield address


@contextmanager
def _running(app: Starlette) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, ws="none", access_log=False, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        _wait_for(server)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)


def _wait_for(server: uvicorn.Server) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not server.started:
        if time.monotonic() > until:
            sys.exit("The program did not start.")
        time.sleep(0.02)
