"""The languages of the pages: which one a visitor gets, that nothing stays unsaid in it, and that what stays English is marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from signpost_web.app import create_app
from signpost_web.languages import SPOKEN, preferred, say_count, shipped
from signpost_web.pages.sentences import said

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent, FakeDirectory

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
WELSH = {"Accept-Language": "cy-GB, en;q=0.8"}
PATIENTS_PAGES = (
    "/",
    "/search?concern=swelling&near=LS1+4AP",
    "/search?concern=swelling&near=LS1+4AP&open_at=2026-11-02T10:00&radius_miles=10&cancer_type=bowel&age=40&audience=carer&cost=free&delivery=phone",
    "/search?concern=pain-or-discomfort&near=Leeds",
    "/search?concern=pets&near=LS1+4AP",
    "/search?concern=swelling&near=ZE1+0AA",
    "/search?concern=high-temperature-or-fever&near=BT1+5GS",
    "/search?q=puffy+and+sore",
    "/search?q=gibberish",
    "/search?near=zzz9&age=old",
    "/search?q=puffy&near=Newport",
    "/concerns",
    "/concerns/swelling",
    "/concerns/physical",
    "/concerns/nothing",
    "/services/aire-swelling-clinic",
    "/services/gone-helpline",
    "/services/paused-clinic",
    "/services/silent-drop-in",
    "/services/aire-swelling-clinic/wrong",
    "/services/aire-swelling-clinic/wrong/thanks",
    "/list",
    "/list?services=aire-swelling-clinic,example-helpline,visiting-nurses,silent-drop-in,gone-helpline&near=LS1+4AP",
    "/list?services=aire-swelling-clinic&style=easy&near=Leeds",
    "/list?near=zzz9",
    "/assessment",
    "/nowhere",
    "/embed",
    "/embed?concern=swelling&near=LS1+4AP",
)
ENGLISH_PAGES = ("/about", "/privacy", "/accessibility")
NAMES = {"Signpost", "LS1", "4AP", "BT1", "5GS", "LS14", "6UH", "Leeds", "n", "Isle", "of", "Wight"}  # of this site, of places, and of a gap that a script fills


class Texts(HTMLParser):
    """What a page says, each piece with the language that it is marked as."""

    VOID = frozenset({"meta", "link", "input", "img", "br", "path", "rect", "circle"})
    SAID = frozenset({"alt", "aria-label", "title", "data-none", "data-one", "data-many", "data-list"})

    def __init__(self, html: str, services: Iterable[str] = ()) -> None:
        super().__init__()
        self._services = tuple(services)
        self.pieces: list[tuple[str, str]] = []
        self._languages: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or (self._languages[-1] if self._languages else "")
        self.pieces += [(language, value) for name, value in attrs if name in self.SAID and value]
        if tag == "meta" and given.get("name") == "description":
            self.pieces.append((language, given["content"] or ""))
        if tag not in self.VOID:
            self._languages.append(language)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        self._languages.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and self._languages:
            self.pieces.append((self._languages[-1], " ".join(data.split())))

    def said(self, language: str) -> str:
        """All that is said in one language, on one line."""
        return " ".join(text for marked, text in self.pieces if marked == language)

    def english(self, typed: str = "") -> list[str]:
        """Pieces with Latin words that are neither marked as English, nor names, nor what a visitor typed."""
        allowed = NAMES | set(words_of(unquote_plus(typed)))
        return [text for language, text in self.pieces if language != "en-GB" and not set(words_of(self._without_services(text))) <= allowed]

    def _without_services(self, text: str) -> str:
        """Their names cannot be marked in a title, nor in a text message; their addresses are in no language."""
        for name in self._services:
            text = text.replace(name, "")
        return re.sub(r"\S*\bexample\.org", "", text)


def words_of(text: str) -> list[str]:
    """Words in Latin letters."""
    return re.findall(r"\w*[A-Za-z]\w*", text)


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """As within a request in this language."""
    language = shipped().named(tag)
    assert language
    before = SPOKEN.set(language)
    yield
    SPOKEN.reset(before)


@pytest.fixture
def services(fake: Any) -> list[str]:
    """The names of all services."""
    return [str(entry["name"]) for entry in fake.ENTRIES.values()]


@pytest.fixture
def mirrored(fake: Any, current: FakeCurrent) -> Iterator[TestClient]:
    """A site with a made-up language that runs from right to left, chosen."""
    app = create_app(fake.settings(), directory=current, clock=lambda: NOW, languages=fake.LANGUAGES)
    with TestClient(app, follow_redirects=False, cookies={"signpost-language": "en-XB"}) as made:
        yield made


# Which language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("cy", "cy"), ("cy-GB,en;q=0.5", "cy"), ("en-GB,cy;q=0.5", "en-GB"), ("en;q=0.1, cy;q=0.2", "cy"), ("fr, cy;q=0.3", "cy"), ("fr,de", "en-GB"), ("*", "en-GB"), ("cy;q=0", "en-GB"), ("; ,=;q", "en-GB"), ("", "en-GB")],
)
def test_a_visitor_gets_the_first_language_that_the_browser_asks_for_and_we_have(client: TestClient, accepted: str, language: str) -> None:
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["content-language"] == language
    assert {"Accept-Language", "Cookie"} <= {one.strip() for one in answer.headers["vary"].split(",")}


def test_languages_are_wanted_in_the_order_of_their_weights() -> None:
    assert preferred("en;q=0.4, cy , fr;q=0.8, nonsense!!, de;q=0") == ["cy", "fr", "en"]


def test_a_choice_is_kept_in_a_cookie_and_leads_back_to_where_one_was(client: TestClient) -> None:
    page = client.get("/search?q=puffy&near=LS1+4AP").text
    link = re.findall(r'href="(/language\?[^"]+)" lang="cy"', page)[0].replace("&amp;", "&")
    chosen = client.get(link)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/search?q=puffy&near=LS1+4AP")
    assert "signpost-language=cy" in chosen.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax"} <= set(chosen.headers["set-cookie"].split("; "))
    welsh = client.get("/")
    assert '<html lang="cy">' in welsh.text
    assert client.get(re.findall(r'href="(/language\?[^"]+)" lang="en-GB"', welsh.text)[0].replace("&amp;", "&")).status_code == 303
    assert '<html lang="en-GB">' in client.get("/", headers=WELSH).text, "what was chosen counts for more than what the browser asks for"


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", ""])
def test_a_choice_never_leads_to_another_site(client: TestClient, back: str) -> None:
    assert client.get("/language", params={"to": "cy", "back": back}).headers["location"] == "/"


def test_a_language_that_we_have_not_cannot_be_chosen_and_a_cookie_that_names_one_counts_for_nothing(client: TestClient) -> None:
    assert client.get("/language?to=xx&back=/").status_code == 404
    client.cookies.set("signpost-language", "xx")
    assert '<html lang="en-GB">' in client.get("/").text


def test_what_a_form_brought_is_sent_again_by_the_button_for_another_language_and_stands_in_no_address(client: TestClient) -> None:
    answers = {"near": "LS1 4AP", "concern": "swelling", "score-swelling": "8"}
    english = client.post("/assessment", data=answers).text
    assert '<button class="other-language" form="answers" name="language" value="cy"' in english
    assert "/language?" not in english
    welsh = client.post("/assessment", data=answers | {"language": "cy"})
    assert '<html lang="cy">' in welsh.text
    assert welsh.headers["content-language"] == "cy"
    assert welsh.text.count("Aire Swelling Clinic") == english.count("Aire Swelling Clinic") > 0
    assert '<html lang="cy">' in client.get("/").text, "the choice is kept"


@pytest.mark.parametrize("address", ["/api/v1/search?concern=swelling", "/docs", "/consultation", "/healthz"])
def test_programs_developers_and_nurses_are_answered_in_english(client: TestClient, address: str) -> None:
    answer = client.get(address, headers=WELSH)
    assert "content-language" not in answer.headers
    assert "Cymraeg" not in answer.text
    assert answer.content == client.get(address).content


# Everything is said in it


@pytest.mark.parametrize("address", PATIENTS_PAGES)
def test_what_a_patients_page_says_comes_from_the_catalogue_or_is_marked_as_english(mirrored: TestClient, services: list[str], address: str) -> None:
    html = mirrored.get(address).text
    assert '<html lang="en-XB" dir="rtl">' in html
    assert Texts(html, services).english(address) == []


def test_the_plan_is_said_in_the_language_too(mirrored: TestClient, services: list[str]) -> None:
    html = mirrored.post("/assessment", data={"near": "LS1 4AP", "concern": ["swelling", "pets", "high-temperature-or-fever"], "score-swelling": "8", "own": "puffy", "questions": "why"}).text
    assert 'class="step"' in html
    assert Texts(html, services).english("puffy why") == []
    assert Texts(mirrored.post("/assessment", data={"none": "yes"}).text, services).english() == []
    faulty = mirrored.post("/assessment", data={"near": "zzz9", "concern": "swelling", "score-swelling": "eleven", "age": "old"}).text
    assert Texts(faulty, services).english("zzz9 eleven old") == []


@pytest.mark.parametrize("address", ENGLISH_PAGES)
def test_pages_that_wait_for_a_translator_are_marked_as_english_within_a_frame_that_is_not(mirrored: TestClient, services: list[str], address: str) -> None:
    html = mirrored.get(address).text
    assert re.search(r'<main [^>]*lang="en-GB" dir="ltr"', html)
    assert Texts(html, services).english(address) == []


@pytest.mark.parametrize("address", PATIENTS_PAGES)
def test_an_english_page_marks_nothing(client: TestClient, address: str) -> None:
    assert {language for language, _ in Texts(client.get(address).text).pieces} <= {"en-GB", "cy", "pl", "fr"}


# How it is said


def test_dates_times_numbers_and_distances_are_written_as_the_language_writes_them(client: TestClient) -> None:
    clinic = Texts(client.get("/services/aire-swelling-clinic", headers=WELSH).text).said("cy")
    assert "Dydd Iau 14 Ionawr 2027, 10yb – 3yh" in clinic
    assert "Dydd Llun – dydd Gwener, 9yb – 5yh" in clinic
    assert "Gwiriwyd: 1 Hydref 2026" in clinic
    assert "Pwnjabeg" in clinic
    found = Texts(client.get("/search?concern=swelling&near=LS1+4AP", headers=WELSH).text).said("cy")
    assert "3.4 milltir i ffwrdd" in found
    assert "3 gwasanaeth" in found
    assert "Ar gau nawr . Yn agor am 9yb yfory" in found


@pytest.mark.parametrize(("count", "said"), [(1, "1 filltir"), (2, "2 filltir"), (3, "3 milltir"), (2.5, "2.5 milltir"), (10, "10 milltir"), (1200, "1,200 milltir")])
def test_a_number_changes_the_word_after_it_as_the_language_has_it(count: float, said: str) -> None:
    with speaking("cy"):
        assert say_count("%(count)s mile", "%(count)s miles", count) == said


@pytest.mark.parametrize(
    ("english", "welsh"),
    [
        ("Tagged with Washing and dressing and Swelling", "Yn helpu gyda: Ymolchi a gwisgo a hefyd Chwyddo"),
        ("Within about a mile from Leeds", "O fewn tua milltir i ffwrdd o Leeds"),
        ("About 18 miles from LS1", "Tua 18 milltir i ffwrdd o LS1"),
        ("By phone and online", "Dros y ffôn a hefyd ar-lein"),
        ("For patients, carers and family", "Ar gyfer: cleifion, gofalwyr a hefyd teulu"),
        ("For adults registered with a Leeds GP", '<span lang="en-GB">For adults registered with a Leeds GP</span>'),
        ("For people with lung, prostate or head and neck cancer", "I bobl â’r canserau hyn: canser yr ysgyfaint, canser y prostad, neu canser y pen a’r gwddf"),
        ("Serves: people in <Leeds>", 'Yn gwasanaethu: <span lang="en-GB">people in &lt;Leeds&gt;</span>'),
        ("Taken as Richmond. Distances are from the middle of Richmond. A postcode gives exact ones.", "Rydym wedi cymryd mai Richmond yw’r lle. Mesurir pellteroedd o ganol Richmond. Mae cod post yn rhoi rhai manwl gywir."),
        ("'Leads' is not a town or local authority we know. Did you mean 'Leeds'?", "Nid yw &#39;<bdi>Leads</bdi>&#39; yn dref neu’n awdurdod lleol yr ydym yn ei adnabod. Oeddech chi’n meddwl “Leeds”?"),
        ("Age is 'old': it must be a whole number from 0 to 120.", "Oedran yw &#39;<bdi>old</bdi>&#39;: rhaid iddo fod yn rhif cyfan o 0 i 120."),
        ("What no table holds", '<span lang="en-GB">What no table holds</span>'),
    ],
)
def test_a_sentence_of_the_core_is_known_again_and_said_or_else_marked_as_english(english: str, welsh: str) -> None:
    assert said(english) == english.replace("Tagged with", "Listed under"), "which programs read as it always was"
    with speaking("cy"):
        assert str(escape(said(english))) == welsh


def test_a_concern_is_found_by_its_name_in_the_language(client: TestClient, directory: FakeDirectory) -> None:
    client.get("/search?q=chwyddo&near=LS1+4AP", headers=WELSH)
    assert directory.asked[-1][0].concerns == ("swelling",)


def test_a_list_is_sent_and_kept_in_calendars_in_the_language(client: TestClient) -> None:
    listed = unescape(client.get("/list?services=aire-swelling-clinic", headers=WELSH).text)
    assert "Fy rhestr o Signpost\nAire Swelling Clinic: 0113 496 0000" in listed
    dates = client.get("/services/aire-swelling-clinic/dates.ics", headers=WELSH)
    assert "Aire Swelling Clinic. Ffôn 0113 496 0000" in dates.text
    assert dates.headers["content-language"] == "cy"


def test_a_language_that_no_translator_has_read_says_so_on_every_page_with_the_way_to_english(client: TestClient) -> None:
    for address in ("/", "/concerns/swelling", "/list"):
        html = client.get(address, headers=WELSH).text
        assert "Nid oes cyfieithydd wedi gwirio’r testun hwn eto." in html
        assert f'<a href="/language?to=en&amp;back={address}" rel="nofollow">Darllenwch ef yn Saesneg</a>' in html
    assert "cyfieithydd" not in client.get("/").text


def test_texts_of_entries_are_escaped_where_they_are_marked_too(client: TestClient) -> None:
    html = client.get("/search?concern=swelling&near=LS1+4AP", headers=WELSH).text
    assert "<Nurses>" not in html
    assert '<a href="/services/visiting-nurses" lang="en-GB">Visiting &lt;Nurses&gt;</a>' in html
