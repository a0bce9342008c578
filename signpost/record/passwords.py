"""Passwords and PINs: which passwords may be chosen, and how they are kept. Argon2 (RFC 9106), so that a stolen store tells none.

The rules follow NCSC and NIST SP 800-63B: length counts, what everybody chooses is refused, nothing is asked about capitals.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from signpost.problems import SignpostError

SHORTEST, LONGEST = 12, 200  # characters; longer ones would only keep the hashing busy
LEAST_OWN = 5  # different characters that must be left when everything that guessers try first is taken away
SHORT_RUN = 4  # keys side by side, from which on they count as one thing to guess

# What people begin with where the rules are long, and what lies near at a place like this.
_COMMON = (
    "password", "passwort", "signpost", "welcome", "letmein", "changeme", "secret", "admin", "iloveyou", "hospital", "cancer", "macmillan", "nurse", "clinic", "doctor", "oncology",
    "spring", "summer", "autumn", "winter", "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "london", "leeds", "liverpool", "arsenal", "chelsea", "england", "scotland", "wales",
)  # fmt: skip
_SIDE_BY_SIDE = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "01234567890", "qazwsxedcrfv", "1q2w3e4r5t6y")
_LOOKALIKES = str.maketrans("013457$@!", "oieastsai")


class WeakPassword(SignpostError):
    """The password would be guessed. The message says why, and never repeats it."""


def check_password(password: str, user_name: str) -> None:
    """Raises WeakPassword for one that is too short, or made of what guessers try first."""
    folded = _folded(password)
    if not SHORTEST <= len(folded) <= LONGEST:
        raise WeakPassword(f"A password must have {SHORTEST} to {LONGEST} characters. Three or four words in a row are easy to remember.")
    if _folded(user_name) in folded:
        raise WeakPassword("A password must not hold the user name.")
    if len(_own_part(folded)) < LEAST_OWN:
        raise WeakPassword("This password is easily guessed. Take three or four words that do not belong together.")


def _own_part(folded: str) -> set[str]:
    """The different characters that are left when common words, neighbouring keys and figures are taken away."""
    left = folded
    for run in _runs():
        left = left.replace(run, " ")
    left = re.sub(r"[\d\W_]+$", "", left).translate(_LOOKALIKES)
    for word in sorted(_COMMON, key=len, reverse=True):
        left = left.replace(word, " ")
    return set(re.sub(r"[\d\W_]", "", left))


def _runs() -> list[str]:
    """Every run of neighbouring keys, forwards and backwards, the longest first."""
    rows = [row[::way] for row in _SIDE_BY_SIDE for way in (1, -1)]
    return [row[start : start + length] for length in range(26, SHORT_RUN - 1, -1) for row in rows for start in range(len(row) - length + 1)]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


class Hashing:
    """Makes and checks hashes. Takes as long for someone who is not there as for someone who is, so that time tells nobody's name."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hash(self, text: str) -> str:
        """The hash to keep, with its salt and costs."""
        return self._hasher.hash(_typed(text))

    def matches(self, kept: str | None, text: str) -> bool:
        """Whether the text is what was hashed; never for None, which stands for nobody."""
        try:
            return self._hasher.verify(kept or self._nobody, _typed(text)) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False

    def outdated(self, kept: str) -> bool:
        """Whether it was made with lower costs than today's."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("nobody")


def _typed(text: str) -> bytes:
    """The same for every keyboard that can type it."""
    return unicodedata.normalize("NFKC", text)[: LONGEST * 2].encode("utf-8", "replace")
