"""The running API against its own OpenAPI document, attacked by schemathesis with good and bad requests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette

from signpost.settings import Settings
from signpost_web.app import create_app

CHECKED = {
    "allow_header_conformance",
    "content_type_conformance",
    "ensure_resource_availability",
    "ignored_auth",
    "missing_required_header",
    "negative_data_rejection",
    "not_a_server_error",
    "response_headers_conformance",
    "response_schema_conformance",
    "status_code_conformance",
    "unsupported_method",
    "use_after_free",
}
LEFT_OUT = {
    "object_level_authorization",  # nobody logs in to the directory, so there are no two users to tell apart
    "positive_data_acceptance",  # a postcode of the right form that does not exist is rightly refused: no schema can tell it apart
}


def test_no_check_of_schemathesis_is_forgotten() -> None:
    from schemathesis.checks import CHECKS, load_all_checks  # here: it takes a second, which no other test should wait for

    load_all_checks()
    assert set(CHECKS.get_all_names()) == CHECKED | LEFT_OUT


@pytest.mark.parametrize("examples", [10, pytest.param(400, marks=pytest.mark.heavy)])
def test_the_api_keeps_to_its_document(examples: int, served: Callable[[Starlette], str], real_directory: Settings, tmp_path: Path) -> None:
    address = served(create_app(real_directory))
    options = ["--checks", ",".join(sorted(CHECKED)), "--max-examples", str(examples), "--generation-deterministic", "--no-color"]
    run = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{address}/openapi.json", *options]
    attack = subprocess.run(run, capture_output=True, text=True, check=False, cwd=tmp_path)  # it leaves files where it runs
    assert attack.returncode == 0, (attack.stdout + attack.stderr)[-5000:]
    assert "No issues found" in attack.stdout
