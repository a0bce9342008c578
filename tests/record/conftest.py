"""What tests of the record share."""

from __future__ import annotations

import pytest

from signpost.concerns import ConcernScheme
from signpost.paths import shipped
from signpost.record.policies import Policies
from signpost.record.policy_files import open_policies
from signpost_indexer.taxonomy import read_taxonomy
from tests.search.conftest import directory_of, learnt, scheme

__all__ = ["directory_of", "learnt", "scheme"]  # small directories to search in


@pytest.fixture(scope="session")
def taxonomy() -> ConcernScheme:
    made, problems = read_taxonomy(shipped("taxonomy"), str)
    assert made is not None, problems
    return made


@pytest.fixture(scope="session")
def policies(taxonomy: ConcernScheme) -> Policies:
    """Those that are shipped."""
    return open_policies(shipped("taxonomy") / "policies", taxonomy)
