"""Every fault that an entry can have, as files: `tests/entries/faulty/NAME.yaml` (or a folder of them) and `NAME.txt`."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from signpost.concerns import ConcernScheme
from signpost_indexer import checks, reading, validation
from signpost_indexer.entries import Checked, allowed_keys, check_entries, entry_files
from signpost_indexer.reading import read_document

Check = Callable[[Sequence[Path], Path], Checked]

ROOT = Path(__file__).parents[2]
FAULTY, GOOD = ROOT / "tests/entries/faulty", ROOT / "tests/entries/good"
CASES = sorted(FAULTY.glob("*.txt"))
GOOD_FILES = entry_files(GOOD)


def lines(report: Path) -> list[str]:
    return report.read_text(encoding="utf-8").splitlines()


def files_of(case: Path) -> list[Path]:
    folder = case.with_suffix("")
    return entry_files(folder) if folder.is_dir() else [case.with_suffix(".yaml")]


# -- faulty files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_faulty_file_gets_exactly_its_report(case: Path, check: Check) -> None:
    assert [str(problem) for problem in check(files_of(case), FAULTY).problems] == lines(case)


def test_no_fault_of_one_file_hides_a_fault_of_another(check: Check) -> None:
    expected = sorted(line for case in CASES for line in lines(case))
    assert sorted(str(problem) for problem in check(entry_files(FAULTY), FAULTY).problems) == expected


def test_there_are_many_faulty_files_and_each_has_its_report() -> None:
    assert len(CASES) >= 65
    assert sorted(path for case in CASES for path in files_of(case)) == entry_files(FAULTY)
    assert all(lines(case) for case in CASES)


def test_a_faulty_file_gives_no_service(check: Check) -> None:
    checked = check(entry_files(FAULTY), FAULTY)
    faulty = {problem.file for problem in checked.errors}
    read = {entry.document.file for entry in checked.entries} - {"duplicate-id/leeds/same-id.yaml"}
    assert not read & faulty


def test_every_place_in_a_report_lies_in_its_file() -> None:
    for case in CASES:
        for line in lines(case):
            name, row, column = re.match(r"(.+?\.yaml):(\d+):(\d+): ", line).groups()  # type: ignore[union-attr]
            written = re.split(r"\r\n?|\n", (FAULTY / name).read_text(encoding="utf-8", errors="replace"))
            assert int(row) <= len(written), line
            assert int(column) <= len(written[int(row) - 1]) + 1, line


def test_every_message_of_the_rules_is_in_some_report() -> None:
    """A new rule needs a new file. What no file of text can show is listed here, and has a test of its own below."""
    shown_elsewhere = ("The file cannot be read", "The file has", "This is not YAML")
    told = "\n".join(line for case in CASES for line in lines(case))
    sources = [Path(str(module.__file__)) for module in (reading, checks)] + [ROOT / "signpost/services.py"]
    messages = [message for source in sources for message in messages_of(source)]
    tables = [*(text for _, text, _ in reading._MEANINGS), *reading._SIGNS.values(), *validation._PATTERNS.values()]
    forms = [text for kind, text in validation._SAID.items() if kind not in {"int_parsing", "bool_parsing"}]  # only the taxonomy has values of these kinds
    patterns = [*messages, *map(re.escape, tables), *(re.sub(r"\\{.*?\\}", ".*", re.escape(text)) for text in forms)]
    missing = [pattern for pattern in patterns if not re.search(pattern, told)]
    assert [pattern for pattern in missing if not any(re.escape(known) in pattern for known in shown_elsewhere)] == []
    assert len(messages) > 50


def messages_of(source: Path) -> Iterator[str]:
    """Every sentence in a module that is a message, as a pattern: what is put into it may be anything."""
    told_by = {"problem", "_warning", "report", "ValueError"}
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in told_by:
            for argument in node.args:
                if isinstance(argument, ast.JoinedStr):
                    yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in argument.values)
                elif isinstance(argument, ast.Constant) and isinstance(argument.value, str) and " " in argument.value:
                    yield re.escape(argument.value)


def test_every_key_of_an_entry_stands_in_some_file() -> None:
    written = {
        tuple(part for part in path if isinstance(part, str)) for file in [*GOOD_FILES, *entry_files(FAULTY)] for path in read_document(file, file.name).keys
    }
    assert {(*path, name) for path, keys in allowed_keys().items() for name in keys} <= written


def test_every_key_has_a_faulty_file_or_may_hold_any_words() -> None:
    reported = {re.sub(r"\[\d+\]", "", line.split(": ")[1 + (": warning: " in line)]) for case in CASES for line in lines(case)}
    free_words = {"address", "town", "note", "label", "patients_of", "text", "name", "cost_text", "referral_text", "hours_text", "more_sources"}
    keys = {".".join([*map(str, path), name]) for path, keys in allowed_keys().items() for name in keys}
    unseen = {key for key in keys - reported if key.rsplit(".", 1)[-1] not in free_words}
    holders = {"contacts.more", "sessions", "waiting", "eligibility", "assurance"}  # their own keys have the faulty files
    assert unseen - holders == set()


# -- hints --------------------------------------------------------------------------------------------------------------


def test_a_hint_is_a_spelling_that_would_have_been_right(scheme: ConcernScheme) -> None:
    known = {
        *scheme.concern_by_id,
        *scheme.family_by_id,
        *(kind.id for kind in scheme.service_categories),
        *(kind.id for kind in scheme.cancer_types),
        *(key for keys in allowed_keys().values() for key in keys),
        *("active", "in-person", "organisation", "self", "waiting-list", "scotland", "patient"),
    }
    hints = [hint for case in CASES for line in lines(case) for hint in re.findall(r"Did you mean '([^']+)'", line)]
    assert len(hints) > 20
    assert set(hints) <= known


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("swolling", "swelling"),
        ("MONEY-OR-FINANCES", "money-or-finance"),
        ("hopelesness", "hopelessness"),
        ("Shortness of breath", "breathing-difficulties"),
        ("Lymphedema", "swelling"),
        ("zzz", None),
    ],
)
def test_a_slip_is_answered_with_the_concern_that_was_meant(slip: str, meant: str | None, tmp_path: Path, check: Check) -> None:
    file = tmp_path / "clinic.yaml"
    file.write_text(f"id: clinic\nconcerns: [{slip}]\n", encoding="utf-8")
    (message,) = (problem.message for problem in check([file], tmp_path).problems if problem.path == "concerns[0]")
    assert message == f"'{slip}' is not a concern. " + (f"Did you mean '{meant}'?" if meant else "Run `signpost concerns` to see them all.")


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("statsu: active", "'statsu' is not a key that this may have. Did you mean 'status'?"),
        ("website: https://www.nhs.uk/", "'website' is not a key that this may have. Allowed here: id"),
        ("opening-hours: 24/7", "Did you mean 'hours'?"),
    ],
)
def test_an_unknown_key_names_the_key_that_was_meant_or_all_that_may_stand_there(written: str, hint: str, tmp_path: Path, check: Check) -> None:
    file = tmp_path / "clinic.yaml"
    file.write_text(f"id: clinic\n{written}\n", encoding="utf-8")
    assert any(hint in problem.message for problem in check([file], tmp_path).problems)


# -- good files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", GOOD_FILES, ids=lambda file: file.stem)
def test_a_good_file_has_no_fault_and_the_warnings_beside_it(file: Path, check: Check) -> None:
    warnings = file.with_suffix(".txt")
    assert [str(problem) for problem in check([file], GOOD).problems] == (lines(warnings) if warnings.exists() else [])


@pytest.mark.parametrize("file", GOOD_FILES, ids=lambda file: file.stem)
def test_what_is_read_is_the_text_that_was_written(file: Path) -> None:
    written = yaml.load(file.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)  # an independent reader that guesses at nothing either
    if written["assurance"].get("last_checked") == "null":
        written["assurance"]["last_checked"] = None
    assert read_document(file, file.name).data == written


@pytest.mark.parametrize("file", GOOD_FILES, ids=lambda file: file.stem)
def test_a_service_says_what_its_file_says(file: Path, check: Check) -> None:
    (entry,) = check([file], GOOD).entries
    assert as_written(entry.service.model_dump(exclude_unset=True)) == without_outer_spaces(entry.document.data)


def as_written(value: Any) -> Any:
    """Values as a curator writes them."""
    match value:
        case dict():
            return {key: as_written(item) for key, item in value.items()}
        case list():
            return [as_written(item) for item in value]
        case bool():
            return str(value).lower()
        case datetime():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case float():
            return f"{value:g}"
        case None:
            return None
    return str(value)


def without_outer_spaces(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_outer_spaces(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_outer_spaces(item) for item in value]
    return value.strip() if isinstance(value, str) else value


def test_the_full_entry_uses_every_key() -> None:
    written = {tuple(part for part in path if isinstance(part, str)) for path in read_document(GOOD / "full-entry.yaml", "full-entry.yaml").keys}
    assert written == {(*path, name) for path, keys in allowed_keys().items() for name in keys}


# -- what no file of text can show --------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_opened_is_a_problem_of_that_file(tmp_path: Path, check: Check) -> None:
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    good = GOOD / "minimal-entry.yaml"
    checked = check([folder, good], Path("/"))
    assert [problem.message for problem in checked.problems] == ["The file cannot be read: Is a directory."]
    assert [entry.service.id for entry in checked.entries] == ["minimal-entry"]


def test_a_file_of_more_than_a_million_bytes_is_not_read(tmp_path: Path, check: Check) -> None:
    file = tmp_path / "big.yaml"
    file.write_bytes(b"a: " + b"x" * reading.MAX_BYTES)
    (problem,) = check([file], tmp_path).problems
    assert problem.message == "The file has 1,000,003 bytes; at most 1,000,000 are read. Is it the right file?"


def test_a_file_with_an_unprintable_name_is_reported_on_one_line(tmp_path: Path, check: Check) -> None:
    file = tmp_path / "two\nlines.yaml"
    file.write_text("", encoding="utf-8")
    assert [str(problem) for problem in check([file], tmp_path).problems] == ["two\\nlines.yaml:1:1: The file is empty."]


def test_without_postcodes_and_a_scheme_the_other_rules_still_hold(tmp_path: Path) -> None:
    files = [FAULTY / "many-faults.yaml", FAULTY / "postcode-unknown.yaml"]
    told = [str(problem) for problem in check_entries(files, None, None, date(2026, 11, 2), lambda path: path.name).problems]
    expected = [line for line in lines(FAULTY / "many-faults.txt") if "is not a concern" not in line and "is not a cancer type" not in line]
    assert told == expected


def test_the_real_directory_has_no_fault(check: Check) -> None:
    checked = check(entry_files(ROOT / "directory_data"), ROOT)
    assert checked.errors == []
    assert len(checked.entries) == checked.files > 500


@pytest.mark.parametrize("service_id", ["childline", "shout-85258"])
def test_childline_and_shout_have_numbers_that_are_right(service_id: str, check: Check) -> None:
    assert check([ROOT / f"directory_data/national/{service_id}.yaml"], ROOT).problems == []
