"""A whole assessment, sent to the API and by the page's form."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from signpost.settings import Settings
from signpost_web.app import create_app

if TYPE_CHECKING:
    from tests.web.fake import FakeDirectory

API = "/api/v1/signpost"
PAGE = "/assessment"
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
ASKED: dict[str, Any] = {"near": "LS1 4AP", "concerns": [{"id": "pets", "score": 3}, {"id": "swelling", "score": 8}]}


def sent(client: TestClient, body: Any) -> Any:
    got = client.post(API, json=body)
    assert (got.status_code, got.headers["content-type"]) == (200, "application/json"), got.text
    return got.json()


def refused(client: TestClient, body: bytes | str, status: int = 400) -> dict[str, str]:
    """What is wrong, by parameter."""
    got = client.post(API, content=body, headers={"Content-Type": "application/json"})
    assert (got.status_code, got.headers["content-type"]) == (status, "application/problem+json"), got.text
    return {error["parameter"]: error["detail"] for error in got.json()["errors"]}


def scored(*concerns: Any, **more: Any) -> str:
    return json.dumps({"near": "LS1 4AP", "concerns": concerns, **more})


# -- the API ------------------------------------------------------------------------------------------------------------


def test_an_assessment_is_answered_in_the_shape_of_the_contract(client: TestClient) -> None:
    answer = sent(client, {**ASKED, "per_concern": 2})
    assert set(answer) == {"query", "urgent", "plan", "uncovered", "concerns"}
    assert [(one["concern"], one["score"], one["total"], len(one["results"])) for one in answer["concerns"]] == [("swelling", 8, 3, 2), ("pets", 3, 0, 0)]
    assert answer["concerns"][0]["instead"] is None
    [step] = answer["plan"]
    assert (step["service"]["id"], step["concerns"]) == ("aire-swelling-clinic", ["swelling"])
    assert [(one["concern"], one["score"], one["instead"]["text"]) for one in answer["uncovered"]] == [("pets", 3, "Ask your nurse.")]
    assert answer["query"] == {
        "near": {"postcode": "LS1 4AP", "latitude": 53.79, "longitude": -1.55, "local_authority": "E08000035", "nation": "england"},
        "radius_miles": 25,
        "per_concern": 2,
    }


def test_a_service_has_the_shape_that_a_search_gives_it(client: TestClient) -> None:
    answer = sent(client, ASKED)
    alone = client.get("/api/v1/search?concern=swelling&near=LS1+4AP").json()["results"]
    assert answer["concerns"][0]["results"] == alone
    assert answer["plan"][0]["service"] == alone[0]


def test_everything_that_may_be_said_reaches_the_directory(client: TestClient, directory: FakeDirectory) -> None:
    said = {"radius_miles": 7.5, "per_concern": 20, "age": 67, "cancer_type": "colorectal", "audience": "carer", "as_of": "2027-06-01T10:00:00Z"}
    sent(client, {**said, "near": "Leeds", "concerns": [{"id": "physical"}, {"id": "swelling", "score": None}, {"id": "pets", "score": 10.0}]})
    [(assessment, now)] = directory.assessed
    assert [(one.concern, one.score) for one in assessment.concerns] == [("physical", None), ("swelling", None), ("pets", 10)]
    assert (assessment.near.name, assessment.radius_miles, assessment.per_concern) == ("Leeds", 7.5, 20)
    assert (assessment.person.age, assessment.person.cancer_type, assessment.person.audience) == (67, "bowel", "carer")
    assert now == datetime(2027, 6, 1, 10, tzinfo=UTC)


def test_what_is_left_out_or_null_has_its_default(client: TestClient, directory: FakeDirectory) -> None:
    sent(client, {**ASKED, "age": None, "radius_miles": None, "per_concern": None})
    [(assessment, now)] = directory.assessed
    assert (assessment.radius_miles, assessment.per_concern, assessment.person.age, now) == (25, 5, None, NOW)


def test_urgent_advice_stands_in_the_answer(client: TestClient) -> None:
    answer = sent(client, {**ASKED, "concerns": [{"id": "high-temperature-or-fever", "score": 2}]})
    assert [one["id"] for one in answer["urgent"]] == ["fever"]


def test_every_fault_is_told_at_once(client: TestClient) -> None:
    body = {"near": "zzz9", "radius_miles": "far", "age": True, "audince": "carer", "concerns": [{"id": "sweling"}, {"score": 11}, {"id": "pets", "score": "8", "note": "x"}, 7]}
    assert refused(client, json.dumps(body)) == {
        "near": "'zzz9' is not a postcode. A full postcode looks like LS1 4AP.",
        "radius_miles": "radius_miles must be a number.",
        "age": "age must be a whole number.",
        "audince": "'audince' is not a parameter. Did you mean 'audience'?",
        "concerns[0].id": "'sweling' is not a concern. Did you mean 'swelling'?",
        "concerns[1].id": "concerns[1].id is missing: give the id of a concern.",
        "concerns[1].score": "concerns[1].score is 11: it must be from 0 to 10.",
        "concerns[2].score": "concerns[2].score must be a whole number.",
        "concerns[2].note": "'note' is not a parameter.",
        "concerns[3]": "concerns[3] must be an object with an id, and a score if there is one.",
    }


@pytest.mark.parametrize(
    ("body", "parameter", "status"),
    [
        ("", "body", 400),
        ("{", "body", 400),
        ("[]", "body", 400),
        (b"\xff", "body", 400),
        ("[" * 60_000, "body", 400),
        ('{"near": "LS1 4AP", "near": "LS1 4AP"}', "near", 400),
        ('{"near": "LS1 4AP", "concerns": [{"id": "swelling", "score": NaN}]}', "body", 400),
        ('{"near": "LS1 4AP", "concerns": [{"id": "swelling", "score": 1e400}]}', "concerns[0].score", 400),
        (scored({"id": "swelling", "score": -1}), "concerns[0].score", 400),
        (scored({"id": "swelling", "score": 7.5}), "concerns[0].score", 400),
        (scored({"id": "swelling", "score": False}), "concerns[0].score", 400),
        (scored({"id": "swelling"}, {"id": "swelling", "score": 2}), "concerns[1].id", 400),
        (scored({"id": "swelling\ud800"}), "concerns[0].id", 400),
        (scored({"id": 3}), "concerns[0].id", 400),
        (scored({"id": "sweling"}), "concerns[0].id", 404),
        (scored(), "concerns", 400),
        (json.dumps({"near": "LS1 4AP"}), "concerns", 400),
        (json.dumps({"near": "LS1 4AP", "concerns": "swelling"}), "concerns", 400),
        (scored(*({"id": "swelling"} for _ in range(73))), "concerns", 400),
        (json.dumps({"concerns": [{"id": "swelling"}]}), "near", 400),
        (scored({"id": "swelling"}, near=""), "near", 400),
        (scored({"id": "swelling"}, near=None), "near", 400),
        (scored({"id": "swelling"}, near="Newport"), "near", 400),
        (scored({"id": "swelling"}, near="Atlantis"), "near", 404),
        (scored({"id": "swelling"}, near="0,0"), "near", 422),
        (scored({"id": "swelling"}, radius_miles=0), "radius_miles", 422),
        (scored({"id": "swelling"}, per_concern=21), "per_concern", 422),
        (scored({"id": "swelling"}, age=10**300), "age", 422),
        (scored({"id": "swelling"}, audience="friend"), "audience", 400),
        (scored({"id": "swelling"}, cancer_type="spleen"), "cancer_type", 404),
        (scored({"id": "swelling"}, as_of="soon"), "as_of", 400),
    ],
    ids=lambda value: str(value)[:60],
)  # fmt: skip
def test_what_cannot_be_taken_says_which_value_and_why(client: TestClient, body: bytes | str, parameter: str, status: int) -> None:
    assert list(refused(client, body, status)) == [parameter]


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_another_kind_of_body_is_refused(client: TestClient, kind: str | None) -> None:
    got = client.post(API, content=json.dumps(ASKED), headers={"Content-Type": kind} if kind else {})
    assert (got.status_code, got.headers["content-type"]) == (415, "application/problem+json")
    assert "application/json" in got.json()["detail"]


def test_json_may_name_its_character_set(client: TestClient) -> None:
    assert client.post(API, content=json.dumps(ASKED), headers={"Content-Type": "Application/JSON; charset=utf-8"}).status_code == 200


def test_an_assessment_can_only_be_posted(client: TestClient) -> None:
    got = client.get(API)
    assert (got.status_code, got.headers["allow"], got.headers["content-type"]) == (405, "POST", "application/problem+json")
    assert "POST" in got.json()["detail"]


def test_a_body_that_is_too_large_is_refused(client: TestClient) -> None:
    assert client.post(API, content=b" " * 65_537, headers={"Content-Type": "application/json"}).status_code == 413


def test_without_an_index_it_says_so(client: TestClient, current: Any) -> None:
    current.directory = None
    assert client.post(API, json=ASKED).status_code == 503


# -- the page -----------------------------------------------------------------------------------------------------------


def fields(html: str) -> dict[str, str]:
    """What stands in the form's selects that is chosen."""
    return {name: value for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL) for value in re.findall(r"<option selected>(\d+)", options)}


