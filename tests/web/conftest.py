"""The program over a made-up directory, at a fixed time."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from signpost_web.app import create_app

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent, FakeDirectory

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def _made_up() -> ModuleType:
    """`fake.py`, which is no installed module."""
    name = "signpost_tests_fake"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("fake.py"))
        assert spec
        assert spec.loader
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture
def fake() -> Any:
    """The module of made-up values."""
    return _made_up()


@pytest.fixture
def current(fake: Any) -> FakeCurrent:
    made: FakeCurrent = fake.FakeCurrent()
    return made


@pytest.fixture
def directory(current: FakeCurrent) -> FakeDirectory:
    return current.get()


@pytest.fixture
def client(fake: Any, current: FakeCurrent) -> Iterator[TestClient]:
    with TestClient(create_app(fake.settings(), directory=current, clock=lambda: NOW), follow_redirects=False) as made:
        yield made
