"""The search form: what was typed, what may be chosen, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from signpost.concerns import ConcernScheme
from signpost.search.request import DEFAULT_RADIUS_MILES
from signpost_web.languages import say, say_count
from signpost_web.pages import wording
from signpost_web.pages.sentences import joined
from signpost_web.params import LANGUAGES, Pair

Option = tuple[str, str]

RADII = ("5", "10", "25", "50", "100")
ASKED_LANGUAGES = tuple(tag for tag in LANGUAGES if tag not in {"en", "bfi"})  # English is nearly everywhere; bfi is another tag for BSL
MAIN = frozenset({"q", "near"})
CHIPS = ("family", "delivery", "cost", "referral", "language", "step_free")  # filters that a page of results puts on and off beside its form
FIELDS = frozenset({"radius_miles", "family", "delivery", "cost", "referral", "language", "step_free", "open_at", "age", "cancer_type", "audience"})


@dataclass(frozen=True, slots=True)
class SearchForm:
    """One form as it stands on a page. `texts` holds what was given, by parameter; `faults` what is wrong with it."""

    scheme: ConcernScheme
    texts: dict[str, list[str]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, scheme: ConcernScheme, pairs: Iterable[Pair] = (), errors: Iterable[tuple[str, str]] = ()) -> SearchForm:
        texts: dict[str, list[str]] = {}
        for name, text in pairs:
            if text.strip():
                texts.setdefault(name, []).append(shown(text))
        faults: dict[str, str] = {}
        for parameter, detail in errors:
            faults[parameter] = joined((faults[parameter], detail), " ") if parameter in faults else detail
        return cls(scheme, texts, faults)

    def text(self, name: str) -> str:
        """What stands in a field that holds one text."""
        return self.texts.get(name, [""])[0]

    def has(self, name: str, value: str) -> bool:
        """Whether a choice is taken."""
        return value in self.texts.get(name, ())

    @property
    def filters_on(self) -> int:
        """How many filters narrow this search, or were meant to."""
        return sum(name in FIELDS and not (name == "radius_miles" and texts == [f"{DEFAULT_RADIUS_MILES:g}"]) for name, texts in self.texts.items())

    @property
    def box(self) -> str:
        """What stands in the one box that takes words or a concern."""
        return self.text("q") or (self._asked[0][1] if len(self._asked) == 1 else "")

    @property
    def chosen(self) -> list[Option]:
        """The concerns that do not stand in the box: several, or those beside words."""
        return self._asked if self.text("q") or len(self._asked) > 1 else []

    @property
    def _asked(self) -> list[Option]:
        return [(one, say(self.scheme.label(one))) for one in dict.fromkeys(self.texts.get("concern", ())) if one in self.scheme.known]

    @property
    def kept(self) -> list[Pair]:
        """What no form shows, but each must carry on."""
        return self._texts_of("as_of", "limit")

    @property
    def chips(self) -> list[Pair]:
        """The filters that are on as chips, which a form beside them carries on."""
        return self._texts_of(*CHIPS)

    def _texts_of(self, *names: str) -> list[Pair]:
        return [(name, text) for name in names for text in self.texts.get(name, ())]

    @property
    def concerns(self) -> list[tuple[str, str, list[Option]]]:
        """Category id, its label, and its concerns."""
        return [(category.id, say(category.label), [(one.id, say(one.label)) for one in self.scheme.concerns if one.category == category.id]) for category in self.scheme.categories]

    @property
    def radii(self) -> list[Option]:
        asked = self.text("radius_miles")
        extra = () if not asked or asked in RADII or "radius_miles" in self.faults else (asked,)
        return [(miles, say_count("%(count)s mile", "%(count)s miles", float(miles))) for miles in (*RADII, *extra)]

    @property
    def radius(self) -> str:
        """The radius in force."""
        return self.text("radius_miles") or f"{DEFAULT_RADIUS_MILES:g}"

    @property
    def families(self) -> list[Option]:
        return [(family.id, say(family.label)) for family in self.scheme.families]

    @property
    def cancer_types(self) -> list[Option]:
        return sorted(((kind.id, say(kind.label)) for kind in self.scheme.cancer_types), key=lambda option: option[1].casefold())

    @property
    def languages(self) -> list[Option]:
        asked = [tag for tag in self.texts.get("language", ()) if tag not in ASKED_LANGUAGES]
        return sorted(((tag, wording.language(tag)) for tag in (*ASKED_LANGUAGES, *asked)), key=lambda option: option[1])

    @property
    def delivery(self) -> list[Option]:
        return _said(wording.DELIVERY)

    @property
    def audiences(self) -> list[Option]:
        return _said(wording.AUDIENCE)


def _said(table: Mapping[str, str]) -> list[Option]:
    return [(value, say(words)) for value, words in table.items()]


def shown(text: str) -> str:
    """What was typed, as a page may repeat it: without lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "�")[:1000]


def field_of(parameter: str) -> str | None:
    """The id of the field that a fault's parameter stands in; None when the form has no such field."""
    if parameter == "concern":
        return "field-q"
    return f"field-{parameter}" if parameter in MAIN | FIELDS else None