def test_the_form_asks_for_every_concern(client: TestClient) -> None:
    html = client.get(PAGE).text
    for one in ("swelling", "pain-or-discomfort", "high-temperature-or-fever", "pets"):
        assert f'<label for="field-score-{one}">' in html
        assert f'<select id="field-score-{one}" name="score-{one}">' in html
    assert '<form class="ask worries" action="/assessment" method="post">' in html
    assert fields(html) == {}


def test_the_form_is_answered_at_the_same_address_urgent_advice_first(client: TestClient) -> None:
    got = client.post(PAGE, data={"near": "LS1 4AP", "score-pets": "3", "score-swelling": "8", "score-high-temperature-or-fever": "0", "score-pain-or-discomfort": ""})
    assert (got.status_code, got.headers["cache-control"], str(got.url).endswith(PAGE)) == (200, "no-store", True)
    html = got.text.partition('<main id="main"')[2]
    order = [html.index(piece) for piece in ('class="urgent"', "<h1>", 'class="steps"', "Not in the plan", "Each worry, worst first", ">Swelling</a>", ">Pets</a>")]
    assert order == sorted(order)
    assert "A plan for 3 worries" in html
    assert 'href="tel:01134960000"' in html
    assert "Pain or discomfort</a>" not in html


def test_the_answer_keeps_what_was_chosen(client: TestClient) -> None:
    html = client.post(PAGE, data={"near": "Leeds", "score-swelling": "8", "score-pets": "10", "age": "67", "cancer_type": "bowel"}).text
    assert fields(html) == {"score-swelling": "8", "score-pets": "10"}
    assert 'name="near" class="short" type="text" value="Leeds"' in html or 'value="Leeds"' in html
    assert 'value="67"' in html
    assert '<option value="bowel" selected>' in html
    assert "Distances are from the middle of Leeds." in html


