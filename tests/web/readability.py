"""How hard a page of ours is to read: its prose taken out of the HTML, and the Flesch-Kincaid grade of that.

Grade = 0.39 x words a sentence + 11.8 x syllables a word - 15.59 (Kincaid and others, 1975): about the American school year
that reads it with ease. Syllables are counted by rule; the words that the rules get wrong stand in `readability.yaml`,
with the words that count for the length of a sentence only: names, and words of the field that have no easier twin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

ENTRY = "\N{ASTERISM}"  # stands where an entry's own words were: they are not our prose
LEAST_WORDS = 5  # a block of fewer is a label, a fact or a number, and no sentence

_BLOCKS = frozenset({"p", "li", "dd", "dt", "h1", "h2", "h3", "h4", "legend", "label", "summary", "td", "th", "caption", "div", "section", "ul", "ol", "dl", "form", "fieldset", "main", "table", "tr"})
_UNREAD = frozenset({"script", "style", "select", "svg", "button", "nav", "textarea"})
_VOID = frozenset({"input", "br", "hr", "img", "meta", "link"})
_WORD = re.compile(r"A&E|[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d:.,]*(?:[^\W\d_]+)?")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+")
_ADDRESS = re.compile(r"\S*(?:/|@|\w\.\w)\S*")


@lru_cache(maxsize=1)
def _listed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("readability.yaml").read_text("utf-8"))
    return found


@lru_cache(maxsize=1)
def excepted() -> frozenset[str]:
    """Names and field words, folded."""
    return frozenset(word.casefold() for part in ("names", "field_words") for word in _listed()[part])


@dataclass(frozen=True)
class Reading:
    """What was counted. `syllables` are those of `spoken` words: all but the excepted ones and the numbers."""

    sentences: int
    words: int
    spoken: int
    syllables: int

    @property
    def grade(self) -> float:
        if not self.spoken:
            return 0.0
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.spoken - 15.59


def reading(said: Iterable[str]) -> Reading:
    """The counts over some sentences."""
    split = [words for sentence in said if (words := words_of(sentence))]
    spoken = [word for words in split for word in words if not (word[0].isdigit() or is_excepted(word))]
    return Reading(len(split), sum(map(len, split)), len(spoken), sum(map(syllables, spoken)))


def words_of(sentence: str) -> list[str]:
    """Its words; numbers are words too. What hyphens join counts apart."""
    return _WORD.findall(_ADDRESS.sub(" ", sentence.replace(ENTRY, " ")))


def is_excepted(word: str) -> bool:
    folded = word.casefold().replace("’", "'").removesuffix("'s")
    return folded in excepted() or folded.removesuffix("s") in excepted()


def syllables(word: str) -> int:
    """How many syllables a word has, by rule or from the list of exceptions."""
    said = re.sub(r"['’]", "", word.casefold().removesuffix("’s").removesuffix("'s"))
    known = _listed()["syllables"]
    if said in known:
        return int(known[said])
    if said.endswith("s") and said[:-1] in known:
        return int(known[said[:-1]])
    return max(1, _by_rule(said))


_APART = re.compile(  # vowels that stand together and are said apart: tri-al, ser-i-ous, di-et, flu-id, us-u-al, po-em, be-ing
    r"(?<![ctsx])ia|(?<![ctsxg])io(?!n)|(?<!t)ie(?=n[ct]|t)|ui(?=[dn]$)|(?<!q)ua(?=[lt])|oe(?=[mt])|[aeiouy]ing|eo(?![up])|(?<=s)ms?$"
)
_SILENT = re.compile(r"[^aeiouy](?:e|es|ed)$")  # hope, hopes, hoped
_SAID = re.compile(r"[^aeiouylrw]le[sd]?$|[td]ed$|(?:[sxzcg]|[cs]h)es$")  # ta-ble, wait-ed, fac-es
_SILENT_INSIDE = re.compile(r"(?<=[aeiouy][^aeiouywx])e(?=(?:ly|liness|ments?|ful|less|ness)$)")  # safe-ly, move-ment


def _by_rule(word: str) -> int:
    groups = len(re.findall("[aeiouy]+", word)) + len(_APART.findall(word)) - len(_SILENT_INSIDE.findall(word))
    return groups - bool(_SILENT.search(word) and not _SAID.search(word))


def hardest(said: Iterable[str]) -> list[tuple[float, str]]:
    """The sentences by grade, hardest first: where to start mending."""
    return sorted(((round(reading([one]).grade, 1), one) for one in said), reverse=True)


def prose(html: str) -> list[str]:
    """The sentences of a page's main part that are ours, each block of text once."""
    parser = _Blocks()
    parser.feed("<main" + html.partition("<main")[2].partition("</main>")[0] + "</main>")
    return [sentence for block in dict.fromkeys(parser.blocks) for sentence in sentences(block)]


def sentences(block: str) -> list[str]:
    """The sentences of a block; none of one that is too short to be prose."""
    if len(words_of(block)) < LEAST_WORDS:
        return []
    return [one for one in _SENTENCE_END.split(block) if words_of(one)]


def whole(said: Iterable[str]) -> list[str]:
    """Of some sentences those that end as one does: no headings, labels or facts in a list, which only flatter a page."""
    return [one for one in said if re.search(r"[.!?][\"”’)]*$", one)]


class _Blocks(HTMLParser):
    """Text by the block that it stands in. What is hidden, chosen from or drawn is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._text: list[str] = []
        self._unread = 0  # how deep within something that is left out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if self._unread or tag in _UNREAD or "hidden" in names or names.get("aria-hidden") == "true":
            self._unread += tag not in _VOID
        elif tag in _BLOCKS:
            self._flush()
        elif tag == "br":
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._unread:
            self._unread -= 1
        elif tag in _BLOCKS:
            self._flush()

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._text.append(data)

    def _flush(self) -> None:
        if block := " ".join("".join(self._text).split()):
            self.blocks.append(block)
        self._text = []
