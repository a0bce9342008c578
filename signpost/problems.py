"""What can be wrong, as values: a `Problem` in a file, and the errors a user can mend.

Two families stay apart (and one place, `signpost_web.errors`, maps them to statuses): `SignpostError` is the
user's mistake and is shown plainly; any other exception is our bug and gets a traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is: an error stops a build, a warning is shown and built."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in one file, with the place to look and the way out.

    `file` is as the user would open it, `line` and `column` count from 1, `path` is the key as a person
    would say it (`concerns[1]`), `message` is one sentence or two: what is wrong, then what to do.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        kind = "" if self.severity is Severity.ERROR else "warning: "
        where = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}:{self.column}: {kind}{where}{self.message}"


class SignpostError(Exception):
    """The user's mistake: its text is a plain sentence that can be shown to them as it is."""


class EntriesRefused(SignpostError):
    """The files have errors, so nothing was built. Carries every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        errors = sum(p.severity is Severity.ERROR for p in self.problems)
        super().__init__(f"{errors} error{'s' if errors != 1 else ''} in the files: nothing was built, nothing served has changed.")


def printable(text: str) -> str:
    """The text on one line, with whatever cannot be seen written out: a zero-width space as `\\u200b`."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def quoted(value: str, most: int = 60) -> str:
    """What stands in a file, fit for a message: in quotation marks, on one line, at most `most` characters of it."""
    return f"'{printable(value if len(value) <= most else value[: most - 3] + '...')}'"


def nearest_spelling(value: str, choices: Iterable[str]) -> str | None:
    """The choice that `value` was probably meant to be, or None when none is close."""
    folded = {choice.casefold(): choice for choice in choices}
    close = get_close_matches(value.strip().casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def did_you_mean(value: str, choices: Iterable[str]) -> str:
    """` Did you mean 'swelling'?`, or nothing when no choice is close: appended to a message."""
    nearest = nearest_spelling(value, choices)
    return f" Did you mean '{nearest}'?" if nearest else ""