def test_a_form_that_cannot_be_read_is_shown_again_with_its_faults_and_what_was_chosen(client: TestClient) -> None:
    got = client.post(PAGE, data={"near": "zzz9", "score-swelling": "8", "score-pets": "11", "age": "two"})
    assert got.status_code == 400
    for field in ("near", "score-pets", "age"):
        assert f'<a href="#field-{field}">' in got.text
        assert f'id="fault-{field}"' in got.text
        assert re.search(rf'id="field-{field}"[^>]*aria-describedby="[^"]*fault-{field}"[^>]*aria-invalid="true"', got.text), field
    assert "The score of “Pets” is 11: it must be from 0 to 10." in got.text
    assert fields(got.text) == {"score-swelling": "8"}
    assert 'value="zzz9"' in got.text


def test_an_empty_form_asks_for_a_worry_and_a_place(client: TestClient) -> None:
    got = client.post(PAGE, data={"near": " ", "score-swelling": ""})
    assert got.status_code == 400
    assert '<a href="#field-near">Tell us where: add a postcode or town</a>' in got.text
    assert '<a href="#field-score-swelling">Score at least one worry</a>' in got.text


def test_fields_that_the_form_has_not_are_passed_over(client: TestClient) -> None:
    assert client.post(PAGE, data={"near": "LS1 4AP", "score-swelling": "8", "score-nothing": "9", "utm": "x"}).status_code == 200


