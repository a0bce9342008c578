"""Documents that lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
_HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
_LARGEST_PICTURE_BYTES, _ALL_PICTURES_BYTES = 250_000, 6_000_000


def _prose(path: Path) -> str:
    return _FENCE.sub("", path.read_text(encoding="utf-8"))


def _anchors(path: Path) -> list[str]:
    """The addresses of a document's headings, as code hosts make them."""
    headings = [re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", heading) for heading in _HEADING.findall(_prose(path))]
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


def _links(path: Path) -> list[str]:
    found = [one or other for one, other in _LINK.findall(_prose(path))]
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def test_every_link_between_documents_leads_to_a_file_and_a_heading_that_exist(documents: list[Path], root: Path) -> None:
    broken = []
    for document in documents:
        for link in _links(document):
            address, _, heading = link.partition("#")
            target = (document.parent / address).resolve() if address else document
            if not target.exists() or (heading and heading not in _anchors(target)):
                broken.append(f"{document.relative_to(root)}: {link}")
    assert broken == []


def test_no_two_headings_of_one_generated_page_have_the_same_address(root: Path) -> None:
    for name in ("concerns.md", "families.md", "urgent.md"):
        anchors = _anchors(root / "docs" / "reference" / name)
        assert len(anchors) == len(set(anchors)), name


def test_every_document_under_docs_can_be_reached_from_its_index(root: Path) -> None:
    index = root / "docs" / "README.md"
    seen, ahead = {index}, [index]
    while ahead:
        document = ahead.pop()
        for link in _links(document):
            target = (document.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.is_file() and target not in seen:
                seen.add(target)
                ahead.append(target)
    assert set((root / "docs").rglob("*.md")) - seen == set()


def test_every_picture_is_shown_somewhere_and_is_small_and_all_together_are(documents: list[Path], root: Path) -> None:
    shown = {(document.parent / link).resolve() for document in documents for link in _links(document) if link.endswith(".png")}
    pictures = set((root / "docs" / "images").glob("*.png"))
    assert pictures == shown
    assert [picture.name for picture in pictures if picture.stat().st_size >= _LARGEST_PICTURE_BYTES] == []
    assert sum(picture.stat().st_size for picture in pictures) < _ALL_PICTURES_BYTES


@pytest.mark.parametrize("words", [r"/(?:work|root|home/\w+)/"])
def test_no_document_tells_a_path_of_the_machine_that_it_was_written_on(words: str, documents: list[Path], root: Path) -> None:
    assert [str(document.relative_to(root)) for document in documents if re.search(words, document.read_text(encoding="utf-8"))] == []
