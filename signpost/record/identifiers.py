"""A person's number: the NHS number of England and Wales, Scotland's CHI number, Northern Ireland's H&C number.

All three are ten digits, the last of them a check digit (modulus 11), shown as 3-3-4. No message repeats the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from signpost.problems import SignpostError

DIGITS = 10
_WEIGHTS = range(10, 1, -1)  # of the first nine digits
_MODULUS = 11
# First nine digits, both ends included: the tenth is their check. Source: the published ranges; the last of them, from
# 999 000 0000, is for tests alone. What lies between belongs to nobody.
_CHI = range(10_100_000, 311_299_999 + 1)
_HEALTH_AND_CARE = range(320_000_001, 399_999_999 + 1)
_NHS = range(400_000_000, 999_999_999 + 1)


class MalformedNumber(SignpostError):
    """The text is no NHS, CHI or H&C number. The message tells what to look at."""


class NumberKind(StrEnum):
    """Whose number it is, by the range that it lies in."""

    NHS = "NHS number"
    CHI = "CHI number"
    HEALTH_AND_CARE = "H&C number"


@dataclass(frozen=True, slots=True, order=True)
class PersonNumber:
    """Ten digits that pass their check. `PersonNumber.parse("943 476 5919")` once at the edge; after that no bare string."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> PersonNumber:
        """Read a number in any spacing. Raises MalformedNumber."""
        digits = re.sub(r"[\s-]+", "", text)
        if not re.fullmatch(r"[0-9]+", digits):
            raise MalformedNumber("The number must be ten digits, without letters or signs. Write it as it stands on a letter: 3, 3 and 4 digits.")
        if len(digits) != DIGITS:
            raise MalformedNumber(f"The number must have ten digits; this has {len(digits)}.")
        if len(set(digits)) == 1:  # every one of these passes the check
            raise MalformedNumber("One digit ten times over is a stand-in, not a person's number. Leave the number out when it is not known.")
        if _check_digit(digits) != digits[-1]:
            raise MalformedNumber("The number fails its check: a digit is wrong, or two have changed places. Compare it with a letter or the wristband.")
        if _kind(digits) is None:
            raise MalformedNumber("No NHS, CHI or H&C number begins like this. Compare it with a letter or the wristband.")
        return cls(digits)

    @property
    def kind(self) -> NumberKind:
        """By its range; a number once parsed lies in one."""
        kind = _kind(self.digits)
        assert kind is not None
        return kind

    def __str__(self) -> str:
        return f"{self.digits[:3]} {self.digits[3:6]} {self.digits[6:]}"


def _check_digit(digits: str) -> str | None:
    """The digit that must stand last; None when nine such digits can have none."""
    rest = _MODULUS - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False)) % _MODULUS
    return {11: "0", 10: None}.get(rest, str(rest))


def _kind(digits: str) -> NumberKind | None:
    first_nine = int(digits[:-1])
    ranges = {NumberKind.CHI: _CHI, NumberKind.HEALTH_AND_CARE: _HEALTH_AND_CARE, NumberKind.NHS: _NHS}
    return next((kind for kind, numbers in ranges.items() if first_nine in numbers), None)
