"""What is urgent at the head of a page: no more openly than can be read, but always what the words told of."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from signpost.concerns import UrgentAdvice
from signpost_web.pages.urgent import OPENLY, foremost


def advice(name: str, call: str) -> UrgentAdvice:
    return UrgentAdvice(name, f"Sign {name}", call, "Ring.", "made up", ("swelling",))


TODAY, NOW, AT_ONCE = advice("today", "Your GP today. 999 if you cannot walk."), advice("now", "Your 24-hour cancer line now."), advice("at-once", "999 now.")
MANY = (TODAY, advice("also-today", "Your cancer team today."), NOW, AT_ONCE)


def ids(several: list[UrgentAdvice]) -> list[str]:
    return [one.id for one in several]


def test_the_most_pressing_stand_openly_and_the_rest_can_be_unfolded() -> None:
    openly, others = foremost(MANY, told=0)
    assert (ids(openly), ids(others)) == (["at-once", "now", "today"], ["also-today"])


def test_what_the_words_told_of_is_never_folded_and_comes_first() -> None:
    assert ids(foremost(MANY, told=2)[0]) == ["today", "also-today", "at-once"]
    openly, others = foremost((TODAY,) * OPENLY + (NOW, AT_ONCE), told=OPENLY + 1)
    assert (len(openly), ids(others)) == (OPENLY + 1, ["at-once"])


@pytest.mark.parametrize("told", [None, 0])
def test_a_few_stand_as_they_are(told: int | None) -> None:
    assert foremost(MANY[:OPENLY], told) == ([*MANY[:OPENLY]], [])
    assert foremost(MANY, None) == ([*MANY], [])


def test_a_page_of_results_shows_three_and_unfolds_the_others(client: TestClient, fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fake.FakeDirectory, "scheme", replace(fake.SCHEME, urgent=MANY))
    html = client.get("/search?concern=swelling&near=LS1+4AP").text
    box = html.partition('class="urgent"')[2].partition("</section>")[0]
    assert re.findall(r"<dt>Sign ([\w-]+)</dt>", box) == ["at-once", "now", "today"]
    assert "Sign also-today: Your cancer team today." in box.partition("Other urgent signs</summary>")[2]


def test_a_plan_shows_all_that_the_ticks_call_for(client: TestClient, fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fake.FakeDirectory, "scheme", replace(fake.SCHEME, urgent=MANY))
    html = client.post("/assessment", data={"near": "LS1 4AP", "concern": "swelling"}).text
    assert html.count("<dt>Sign ") == len(MANY)
    assert "Other urgent signs" not in html
