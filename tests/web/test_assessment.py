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

from signpost.search.request import Verdict
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


def ticked(html: str) -> dict[str, str | None]:
    """The concerns that are ticked, each with its score."""
    scores = dict(re.findall(r'<input type="radio"[^>]* name="score-([^"]+)" value="(\d+)" checked>', html))
    return {one: scores.get(one) for one in re.findall(r'<input type="checkbox"[^>]* name="concern" value="([^"]+)" checked>', html)}


def tick(near: str = "LS1 4AP", **more: str) -> dict[str, Any]:
    """A form with some ticks: pets a little, swelling badly, and a temperature without a score."""
    return {"near": near, "concern": ["pets", "swelling", "high-temperature-or-fever"], "score-pets": "3", "score-swelling": "8", **more}


def test_the_form_asks_for_every_concern_in_parts_that_can_be_unfolded(client: TestClient, fake: Any) -> None:
    html = client.get(PAGE).text
    for one in fake.SCHEME.concerns:
        assert re.search(rf'<input type="checkbox" id="([^"]+)" name="concern" value="{one.id}">\s*<label for="\1">', html), one.id
        assert re.findall(rf'name="score-{one.id}" value="(\d+)"', html) == [str(score) for score in range(11)]
    assert '<form class="checklist" action="/assessment" method="post">' in html
    assert html.count('<details class="fold">') == len(fake.SCHEME.categories)
    assert ticked(html) == {}
    assert client.get(f"{PAGE}?whole=yes").text.count('<details class="fold" open>') == html.count('<details class="fold">')


def test_it_says_plainly_that_nothing_is_stored(client: TestClient) -> None:
    assert "We store nothing." in client.get(PAGE).text
    assert "We store nothing." in client.post(PAGE, data=tick()).text


def test_the_form_is_answered_at_the_same_address_urgent_advice_first(client: TestClient) -> None:
    got = client.post(PAGE, data=tick())
    assert (got.status_code, got.headers["cache-control"], str(got.url).endswith(PAGE)) == (200, "no-store", True)
    html = got.text.partition('<main id="main"')[2]
    order = [html.index(piece) for piece in ('class="urgent"', "<h1>", "What you told us", 'class="steps"', "Not in the plan", "Each worry, worst first", ">Swelling</a>", ">Pets</a>")]
    assert order == sorted(order)
    assert "A plan for 3 worries" in html
    assert 'href="tel:01134960000"' in html
    assert "Pain or discomfort</a>" not in html


def test_worries_stand_worst_first_with_their_scores(client: TestClient) -> None:
    told = client.post(PAGE, data=tick()).text.partition('class="told-worries"')[2].partition("</ol>")[0]
    assert [" ".join(re.sub("<[^>]+>", "", one).split()) for one in told.split("<li>")[1:]] == ["Swelling 8 of 10", "Pets 3 of 10", "High temperature or fever"]


def test_a_score_without_its_tick_says_nothing(client: TestClient, directory: FakeDirectory) -> None:
    client.post(PAGE, data={"near": "LS1 4AP", "concern": "swelling", "score-pets": "9", "score-swelling": ""})
    [(assessment, _)] = directory.assessed
    assert [(one.concern, one.score) for one in assessment.concerns] == [("swelling", None)]


def test_own_words_are_looked_up_and_tell_of_emergencies(client: TestClient, directory: FakeDirectory) -> None:
    html = client.post(PAGE, data=tick(own="I am shivering  and\nmy arm is puffy", age="67", radius_miles="10")).text
    asked = next(request for request, _ in directory.asked if request.text)
    assert (asked.text, asked.near and asked.near.name, asked.person.age, asked.radius_miles) == ("I am shivering and my arm is puffy", "LS1 4AP", 67, 10)
    assert "A plan for 4 worries" in html
    assert "Who may help with what you wrote" in html
    assert html.index('class="urgent"') < html.index("<h1>")


def test_own_words_alone_are_enough(client: TestClient, directory: FakeDirectory) -> None:
    html = client.post(PAGE, data={"near": "LS1 4AP", "own": "who feeds my cat"}).text
    assert directory.assessed == []
    assert "A plan for 1 worry" in html
    assert "“<bdi>who feeds my cat</bdi>”" in html
    assert 'class="steps"' not in html


