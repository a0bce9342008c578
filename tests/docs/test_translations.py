"""The catalogues: nothing that pages say is missing from them, and none of them breaks a sentence."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from signpost_web.languages import CATALOGUES

SCRIPT = Path(__file__).parents[2] / "docs" / "translations.py"
FILES = sorted(CATALOGUES.glob("*/LC_MESSAGES/signpost.po"))
GAP = re.compile(r"%\(\w+\)s|%%|<[^>]+>")


def _script() -> Any:
    """`docs/translations.py`, which is no installed module."""
    name = "signpost_docs_translations"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, SCRIPT)
        assert spec
        assert spec.loader
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="module")
def said() -> Catalog:
    """Every text that pages say."""
    found: Catalog = _script().messages()
    return found


@pytest.fixture(params=FILES, ids=[path.parent.parent.name for path in FILES])
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    read: Catalog = _script().read(request.param)
    return read


def test_every_text_that_pages_say_is_in_every_catalogue(catalogue: Catalog, said: Catalog) -> None:
    assert list(_script().missing(catalogue, said)) == []


def test_a_catalogue_holds_nothing_that_no_page_says(catalogue: Catalog, said: Catalog) -> None:
    assert [message.id for message in catalogue if message.id and said.get(message.id) is None] == []


def test_a_text_that_lacks_its_translation_is_named_with_its_place(catalogue: Catalog, said: Catalog) -> None:
    catalogue.delete("Find support for life with cancer")
    assert list(_script().missing(catalogue, said)) == ["web/signpost_web/templates/home.html: 'Find support for life with cancer'"]


def test_texts_are_found_in_templates_in_code_in_tables_and_in_the_taxonomy(said: Catalog) -> None:
    places = {"More": "templates/parts.html", "ring to ask": "pages/wording.py", "Face to face": "pages/wording.py", "Swelling": "taxonomy", "It has closed": "signpost/corrections.py"}
    for text, place in places.items():
        message = said.get(text)
        assert message
        assert any(file.endswith(place) for file, _ in message.locations)


def test_a_translation_has_the_gaps_and_the_markup_of_its_text(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            originals = [message.id] if isinstance(message.id, str) else list(message.id)
            allowed = [sorted(GAP.findall(text)) for text in originals]
            assert all(sorted(GAP.findall(text)) in allowed for text in _script().forms(message)), message.id


def test_nothing_in_a_catalogue_is_a_guess(catalogue: Catalog) -> None:
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_space_and_stops_about_a_text_are_those_of_the_original(catalogue: Catalog) -> None:
    for message in catalogue:
        if isinstance(message.id, str) and message.id:
            ours = _script().forms(message)[0]
            assert (message.id[:1] == " ", message.id[-1:] == " ") == (ours[:1] == " ", ours[-1:] == " "), message.id
            assert message.id.endswith((".", "?", "!")) == ours.endswith((".", "?", "!")), message.id
