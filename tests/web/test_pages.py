"""The pages: what they say, and that they keep what was typed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from signpost_web.app import create_app
from signpost_web.pages.cards import Group

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent

PAGES = {
    "/": "Signpost: find cancer support near you",
    "/search?concern=swelling&near=LS1+4AP": "Help with swelling near LS1 4AP: 3 services – Signpost",
    "/search?q=puffy": "Help with “puffy”: 3 services – Signpost",
    "/search?concern=pets&near=LS1+4AP": "Help with pets near LS1 4AP: 0 services – Signpost",
    "/search?near=zzz9": "Error: please change your search – Signpost",
    "/concerns": "All concerns – Signpost",
    "/concerns/swelling": "Swelling – Signpost",
    "/concerns/physical": "Physical concerns – Signpost",
    "/services/aire-swelling-clinic": "Aire Swelling Clinic – Signpost",
    "/services/gone-helpline": "Gone Helpline – Signpost",
    "/about": "How services are chosen and checked – Signpost",
    "/privacy": "Privacy – Signpost",
    "/accessibility": "Accessibility – Signpost",
    "/docs": "API reference – Signpost",
    "/nowhere": "Error: we could not find that – Signpost",
}


def words(html: str) -> str:
    """What a reader sees, on one line."""
    body = "<main" + html.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize(("address", "title"), PAGES.items())
def test_a_page_has_its_title_one_heading_and_its_landmarks(client: TestClient, address: str, title: str) -> None:
    text = client.get(address).text
    assert unescape(re.findall("<title>(.*?)</title>", text)[0]) == title
    assert len(re.findall("<h1", text)) == 1
    assert '<html lang="en-GB">' in text
    assert all(f"<{landmark}" in text for landmark in ("header", "nav", "main", "footer"))
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids)), "an id stands twice"
    assert "None" not in words(text)
    fragments = set(re.findall(r'href="#([^"]+)"', text))
    assert fragments <= set(ids), "a link within the page leads nowhere"


def test_results_stand_in_groups_with_all_that_helps_to_choose(client: TestClient) -> None:
    text = words(client.get("/search?concern=swelling&near=LS1+4AP").text)
    order = [text.index(heading) for heading in ("Near you", "Comes to your home Visiting", "By phone, online or post Example", "You may also want")]
    assert order == sorted(order)
    for piece in (
        "3.4 miles away · Aire House, LS14 6UH", "You can refer yourself", "Free", "Ring 0113 496 0000", "Extension 2", "Also in Punjabi", "Monday to Friday, 9am to 5pm",
        "They should take you : You live in England", "Not for you", "Ask first", "Not yet checked by a person", "Checked 1 October 2026", "Source: example.org", "Why it is here: Listed under Swelling",
        "Not taking new people at the moment", "Ask how to be referred", "Ask if it is free", "1 near you , 1 comes to your home , 1 by phone", "the organisation's general number",
    ):  # fmt: skip
        assert piece in text, piece


def test_urgent_advice_comes_before_everything(client: TestClient) -> None:
    text = words(client.get("/search?concern=high-temperature-or-fever&near=LS1+4AP").text)
    assert text.startswith("Urgent A high temperature")


def test_nothing_near_says_what_to_do_and_how_far_the_nearest_is(client: TestClient) -> None:
    text = words(client.get("/search?concern=swelling&near=ZE1+0AA").text)
    assert "Nothing near ZE1 0AA The nearest place to go is Aire Swelling Clinic , 430 miles away ." in text
    assert "You need not travel: what is below comes to you, by phone or online. Ask your nurse." in text


def test_nothing_at_all_offers_a_way_on(client: TestClient) -> None:
    html = client.get("/search?concern=pets&near=LS1+4AP&cost=free").text
    assert "We found no service that fits." in html
    assert 'href="/search?concern=pets&amp;near=LS1+4AP"' in html


def test_a_bad_search_keeps_what_was_typed_and_links_to_the_field(client: TestClient) -> None:
    answer = client.get("/search?q=my+arm&near=zzz9&concern=swelling&age=two&delivery=phone&audience=carer")
    text = answer.text
    assert answer.status_code == 400
    assert 'role="alert"' in text
    assert '<a href="#field-near">&#39;zzz9&#39; is not a postcode.' in text
    assert '<a href="#field-age">Age is &#39;two&#39;' in text
    assert 'name="q" type="text" value="my arm"' in text
    assert re.search(r'name="near" type="text" value="zzz9"[^>]*aria-describedby="hint-near fault-near" aria-invalid="true"', text)
    assert 'name="concern" value="swelling" checked' in text
    assert re.search(r'name="delivery" value="phone" checked', text)
    assert '<option value="carer" selected>' in text


def test_an_empty_search_speaks_of_the_form_not_of_parameters(client: TestClient) -> None:
    text = words(client.get("/search?q=&concern=&near=LS1+4AP").text)
    assert "Tell us what you need help with, or choose a concern" in text
    assert "family" not in text.partition("Please change")[0]


def test_paging_keeps_the_search(client: TestClient) -> None:
    html = client.get("/search?concern=swelling&near=LS1+4AP&limit=1&cost=free").text
    following = unescape(re.findall(r'href="([^"]+)" rel="next"', html)[0])
    assert following == "/search?concern=swelling&near=LS1+4AP&limit=1&cost=free&numbered=1&cursor=page-two"
    back = unescape(re.findall(r'href="([^"]+)" rel="prev"', client.get(following).text)[0])
    assert back == "/search?concern=swelling&near=LS1+4AP&limit=1&cost=free"


def test_what_anyone_typed_or_wrote_is_text_and_never_markup(client: TestClient) -> None:
    for address in ("/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/search?near=%22%3E%3Cb%3E9", "/concerns/%3Cb%3E", "/services/visiting-nurses", "/search?concern=swelling"):
        text = client.get(address).text
        assert not re.search("<script(?! src=)|<b>|<Nurses>", text)
    assert "Visiting &lt;Nurses&gt;" in client.get("/services/visiting-nurses").text


def test_a_service_page_says_everything(client: TestClient) -> None:
    html = client.get("/services/aire-swelling-clinic").text
    for link in ('href="tel:01134960000"', 'href="tel:01134960001"', 'href="mailto:clinic@example.org"', 'href="https://example.org/clinic"', 'href="https://example.org/book"'):
        assert link in html
    text = words(html)
    for piece in (
        "Checked 1 October 2026", "Bookings 0113 496 0001", "The nurses show you exercises & more.", "Adults registered with a Leeds GP.", "For someone with cancer or someone who looks after them",
        "Only for: Breast cancer", "For people aged 18 and over", "Anyone in the UK", "About 3 weeks to first contact, as the service said on 1 October 2026", "Face to face and by telephone",
        "Closed on bank holidays", "English and Punjabi", "Aire House 1 Example Road, Leeds LS14 6UH Step-free", "Thursday 14 January 2027, 10am to 3pm, LS14 6UH", "https://example.org/services (March 2025)",
    ):  # fmt: skip
        assert piece in text, piece


def test_a_closed_service_says_so_sends_nobody_there_and_leads_on(client: TestClient) -> None:
    html = client.get("/services/gone-helpline").text
    text = words(html)
    assert text.startswith("This service has closed")
    assert 'href="/search?concern=swelling"' in html
    assert "Find other help with swelling" in text
    for piece in ("Ring", "0808 157 0000", "Get in touch", "Monday", "before you travel"):
        assert piece not in text, piece
    assert "tel:" not in html.partition("<main")[2].partition("</main>")[0]


def test_a_service_that_is_closed_for_now_says_so_first(client: TestClient) -> None:
    text = words(client.get("/services/paused-clinic").text)
    assert text.startswith("Closed for now")
    assert "Usual hours Monday to Friday" in text
    assert "Ring 0113 496 0000" in text


def test_where_a_source_does_not_say_who_or_where_people_are_told_to_ask(client: TestClient) -> None:
    text = words(client.get("/services/example-helpline").text)
    assert "Who can use it They do not say: ask" in text
    assert "Where you live They do not say: ask" in text
    assert "before you travel" not in text, "nobody travels to a helpline"
    assert "Check with them before you travel." not in words(client.get("/services/aire-swelling-clinic").text), "it has been checked"


def test_nobody_is_told_to_ask_a_service_that_cannot_be_reached(client: TestClient) -> None:
    page = words(client.get("/services/silent-drop-in").text)
    found = words(client.get("/search?concern=pain-or-discomfort&near=LS1+4AP&open_at=2026-11-02T10:00").text)
    card = found.partition("Near you")[2].partition("Aire Swelling Clinic")[0]
    assert page.count("We have no telephone number or website for it. Ask your cancer nurse or the hospital's switchboard before you travel.") == 1
    assert card.count("No telephone number or website: ask your cancer nurse before you travel") == 1
    assert "We do not know if it is open at the time you asked for " in card
    for text in (page, card):
        assert not re.search(r"ring|get in touch to ask|: ask(?! your)|Check with them|You can go there", text.replace("Get in touch", "")), text


def test_facts_from_an_old_page_say_so(client: TestClient, fake: Any, current: FakeCurrent) -> None:
    addresses = ("/services/silent-drop-in", "/search?concern=pain-or-discomfort&near=LS1+4AP")
    for address in addresses:
        assert words(client.get(address).text).count("From a page of 2021: may have changed") == 1
    earlier = TestClient(create_app(fake.settings(), directory=current, clock=lambda: datetime(2025, 12, 31, tzinfo=UTC)))
    for address in addresses:
        assert "may have changed" not in earlier.get(address).text


@pytest.mark.parametrize(("hour", "shown"), [(14, True), (16, False)])
def test_dates_that_have_passed_are_left_out(fake: Any, current: FakeCurrent, hour: int, shown: bool) -> None:
    client = TestClient(create_app(fake.settings(), directory=current, clock=lambda: datetime(2027, 1, 14, hour, tzinfo=UTC)))
    text = words(client.get("/services/aire-swelling-clinic").text)
    assert ("Dates Thursday 14 January 2027" in text) is shown
    assert ("Dates" in text) is shown


def test_numbers_in_advice_can_be_tapped(client: TestClient) -> None:
    urgent = client.get("/search?concern=high-temperature-or-fever&near=LS1+4AP").text
    assert '<a class="call" href="tel:999">999</a> if you are very ill' in urgent
    assert 'Else ring <a class="call" href="tel:111">111</a>, option 2.' in urgent
    assert 'Samaritans on <a class="call" href="tel:116123">116 123</a>.' in client.get("/concerns/physical").text
    assert 'href="tel:999"' in client.get("/").text.partition("<footer")[2]


def test_of_several_things_to_do_instead_the_first_is_shown_and_the_others_are_folded(client: TestClient) -> None:
    html = client.get("/search?concern=swelling&concern=pain-or-discomfort&near=ZE1+0AA").text
    first, folded = html.partition('aria-labelledby="instead"')[2].partition("</section>")[0].split("<details>")
    assert "Ask your nurse." in first
    assert 'Ask your GP, or ring <a class="call" href="tel:111">111</a>.' in folded
    alone = client.get("/search?concern=swelling&near=ZE1+0AA").text.partition('aria-labelledby="instead"')[2].partition("</section>")[0]
    assert "<details>" not in alone


def test_a_name_that_fits_several_places_leads_to_each_of_them(client: TestClient) -> None:
    answer = client.get("/search?concern=swelling&near=Newport&cost=free&cursor=page-two")
    assert answer.status_code == 400
    links = re.findall(r'<li><a href="(/search[^"]+)">([^<]+)</a></li>', answer.text.partition("Which place do you mean?")[2])
    assert [(unescape(address), place) for address, place in links] == [
        ("/search?concern=swelling&cost=free&near=Newport", "Newport"),
        ("/search?concern=swelling&cost=free&near=Newport%2C+Isle+of+Wight", "Newport, Isle of Wight"),
    ]
    assert "Which place" not in client.get("/search?concern=swelling&near=zzz9").text


def test_step_free_is_asked_only_of_those_who_came_with_it(client: TestClient) -> None:
    assert 'name="step_free"' not in client.get("/search?concern=swelling&age=two").text
    assert 'name="step_free" value="true" checked' in client.get("/search?concern=swelling&age=two&step_free=true").text


@pytest.mark.parametrize(("count", "said"), [(1, "1 comes to your home"), (2, "2 come to your home")])
def test_a_count_agrees_with_its_verb(count: int, said: str) -> None:
    assert Group("visits", "Comes to your home", count, ()).counted == said


def test_a_concern_page_has_a_postcode_box_national_services_and_what_is_related(client: TestClient) -> None:
    html = client.get("/concerns/swelling").text
    text = words(html)
    assert 'name="concern" value="swelling"' in html
    assert "Example Helpline" in text.partition("By phone, online or post")[2]
    assert "If you find nothing near you Ask your nurse." in text
    assert "Often goes together with Pain or discomfort" in text


def test_the_docs_name_every_parameter(client: TestClient) -> None:
    text = words(client.get("/docs").text)
    for piece in ("radius_miles", "in-person , home-visit , phone , online , post", "Default: 25", "repeatable", "422"):
        assert piece in text, piece
