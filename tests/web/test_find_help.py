"""Finding help on the pages: one box for words and concerns, chips that never lead to nothing, and suggestions."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from signpost_web.pages import wording
from signpost_web.pages.cards import card
from tests.web.test_pages import words

if TYPE_CHECKING:
    from tests.web.fake import FakeDirectory

TODAY = date(2026, 11, 1)
PLAIN: dict[str, Any] = {  # of a result, what no entry says
    "distance_miles": None,
    "reach": None,
    "location": None,
    "why": [],
    "language": None,
    "eligibility": {"verdict": "ask", "because": []},
    "opening": {"state": "not-known", "until": None, "opens": None},
}
FOUND = "/search?concern=swelling&near=LS1+4AP"


def chips(html: str) -> dict[str, str]:
    """The words of every chip that can be put on, with its count, and where it leads."""
    found = re.findall(r'<a class="chip" href="([^"]+)">(.*?)</a>', html)
    return {" ".join(re.sub(r"<[^>]+>", "", unescape(said)).split()): unescape(address) for address, said in found}


def taken_off(html: str) -> dict[str, str]:
    """The words of every chip that is on, and the search without it."""
    found = re.findall(r'<a class="chip chip-on" href="([^"]+)"><span class="hidden">Take off: </span>([^<]+)<', html)
    return {unescape(said): unescape(address) for address, said in found}


@pytest.mark.parametrize("typed", ["Pain or discomfort", "pain  or DISCOMFORT "])
def test_a_concern_typed_as_the_checklist_words_it_is_searched_as_that_concern(client: TestClient, directory: FakeDirectory, typed: str) -> None:
    html = client.get("/search", params={"q": typed, "near": "LS1 4AP"}).text
    [(asked, _)] = directory.asked
    assert (asked.concerns, asked.text) == (("pain-or-discomfort",), None)
    assert 'name="q" type="text" value="Pain or discomfort"' in html, "and stands in the box again"


@pytest.mark.parametrize("address", ["/search?q=pain", "/search?q=Swelling&concern=pain-or-discomfort", "/search?q=Swelling&family=lymphoedema"])
def test_other_words_and_words_beside_a_concern_stay_words(client: TestClient, directory: FakeDirectory, address: str) -> None:
    client.get(address)
    assert directory.asked[0][0].text


def test_of_several_concerns_each_can_be_unticked(client: TestClient) -> None:
    html = client.get("/search?concern=swelling&concern=pain-or-discomfort").text
    assert re.findall(r'name="concern" value="([^"]+)" checked', html) == ["swelling", "pain-or-discomfort"]
    assert 'name="q" type="text" value=""' in html


def test_a_chip_says_how_many_it_leaves_and_none_leaves_nothing_or_everything(client: TestClient) -> None:
    offered = chips(client.get(f"{FOUND}&limit=2&cursor=page-two").text)
    assert offered["By telephone (leaves 2)"] == f"{FOUND}&limit=2&delivery=phone#found"
    assert set(offered) == {"Face to face (leaves 1)", "By telephone (leaves 2)", "Open now, or may be (leaves 2)", "You can refer yourself (leaves 1)", "Free (leaves 2)", "Punjabi (leaves 1)", "Urdu (leaves 2)", "Swelling (leaves 2)", "Pain or discomfort (leaves 1)"}


def test_a_chip_for_one_of_several_concerns_stands_in_their_place(client: TestClient) -> None:
    offered = chips(client.get("/search?concern=swelling&concern=pain-or-discomfort&near=LS1+4AP").text)
    assert offered["Swelling (leaves 2)"] == "/search?near=LS1+4AP&concern=swelling#found"


def test_filters_that_are_on_can_be_taken_off_one_by_one_or_together(client: TestClient) -> None:
    html = client.get(f"{FOUND}&delivery=phone&delivery=online&cost=free&open_at=2026-11-02T10:00&radius_miles=10&cancer_type=colorectal").text
    off = taken_off(html)
    assert list(off) == ["By telephone", "Online", "Free", "May be open Monday 2 November 2026, 10am", "Within 10 miles", "Bowel cancer"]
    assert off["Online"] == f"{FOUND}&delivery=phone&cost=free&open_at=2026-11-02T10%3A00&radius_miles=10&cancer_type=colorectal#found"
    everything = unescape(re.findall(r'class="chip-all" href="([^"]+)"', html)[0])
    assert everything == f"{FOUND}&radius_miles=10#found"


@pytest.mark.parametrize("moment", ["2026-11-02T10:00:00+00:00", "2026-11-02T11:00+01:00", "2026-11-02T10:00:00Z", "2026-11-02 10:00"])
def test_a_time_written_in_any_way_is_shown_as_uk_clocks_do(client: TestClient, moment: str) -> None:
    for written in (moment, moment.replace("+", "%2B")):
        assert list(taken_off(client.get(f"{FOUND}&open_at={written}").text)) == ["May be open Monday 2 November 2026, 10am"]


def test_what_is_looked_for_is_no_filter_and_the_usual_distance_is_none(client: TestClient) -> None:
    assert taken_off(client.get(f"{FOUND}&radius_miles=25").text) == {}
    assert taken_off(client.get("/search?family=lymphoedema").text) == {}
    assert list(taken_off(client.get(f"{FOUND}&family=lymphoedema").text)) == ["Swelling", "Lymphoedema and swelling"]


def test_a_new_search_from_the_form_keeps_the_filters_that_are_on(client: TestClient) -> None:
    form = client.get(f"{FOUND}&delivery=phone&cost=free").text.partition("<form")[2].partition("</form>")[0]
    assert re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', form) == [("delivery", "phone"), ("cost", "free")]


def test_after_urgent_advice_a_chip_leads_to_the_top_of_the_page(client: TestClient) -> None:
    html = client.get("/search?concern=high-temperature-or-fever&near=LS1+4AP").text
    assert chips(html)
    assert not any(address.endswith("#found") for address in chips(html).values())


def test_related_concerns_are_offered_with_the_place_and_the_filters(client: TestClient) -> None:
    html = client.get(f"{FOUND}&cost=free").text
    assert '<a href="/search?concern=pain-or-discomfort&amp;near=LS1+4AP&amp;cost=free">Pain or discomfort</a>' in html.partition('id="related"')[2]


def test_who_asked_for_the_telephone_is_not_told_that_nothing_is_near(client: TestClient) -> None:
    far = "/search?concern=swelling&near=ZE1+0AA"
    assert "Nothing near" in words(client.get(far).text)
    assert "Nothing near" not in words(client.get(f"{far}&delivery=phone").text)
    assert "Nothing near" in words(client.get(f"{far}&delivery=phone&delivery=in-person").text)


def test_the_nearest_beyond_every_usual_distance_is_told_but_no_distance_is_offered(client: TestClient) -> None:
    html = client.get("/search?concern=swelling&near=ZE1+0AA").text
    assert "430 miles away" in words(html)
    assert "Look up to" not in html


def test_more_than_two_urgent_matters_stand_in_one_box(client: TestClient, directory: FakeDirectory, fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def advice(number: int) -> Any:
        return fake.UrgentAdvice(f"matter-{number}", f"Matter {number}", "999 now.", "Ring 111.", "made up", ("swelling",))

    for count, boxes in ((2, 2), (3, 1)):
        scheme = fake.replace(fake.SCHEME, urgent=tuple(map(advice, range(count))))
        monkeypatch.setattr(directory, "scheme", scheme, raising=False)
        html = client.get(FOUND).text.partition("<main")[2]
        assert html.count('class="urgent"') == boxes
        for number in range(count):
            assert html.index(f"Matter {number}") < html.index("<h1")


def test_a_card_says_in_a_few_words_what_people_ask_first(fake: Any) -> None:
    def facts(**said: Any) -> tuple[str, ...]:
        return card({**fake.CLINIC, **PLAIN, **said}, TODAY).facts

    assert facts() == ("You can refer yourself", "Free", "Also in Punjabi")
    assert facts(location={"step_free": True}, languages=["en"]) == ("You can refer yourself", "Free", "Step-free")
    assert facts(location={"step_free": False}, languages=[])[2:] == ("Not step-free",)
    assert facts(referral=["gp"], cost="charged", cost_text="£5 a session.", languages=[]) == ("Your GP must refer you", "You pay for this: £5 a session")
    assert facts(referral=["professional"], referral_text="x" * 200, cost=None, languages=[]) == ("A professional must refer you", "Ask if it is free")
    assert facts(referral=[], cost=None, contacts={}, languages=[]) == ("Not known how to be referred", "Not known if it is free")


def test_why_a_service_is_here_does_not_say_again_what_its_card_says(fake: Any) -> None:
    result = {**fake.CLINIC, **PLAIN, "why": ["Tagged with Swelling", wording.REFERRAL["self"]]}
    assert card(result, TODAY).why == ("Listed under Swelling",)


def test_the_start_page_has_two_boxes_and_the_parts_of_the_checklist(client: TestClient) -> None:
    html = client.get("/").text
    assert re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', html) == ["q", "near"]
    assert "Browse by concern" in words(html)
    assert 'href="/concerns"' in html.partition("<main")[2]


def test_the_checklist_leads_to_every_concern_and_every_part(client: TestClient, fake: Any) -> None:
    html = client.get("/concerns").text
    assert all(f'href="/concerns/{one}"' in html for one in fake.SCHEME.known)


def test_the_api_suggests_concerns_and_services(client: TestClient) -> None:
    answer = client.get("/api/v1/suggest?q=swel")
    assert answer.json() == [
        {"kind": "concern", "id": "swelling", "label": "Swelling", "detail": "Lymphoedema"},
        {"kind": "service", "id": "aire-swelling-clinic", "label": "Aire Swelling Clinic", "detail": "Aire Made-up Trust"},
    ]
    assert answer.headers["cache-control"] == "no-store", "they are a person's words"
    assert client.get("/api/v1/suggest").json() == []
    assert client.get("/api/v1/suggest?q=&near=LS1").status_code == 400


def test_what_is_typed_for_suggestions_is_not_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="signpost"):
        client.get("/api/v1/suggest?q=swelling+secret")
    assert "/api/v1/suggest" in caplog.text
    assert "secret" not in caplog.text


def test_the_api_counts_what_filters_would_leave_only_when_asked(client: TestClient) -> None:
    address = "/api/v1/search?concern=swelling&near=LS1+4AP&limit=1"
    assert "facets" not in client.get(address).json()
    told = client.get(f"{address}&facets=true").json()
    assert told["facets"]["delivery"] == {"phone": 2, "in-person": 1, "online": 3}
    assert "facets=true" in told["next"]
    assert client.get(f"{address}&facets=perhaps").status_code == 400


def test_a_page_takes_no_facets_of_its_own(client: TestClient) -> None:
    assert client.get(f"{FOUND}&facets=perhaps").status_code == 200