@pytest.mark.parametrize(("content", "kind", "status"), [(b"{}", "application/json", 415), (b"near=%FF&score-swelling=1", None, 400), (b"a=b&" * 300, None, 400), (b"x" * 65_537, None, 413)])
def test_what_no_browser_would_send_gets_a_page_and_its_status(client: TestClient, content: bytes, kind: str | None, status: int) -> None:
    got = client.post(PAGE, content=content, headers={"Content-Type": kind or "application/x-www-form-urlencoded"})
    assert (got.status_code, got.headers["content-type"]) == (status, "text/html; charset=utf-8")


def test_other_methods_are_refused(client: TestClient) -> None:
    got = client.put(PAGE)
    assert (got.status_code, set(got.headers["allow"].split(", "))) == (405, {"GET", "HEAD", "POST"})


def test_nothing_near_and_nothing_at_all_say_what_to_do(client: TestClient) -> None:
    html = client.post(PAGE, data={"near": "ZE1 0AA", "score-pets": "8"}).text
    assert "What you can do" in html
    assert 'class="steps"' not in html
    assert "Ask your nurse." in html


def test_no_line_of_the_log_holds_anything_of_an_assessment(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post(PAGE, data={"near": "LS1 4AP", "score-swelling": "8"})
        client.post(PAGE, data={"near": "secretplace", "score-swelling": "secretscore"})
        client.post(API, json=ASKED)
        client.post(API, content='{"near": "secretplace", "concerns": [{"id": "secretid"', headers={"Content-Type": "application/json"})
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("signpost", "uvicorn", "starlette"))]
    assert len(ours) == 4
    assert not re.search("secret|LS1|4AP|swelling", "\n".join(ours), re.IGNORECASE)
    assert re.fullmatch(r"POST /assessment 200 \d+\.\d ms", ours[0])


def test_the_answer_is_guarded_and_its_form_may_only_lead_back_here(client: TestClient) -> None:
    got = client.post(PAGE, data={"near": "LS1 4AP", "score-swelling": "8"})
    assert "form-action 'self'" in got.headers["content-security-policy"]
    assert "set-cookie" not in got.headers
    assert "access-control-allow-origin" not in got.headers
    assert not re.search(r"<script(?! src=)|\sstyle=|<style|\son\w+=|javascript:", got.text)


def test_the_page_can_be_reached_from_the_start_page_and_every_header(client: TestClient) -> None:
    assert "Several worries? Answer them all at once" in client.get("/").text
    assert '<a href="/assessment"' in client.get("/about").text


# -- the real directory -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(real_directory: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(real_directory, clock=lambda: NOW)) as made:
        yield made


def test_the_whole_checklist_can_be_sent_at_once(real: TestClient) -> None:
    everything = [one["id"] for one in real.get("/api/v1/concerns").json()]
    assert len(everything) == 72
    answer = sent(real, {"near": "LS1 4AP", "concerns": [{"id": one, "score": 5} for one in everything], "per_concern": 1})
    assert [one["concern"] for one in answer["concerns"]] == everything
    covered = {concern for step in answer["plan"] for concern in step["concerns"]}
    assert covered | {one["concern"] for one in answer["uncovered"]} == set(everything)
    assert all(step["service"]["eligibility"]["verdict"] != "no" for step in answer["plan"])
    assert real.post(PAGE, data={"near": "LS1 4AP", **{f"score-{one}": "5" for one in everything}}).status_code == 200


def test_each_concern_has_the_very_bytes_of_a_search_for_it(real: TestClient) -> None:
    asked = [("swelling", 8), ("money-or-finance", 6), ("pets", 4), ("emotional", 2)]
    answer = sent(real, {"near": "BT48 6HQ", "age": 67, "concerns": [{"id": one, "score": score} for one, score in asked], "per_concern": 7})
    for (concern, _), found in zip(asked, answer["concerns"], strict=True):
        alone = real.get(f"/api/v1/search?concern={concern}&near=BT48+6HQ&age=67&limit=7").json()
        assert (found["results"], found["total"], found["instead"]) == (alone["results"], alone["total"], alone["instead"])


def test_an_exact_position_in_northern_ireland_is_not_given_out(real: TestClient) -> None:
    exact = real.app.state.directory.get().gazetteer.find("BT1 5GS")  # type: ignore[attr-defined]
    near = sent(real, {"near": "BT1 5GS", "concerns": [{"id": "swelling"}]})["query"]["near"]
    assert abs(near["latitude"] - exact.latitude) + abs(near["longitude"] - exact.longitude) > 0.0005
