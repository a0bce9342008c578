"""Takes the pictures that the documents show: `python -m docs.screenshots`, or `make shots`.

The real program, over the real directory, on a free port of this machine, seen by Debian's Chromium.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from signpost.settings import Settings
from signpost_indexer.build import build
from signpost_web.app import create_app

IMAGES = Path(__file__).resolve().parent / "images"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MOST_BYTES = 250_000  # a picture in a repository stays in every clone for ever
PATIENCE_SECONDS = 30
PHONE, DESKTOP = 390, 1280  # pixels wide


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: the page's address, how wide the screen, and how much of the page from its top."""

    name: str
    address: str
    width: int
    height: int


SHOTS = (
    Shot("home-desktop", "/", DESKTOP, 800),
    Shot("search-phone", "/search?concern=swelling&near=LS1+4AP", PHONE, 1500),
    Shot("search-desktop", "/search?concern=swelling&near=LS1+4AP", DESKTOP, 1100),
    Shot("service-desktop", "/services/leeds-lymphoedema-service", DESKTOP, 900),
    Shot("nothing-near-phone", "/search?concern=swelling&near=ZE1+0EX&radius_miles=10", PHONE, 1500),
)


def main() -> int:
    IMAGES.mkdir(exist_ok=True)
    with TemporaryDirectory() as index, served(Path(index)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        too_large = [shot.name for shot in SHOTS if take(browser, site, shot) > MOST_BYTES]
        browser.close()
    for name in too_large:
        print(f"docs/images/{name}.png has more than {MOST_BYTES:,} bytes: show less of the page", file=sys.stderr)
    return 1 if too_large else 0


def take(browser: Browser, site: str, shot: Shot) -> int:
    """Write one picture; its size in bytes."""
    page = browser.new_page(viewport={"width": shot.width, "height": shot.height}, base_url=site, color_scheme="light")
    answer = page.goto(shot.address)
    if answer is None or not answer.ok:
        raise SystemExit(f"{shot.address} is no page to show: {answer.status if answer else 'no answer'}.")
    path = IMAGES / f"{shot.name}.png"
    page.screenshot(path=path)
    page.close()
    print(f"docs/images/{path.name} {path.stat().st_size:,} bytes")
    return path.stat().st_size


@contextmanager
def served(index: Path) -> Iterator[str]:
    """The program over a fresh index of the directory; its address."""
    settings = Settings.from_env(os.environ, index=index)
    build(settings, datetime.now(UTC).date(), Path.cwd())
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(settings), ws="none", access_log=False, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + PATIENCE_SECONDS
        while not server.started:
            if time.monotonic() > until:
                raise SystemExit("The program did not start.")
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
