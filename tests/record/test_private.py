"""The search for what is private would find it, however it was written."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from tests.conftest import Listener
from tests.record import private


@pytest.mark.parametrize("written", ["mrs testerly", "999 000 0018", "9990000018", "999%20000%200018", "LS14AP", "LS1+4AP", "27/3/1961", "27 March 1961", "1961-03-27", "my arm is tight"])
@pytest.mark.parametrize("encoding", private.ENCODINGS)
def test_what_is_private_is_found_in_any_writing(written: str, encoding: str) -> None:
    assert private.found_in(b"\x00\xff" + written.encode(encoding) + b"\x00", private.MADE_UP)


def test_other_people_and_days_are_not_taken_for_them() -> None:
    assert private.found_in(b"Mrs Sample of LS2 7EY, born 1961-03-28, 943 476 5919", private.MADE_UP) == set()
    assert private.of_day(date(1961, 3, 28)).isdisjoint(private.MADE_UP)


def test_a_log_that_tells_of_somebody_is_noticed_with_its_values_and_its_traceback() -> None:
    listener, log = Listener(), logging.Logger("signpost.made-up")
    log.addHandler(listener)
    log.info("saved %s", "a document")
    log.info("saved %s", "Testerly")
    try:
        raise ValueError("9990000018")
    except ValueError:
        log.exception("failed")
    assert [found for _, found in listener.told()] == [{"Testerly"}, {"99900000"}]
