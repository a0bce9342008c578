"""Query parameters: what is read, what is refused, and that every fault is told at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from signpost import services
from signpost.search.request import Person
from signpost_web import params
from signpost_web.params import BadParameters, parse_search, query_pairs, query_string

if TYPE_CHECKING:
    from tests.web.fake import FakeDirectory

# query string, status, the parameters named, a piece of the message
FAULTS = [
    ("", 400, ["q"], "at least one of concern, q or family"),
    ("near=LS1+4AP", 400, ["q"], "at least one"),
    ("concern=&q=+&family=", 400, ["q"], "at least one"),
    ("concern=swolling", 404, ["concern"], "Did you mean 'swelling'?"),
    ("concern=swelling&concern=nope", 404, ["concern"], "'nope' is not a concern"),
    ("family=lymphodema", 404, ["family"], "Did you mean 'lymphoedema'?"),
    ("q=arm&q=leg", 400, ["q"], "more than once"),
    ("q=arm&near=LS1+4AP&near=Leeds", 400, ["near"], "more than once"),
    ("q=arm&naer=LS1", 400, ["naer"], "Did you mean 'near'?"),
    ("q=arm&=x", 400, [""], "not a parameter"),
    ("q=arm&near=zzz9", 400, ["near"], "is not a postcode"),
    ("q=arm&near=Newport", 400, ["near"], "Newport, Isle of Wight"),
    ("q=arm&near=Atlantis", 404, ["near"], "There is no 'Atlantis'"),
    ("q=arm&near=ZZ1+1ZZ", 404, ["near"], "There is no 'ZZ1 1ZZ'"),
    ("q=arm&near=99,0", 422, ["near"], "is not in the United Kingdom"),
    ("q=arm&limit=0", 422, ["limit"], "from 1 to 100"),
    ("q=arm&limit=1000000000", 422, ["limit"], "from 1 to 100"),
    ("q=arm&limit=-1", 422, ["limit"], "from 1 to 100"),
    ("q=arm&limit=1.5", 400, ["limit"], "whole number"),
    ("q=arm&limit=ten", 400, ["limit"], "whole number"),
    ("q=arm&limit=" + "9" * 5000, 400, ["limit"], "whole number"),
    ("q=arm&limit=%EF%BC%92", 400, ["limit"], "whole number"),  # a full-width 2
    ("q=arm&radius_miles=0", 422, ["radius_miles"], "more than 0"),
    ("q=arm&radius_miles=-3", 422, ["radius_miles"], "more than 0"),
    ("q=arm&radius_miles=1000.1", 422, ["radius_miles"], "at most 1000"),
    ("q=arm&radius_miles=nan", 400, ["radius_miles"], "number of miles"),
    ("q=arm&radius_miles=inf", 400, ["radius_miles"], "number of miles"),
    ("q=arm&radius_miles=1e400", 400, ["radius_miles"], "number of miles"),
    ("q=arm&radius_miles=1_0", 400, ["radius_miles"], "number of miles"),
    ("q=arm&radius_miles=far", 400, ["radius_miles"], "number of miles"),
    ("q=arm&delivery=fone", 400, ["delivery"], "Did you mean 'phone'?"),
    ("q=arm&cost=fre", 400, ["cost"], "Did you mean 'free'?"),
    ("q=arm&referral=slef", 400, ["referral"], "Did you mean 'self'?"),
    ("q=arm&audience=carers", 400, ["audience"], "Did you mean 'carer'?"),
    ("q=arm&step_free=yes", 400, ["step_free"], "true or false"),
    ("q=arm&language=punjabi", 400, ["language"], "Write 'pa'"),
    ("q=arm&language=en-GB", 400, ["language"], "Write 'en'"),
    ("q=arm&language=x", 400, ["language"], "primary language tag"),
    ("q=arm&cancer_type=bowl", 404, ["cancer_type"], "Did you mean 'bowel'?"),
    ("q=arm&age=two", 400, ["age"], "whole number"),
    ("q=arm&age=121", 422, ["age"], "from 0 to 120"),
    ("q=arm&open_at=2026-10-31", 400, ["open_at"], "date and time"),
    ("q=arm&open_at=now", 400, ["open_at"], "date and time"),
    ("q=arm&open_at=2026-02-30T10:00", 400, ["open_at"], "date and time"),
    ("q=arm&open_at=1026-10-31T10:00", 422, ["open_at"], "from 2000 to 2100"),
    ("q=arm&as_of=9999-12-31T23:59:59-12:00", 422, ["as_of"], "from 2000 to 2100"),
    ("q=arm&as_of=2026-10-31T10:00%2B99:00", 400, ["as_of"], "date and time"),
    ("q=" + "a" * 10_000, 422, ["q"], "10,000 characters"),
    ("q=a%00b", 400, ["q"], "control character"),
    ("q=a%1Bb", 400, ["q"], "control character"),
    ("q=arm&near=LS1%004AP", 400, ["near"], "control character"),
    ("q=%FF%FE", 400, ["q"], "not valid UTF-8"),
    ("concern=%C0%AF", 400, ["concern"], "not valid UTF-8"),
    ("q=arm&%FF=1", 400, ["\N{REPLACEMENT CHARACTER}"], "not a parameter"),
    ("q=arm&cursor=rubbish", 400, ["cursor"], "damaged"),
    ("q=arm&cursor=" + "a" * 3000, 400, ["cursor"], "too long"),
    ("&".join(f"p{number}=1" for number in range(300)), 400, ["query"], "more than 200"),
    ("near=zzz9&limit=0&concern=nope&foo=1", 400, ["foo", "near", "limit", "concern"], "'foo' is not a parameter"),
    ("concern=nope&limit=0", 404, ["concern", "limit"], "'nope'"),
]


@pytest.mark.parametrize(("query", "status", "parameters", "piece"), FAULTS, ids=[fault[0][:40] or "nothing" for fault in FAULTS])
def test_a_bad_parameter_is_named_with_its_way_out(client: TestClient, query: str, status: int, parameters: list[str], piece: str) -> None:
    answer = client.get(f"/api/v1/search?{query}")
    problem = answer.json()
    assert answer.status_code == status, problem
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == status
    assert [error["parameter"] for error in problem["errors"]] == parameters
    assert any(piece in error["detail"] for error in problem["errors"]), problem["errors"]
    assert len(answer.content) < 2500, "a message repeats too much of what was sent"


@pytest.mark.parametrize(("query", "status", "parameters", "piece"), FAULTS, ids=[fault[0][:40] or "nothing" for fault in FAULTS])
def test_a_page_has_the_same_status_but_ignores_unknown_parameters(client: TestClient, query: str, status: int, parameters: list[str], piece: str) -> None:
    answer = client.get(f"/search?{query}")
    if piece.endswith("not a parameter") or parameters in (["naer"],):
        assert answer.status_code in {200, status}
    else:
        assert answer.status_code == status
        assert "<title>Error: " in answer.text


def test_every_parameter_is_read(directory: FakeDirectory) -> None:
    query = (
        b"concern=swelling&concern=physical&q=puffed+%20+up&near=+ls1+4ap&radius_miles=1e1&family=lymphoedema&delivery=phone&delivery=online&cost=free&referral=self"
        b"&language=PA&step_free=true&open_at=2026-06-01T10:00&as_of=2026-11-02T09:30:00Z&age=67&cancer_type=Colorectal%20cancer&audience=carer&limit=5&cursor=page-two"
    )
    request, as_of = parse_search(query_pairs(query), directory)
    assert request.concerns == ("swelling", "physical")
    assert request.text == "puffed up"
    assert request.near
    assert request.near.name == "LS1 4AP"
    assert request.radius_miles == 10
    assert (request.families, request.delivery, request.cost, request.referral) == (("lymphoedema",), ("phone", "online"), "free", "self")
    assert (request.language, request.step_free, request.limit, request.cursor) == ("pa", True, 5, "page-two")
    assert request.person == Person(67, "bowel", "carer")
    assert as_of == datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def test_a_time_without_an_offset_is_uk_time(directory: FakeDirectory) -> None:
    request, _ = parse_search([("q", "arm"), ("open_at", "2026-06-01T10:00")], directory)
    assert request.open_at
    assert request.open_at.utcoffset() == timedelta(hours=1)


def test_the_plus_of_an_offset_may_have_become_a_space(directory: FakeDirectory) -> None:
    request, _ = parse_search(query_pairs(b"q=arm&open_at=2026-06-01T10:00+02:00"), directory)
    assert request.open_at
    assert request.open_at.utcoffset() == timedelta(hours=2)


def test_an_empty_parameter_counts_as_absent_even_when_repeated(directory: FakeDirectory) -> None:
    request, as_of = parse_search(query_pairs(b"q=arm&near=&near=LS1+4AP&limit=&as_of=&cost="), directory)
    assert request.near
    assert (request.cost, as_of) == (None, None)


def test_the_same_value_twice_is_one(directory: FakeDirectory) -> None:
    request, _ = parse_search(query_pairs(b"concern=swelling&concern=swelling&cost=free"), directory)
    assert request.concerns == ("swelling",)


def test_raw_utf_8_is_read_like_percent_encoded() -> None:
    assert query_pairs("q=crème".encode()) == query_pairs(b"q=cr%C3%A8me") == [("q", "crème")]


def test_a_concern_and_a_place_can_both_be_wrong() -> None:
    error = BadParameters([params.Fault("concern", "No such concern.", 404), params.Fault("limit", "Too many.", 422)])
    assert (error.status, error.errors) == (404, [("concern", "No such concern."), ("limit", "Too many.")])


def test_a_query_string_keeps_every_parameter_and_one_cursor() -> None:
    pairs = [("concern", "a"), ("concern", "b"), ("near", "LS1 4AP"), ("q", ""), ("cursor", "old")]
    assert query_string(pairs, "new") == "concern=a&concern=b&near=LS1+4AP&cursor=new"
    assert query_string(pairs) == "concern=a&concern=b&near=LS1+4AP"


@pytest.mark.parametrize(
    ("words", "enumeration"),
    [(params.DELIVERY, services.Delivery), (params.COST, services.Cost), (params.REFERRAL, services.Referral), (params.AUDIENCE, services.Audience)],
)
def test_the_fixed_words_are_those_of_the_entries(words: tuple[str, ...], enumeration: type[services.Cost]) -> None:
    assert words == tuple(enumeration)
