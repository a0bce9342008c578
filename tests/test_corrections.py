"""The queue of what people say is wrong: whole or not at all, never too large, and forgetful."""

from __future__ import annotations

import stat
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from signpost import corrections
from signpost.__main__ import main
from signpost.corrections import BrokenQueue, NoSuchReport, Queue, QueueFull, Report

DAY, LATER = date(2026, 11, 1), date(2026, 11, 3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "corrections.jsonl"


@pytest.fixture
def queue(path: Path) -> Queue:
    return Queue(path)


@pytest.fixture
def on_the_command_line(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNPOST_CORRECTIONS", str(path))


def test_reports_stand_in_the_order_in_which_they_came(queue: Queue) -> None:
    queue.add("a-clinic", "number", "It rings out.", DAY)
    queue.add("b-clinic", "closed", "", LATER)
    assert queue.open_reports() == [Report(1, "a-clinic", "number", "It rings out.", "2026-11-01"), Report(2, "b-clinic", "closed", "", "2026-11-03")]


def test_a_queue_that_nobody_has_used_is_empty(queue: Queue) -> None:
    assert queue.open_reports() == []


@pytest.mark.parametrize("words", ["two\nlines", "a line\u2028separator\x85and more", 'a "quote" and {braces}', "ہسپتال بند ہے"])
def test_words_of_any_kind_stay_one_report(queue: Queue, words: str) -> None:
    queue.add("a-clinic", "other", words, DAY)
    queue.add("a-clinic", "other", "next", DAY)
    assert [report.words for report in queue.open_reports()] == [words, "next"]


def test_what_was_said_is_gone_when_its_report_is_closed_and_its_number_is_not_used_again(queue: Queue, path: Path) -> None:
    queue.add("a-clinic", "other", "private words", DAY)
    queue.close(1, LATER)
    assert "private" not in path.read_text("utf-8")
    assert "a-clinic" not in path.read_text("utf-8")
    queue.add("a-clinic", "other", "more", DAY)
    assert [report.number for report in queue.open_reports()] == [2]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_report_that_is_not_open_cannot_be_closed(queue: Queue, number: int) -> None:
    queue.add("a-clinic", "other", "", DAY)
    queue.add("a-clinic", "other", "", DAY)
    queue.close(1, LATER)
    with pytest.raises(NoSuchReport, match=f"no open report {number}"):
        queue.close(number, LATER)


def test_a_full_queue_takes_no_more_and_loses_nothing(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    queue.add("a-clinic", "other", "kept", DAY)
    monkeypatch.setattr(corrections, "MAX_BYTES", 150)
    with pytest.raises(QueueFull):
        queue.add("a-clinic", "other", "refused", DAY)
    assert [report.words for report in queue.open_reports()] == ["kept"]


def test_the_queue_holds_at_least_four_hundred_of_the_longest_reports() -> None:
    longest = len("𝄞".encode()) * corrections.MAX_WORDS + 200
    assert corrections.MAX_BYTES // longest >= 400


def test_only_the_owner_may_read_it(queue: Queue, path: Path) -> None:
    queue.add("a-clinic", "other", "", DAY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_that_a_hand_has_broken_is_named_and_nothing_is_lost(queue: Queue, path: Path) -> None:
    queue.add("a-clinic", "other", "", DAY)
    path.write_text(path.read_text("utf-8") + "{oops\n", "utf-8")
    for tried in (queue.open_reports, lambda: queue.add("a-clinic", "other", "", DAY), lambda: queue.close(1, DAY)):
        with pytest.raises(BrokenQueue, match=r"^Line 2 of .*corrections\.jsonl is no report"):
            tried()
    assert path.read_text("utf-8").endswith("{oops\n")


def _add(path: Path) -> None:
    Queue(path).add("a-clinic", "other", "", DAY)


def test_several_processes_may_add_at_once(queue: Queue, path: Path) -> None:
    with ProcessPoolExecutor(2) as workers:
        list(workers.map(_add, [path] * 20))
    assert [report.number for report in queue.open_reports()] == list(range(1, 21))


@pytest.mark.usefixtures("on_the_command_line")
def test_a_curator_lists_and_closes_reports(queue: Queue, capsys: pytest.CaptureFixture[str]) -> None:
    queue.add("a-clinic", "number", "It rings\nout.\x1b[2J", DAY)
    queue.add("b-clinic", "closed", "", LATER)
    assert main(["corrections"]) == 0
    assert capsys.readouterr().out.splitlines() == ["   1  2026-11-01  a-clinic: The phone number does not work", "      “It rings out.\\x1b[2J”", "   2  2026-11-03  b-clinic: It has closed"]
    assert main(["corrections", "done", "1", "2"]) == 0
    assert capsys.readouterr().out == "No report is open.\n"
    assert queue.open_reports() == []


@pytest.mark.usefixtures("on_the_command_line")
@pytest.mark.parametrize(("arguments", "says"), [(["done", "7"], "no open report 7"), (["done"], "by their numbers")])
def test_a_mistake_is_told_in_a_plain_sentence(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corrections", *arguments]) == 2
    assert says in capsys.readouterr().err
