"""Whatever bytes a file holds, checking it gives problems or a service, and never an error of our own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signpost_indexer.entries import Checked, entry_files

Check = Callable[[Sequence[Path], Path], Checked]

ROOT = Path(__file__).parents[2]
GOOD = [file.read_bytes() for file in entry_files(ROOT / "tests/entries/good")]
SIGNS = [b"\t", b"'", b'"', b": ", b"- ", b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!x ", b"|", b">", b"#", b"\n", b"\r", b"\x00", b"\xff", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"---\n", b"~", b"? ", b"<<: ", "²".encode()]

patient = settings(
    derandomize=True, deadline=None, database=None, max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]
)


def fate(raw: bytes, folder: Path, check: Check) -> Checked:
    """What came of a file of these bytes; the report must be one printable line for each problem."""
    file = folder / "full-entry.yaml"
    file.write_bytes(raw)
    checked = check([file], folder)
    assert checked.problems or checked.entries
    assert bool(checked.entries) is not bool(checked.errors)
    rows = raw.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for problem in checked.problems:
        assert str(problem).isprintable()
        assert 1 <= problem.line <= rows
        assert problem.column >= 1
    return checked


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A good file after a few slips: bytes cut out, doubled, put in or changed."""
    raw = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(raw)))
        to = min(len(raw), at + draw(st.integers(0, 30)))
        middle = draw(st.one_of(st.just(b""), st.just(raw[at:to] * 2), st.sampled_from(SIGNS), st.binary(max_size=4)))
        raw = raw[:at] + middle + raw[to:]
    return raw


@patient
@given(raw=spoilt())
def test_a_spoilt_file_gives_problems_or_a_service(raw: bytes, tmp_path: Path, check: Check) -> None:
    fate(raw, tmp_path, check)


@patient
@given(raw=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_give_problems(raw: bytes, tmp_path: Path, check: Check) -> None:
    assert fate(raw, tmp_path, check).errors


values: st.SearchStrategy[str] = st.recursive(
    st.one_of(st.sampled_from(["", "~", "{}", "[]", "NO", "-1", "1e9", "²", "１８", "0113", "2026-02-30", "LS1", "'x'", "true"]), st.text("abc 0-:.²", max_size=8).map(repr)),
    lambda inner: st.one_of(st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"), inner.map(lambda item: f"{{name: {item}, phone: {item}, postcode: {item}}}")),
    max_leaves=6,
)
KEYS = ["id", "concerns", "family", "categories", "delivery", "locations", "areas_served", "eligibility", "waiting", "contacts", "hours", "languages", "sessions", "assurance", "summary"]


@patient
@given(entry=st.dictionaries(st.sampled_from(KEYS), values))
def test_any_value_under_a_real_key_gives_problems(entry: dict[str, str], tmp_path: Path, check: Check) -> None:
    raw = "".join(f"{key}: {value}\n" for key, value in entry.items()).encode()
    assert fate(raw, tmp_path, check).errors


@pytest.mark.parametrize("sign", ["[", "{a: ", "- ", "? ", "!a ", "&a ", "'", '"', "\t", "a: [b, ", "*a ", "a:\n ", "\x00", "<"])
def test_a_file_of_one_sign_over_and_over_is_refused(sign: str, tmp_path: Path, check: Check) -> None:
    assert fate((sign * 5_000).encode(), tmp_path, check).errors
