"""The page on policy files, held against the models and the reader."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, TypeAdapter

from signpost.paths import shipped
from signpost.record.policies import (
    NEEDED_WORDINGS,
    AssessmentRule,
    Instrument,
    Item,
    KeptFor,
    NationPolicy,
    PlanReviewRule,
    Retention,
    ReviewRule,
    Section,
    SummaryRule,
    Wording,
)
from signpost.record.policy_files import read_policies
from signpost_indexer.taxonomy import read_taxonomy

MODELS: tuple[type[BaseModel], ...] = (NationPolicy, ReviewRule, AssessmentRule, SummaryRule, PlanReviewRule, Instrument, Section, Item, Wording, Retention, KeptFor)
READ_AS: dict[str, Any] = {"england.yaml": NationPolicy, "instruments.yaml": tuple[Instrument, ...], "wordings.yaml": dict[str, Wording], "retention.yaml": Retention}


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "reference" / "policy-files.md").read_text(encoding="utf-8")


def test_every_key_of_every_part_is_named_and_every_wording(page: str) -> None:
    keys = {info.alias or name for model in MODELS for name, info in model.model_fields.items()}
    assert sorted(key for key in {*keys, *NEEDED_WORDINGS} if f"`{key}`" not in page) == []


def test_every_example_can_be_read(page: str) -> None:
    examples = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in examples] == list(READ_AS)
    for name, text in examples:
        TypeAdapter(READ_AS[name]).validate_python(yaml.load(text, Loader=yaml.BaseLoader))


def test_every_slip_is_answered_as_the_page_says(page: str, tmp_path: Path) -> None:
    scheme, _ = read_taxonomy(shipped("taxonomy"), str)
    assert scheme is not None
    slips = re.findall(r"^\| `(\S+\.yaml)` \| `(.+?)` \| `(.+?)` \| `(.+?)` \|$", page, re.MULTILINE)
    assert slips
    for number, (file, written, instead_of, said) in enumerate(slips):
        folder = Path(shutil.copytree(shipped("taxonomy") / "policies", tmp_path / str(number)))
        text = (folder / file).read_text(encoding="utf-8")
        assert instead_of in text
        (folder / file).write_text(text.replace(instead_of, written, 1), encoding="utf-8")
        problems = [str(one) for one in read_policies(folder, lambda path: path.name, scheme)[1]]
        assert any(one.startswith(f"{file}:") and one.endswith(said) for one in problems), (said, problems)