def test_what_somebody_wants_to_ask_is_repeated_and_tells_of_emergencies(client: TestClient) -> None:
    html = client.post(PAGE, data={"near": "LS1 4AP", "concern": "pets", "questions": "Is it bad that I shiver?"}).text
    assert "<bdi>Is it bad that I shiver?</bdi>" in html
    assert 'class="urgent"' in html
    assert 'class="urgent"' not in client.post(PAGE, data={"near": "LS1 4AP", "concern": "pets", "questions": "Can I fly?"}).text


@pytest.mark.parametrize("said", [{"none": "yes"}, {"questions": "Can I fly?"}])
def test_without_a_worry_no_place_is_asked_for(client: TestClient, said: dict[str, str]) -> None:
    got = client.post(PAGE, data=said)
    assert got.status_code == 200
    assert "No worries for now" in got.text
    assert ("Can I fly?" in got.text) == ("questions" in said)


def test_the_answers_can_be_changed(client: TestClient) -> None:
    sent_again = dict[str, Any]()
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', client.post(PAGE, data=tick("Leeds", age="67", cancer_type="bowel", own="my cat")).text):
        sent_again.setdefault(name, []).append(value)
    got = client.post(PAGE, data={**sent_again, "change": "yes"})
    assert got.status_code == 200
    assert ticked(got.text) == {"swelling": "8", "pets": "3", "high-temperature-or-fever": None}
    assert 'value="Leeds"' in got.text
    assert 'value="67"' in got.text
    assert '<option value="bowel" selected>' in got.text
    assert ">my cat</textarea>" in got.text
    assert "What is on your mind?" in got.text


def test_the_place_says_how_exact_it_is(client: TestClient) -> None:
    assert "Distances are from the middle of Leeds." in client.post(PAGE, data=tick("Leeds")).text


def test_a_service_of_the_plan_is_kept_and_the_plan_stays(client: TestClient) -> None:
    html = client.post(PAGE, data=tick()).text
    assert re.search(r'<button [^>]*form="answers" formaction="/assessment#keep-aire-swelling-clinic" name="keep" value="aire-swelling-clinic">', html)
    got = client.post(PAGE, data=tick(keep="aire-swelling-clinic"))
    assert "A plan for 3 worries" in got.text
    assert "In your list." in got.text
    assert "signpost-list=" in got.headers["set-cookie"]
    assert "Aire Swelling Clinic" in client.get("/list").text
    assert "In your list." in client.post(PAGE, data=tick()).text
    got = client.post(PAGE, data=tick(remove="aire-swelling-clinic"))
    assert 'name="keep" value="aire-swelling-clinic"' in got.text
    assert "Aire Swelling Clinic" not in client.get("/list").text


def test_several_services_are_kept_at_once_and_what_is_none_is_not(client: TestClient) -> None:
    client.post(PAGE, data=tick(keep="aire-swelling-clinic,example-helpline,no-such-service,\ud800".encode("utf-8", "replace").decode()))
    html = client.get("/list").text
    assert "Aire Swelling Clinic" in html
    assert "Example Helpline" in html
    assert "My list: 2 services" in html


def test_another_site_cannot_put_anything_into_the_list(client: TestClient) -> None:
    got = client.post(PAGE, data=tick(keep="aire-swelling-clinic"), headers={"Sec-Fetch-Site": "cross-site"})
    assert got.status_code == 403
    assert "set-cookie" not in got.headers


@pytest.mark.parametrize(
    ("reason", "marked"),
    [
        ("For people with prostate cancer", True),
        ("For ages 13 to 24", True),
        ("For carers, family and friends", True),
        ("For patients of Aire Hospital", True),
        ("For ages 18 and over", False),
        ("For patients and carers", False),
        ("For adults registered with a Leeds GP", False),
    ],
)
def test_a_service_for_one_group_alone_is_marked(client: TestClient, fake: Any, monkeypatch: pytest.MonkeyPatch, reason: str, marked: bool) -> None:
    plain = fake.result
    monkeypatch.setattr(fake, "result", lambda *given, **changes: plain(*given, **changes | {"verdict": Verdict.ASK, "because": (reason,)}))
    html = client.post(PAGE, data=tick()).text.partition('class="steps"')[2]
    assert ("Not for everyone:" in html) == marked
    assert html.count(reason[3:]) == 1


