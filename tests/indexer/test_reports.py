"""`signpost check`: what it prints in each format, and how it exits."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from signpost.__main__ import main
from signpost.problems import Problem, Severity
from signpost_indexer.report import report

ROOT = Path(__file__).parents[2]
ENTRIES = ROOT / "tests/entries"
ERROR = Problem("leeds/a.yaml", 5, 13, "concerns[1]", "'swolling' is not a concern. Did you mean 'swelling'?")
WARNING = Problem("leeds/a.yaml", 9, 3, "", "Check it.", Severity.WARNING)

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, postcodes: Path) -> Run:
    """`signpost check` in this process, from the top of the checkout: its exit code, output and errors."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SIGNPOST_POSTCODES", str(postcodes))

    def checked(*arguments: object) -> tuple[int, str, str]:
        code = main(["check", *map(str, arguments)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return checked


# -- formats ------------------------------------------------------------------------------------------------------------


def test_text_is_one_line_for_each_problem_and_a_count() -> None:
    assert report([ERROR, WARNING], "text", 2).splitlines() == [
        "leeds/a.yaml:5:13: concerns[1]: 'swolling' is not a concern. Did you mean 'swelling'?",
        "leeds/a.yaml:9:3: warning: Check it.",
        "2 files checked: 1 error and 1 warning.",
    ]


@pytest.mark.parametrize(
    ("problems", "files", "count"),
    [
        ([], 0, "0 files checked: no problems."),
        ([], 1, "1 file checked: no problems."),
        ([ERROR], 1, "1 file checked: 1 error."),
        ([ERROR, ERROR], 2, "2 files checked: 2 errors."),
        ([WARNING, WARNING], 3, "3 files checked: 2 warnings."),
        ([ERROR, WARNING, WARNING], 3, "3 files checked: 1 error and 2 warnings."),
    ],
)
def test_the_last_line_counts(problems: list[Problem], files: int, count: str) -> None:
    assert report(problems, "text", files).splitlines()[-1] == count
    assert report(problems, "github", files).splitlines()[-1] == count


def test_json_says_the_same_as_data() -> None:
    assert json.loads(report([ERROR, WARNING], "json", 2)) == {
        "files": 2,
        "problems": [
            {
                "file": "leeds/a.yaml",
                "line": 5,
                "column": 13,
                "path": "concerns[1]",
                "severity": "error",
                "message": "'swolling' is not a concern. Did you mean 'swelling'?",
            },
            {"file": "leeds/a.yaml", "line": 9, "column": 3, "path": "", "severity": "warning", "message": "Check it."},
        ],
    }


def test_github_annotations_name_file_line_and_column() -> None:
    assert report([ERROR, WARNING], "github", 2).splitlines()[:2] == [
        "::error file=leeds/a.yaml,line=5,col=13::concerns[1]: 'swolling' is not a concern. Did you mean 'swelling'?",
        "::warning file=leeds/a.yaml,line=9,col=3::Check it.",
    ]


def test_github_annotations_escape_what_would_end_them() -> None:
    odd = Problem("a,b:c%\n.yaml", 1, 2, "name", "100 %\r\nfree, here: see")
    assert report([odd], "github", 1).splitlines()[0] == "::error file=a%2Cb%3Ac%25%0A.yaml,line=1,col=2::name: 100 %25%0D%0Afree, here: see"


# -- the command --------------------------------------------------------------------------------------------------------


def test_a_clean_file_exits_0(run: Run) -> None:
    assert run("tests/entries/good/minimal-entry.yaml") == (0, "1 file checked: no problems.\n", "")


def test_warnings_are_shown_and_exit_0(run: Run) -> None:
    code, out, _ = run("tests/entries/faulty/phone-odd.yaml")
    assert code == 0
    assert out.endswith("1 file checked: 3 warnings.\n")


def test_errors_exit_1_and_name_the_file_as_the_user_would(run: Run) -> None:
    code, out, err = run("tests/entries/faulty/concern-unknown.yaml")
    assert (code, err) == (1, "")
    assert out.splitlines()[0] == "tests/entries/faulty/concern-unknown.yaml:6:12: concerns[0]: 'swolling' is not a concern. Did you mean 'swelling'?"


def test_files_and_folders_may_be_named_together_and_a_file_counts_once(run: Run) -> None:
    folder = ENTRIES / "faulty/duplicate-id"
    code, out, _ = run(folder, folder / "leeds/same-id.yaml", ENTRIES / "good/minimal-entry.yaml")
    assert code == 1
    assert out.endswith("3 files checked: 2 errors.\n")


@pytest.mark.parametrize("form", ["json", "github"])
def test_the_other_formats_exit_alike(form: str, run: Run) -> None:
    assert run("tests/entries/faulty/concern-unknown.yaml", "--format", form)[0] == 1
    assert run("tests/entries/good/minimal-entry.yaml", "--format", form)[0] == 0


def test_json_of_the_command_can_be_read(run: Run) -> None:
    _, out, _ = run("tests/entries/faulty", "--format", "json")
    found = json.loads(out)
    assert found["files"] == len(list((ENTRIES / "faulty").rglob("*.yaml")))
    assert {problem["severity"] for problem in found["problems"]} == {"error", "warning"}


def test_a_path_that_is_not_there_exits_2_and_says_so(run: Run) -> None:
    code, out, err = run("nowhere/clinic.yaml")
    assert (code, out) == (2, "")
    assert err == "signpost: There is nothing at nowhere/clinic.yaml. Name an entry file, or a folder of them.\n"


def test_a_taxonomy_folder_that_is_not_there_exits_2_and_says_so(run: Run, tmp_path: Path) -> None:
    code, _, err = run("--taxonomy", tmp_path / "none")
    assert code == 2
    assert f"There is no taxonomy folder at {tmp_path / 'none'}." in err


def test_an_empty_taxonomy_folder_exits_1_and_names_every_file_that_is_missing(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("tests/entries/faulty/hours-in-words.yaml", "--taxonomy", tmp_path)
    assert code == 1
    for name in ("categories", "concerns", "families", "cancer_types", "urgent"):
        assert f"{tmp_path / name}.yaml:1:1: The file cannot be read: No such file or directory." in out
    assert "by appointment" in out, "a fault of the taxonomy hides no fault of an entry"


def test_an_unknown_format_exits_2(run: Run) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("--format", "xml")
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    ("argument", "code", "said"),
    [
        ("tests/entries/good/minimal-entry.yaml", 0, "1 file checked: no problems."),
        ("tests/entries/faulty/empty-file.yaml", 1, "tests/entries/faulty/empty-file.yaml:1:1: The file is empty."),
        ("nowhere", 2, "There is nothing at nowhere."),
    ],
)
def test_the_program_itself_exits_so(argument: str, code: int, said: str, postcodes: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "signpost", "check", argument], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
