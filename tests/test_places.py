"""Postcodes as people write them, nations, and what may be quoted back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ukpostcodeparser import parse_uk_postcode

from signpost.places import MalformedPostcode, Nation, Postcode, echoed, outward_code
from signpost.postcode_table import PostcodeTable, outward_of, postcode_key, postcode_table_ready
from signpost_indexer.postcodes import build_postcode_table

INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
OUTWARDS = ["M1", "B33", "CR2", "DN55", "W1A", "EC1A", "LS1", "ZE2", "BT1", "GY10", "JE2", "IM99", "SE1P", "BX1", "GIR", "NPT", "ZZ99"]
NOT_IN_THE_ORACLE = {"NPT", "GIR"}  # Newport's old outward code; and of Girobank's it knows GIR 0AA alone

postcodes = st.builds(
    lambda outward, digit, letters: Postcode(outward, f"{digit}{letters}"),
    st.sampled_from(OUTWARDS),
    st.integers(0, 9),
    st.text(INWARD_LETTERS, min_size=2, max_size=2),
)


@given(postcodes)
def test_a_postcode_that_is_written_and_read_again_is_the_same(postcode: Postcode) -> None:
    assert Postcode.parse(str(postcode)) == postcode


@given(postcodes, st.sampled_from(["", " ", "  ", "-", "\t", "\N{NO-BREAK SPACE}"]), st.booleans())
def test_case_and_spacing_do_not_matter(postcode: Postcode, gap: str, lower: bool) -> None:
    text = f" {postcode.outward}{gap}{postcode.inward} "
    assert Postcode.parse(text.lower() if lower else text) == postcode


@given(st.text(max_size=20))
def test_any_other_text_is_refused_plainly(text: str) -> None:
    said = answer(text)
    assert (said.isascii() and len(said) <= 8) or "is not a postcode" in said


def answer(text: str) -> str:
    try:
        return str(Postcode.parse(text))
    except MalformedPostcode as refusal:
        return str(refusal)


@given(postcodes, postcodes)
def test_keys_sort_as_postcodes_do_and_give_the_outward_code_back(one: Postcode, other: Postcode) -> None:
    assert (postcode_key(one) < postcode_key(other)) == ((f"{one.outward:<4}", one.inward) < (f"{other.outward:<4}", other.inward))
    assert outward_of(postcode_key(one)) == one.outward


@pytest.mark.parametrize(
    "text",
    [
        "",
        "LS1",
        "LS1 4A",
        "LS1 4APP",
        "QQ1 1AA",
        "VV1 1AA",
        "X1 1AA",
        "LS1 4CP",
        "LS1 OAP",
        "1LS 4AP",
        "LS１ 4AP",
        "LS1 4ＡＰ",
        "ıP1 1AA",
        "LS1\0 4AP",
        "LS1;4AP",
        "ß1 1AA",
    ],
)
def test_what_has_not_the_shape_of_a_postcode_is_malformed(text: str) -> None:
    with pytest.raises(MalformedPostcode, match="A full postcode looks like LS1 4AP"):
        Postcode.parse(text)


@pytest.mark.parametrize("text", ["CF10 3AT", "GIR 0AA", "BX1 1LT", "EC1A 1BB", "W1A 0AX", "NPT 0AD"])
def test_postcodes_that_other_parsers_refuse_are_read(text: str) -> None:
    assert str(Postcode.parse(text)) == text


@pytest.mark.parametrize("text", ["ZZ1 4AP", "ZZ99 9ZZ", "A1 1AA", "BF1 2AA"])
def test_a_postcode_is_judged_by_its_shape_and_not_by_whether_there_is_such_an_area(text: str) -> None:
    assert str(Postcode.parse(text)) == text
    assert outward_code(text.split()[0]) == text.split()[0]


@pytest.mark.parametrize(("text", "code"), [("ls1", "LS1"), (" w1a ", "W1A"), ("gir", "GIR"), ("JE2", "JE2")])
def test_an_outward_code_is_read_in_any_case(text: str, code: str) -> None:
    assert outward_code(text) == code


@pytest.mark.parametrize("text", ["", "LS", "LS100", "QQ1", "LS1 4", "Leeds", "LS１", "L" * 500])
def test_what_is_no_outward_code_is_malformed_and_not_quoted_at_length(text: str) -> None:
    with pytest.raises(MalformedPostcode) as refusal:
        outward_code(text)
    assert len(str(refusal.value)) < 120


def test_nations_are_written_as_people_write_them() -> None:
    labels = ["England", "Scotland", "Wales", "Northern Ireland", "Jersey", "Guernsey", "Isle of Man"]
    assert [nation.label for nation in Nation] == labels


@given(st.text(max_size=300))
def test_what_is_quoted_back_is_one_short_printable_line(text: str) -> None:
    assert len(echoed(text)) <= 40
    assert echoed(text).isprintable()


def test_a_nul_byte_is_seen_in_what_is_quoted_back() -> None:
    assert echoed("LS1\0 4AP\n") == "LS1\N{REPLACEMENT CHARACTER} 4AP"


def test_every_outward_code_of_the_real_directory_is_read_as_the_oracle_reads_it() -> None:
    folder = Path(os.environ.get("SIGNPOST_POSTCODES", "var/postcodes"))
    if not postcode_table_ready(folder):
        build_postcode_table(folder)
    outwards = set(PostcodeTable.open(folder).outward_codes)
    assert len(outwards) > 3000
    for outward in outwards - NOT_IN_THE_ORACLE:
        assert outward_code(outward) == outward
        assert parse_uk_postcode(f"{outward}1AA", strict=True) == (outward, "1AA")
        assert Postcode.parse(f"{outward}1AA") == Postcode(outward, "1AA")
