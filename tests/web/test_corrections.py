"""Telling the curators what is wrong with an entry."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from signpost import corrections as queue_of
from signpost.corrections import KINDS, Queue, Report
from signpost_web.app import create_app
from signpost_web.pages import corrections
from signpost_web.pages.corrections import Allowance

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent

WRONG = "/services/aire-swelling-clinic/wrong"
SAID = {"kind": "number", "words": "It is now 0113 496 0009."}


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path / "corrections.jsonl")


@pytest.fixture
def client(fake: Any, current: FakeCurrent, tmp_path: Path) -> Iterator[TestClient]:
    settings = replace(fake.settings(), corrections=tmp_path / "corrections.jsonl")
    with TestClient(create_app(settings, directory=current, clock=lambda: datetime(2026, 7, 1, 23, 30, tzinfo=UTC)), follow_redirects=False) as made:
        yield made


def test_every_service_leads_to_the_form_closed_ones_too(client: TestClient) -> None:
    for service in ("aire-swelling-clinic", "gone-helpline"):
        assert f'href="/services/{service}/wrong"' in client.get(f"/services/{service}").text
        assert client.get(f"/services/{service}/wrong").status_code == 200


def test_the_form_offers_each_kind_and_asks_for_nothing_about_the_person(client: TestClient) -> None:
    html = client.get(WRONG).text
    assert all(f'value="{kind}"' in html and words in html for kind, words in KINDS.items())
    assert 'maxlength="500"' in html
    for field in ("email", "phone", "tel"):
        assert f'name="{field}"' not in html
        assert f'type="{field}"' not in html


def test_a_report_lands_in_the_queue_with_the_day_in_the_uk_and_thanks(client: TestClient, queue: Queue) -> None:
    answer = client.post(WRONG, data=SAID)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{WRONG}/thanks")
    assert queue.open_reports() == [Report(1, "aire-swelling-clinic", "number", "It is now 0113 496 0009.", "2026-07-02")]
    assert "Thank you" in client.get(f"{WRONG}/thanks").text


def test_words_are_not_needed(client: TestClient, queue: Queue) -> None:
    assert client.post(WRONG, data={"kind": "closed"}).status_code == 303
    assert [report.words for report in queue.open_reports()] == [""]


@pytest.mark.parametrize(
    ("sent", "says"),
    [({"words": "hello"}, "Choose what is wrong"), ({"kind": "rubbish"}, "Choose what is wrong"), ({"kind": "other", "words": "x" * 501}, "Write no more than 500 characters")],
)
def test_what_is_missing_or_too_long_is_told_and_the_words_stay(client: TestClient, queue: Queue, sent: dict[str, str], says: str) -> None:
    answer = client.post(WRONG, data=sent)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert answer.text.count(says) == 2
    assert sent.get("words", "") in answer.text
    assert queue.open_reports() == []


def test_five_hundred_characters_fit_however_a_browser_sends_the_ends_of_lines(client: TestClient, queue: Queue) -> None:
    client.post(WRONG, data={"kind": "other", "words": "a\r\n" * 249 + "bc"})
    assert [len(report.words) for report in queue.open_reports()] == [500]


def test_bytes_that_are_no_text_are_kept_as_question_marks(client: TestClient, queue: Queue) -> None:
    client.post(WRONG, content=b"kind=other&words=caf%E9", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert [report.words for report in queue.open_reports()] == ["caf?"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "null"}, 303),
        ({"Origin": "https://elsewhere.example"}, 403),
    ],
)
def test_only_our_own_pages_may_send_it(client: TestClient, queue: Queue, headers: dict[str, str], status: int) -> None:
    assert client.post(WRONG, data=SAID, headers=headers).status_code == status
    assert len(queue.open_reports()) == (status == 303)


def test_what_fills_in_the_hidden_field_is_thanked_and_forgotten(client: TestClient, queue: Queue) -> None:
    assert client.post(WRONG, data={**SAID, corrections.TRAP: "https://example.org"}).status_code == 303
    assert queue.open_reports() == []


def test_one_address_may_report_ten_times_an_hour(client: TestClient, queue: Queue) -> None:
    assert [client.post(WRONG, data=SAID).status_code for _ in range(11)] == [303] * 10 + [429]
    refused = client.post(WRONG, data=SAID)
    assert refused.headers["retry-after"] == "3600"
    assert "It is now 0113 496 0009." in refused.text
    assert len(queue.open_reports()) == 10


def test_mistakes_do_not_count(client: TestClient) -> None:
    assert {client.post(WRONG, data={"words": "x"}).status_code for _ in range(12)} == {400}
    assert client.post(WRONG, data=SAID).status_code == 303


def test_each_address_has_its_own_allowance_and_a_home_of_many_addresses_has_one() -> None:
    allowance = Allowance()
    assert all(allowance.take("192.0.2.1") for _ in range(10))
    assert not allowance.take("192.0.2.1")
    assert allowance.take("192.0.2.2")
    assert all(allowance.take(f"2001:db8::{number:x}") for number in range(10))
    assert not allowance.take("2001:db8::ffff")
    assert allowance.take("2001:db8:0:1::1")


def test_everybody_together_may_report_two_hundred_times_an_hour() -> None:
    allowance = Allowance()
    assert all(allowance.take(f"192.0.2.{number}") for number in range(200))
    assert not allowance.take("192.0.2.200")


def test_no_address_is_kept_in_memory(client: TestClient) -> None:
    allowance = Allowance()
    allowance.take("192.0.2.77")
    assert "192.0.2.77" not in repr(vars(allowance._counts.storage))


def test_a_full_queue_is_told_and_logged_without_a_word(client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_of, "MAX_BYTES", 10)
    with caplog.at_level(logging.DEBUG):
        answer = client.post(WRONG, data={"kind": "other", "words": "secretword"})
    assert answer.status_code == 503
    assert "we cannot take your report now" in answer.text
    assert "QueueFull" in caplog.text
    assert "secretword" not in caplog.text


def test_the_words_of_a_report_are_in_no_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post(WRONG, data={"kind": "other", "words": "secretword"})
        client.post(WRONG, data={"kind": "secretkind", "words": "secretword"})
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("signpost")]
    assert any(line.startswith("POST /services/{id}/wrong 303") for line in ours)
    assert "secret" not in "\n".join(ours)


def test_a_report_holds_only_what_the_privacy_page_says(client: TestClient, tmp_path: Path) -> None:
    client.post(WRONG, data=SAID, headers={"User-Agent": "someone's telephone"})
    [row] = (tmp_path / "corrections.jsonl").read_text("utf-8").splitlines()
    assert set(json.loads(row)) == {"number", "service", "kind", "words", "on"}


def test_nobody_can_report_a_service_that_is_not_there(client: TestClient, queue: Queue) -> None:
    assert client.get("/services/no-such-clinic/wrong").status_code == 404
    assert client.post("/services/no-such-clinic/wrong", data=SAID).status_code == 404
    assert client.get("/services/no-such-clinic/wrong/thanks").status_code == 404
    assert queue.open_reports() == []


def test_a_body_of_another_kind_is_refused(client: TestClient) -> None:
    assert client.post(WRONG, json=SAID).status_code == 415
