"""The API's answers: the shapes that the outside world relies on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from signpost_web.app import ROUTES
from signpost_web.openapi import OPERATIONS, document

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent, FakeDirectory

SEARCH = "/api/v1/search?concern=swelling&near=LS1+4AP"


def answer(client: TestClient, address: str) -> Any:
    got = client.get(address)
    assert got.status_code == 200, got.text
    assert got.headers["content-type"] == "application/json"
    return got.json()


def test_a_search_answers_in_the_shape_of_the_contract(client: TestClient) -> None:
    page = answer(client, f"{SEARCH}&limit=1")
    assert page == {
        "query": {
            "concerns": ["swelling"],
            "near": {"postcode": "LS1 4AP", "latitude": 53.79, "longitude": -1.55, "local_authority": "E08000035", "nation": "england"},
            "radius_miles": 25,
            "limit": 1,
        },
        "understood": [],
        "urgent": [],
        "named": [],
        "total": 3,
        "reaches": {"near": 1, "visits": 1, "remote": 1},
        "results": [
            {
                "id": "aire-swelling-clinic",
                "name": "Aire Swelling Clinic",
                "organisation": "Aire Made-up Trust",
                "summary": "Nurses who help with a swollen arm or leg.",
                "family": "lymphoedema",
                "concerns": ["swelling"],
                "contacts": page["results"][0]["contacts"],
                "cost": "free",
                "referral": ["self"],
                "hours": "Mo-Fr 09:00-17:00; PH off",
                "delivery": ["in-person", "phone"],
                "languages": ["en", "pa"],
                "status": "active",
                "taking": "open",
                "waiting": {"weeks": 3, "as_of": "2026-10-01"},
                "reach": "near",
                "distance_miles": 3.4127,
                "location": {"name": "Aire House", "address": "1 Example Road, Leeds", "postcode": "LS14 6UH", "latitude": 53.8, "longitude": -1.46},
                "language": None,
                "eligibility": {"verdict": "yes", "because": ["You live in England"]},
                "assurance": {"source": "https://example.org/services", "source_date": "2025-03", "last_checked": "2026-10-01", "review_by": "2027-04-01", "overdue": False},
                "opening": {"state": "closed", "until": None, "opens": "2026-11-02T09:00:00+00:00"},
                "why": ["Tagged with Swelling", "3.4 miles from LS1 4AP"],
            }
        ],
        "also": page["also"],
        "instead": None,
        "next": "/api/v1/search?concern=swelling&near=LS1+4AP&limit=1&cursor=page-two",
    }  # fmt: skip
    assert [one["id"] for one in page["also"]] == ["example-helpline"]


def test_next_is_relative_keeps_every_parameter_and_can_be_followed(client: TestClient) -> None:
    asked = "/api/v1/search?concern=swelling&concern=physical&near=LS1+4AP&delivery=phone&as_of=2026-11-02T09:00:00%2B00:00&age=60&limit=1"
    following = answer(client, asked)["next"]
    assert parse_qsl(urlsplit(following).query) == [*parse_qsl(urlsplit(asked).query), ("cursor", "page-two")]
    assert answer(client, following)["next"] is None


def test_query_names_every_parameter_that_was_in_force(client: TestClient) -> None:
    query = answer(client, "/api/v1/search?q=puffed&family=lymphoedema&delivery=phone&cost=free&referral=self&language=pa&step_free=false&open_at=2026-06-01T10:00&as_of=2026-11-02T09:30:00Z&age=67&cancer_type=colorectal&audience=carer")["query"]
    assert query == {
        "concerns": [], "near": None, "q": "puffed", "families": ["lymphoedema"], "delivery": ["phone"], "cost": "free", "referral": "self", "language": "pa",
        "step_free": False, "open_at": "2026-06-01T10:00:00+01:00", "as_of": "2026-11-02T09:30:00+00:00", "age": 67, "cancer_type": "bowel", "audience": "carer", "limit": 20,
    }  # fmt: skip


def test_without_a_place_there_is_no_reach_and_no_distance(client: TestClient) -> None:
    page = answer(client, "/api/v1/search?concern=swelling")
    assert {(one["reach"], one["distance_miles"], one["location"]) for one in page["results"]} == {(None, None, None)}
    assert "radius_miles" not in page["query"]
    assert "reaches" not in page
    assert "reaches" not in document(None)["components"]["schemas"]["SearchPage"]["required"]


def test_words_are_understood_with_their_reason(client: TestClient) -> None:
    assert answer(client, "/api/v1/search?q=puffy")["understood"] == [{"concern": "swelling", "label": "Swelling", "score": 0.9346, "because": "puffed up"}]


def test_urgent_advice_stands_in_the_answer(client: TestClient) -> None:
    assert answer(client, "/api/v1/search?concern=high-temperature-or-fever")["urgent"] == [
        {"id": "fever", "title": "A high temperature", "call": "Your 24-hour cancer line now. 999 if you are very ill.", "text": "If you are having treatment, ring now. Else ring 111, option 2."}
    ]


def test_nothing_near_says_what_to_do_instead(client: TestClient) -> None:
    page = answer(client, "/api/v1/search?concern=swelling&near=ZE1+0AA")
    assert page["instead"] == {"text": "Ask your nurse.", "nearest": {"id": "aire-swelling-clinic", "name": "Aire Swelling Clinic", "distance_miles": 430.1235}}


def test_open_is_told_only_when_a_time_was_asked_for(client: TestClient) -> None:
    assert "open" not in answer(client, SEARCH)["results"][0]
    assert answer(client, f"{SEARCH}&open_at=2026-11-02T10:00")["results"][0]["open"] is None


def test_as_of_stands_for_now(client: TestClient, directory: FakeDirectory) -> None:
    answer(client, f"{SEARCH}&as_of=2027-06-01T00:00:00Z")
    answer(client, SEARCH)
    assert [now.year for _, now in directory.asked] == [2027, 2026]
    assert all(now.tzinfo for _, now in directory.asked)


def test_an_exact_position_in_northern_ireland_is_never_given_out(client: TestClient) -> None:
    for address in ("/api/v1/places/BT1%205GS", "/api/v1/search?concern=swelling&near=BT1+5GS"):
        text = client.get(address).text
        assert "54.597" not in text
        assert "5.9304" not in text
        assert "54.6" in text


def test_a_position_that_is_not_the_postcodes_own_says_whose_it_is(client: TestClient) -> None:
    assert answer(client, "/api/v1/places/BT1%205GS")["position_of"] == "BT1"
    assert answer(client, "/api/v1/search?concern=swelling&near=BT1+5GS")["query"]["near"]["position_of"] == "BT1"
    assert "position_of" not in answer(client, "/api/v1/places/LS1%204AP")


def test_an_approximate_place_says_so(client: TestClient) -> None:
    near = answer(client, "/api/v1/search?concern=swelling&near=Leeds")["query"]["near"]
    assert (near["name"], near["approximate"], near["note"]) == ("Leeds", True, "Distances are from the middle of Leeds.")
    assert "postcode" not in near


def test_a_place_is_told_in_full(client: TestClient) -> None:
    place = answer(client, "/api/v1/places/LS1%204AP")
    assert place["kind"] == "postcode"
    assert (place["local_authority"], place["local_authority_name"], place["nation"]) == ("E08000035", "Leeds", "england")
    assert (place["approximate"], place["extent_miles"], place["postcode_districts"]) == (False, 0, ["LS1"])


def test_the_whole_scheme_is_a_list(client: TestClient) -> None:
    concerns = answer(client, "/api/v1/concerns")
    assert [(one["id"], one["label"], one["category"]) for one in concerns][:1] == [("swelling", "Swelling", "physical")]
    assert len(concerns) == 4
    assert answer(client, "/api/v1/concerns?q=") == concerns


def test_words_find_concerns_or_none(client: TestClient) -> None:
    assert answer(client, "/api/v1/concerns?q=puffy") == [{"id": "swelling", "label": "Swelling", "category": "physical", "score": 0.9346, "because": "puffed up"}]
    assert answer(client, "/api/v1/concerns?q=train+times") == []


def test_a_concern_and_a_category_can_be_read(client: TestClient) -> None:
    assert answer(client, "/api/v1/concerns/swelling")["related"] == ["pain-or-discomfort"]
    assert answer(client, "/api/v1/concerns/physical")["concerns"] == ["swelling", "pain-or-discomfort", "high-temperature-or-fever"]


@pytest.mark.parametrize(("as_of", "overdue"), [("2027-04-01T12:00", False), ("2027-04-02T00:30", True)])
def test_a_review_is_overdue_from_the_day_after_it_was_due(client: TestClient, as_of: str, overdue: bool) -> None:
    assert answer(client, f"/api/v1/services/aire-swelling-clinic?as_of={as_of}")["assurance"]["overdue"] is overdue


def test_a_service_is_the_whole_entry(client: TestClient) -> None:
    service = answer(client, "/api/v1/services/aire-swelling-clinic")
    assert service["locations"][0]["latitude"] == 53.8
    assert service["areas_served"] == {"nations": ["england", "scotland", "wales", "northern-ireland"]}
    assert answer(client, "/api/v1/services/gone-helpline")["assurance"]["overdue"] is None


def test_health_and_readiness(client: TestClient, current: FakeCurrent) -> None:
    assert answer(client, "/healthz") == {"status": "alive"}
    assert answer(client, "/readyz") == {"status": "ready", "generation": "made-up", "services": 3}
    current.directory = None
    assert client.get("/healthz").status_code == 200
    gone = client.get("/readyz")
    assert (gone.status_code, gone.headers["retry-after"]) == (503, "10")
    assert client.get(SEARCH).status_code == 503


def test_every_api_address_is_described(client: TestClient) -> None:
    described = set(answer(client, "/openapi.json")["paths"])
    assert described == {route.path for route in ROUTES if route.path.startswith("/api/") or route.path in {"/healthz", "/readyz"}}
    assert described == {operation.path for operation in OPERATIONS}


def test_every_reference_of_the_description_leads_somewhere() -> None:
    described = document(None)
    text = json.dumps(described)
    names = set(described["components"]["schemas"])
    used = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert used == names


def test_a_public_address_is_the_server_of_the_description() -> None:
    assert document("https://signpost.example.org")["servers"] == [{"url": "https://signpost.example.org"}]


def test_head_answers_like_get_without_a_body(client: TestClient) -> None:
    got = client.head(SEARCH)
    assert (got.status_code, got.headers["content-type"]) == (200, "application/json")


def test_the_reference_page_names_every_address_and_parameter() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "api.md").read_text()
    for operation in OPERATIONS:
        assert f"`{operation.method.upper()} {operation.path}`" in page
        for parameter in operation.parameters:
            assert f"`{parameter.name}`" in page
            assert all(f"`{word}`" in page for word in parameter.schema.get("enum", ()))
