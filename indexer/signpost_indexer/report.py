"""Problems as people and programs want them: text, JSON, or annotations of a code host's checks."""

from __future__ import annotations

import json
from collections.abc import Iterable

from signpost.problems import Problem, Severity

FORMATS = ("text", "json", "github")


def report(problems: Iterable[Problem], form: str, files: int) -> str:
    """The whole report; `files` is how many were looked at."""
    problems = list(problems)
    return {"text": _text, "json": _json, "github": _github}[form](problems, files)


def _counts(problems: list[Problem], files: int) -> str:
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    parts = [f"{number} {word}{'' if number == 1 else 's'}" for number, word in ((errors, "error"), (warnings, "warning")) if number]
    return f"{files} file{'' if files == 1 else 's'} checked: {' and '.join(parts) or 'no problems'}."


def _text(problems: list[Problem], files: int) -> str:
    return "\n".join([*map(str, problems), _counts(problems, files)])


def _json(problems: list[Problem], files: int) -> str:
    rows = [
        {"file": p.file, "line": p.line, "column": p.column, "path": p.path, "severity": p.severity.value, "message": p.message} for p in problems
    ]
    return json.dumps({"files": files, "problems": rows}, ensure_ascii=False, indent=2)


def _github(problems: list[Problem], files: int) -> str:
    lines = [
        f"::{p.severity.value} file={_escaped(p.file, ':,')},line={p.line},col={p.column}::{_escaped(f'{p.path}: {p.message}' if p.path else p.message)}"
        for p in problems
    ]
    return "\n".join([*lines, _counts(problems, files)])


def _escaped(text: str, more: str = "") -> str:
    """Percent-encode what the annotation syntax would read as its own."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