def test_a_form_that_cannot_be_read_is_shown_again_with_its_faults_and_what_was_chosen(client: TestClient) -> None:
    got = client.post(PAGE, data=tick("zzz9", age="two", own="x " * 260, **{"score-pets": "11"}))
    assert got.status_code == 400
    for field in ("near", "score-pets", "age", "own"):
        assert f'<a href="#field-{field}">' in got.text
        assert f'id="fault-{field}"' in got.text
    for field in ("near", "age", "own"):
        assert re.search(rf'id="field-{field}"[^>]*aria-describedby="[^"]*fault-{field}"[^>]*aria-invalid="true"', got.text), field
    assert 'aria-describedby="fault-score-pets" aria-invalid="true"' in got.text
    assert "The score of “Pets” is 11: it must be from 0 to 10." in got.text
    assert "What you wrote is 519 characters long" in got.text
    assert ticked(got.text) == {"swelling": "8", "pets": None, "high-temperature-or-fever": None}
    assert 'value="zzz9"' in got.text


def test_an_empty_form_asks_for_a_worry_and_a_place(client: TestClient) -> None:
    got = client.post(PAGE, data={"near": " ", "own": " "})
    assert got.status_code == 400
    assert '<a href="#field-near">Tell us where: add a postcode or town</a>' in got.text
    assert '<a href="#field-concern">Tick at least one worry, or tell us in your own words</a>' in got.text
    assert re.search(r'<details class="fold" open>.*?<input type="checkbox" id="field-concern"', got.text, re.DOTALL)


def test_fields_that_the_form_has_not_are_passed_over(client: TestClient) -> None:
    assert client.post(PAGE, data=tick(utm="x", **{"score-nothing": "9"})).status_code == 200


@pytest.mark.parametrize(("content", "kind", "status"), [(b"{}", "application/json", 415), (b"near=%FF&concern=swelling", None, 400), (b"a=b&" * 300, None, 400), (b"x" * 65_537, None, 413)])
def test_what_no_browser_would_send_gets_a_page_and_its_status(client: TestClient, content: bytes, kind: str | None, status: int) -> None:
    got = client.post(PAGE, content=content, headers={"Content-Type": kind or "application/x-www-form-urlencoded"})
    assert (got.status_code, got.headers["content-type"]) == (status, "text/html; charset=utf-8")


def test_other_methods_are_refused(client: TestClient) -> None:
    got = client.put(PAGE)
    assert (got.status_code, set(got.headers["allow"].split(", "))) == (405, {"GET", "HEAD", "POST"})


def test_nothing_near_and_nothing_at_all_say_what_to_do(client: TestClient) -> None:
    html = client.post(PAGE, data={"near": "ZE1 0AA", "concern": "pets", "score-pets": "8"}).text
    assert "What you can do" in html
    assert 'class="steps"' not in html
    assert "Ask your nurse." in html


def test_no_line_of_the_log_holds_anything_of_an_assessment(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post(PAGE, data={"near": "LS1 4AP", "concern": "swelling", "score-swelling": "8"})
        client.post(PAGE, data={"near": "secretplace", "concern": "swelling", "score-swelling": "secretscore", "own": "secretwords"})
        client.post(API, json=ASKED)
        client.post(API, content='{"near": "secretplace", "concerns": [{"id": "secretid"', headers={"Content-Type": "application/json"})
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("signpost", "uvicorn", "starlette"))]
    assert len(ours) == 4
    assert not re.search("secret|LS1|4AP|swelling", "\n".join(ours), re.IGNORECASE)
    assert re.fullmatch(r"POST /assessment 200 \d+\.\d ms", ours[0])


def test_the_answer_is_guarded_and_its_form_may_only_lead_back_here(client: TestClient) -> None:
    got = client.post(PAGE, data={"near": "LS1 4AP", "concern": "swelling", "score-swelling": "8"})
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
    assert real.post(PAGE, data={"near": "LS1 4AP", "concern": everything, **{f"score-{one}": "5" for one in everything}}).status_code == 200


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
