"""What a browser would send of a form, as a page shows it."""

from __future__ import annotations

from html.parser import HTMLParser


def fields_of(page: str) -> dict[str, list[str]]:
    """The fields of the last form of a page, and what stands in them."""
    return _of(page)[-1]


def _of(page: str) -> list[dict[str, list[str]]]:
    reader = _Forms()
    reader.feed(page)
    return reader.forms


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._within: str | None = None  # the textarea or list of choices that is open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self._add(given.get("name"), given.get("value") or "")
        elif tag in ("select", "textarea"):
            self._within = given.get("name")
            self._add(self._within, "")
        elif tag == "option" and "selected" in given:
            self._told(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._within = None

    def handle_data(self, data: str) -> None:
        if self._within and self.lasttag == "textarea":
            self._told(data)

    def _add(self, name: str | None, text: str) -> None:
        if name and self.forms:
            self.forms[-1].setdefault(name, []).append(text)

    def _told(self, text: str) -> None:
        if self._within and self.forms:
            self.forms[-1][self._within][-1] = text
