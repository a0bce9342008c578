"""The program over the made-up directory, on a port of this machine, and a browser before it."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette

from signpost.settings import Settings
from signpost_web.app import create_app
from signpost_web.pages.corrections import Allowance

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]


def _module(path: Path) -> Any:
    """A file beside the tests, which is no installed module."""
    name = f"signpost_tests_{path.stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec
        assert spec.loader
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def _made_up() -> Any:
    return _module(Path(__file__).parent.parent / "web" / "fake.py")


@pytest.fixture(scope="session")
def visits() -> Any:
    """The module of all pages."""
    return _module(Path(__file__).with_name("visits.py"))


@pytest.fixture(scope="session")
def keys() -> Any:
    """The module of the visitor who has nothing but a keyboard."""
    return _module(Path(__file__).with_name("keys.py"))


@pytest.fixture(scope="session")
def made_up() -> Any:
    """The module of made-up values."""
    return _made_up()


@pytest.fixture(scope="session")
def corrections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of what is reported as wrong."""
    return tmp_path_factory.mktemp("reported") / "corrections.jsonl"


@pytest.fixture(scope="session")
def app(corrections: Path) -> Starlette:
    """The program over the made-up directory."""
    fake = _made_up()
    return create_app(replace(fake.settings(), corrections=corrections), directory=fake.FakeCurrent())


@pytest.fixture(scope="session")
def site(served: Callable[[Starlette], str], app: Starlette) -> str:
    """The address of the running program."""
    return served(app)


@pytest.fixture(autouse=True)
def nothing_reported_yet(app: Starlette) -> None:
    """No test goes without because those before it have sent all the reports that one visitor may."""
    app.state.allowance = Allowance()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, site: str) -> Iterator[Any]:
    """Opens pages of a given size. Afterwards: nothing in the console, and no request to another host."""
    contexts, said, elsewhere = [], [], []

    def opened(width: int = 390, height: int = 844, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, base_url=site, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if "status of 4" not in message.text else None)  # a 4xx page is meant
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith(site) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
    assert elsewhere == []


@pytest.fixture(scope="session")
def real_site(served: Callable[[Starlette], str], real_directory: Settings) -> str:
    """The address of the program over the whole directory."""
    return served(create_app(real_directory))


@pytest.fixture
def real_page(chromium: Browser, real_site: str) -> Iterator[Page]:
    """One page of a phone's size over the whole directory."""
    page = chromium.new_page(base_url=real_site, viewport={"width": 390, "height": 844})
    yield page
    page.close()
