"""What a text says is no worry is left out, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from signpost.understanding.negation import without_denied

CASES: list[dict[str, str]] = yaml.safe_load(Path(__file__).with_name("negation.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_what_is_denied_is_left_out_and_the_worry_stays(case: dict[str, str]) -> None:
    left = without_denied(case["text"])
    assert case.get("kept", "") in left
    assert "kept" in case or left == ""
    assert "not" not in case or case["not"] not in left


def test_every_case_says_what_must_come_of_it() -> None:
    assert all({"text"} < case.keys() <= {"text", "kept", "not"} for case in CASES)
    assert all(case["not"] in case["text"].lower().replace("'", "") for case in CASES if "not" in case)
