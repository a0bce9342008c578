"""What cannot be done is said plainly, in the reader's own format, and never with a trace."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from signpost.concerns import UnknownConcern
from signpost.gazetteer import AmbiguousPlace, ImpossiblePlace, MalformedPlace, UnknownPlace
from signpost.places import MalformedPostcode
from signpost.postcode_table import NoPostcodeTable
from signpost.problems import SignpostError
from signpost.search.generation import BrokenGeneration
from signpost.search.request import BadCursor
from signpost.search.serving import NoIndexYet
from signpost.settings import BadSetting
from signpost_web.errors import NotThere, status_of
from signpost_web.params import BadParameters

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent, FakeDirectory

UNKNOWN = [
    ("/api/v1/concerns/sweling", 404, "Did you mean 'swelling'?"),
    ("/api/v1/services/aire-sweling-clinic", 404, "Did you mean 'aire-swelling-clinic'?"),
    ("/api/v1/services/%00%FF", 404, "There is no service"),
    ("/api/v1/services/" + "x" * 5000, 404, "There is no service"),
    ("/api/v1/places/zzz9", 400, "is not a postcode"),
    ("/api/v1/places/Newport", 400, "Newport, Isle of Wight"),
    ("/api/v1/places/Atlantis", 404, "There is no 'Atlantis' here."),
    ("/api/v1/places/0,0", 422, "not in the United Kingdom"),
    ("/api/v1/concerns?Q=arm", 400, "Did you mean 'q'?"),
    ("/api/v1/concerns?q=a&q=b", 400, "more than once"),
    ("/api/v1/concerns/swelling?x=1", 400, "'x' is not a parameter"),
    ("/api/v1/services/aire-swelling-clinic?as_of=soon", 400, "date and time"),
    ("/api/v1/nothing", 404, "nothing at this address"),
    ("/api/v2/search", 404, "nothing at this address"),
]


@pytest.mark.parametrize(("address", "status", "piece"), UNKNOWN, ids=[one[0][:50] for one in UNKNOWN])
def test_the_api_answers_with_a_problem(client: TestClient, address: str, status: int, piece: str) -> None:
    answer = client.get(address)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert (problem["status"], set(problem) - {"errors"}) == (status, {"type", "title", "status", "detail"})
    assert piece in problem["detail"]
    assert len(answer.content) < 1000


@pytest.mark.parametrize(
    ("address", "piece"),
    [("/concerns/sweling", "Did you mean"), ("/services/nope", "There is no service"), ("/nowhere", "We could not find that"), ("/static/1/none.css", "We could not find")],
)
def test_people_get_a_page(client: TestClient, address: str, piece: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<title>Error: we could not find that" in answer.text
    assert piece in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("address", ["/api/v1/search", "/search"])
def test_only_reading_is_allowed(client: TestClient, method: str, address: str) -> None:
    answer = client.request(method, address)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


def test_a_large_body_is_refused(client: TestClient) -> None:
    answer = client.request("GET", "/api/v1/search?q=arm", content=b"x" * 65_537)
    assert (answer.status_code, answer.json()["status"]) == (413, 413)
    assert client.request("GET", "/api/v1/search?q=arm", content=b"x" * 65_536).status_code == 200


@pytest.mark.parametrize(("address", "kind"), [("/api/v1/search?q=fall+over", "application/problem+json"), ("/search?q=fall+over", "text/html; charset=utf-8")])
def test_our_own_fault_is_bare_to_the_client_and_traced_in_the_log_without_a_word_of_the_query(
    client: TestClient, caplog: pytest.LogCaptureFixture, address: str, kind: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (500, kind)
    for word in ("RuntimeError", "Traceback", "fake.py", "fall over"):
        assert word not in answer.text
    assert "RuntimeError" in caplog.text
    assert "fake.py" in caplog.text
    assert "fall over" not in caplog.text.replace('request.text == "fall over"', "")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_index_yet_asks_people_to_come_back(client: TestClient, current: FakeCurrent) -> None:
    current.directory = None
    for address in ("/", "/search?q=arm", "/concerns", "/services/x"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
        assert "The directory is not ready yet" in answer.text
    assert client.get("/privacy").status_code == 200


CLIENTS = {MalformedPlace, MalformedPostcode, AmbiguousPlace, UnknownPlace, ImpossiblePlace, UnknownConcern, BadCursor, NotThere}


def every_kind(of: type[SignpostError] = SignpostError) -> set[type[SignpostError]]:
    return {of}.union(*(every_kind(kind) for kind in of.__subclasses__()))


def test_only_what_a_client_can_mend_is_the_clients_mistake() -> None:
    ours = {kind for kind in every_kind() - {BadParameters} if kind.__module__.startswith("signpost")}
    assert {kind for kind in ours if status_of(kind.__new__(kind)) < 500} == CLIENTS
    assert status_of(BadParameters([])) == 400
    assert {kind: status_of(kind("x")) for kind in (NoIndexYet, BrokenGeneration, NoPostcodeTable, BadSetting)} == {
        NoIndexYet: 503, BrokenGeneration: 503, NoPostcodeTable: 503, BadSetting: 500,
    }  # fmt: skip


def test_an_operators_mistake_is_logged_and_its_words_are_kept_from_the_client(
    client: TestClient, directory: FakeDirectory, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(words: str) -> None:
        raise BrokenGeneration("/folder/of/the/operator is cut short.")

    monkeypatch.setattr(directory, "understand", broken)
    answer = client.get("/api/v1/concerns?q=my+arm")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "operator" not in answer.text
    assert "BrokenGeneration" in caplog.text
    assert "my arm" not in caplog.text
