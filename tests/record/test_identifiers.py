"""NHS, CHI and H&C numbers."""

from __future__ import annotations

import pytest

from signpost.record.identifiers import MalformedNumber, NumberKind, PersonNumber


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("999 000 0018", NumberKind.NHS, "999 000 0018"),
        ("999-000-0018", NumberKind.NHS, "999 000 0018"),
        (" 9990000018\t", NumberKind.NHS, "999 000 0018"),
        ("999\u00a0000\u00a00018", NumberKind.NHS, "999 000 0018"),
        ("943 476 5919", NumberKind.NHS, "943 476 5919"),  # the published example
        ("999 000 0050", NumberKind.NHS, "999 000 0050"),  # 11 - 0 becomes a check digit of 0
        ("010 100 0006", NumberKind.CHI, "010 100 0006"),
        ("311 299 9991", NumberKind.CHI, "311 299 9991"),
        ("320 000 0015", NumberKind.HEALTH_AND_CARE, "320 000 0015"),
        ("399 999 9993", NumberKind.HEALTH_AND_CARE, "399 999 9993"),
    ],
)
def test_a_number_is_read_in_any_spacing_and_shown_3_3_4(text: str, kind: NumberKind, shown: str) -> None:
    number = PersonNumber.parse(text)
    assert (number.kind, str(number)) == (kind, shown)
    assert PersonNumber.parse(str(number)) == number


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "ten digits"),
        ("999 000 001", "this has 9"),
        ("999 000 00188", "this has 11"),
        ("999 000 001O", "without letters"),
        ("٩٩٩٠٠٠٠٠١٨", "without letters"),  # digits, of another alphabet
        ("999 000 0017", "fails its check"),
        ("999 000 0081", "fails its check"),  # two digits have changed places
        ("010 010 0006", "fails its check"),
        ("000 000 0000", "ten times over"),
        ("444 444 4444", "ten times over"),
        ("311 399 9995", "begins like this"),  # passes the check, lies between the ranges
    ],
)
def test_a_wrong_number_is_refused_with_what_to_look_at_and_is_not_repeated(text: str, told: str) -> None:
    with pytest.raises(MalformedNumber, match=told) as refused:
        PersonNumber.parse(text)
    assert not text.strip() or text not in str(refused.value)


@pytest.mark.parametrize("last", range(10))
def test_nine_digits_whose_check_would_be_10_have_no_number(last: int) -> None:
    with pytest.raises(MalformedNumber, match="fails its check"):
        PersonNumber.parse(f"999000000{last}")


def test_every_single_wrong_digit_and_every_swap_of_neighbours_is_noticed() -> None:
    right = "9990000018"
    wrong = {right[:at] + other + right[at + 1 :] for at in range(10) for other in "0123456789"}
    wrong |= {right[:at] + right[at + 1] + right[at] + right[at + 2 :] for at in range(9)}
    for text in sorted(wrong - {right}):
        with pytest.raises(MalformedNumber):
            PersonNumber.parse(text)
