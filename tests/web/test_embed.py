"""The search box for other sites: who may show it, how it is set up, and what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from signpost.settings import BadSetting, Settings
from signpost_web.app import ROUTES, create_app
from signpost_web.pages.embed import MOST, PARAMETERS
from signpost_web.security import CONTENT_SECURITY_POLICY

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent, FakeDirectory

GUIDE = Path(__file__).parent.parent.parent / "docs" / "how-to" / "embed.md"
FOUND = "/embed?q=my+arm&near=LS1+4AP"

Framed = Callable[[str], TestClient]


@pytest.fixture
def framed(fake: Any, current: FakeCurrent) -> Framed:
    """The program as a deployer sets it up, by the sites that may show its box."""
    return lambda origins: TestClient(create_app(replace(fake.settings(), embed_origins=Settings.from_env({"SIGNPOST_EMBED_ORIGINS": origins}).embed_origins), directory=current), follow_redirects=False)


def ancestors(client: TestClient, address: str) -> str:
    """Who may frame a page, by its policy."""
    return client.get(address).headers["content-security-policy"].partition("frame-ancestors ")[2]


# Who may show it


@pytest.mark.parametrize(
    ("setting", "allowed"),
    [
        ("https://www.example.org", "https://www.example.org"),
        ("https://www.example.org/, https://intranet.example.org:8443", "https://www.example.org https://intranet.example.org:8443"),
        ("HTTPS://WWW.Example.org https://www.example.org", "https://www.example.org"),
        ("http://localhost:8080", "http://localhost:8080"),
    ],
)
def test_the_sites_that_are_listed_may_frame_the_box_and_no_other_page(framed: Framed, setting: str, allowed: str) -> None:
    client = framed(setting)
    for address in ("/embed", FOUND, "/embed?theme=purple", "/embed?q=arm&near=LS1+4ZZZ"):
        answer = client.get(address)
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {allowed}")
        assert "x-frame-options" not in answer.headers
    for address in ("/", "/search?q=arm", "/embed/", "/services/aire-swelling-clinic", "/list", "/nowhere", "/api/v1/search?q=arm"):
        assert ancestors(client, address) == "'none'"
        assert client.get(address).headers["x-frame-options"] == "DENY"


def test_as_it_is_installed_no_site_may(client: TestClient) -> None:
    assert ancestors(client, "/embed") == "'none'"
    assert client.get("/embed").headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("origin", ["www.example.org", "http://www.example.org", "https://example.org/page", "*", "https://*", "https://example.org;script-src", "'self'", "https://"])
def test_what_names_no_site_is_refused(origin: str) -> None:
    with pytest.raises(BadSetting, match=r"^embed_origins is '"):
        Settings.from_env({"SIGNPOST_EMBED_ORIGINS": f"https://www.example.org {origin}"})


def test_it_is_framed_when_the_directory_is_not_ready_too(framed: Framed, current: FakeCurrent) -> None:
    current.directory = None
    answer = framed("https://www.example.org").get("/embed")
    assert (answer.status_code, answer.headers.get("x-frame-options")) == (503, None)
    assert '<header class="top">' not in answer.text
    assert 'href="/" target="_blank"' in answer.text


@pytest.mark.parametrize("address", ["/embed", FOUND, "/embed?theme=purple"])
def test_it_sets_no_cookie_and_is_stored_nowhere(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert "set-cookie" not in headers
    assert headers["cache-control"] == "no-store"


# How it is set up


def test_it_asks_for_words_and_a_place_has_no_head_or_menu_and_says_how_to_call_999(client: TestClient) -> None:
    html = client.get("/embed").text
    assert "<h1>Find cancer support near you</h1>" in html
    assert re.findall(r'<(?:input|select)[^>]* name="(\w+)"', html) == ["q", "near"]
    assert 'class="menu"' not in html
    assert 'href="tel:999"' in html


def test_about_one_concern_it_asks_only_for_the_place(client: TestClient) -> None:
    html = client.get("/embed?concern=swelling").text
    assert "<h1>Find help with swelling</h1>" in html
    assert re.findall(r'<(?:input|select)[^>]* name="(\w+)"', html) == ["concern", "near"]
    assert '<input type="hidden" name="concern" value="swelling">' in html
    assert "Aire Swelling Clinic" not in html


def test_of_a_category_its_concerns_can_be_chosen_from(client: TestClient, directory: FakeDirectory) -> None:
    html = client.get("/embed?category=physical").text
    options = re.findall(r'<option value="([\w-]+)"', html)
    assert options == ["physical", "swelling", "pain-or-discomfort", "high-temperature-or-fever"]
    found = client.get("/embed?category=physical&concern=pain-or-discomfort&near=LS1+4AP").text
    assert '<option value="pain-or-discomfort" selected>' in found
    assert directory.asked[-1][0].concerns == ("pain-or-discomfort",)


def test_a_box_with_a_need_and_a_place_shows_what_is_there_at_once(client: TestClient) -> None:
    assert "Aire Swelling Clinic" in client.get("/embed?concern=swelling&near=LS1+4AP").text
    assert "Aire Swelling Clinic" not in client.get("/embed?near=LS1+4AP").text


def test_its_heading_is_text_and_its_settings_outlast_a_search(client: TestClient) -> None:
    html = client.get("/embed?heading=Help+%3Cb%3Enear%3C/b%3E+Leeds&theme=dark").text
    assert "<h1>Help &lt;b&gt;near&lt;/b&gt; Leeds</h1>" in html
    assert '<input type="hidden" name="theme" value="dark">' in html
    assert '<input type="hidden" name="heading" value="Help &lt;b&gt;near&lt;/b&gt; Leeds">' in html


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_hold_whatever_the_visitors_settings_are(client: TestClient, scheme: str) -> None:
    (address,) = re.findall(rf'href="(/static/\w+/{scheme}.css)"', client.get(f"/embed?theme={scheme}").text)
    style = client.get(address).text
    assert f"color-scheme: {scheme};" in style
    assert "--urgent: " + {"light": "#a11616", "dark": "#ffab9f"}[scheme] in style
    assert f"{scheme}.css" not in client.get("/embed?theme=auto").text


def test_results_in_a_new_tab_are_the_full_page(client: TestClient) -> None:
    html = client.get("/embed?concern=swelling&results=tab&theme=light").text
    assert 'method="get" action="/search" target="_blank" rel="noopener"' in html
    assert re.findall(r'<input type="hidden" name="(\w+)"', html) == ["concern"]


UNFIT = {
    "theme=purple": "theme is &#39;purple&#39;: it must be auto, light or dark.",
    "results=popup": "results is &#39;popup&#39;: it must be here or tab.",
    "hedding=Help": "&#39;hedding&#39; is not a parameter. Did you mean &#39;heading&#39;?",
    "concern=swolling": "Did you mean &#39;swelling&#39;?",
    "category=swelling": "category is &#39;swelling&#39;: it must be one of physical, practical, information-or-support.",
    "category=practical&concern=swelling": "concern is &#39;swelling&#39;, which is not in the category &#39;practical&#39;.",
    "concern=swelling&q=arm": "q cannot stand beside concern or category: leave one of them out.",
    f"heading={'x' * 81}": "heading is 81 characters long: at most 80 fit.",
    "theme=light&theme=dark": "theme is given more than once: give it once.",
    "near=LS1&heading=%00": "heading cannot be read: it holds a control character.",
}


@pytest.mark.parametrize(("query", "told"), UNFIT.items())
def test_a_box_that_is_set_up_wrong_says_so_to_its_site_and_leads_visitors_on(client: TestClient, query: str, told: str) -> None:
    answer = client.get(f"/embed?{query}")
    assert answer.status_code == 400
    assert told in answer.text
    assert '<a class="button" href="/" target="_blank"' in answer.text
    assert 'href="tel:999"' in answer.text


@pytest.mark.parametrize(("query", "status", "told"), [("q=&near=", 400, "Tell us what you need help with"), ("q=arm&near=LS1+4ZZZ", 400, "is not a postcode"), ("q=arm&near=Nowhere", 404, "There is no"), ("q=arm&q=leg&near=", 400, "more than once")])
def test_what_a_visitor_mistypes_is_mended_in_the_box(client: TestClient, query: str, status: int, told: str) -> None:
    answer = client.get(f"/embed?{query}")
    assert answer.status_code == status
    assert told in answer.text
    assert 'class="summary" role="alert"' in answer.text
    assert 'action="/embed"' in answer.text


def test_a_name_that_fits_several_places_is_chosen_from_in_the_box(client: TestClient) -> None:
    html = client.get("/embed?q=arm&near=Newport&theme=dark").text
    assert '<a href="/embed?q=arm&amp;theme=dark&amp;near=Newport%2C+Isle+of+Wight">Newport, Isle of Wight</a>' in html


# What it shows


def test_it_shows_few_services_and_each_link_opens_a_new_tab(client: TestClient, directory: FakeDirectory) -> None:
    html = client.get(FOUND).text
    assert directory.asked[-1][0].limit == MOST
    assert "<h1>Help with “my arm” near LS1 4AP</h1>" in html
    links = [link for link in re.findall(r"<a [^>]+>", html) if "tel:" not in link]
    assert len(links) >= 5
    assert all('target="_blank" rel="noopener"' in link for link in links)
    assert 'href="tel:01134960000"' in html
    assert 'href="/search?q=my+arm&amp;near=LS1+4AP"' in html
    assert "<form" in html
    assert 'method="post"' not in html


def test_words_that_are_a_concern_find_what_the_concern_finds(client: TestClient, directory: FakeDirectory) -> None:
    for words in ("my arm", "Swelling"):
        client.get(f"/embed?q={words}&near=LS1+4AP")
    assert [request.concerns for request, _ in directory.asked] == [(), ("swelling",)]


def test_a_service_asked_for_by_its_name_stands_first_and_once(client: TestClient, fake: Any, directory: FakeDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    search = directory.search
    monkeypatch.setattr(directory, "search", lambda request, now: replace(search(request, now), named=(fake.result(fake.HELPLINE, None),)))
    html = client.get(FOUND).text
    assert re.findall(r'href="/services/([\w-]+)"', html) == ["example-helpline", "aire-swelling-clinic", "visiting-nurses"]


def test_urgent_advice_comes_before_everything(client: TestClient) -> None:
    html = client.get("/embed?q=i+shiver&near=LS1+4AP").text
    assert html.index("A high temperature") < html.index("<h1>")


def test_words_that_may_tell_of_harm_bring_a_link_that_leaves_the_whole_page(client: TestClient) -> None:
    html = client.get("/embed?q=gibberish&near=LS1+4AP").text
    assert re.search(r'<a class="leave-link" [^>]*target="_top"', html)
    assert "leave.js" not in html
    assert "Sorry, we could not find help for “gibberish”" in html
    assert "leave-link" not in client.get(FOUND).text


def test_where_nothing_is_near_it_says_what_to_do_instead(client: TestClient) -> None:
    html = client.get("/embed?concern=pets&near=ZE1+0AA").text
    assert "Ask your nurse." in html
    assert "See more on the full page" in html


# Its guide


def test_the_guide_names_every_parameter_and_no_other() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", GUIDE.read_text("utf-8"), re.MULTILINE)) == set(PARAMETERS)


def test_the_addresses_in_the_guide_show_a_box(client: TestClient) -> None:
    addresses = re.findall(r'src="https://signpost.example.org([^"]+)"', GUIDE.read_text("utf-8"))
    assert len(addresses) == 2
    assert [client.get(address.replace("&amp;", "&")).status_code for address in addresses] == [200, 200]


def test_the_box_is_one_of_the_routes_so_that_its_pages_are_measured_like_all_others() -> None:
    assert "/embed" in {getattr(route, "path", "") for route in ROUTES}
