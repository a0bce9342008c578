"""What people type for a place, and the place that they are given."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from geopy.distance import geodesic
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.gazetteer import (
    AmbiguousPlace,
    Gazetteer,
    ImpossiblePlace,
    MalformedPlace,
    Town,
    UnknownPlace,
    local_authorities,
    towns_of,
)
from signpost.offline_geocoder import NoCallsOut, OfflineGeocoder
from signpost.places import Nation, Place, PlaceKind, Postcode
from signpost.postcode_table import NO_POSITION, PostcodeTable
from signpost.problems import SignpostError
from signpost_indexer.postcodes import build_postcode_table, postcode_table_ready

ROWS = """pcds,oslaua,oseast1m,osnrth1m
LS1 4AP,E08000035,429374,433322
LS1 1AA,E08000035,430000,433500
LS1 1ZZ,E08000035,,
LS14 6UH,E08000035,435400,436900
BT1 5GS,N09000003,334000,374000
BT1 1AA,N09000003,334300,374600
TD15 1AA,E06000057,399700,653000
TD15 1AB,E06000057,399800,653100
TD15 1XX,S12000026,388000,660000
NP20 2UB,W06000022,330600,187700
PO30 5TG,E06000046,449600,89800
TF10 7AR,E06000020,374600,319000
EN77 1AA,E09000010,,
JE2 4UH,L99999999,,
"""

TOWN_PLACES = [
    ("Newport", "PO30 5TG"),
    ("Newport", "TF10 7AR"),
    ("newport", "TF10"),
    ("Newport", "NP20 2UB"),
    ("Leeds", "LS1 4AP"),
    ("Seacroft", "LS14 6UH"),
    ("Belfast", "BT1 5GS"),
    ("Ravenhill", "BT1 5GS"),
    ("Berwick-upon-Tweed", "TD15 1AA"),
]


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gazetteer")
    (folder / "ONSPD.csv").write_text(ROWS, "utf-8")
    build_postcode_table(folder / "postcodes", source=folder / "ONSPD.csv")
    return folder / "postcodes"


@pytest.fixture(scope="session")
def small(small_folder: Path) -> Gazetteer:
    bare = Gazetteer.open(small_folder)
    return Gazetteer.open(small_folder, towns_of((name, bare.locate(postcode)) for name, postcode in TOWN_PLACES))


@pytest.fixture(scope="session")
def real_folder() -> Path:
    folder = Path(os.environ.get("SIGNPOST_POSTCODES", "var/postcodes"))
    if not postcode_table_ready(folder):
        build_postcode_table(folder)
    return folder


@pytest.fixture(scope="session")
def real(real_folder: Path) -> Gazetteer:
    return Gazetteer.open(real_folder)


def authority_code(place: Place) -> str | None:
    return place.local_authority.code if place.local_authority else None


# Postcodes


def test_a_full_postcode_is_an_exact_place(small: Gazetteer) -> None:
    place = small.find("ls14ap")
    assert (place.kind, place.name, place.postcode) == (PlaceKind.POSTCODE, "LS1 4AP", "LS1 4AP")
    assert (place.latitude, place.longitude) == pytest.approx((53.7955, -1.5557), abs=0.0005)
    assert (place.shown_latitude, place.shown_longitude) == (place.latitude, place.longitude)
    assert (place.approximate, place.extent_miles, place.note) == (False, 0.0, None)
    assert (place.districts, place.local_authorities, place.nations) == (
        frozenset({"LS1"}),
        frozenset({"E08000035"}),
        frozenset({Nation.ENGLAND}),
    )
    assert (authority_code(place), place.nation) == ("E08000035", Nation.ENGLAND)


@pytest.mark.parametrize("text", ["LS1 4AP", " ls1 4ap\n", "LS1\N{NO-BREAK SPACE}4AP", "L S 1 4 A P", "LS1-4AP"])
def test_a_postcode_may_be_pasted_with_any_spacing(small: Gazetteer, text: str) -> None:
    assert small.find(text).postcode == "LS1 4AP"


def test_an_outward_code_is_an_area_about_its_middle(small: Gazetteer) -> None:
    place = small.find("td15")
    assert (place.kind, place.name, place.postcode, place.approximate) == (PlaceKind.OUTWARD_CODE, "TD15", "TD15", True)
    assert (place.local_authorities, place.nations) == (
        frozenset({"E06000057", "S12000026"}),
        frozenset({Nation.ENGLAND, Nation.SCOTLAND}),
    )
    assert (authority_code(place), place.nation) == ("E06000057", Nation.ENGLAND)  # that of most of its postcodes
    assert place.extent_miles > 5
    assert "middle of TD15" in (place.note or "")


@pytest.mark.parametrize(
    ("postcode", "says"),
    [("LS1 9ZZ", "LS1 9ZZ is not a postcode we know. Distances"), ("LS1 1ZZ", "The exact position of LS1 1ZZ is not published. Distances")],
)
def test_a_postcode_without_a_position_is_its_outward_code_and_says_so(small: Gazetteer, postcode: str, says: str) -> None:
    place, outward = small.find(postcode), small.find("LS1")
    assert (place.latitude, place.longitude, place.extent_miles) == (outward.latitude, outward.longitude, outward.extent_miles)
    assert (place.approximate, place.kind, place.postcode) == (True, PlaceKind.OUTWARD_CODE, postcode)
    assert (place.note or "").startswith(says)


@pytest.mark.parametrize("postcode", ["LS97 1AA", "LS97", "GIR 0AA", "EN77 1AA", "EN77", "ZZ1 4AP", "ZZ99 9ZZ", "ZZ1"])
def test_a_postcode_whose_outward_code_has_no_position_either_is_unknown(small: Gazetteer, postcode: str) -> None:
    with pytest.raises(UnknownPlace, match=f"{postcode} is not a postcode we know|No position is known"):
        small.find(postcode)


@pytest.mark.parametrize("postcode", ["BF1 2AA", "BF1"])
def test_a_british_forces_postcode_is_unknown_for_that_reason(small: Gazetteer, postcode: str) -> None:
    with pytest.raises(UnknownPlace, match=f"{postcode} is a British Forces postcode"):
        small.find(postcode)


@pytest.mark.parametrize(
    ("text", "whose"), [("BT1 5GS", "BT1"), ("LS1 9ZZ", "LS1"), ("LS1 4AP", None), ("LS1", None), ("54.6,-5.93", None), ("Belfast", None)]
)
def test_a_place_says_when_its_position_is_that_of_its_outward_code(small: Gazetteer, text: str, whose: str | None) -> None:
    assert small.find(text).position_of == whose


def test_northern_ireland_is_measured_exactly_but_shown_as_its_outward_code(small: Gazetteer) -> None:
    place, outward = small.find("BT1 5GS"), small.find("BT1")
    assert (place.latitude, place.longitude) == pytest.approx((54.5967, -5.928), abs=0.001)
    assert (place.shown_latitude, place.shown_longitude) == (outward.latitude, outward.longitude)
    assert (place.latitude, place.longitude) != (place.shown_latitude, place.shown_longitude)
    assert (place.approximate, authority_code(place), place.nation) == (False, "N09000003", Nation.NORTHERN_IRELAND)


def test_where_northern_ireland_was_left_out_its_postcodes_are_unknown_for_that_reason(tmp_path: Path) -> None:
    (tmp_path / "ONSPD.csv").write_text(ROWS, "utf-8")
    build_postcode_table(tmp_path / "postcodes", source=tmp_path / "ONSPD.csv", northern_ireland=False)
    with pytest.raises(UnknownPlace, match="Northern Ireland were left out"):
        Gazetteer.open(tmp_path / "postcodes").find("BT1 5GS")


@pytest.mark.parametrize(
    ("postcode", "nation"),
    [("JE2 4UH", Nation.JERSEY), ("JE2 3XX", Nation.JERSEY), ("GY10", Nation.GUERNSEY), ("IM1 1AA", Nation.ISLE_OF_MAN)],
)
def test_a_crown_dependency_is_a_nation_without_authorities(small: Gazetteer, postcode: str, nation: Nation) -> None:
    place = small.find(postcode)
    assert (place.nation, place.nations, place.local_authority, place.local_authorities) == (
        nation,
        frozenset({nation}),
        None,
        frozenset[str](),
    )
    assert place.approximate


def test_a_location_may_be_a_postcode_or_an_outward_code_but_no_name(small: Gazetteer) -> None:
    assert not small.locate("LS14 6UH").approximate
    assert small.locate("LS14").approximate
    assert small.outward("ls14") == small.locate("LS14")
    assert small.postcode(Postcode.parse("LS14 6UH")) == small.find("LS14 6UH")
    for text in ("Leeds", ""):
        with pytest.raises(MalformedPlace):
            small.locate(text)


# What cannot be read


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\0", "LS1\0 4AP", "L" * 10_000, "1" * 10_000, "\N{REMINDER RIBBON}", "!!!", ",", "LS１ ４ＡＰ", "１２", "QQ1 1AA", "LS1 4", "LSI 4AP",
     "Leeds 1", "53.8", "53.8,", ",53.8", "53.8,-1.55,3", "53,8,-1,55", "1e1,2", "1_0,2", "0x1,2", "nan,nan", "inf,0", "-inf,0", "NaN,1", "53.8°,-1.5°",
     "<script>1</script>", "LS1' OR 1=1 --", "\N{RIGHT-TO-LEFT OVERRIDE}LS1 4AP", "Leeds\ud800"],
)  # fmt: skip
def test_what_cannot_be_read_is_malformed(small: Gazetteer, text: str) -> None:
    with pytest.raises(MalformedPlace) as refusal:
        small.find(text)
    assert len(str(refusal.value)) < 220
    assert text[:41] not in str(refusal.value) or len(text) <= 40


@given(st.one_of(st.text(max_size=150), st.from_regex(r"[+-]?[0-9.eEnaif]{1,9},[+-]?[0-9.eEnaif]{1,9}", fullmatch=True)))
@settings(max_examples=400)
def test_no_text_does_worse_than_a_plain_error(small: Gazetteer, text: str) -> None:
    said = answer(small, text)
    assert said.isprintable()
    assert len(said) < 600


@given(st.floats(), st.floats())
def test_no_numbers_do_worse_than_a_plain_error(small: Gazetteer, latitude: float, longitude: float) -> None:
    assert answer(small, f"{latitude},{longitude}").isprintable()


def answer(gazetteer: Gazetteer, text: str) -> str:
    try:
        return gazetteer.find(text).name
    except SignpostError as refusal:
        return str(refusal)


# Coordinates


def test_coordinates_are_exact_and_lie_where_the_nearest_postcode_does(small: Gazetteer) -> None:
    place = small.find(" 53.7956 , -1.5556 ")
    assert (place.kind, place.latitude, place.longitude, place.approximate) == (PlaceKind.COORDINATES, 53.7956, -1.5556, False)
    assert (place.districts, authority_code(place), place.nation, place.postcode) == (frozenset({"LS1"}), "E08000035", Nation.ENGLAND, None)


def test_coordinates_in_northern_ireland_are_shown_as_they_were_given(small: Gazetteer) -> None:
    place = small.find("54.597,-5.93")
    assert (place.shown_latitude, place.shown_longitude, place.nation) == (54.597, -5.93, Nation.NORTHERN_IRELAND)
    assert "BT1 " not in place.name


@pytest.mark.parametrize(
    ("text", "nation", "district"),
    [("49.187,-2.105", Nation.JERSEY, "JE2"), ("49.45,-2.54", Nation.GUERNSEY, "GY1"), ("54.15,-4.48", Nation.ISLE_OF_MAN, "IM1")],
)
def test_coordinates_in_a_crown_dependency_may_lie_in_any_outward_code_that_reaches_there(
    small: Gazetteer, text: str, nation: Nation, district: str
) -> None:
    place = small.find(text)
    assert (place.nation, place.local_authority) == (nation, None)
    assert district in place.districts


@pytest.mark.parametrize(
    "text", ["91,0", "-91,0", "53.8,181", "1000,0", "9" * 60 + ",0", "0,0", "48.85,2.35", "53.35,-6.26", "40.7,-74.0", "90,0", "-90,180"]
)
def test_coordinates_outside_the_country_are_impossible(real: Gazetteer, text: str) -> None:
    with pytest.raises(ImpossiblePlace):
        real.find(text)


def test_coordinates_the_wrong_way_round_are_told_so(small: Gazetteer) -> None:
    with pytest.raises(ImpossiblePlace, match=r"Did you mean 53\.8,-1\.55\?"):
        small.find("-1.55,53.8")


# Names


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Leeds", "E08000035"), ("LEEDS", "E08000035"), ("Leeds City Council", "E08000035"), ("Leeds, England", "E08000035"), ("Hull", "E06000010"),
        ("Kingston upon Hull", "E06000010"), ("Bristol", "E06000023"), ("city of bristol", "E06000023"), ("Bristol, City of", "E06000023"),
        ("Edinburgh", "S12000036"), ("Glasgow", "S12000049"), ("Durham", "E06000047"), ("Herefordshire", "E06000019"), ("Saint Helens", "E08000013"),
        ("st helens", "E08000013"), ("St. Albans", "E07000240"), ("Brighton & Hove", "E06000043"), ("Hove", "E06000043"), ("Stoke on Trent", "E06000021"),
        ("King’s Lynn", "E07000146"), ("isle of wight", "E06000046"), ("Orkney", "S12000023"), ("Western Isles", "S12000013"), ("Caerdydd", "W06000015"),
        ("Ynys Môn", "W06000001"), ("ynys mon", "W06000001"), ("Derry", "N09000005"), ("Londonderry", "N09000005"), ("Armagh", "N09000002"),
        ("London Borough of Camden", "E09000007"), ("City of London", "E09000001"), ("Newcastle-under-Lyme", "E07000195"),
        ("newcastle upon tyne", "E08000021"), ("Newport", "W06000022"),
    ],
)  # fmt: skip
def test_an_authority_is_found_by_the_names_people_use(real: Gazetteer, text: str, code: str) -> None:
    place = real.find(text)
    assert (place.kind, authority_code(place), place.approximate) == (PlaceKind.LOCAL_AUTHORITY, code, True)
    assert place.local_authorities == {code}


def test_every_authority_is_found_by_its_own_name(real: Gazetteer) -> None:
    for code, authority in local_authorities().items():
        assert real.find(authority.name) == real.authority_place(code)
        assert real.authority(code) is authority


@pytest.mark.parametrize("text", ["Newcastle", "Kingston", "North", "Mid", "Lanarkshire"])
def test_a_name_that_fits_several_lists_names_that_each_find_one(real: Gazetteer, text: str) -> None:
    with pytest.raises(AmbiguousPlace) as refusal:
        real.find(text)
    found = {real.find(candidate) for candidate in refusal.value.candidates}
    assert len(found) == len(refusal.value.candidates) > 1
    assert all(candidate in str(refusal.value) for candidate in refusal.value.candidates)
    assert len(str(refusal.value)) < 600


def test_newcastle_is_two_places(real: Gazetteer) -> None:
    with pytest.raises(AmbiguousPlace, match="Newcastle-under-Lyme; Newcastle upon Tyne"):
        real.find("Newcastle")


@pytest.mark.parametrize(
    ("text", "hint"),
    [("Leads", "Did you mean 'Leeds'"), ("Edinborough", "Did you mean 'Edinburgh'"), ("Londn", "Did you mean 'London'"),
     ("Xyzzy", "A postcode always works"), ("Brixton", "A postcode always works"), ("Harehills", "A postcode always works"), ("And", "A postcode always works"), ("Merseyside", "too wide"), ("Kent", "too wide"), ("Scotland", "too wide"), ("Leeds, Scotland", "A postcode always works"), ("Seacroft", "is not a town or local authority we know")],
)  # fmt: skip
def test_an_unknown_name_is_unknown_with_the_nearest_spelling(real: Gazetteer, text: str, hint: str) -> None:
    with pytest.raises(UnknownPlace, match=hint):
        real.find(text)


def test_a_spelling_is_suggested_only_when_it_is_really_near(real_folder: Path, real: Gazetteer) -> None:
    towns = towns_of([("Brighton", real.locate("BN1 1AE")), ("Redhill", real.locate("RH1 1NB")), ("Horley", real.locate("RH6 7AQ"))])
    with_towns = Gazetteer.open(real_folder, towns)
    for text in ("Brixton", "Harehills", "Morley"):
        with pytest.raises(UnknownPlace, match="A postcode always works"):
            with_towns.find(text)
    with pytest.raises(UnknownPlace, match="Did you mean 'Brighton'"):
        with_towns.find("Brihgton")


def test_london_is_the_middle_of_its_boroughs_and_reaches_into_all_of_them(real_folder: Path, real: Gazetteer) -> None:
    codes = {code for code in local_authorities() if code.startswith("E09")}
    towns = towns_of([("London", real.locate("WC2N 5DU")), ("London", real.locate("CR0 1LB"))])
    for place in (real.find("London"), real.find("greater london"), Gazetteer.open(real_folder, towns).find("London, England")):
        assert (place.kind, place.name, place.approximate) == (PlaceKind.REGION, "London", True)
        assert place.local_authorities == codes
        assert (place.nations, place.local_authority) == (frozenset({Nation.ENGLAND}), None)
        assert geodesic((place.latitude, place.longitude), (51.51, -0.12)).miles < 3
        assert 15 < place.extent_miles < 25
        assert {"EC1A", "SE1", "CR0"} <= place.districts


@pytest.mark.parametrize(
    ("text", "near", "district"),
    [("Jersey", (49.19, -2.1), "JE3"), ("guernsey", (49.46, -2.55), "GY10"), ("the Isle of Man", (54.2, -4.5), "IM9")],
)
def test_a_crown_dependency_is_found_by_its_name(small: Gazetteer, text: str, near: tuple[float, float], district: str) -> None:
    place, outward = small.find(text), small.find(district)
    assert geodesic((place.latitude, place.longitude), near).miles < 5
    assert (place.kind, place.approximate, place.local_authorities) == (PlaceKind.REGION, True, frozenset[str]())
    assert (place.nations, place.nation) == (outward.nations, outward.nation)
    assert district in place.districts
    assert (
        geodesic((place.latitude, place.longitude), (outward.latitude, outward.longitude)).miles + outward.extent_miles
        <= place.extent_miles + 0.1
    )


@pytest.mark.parametrize(
    ("text", "taken_as"),
    [
        ("Richmond", "Richmond upon Thames, London"), ("Hove", "Brighton and Hove"), ("Hull", "Kingston upon Hull"), ("Bexley", None),
        ("Leeds", None), ("Caerdydd", None), ("City of London", None), ("wight", None),
    ],
)  # fmt: skip
def test_a_note_names_the_authority_that_part_of_a_name_was_taken_as(real: Gazetteer, text: str, taken_as: str | None) -> None:
    note = real.find(text).note or ""
    assert note.startswith(f"Taken as {taken_as}. Distances" if taken_as else "Distances")


def test_a_note_names_the_authority_around_a_town_unless_it_was_asked_for(small: Gazetteer) -> None:
    assert (small.find("Ravenhill").note or "").startswith("Taken as Ravenhill in Belfast. Distances are from the middle of Ravenhill.")
    assert (small.find("Newport, Isle of Wight").note or "").startswith("Distances are from the middle of Newport.")


def test_a_town_of_the_directory_is_found_and_is_approximate(small: Gazetteer) -> None:
    place = small.find("seacroft")
    assert (place.kind, place.name, place.approximate, place.extent_miles) == (PlaceKind.TOWN, "Seacroft", True, 3.0)
    assert (place.latitude, place.longitude) == (small.find("LS14 6UH").latitude, small.find("LS14 6UH").longitude)
    assert (authority_code(place), place.nation) == ("E08000035", Nation.ENGLAND)
    assert "LS14" in place.districts


def test_a_town_may_reach_into_whatever_lies_near_it(real_folder: Path, real: Gazetteer) -> None:
    (town,) = towns_of([("Berwick", real.locate("TD15 1LD")), ("Berwick", real.locate("TD15"))])
    place = Gazetteer.open(real_folder, [town]).find("Berwick")
    assert place.nations == {Nation.ENGLAND, Nation.SCOTLAND}


def test_an_authority_and_a_town_of_one_name_in_one_place_are_one_place(small: Gazetteer) -> None:
    assert small.find("Leeds").kind is PlaceKind.LOCAL_AUTHORITY
    assert small.find("Belfast").kind is PlaceKind.LOCAL_AUTHORITY


def test_an_authority_and_towns_of_one_name_in_several_places_are_listed(small: Gazetteer) -> None:
    with pytest.raises(AmbiguousPlace) as refusal:
        small.find("Newport")
    assert refusal.value.candidates == ["Newport, Wales", "Newport, Telford and Wrekin", "Newport, Isle of Wight"]
    codes = [authority_code(small.find(candidate)) for candidate in refusal.value.candidates]
    assert codes == ["W06000022", "E06000020", "E06000046"]


def test_a_town_with_the_short_name_of_an_authority_far_away_is_ambiguous(real_folder: Path, real: Gazetteer) -> None:
    with_town = Gazetteer.open(real_folder, towns_of([("Richmond", real.locate("DL10 4PE")), ("Newcastle", real.locate("NE1 4LP"))]))
    with pytest.raises(AmbiguousPlace, match="Richmond, North Yorkshire; Richmond upon Thames"):
        with_town.find("Richmond")
    with pytest.raises(AmbiguousPlace, match="Newcastle, Newcastle upon Tyne; Newcastle-under-Lyme"):
        with_town.find("Newcastle")


def test_a_town_with_the_short_name_of_the_authority_around_it_is_the_town(real_folder: Path, real: Gazetteer) -> None:
    with_town = Gazetteer.open(real_folder, towns_of([("Perth", real.locate("PH1 5SZ"))]))
    assert with_town.find("Perth").kind is PlaceKind.TOWN
    assert with_town.find("Perth and Kinross").kind is PlaceKind.LOCAL_AUTHORITY


def test_a_town_in_northern_ireland_tells_of_no_postcode(small: Gazetteer) -> None:
    place = small.find("Ravenhill")
    assert (place.latitude, place.longitude) == (small.find("BT1").latitude, small.find("BT1").longitude)


def test_a_town_known_only_by_its_authority_may_be_anywhere_in_it(small: Gazetteer) -> None:
    leeds = small.authority_place("E08000035")
    unplaced, placed = Town.from_places("Otley", [leeds]), Town.from_places("Otley", [leeds, small.find("LS14 6UH")])
    assert (unplaced.districts, unplaced.extent_miles) == (leeds.districts, max(3.0, leeds.extent_miles))
    assert (placed.districts, placed.extent_miles) == (frozenset({"LS14"}), 3.0)
    assert small.town_place(unplaced).note == (
        "Otley is known here only by its local authority, Leeds: distances are from the middle of that. A postcode gives exact ones."
    )
    assert small.town_place(placed).note == "Distances are from the middle of Otley. A postcode gives exact ones."


def test_a_town_reaches_to_all_the_places_that_name_it(small: Gazetteer) -> None:
    one, other = small.find("LS1 4AP"), small.find("LS14 6UH")
    (town,) = towns_of([("Leeds", one), ("Leeds", other)])
    apart = geodesic((one.latitude, one.longitude), (other.latitude, other.longitude)).miles
    assert town.extent_miles == pytest.approx(3.0 + apart / 2, abs=0.01)


def test_a_town_survives_being_saved(small: Gazetteer) -> None:
    for town in small.towns:
        assert Town.from_json(json.loads(json.dumps(town.to_json()))) == town


def test_a_town_that_no_place_names_is_our_bug() -> None:
    with pytest.raises(ValueError, match="Nowhere"):
        Town.from_places("Nowhere", [])


def test_an_unknown_authority_code_is_told_plainly(small: Gazetteer) -> None:
    with pytest.raises(UnknownPlace, match="Did you mean 'E08000035'"):
        small.authority("E0800035")
    with pytest.raises(UnknownPlace, match="No postcode of Bolton is known here"):
        small.authority_place("E08000001")


# The real directory


@pytest.mark.parametrize(
    ("text", "near", "code", "nations"),
    [
        ("BT1 5GS", (54.597, -5.93), "N09000003", {Nation.NORTHERN_IRELAND}),
        ("LS1 4AP", (53.795, -1.555), "E08000035", {Nation.ENGLAND}),
        ("ZE1 0AA", (60.155, -1.145), "S12000027", {Nation.SCOTLAND}),
        ("ZE1", (60.155, -1.145), "S12000027", {Nation.SCOTLAND}),
        ("TR21", (49.92, -6.3), "E06000053", {Nation.ENGLAND}),
        ("TR21 0PT", (49.91, -6.31), "E06000053", {Nation.ENGLAND}),
        ("CF10 3AT", (51.489, -3.18), "W06000015", {Nation.WALES}),
        ("TD15", (55.77, -2.0), "E06000057", {Nation.ENGLAND, Nation.SCOTLAND}),
        ("JE2 3XX", (49.19, -2.09), None, {Nation.JERSEY}),
        ("HS1", (58.21, -6.38), "S12000013", {Nation.SCOTLAND}),
        ("60.15,-1.15", (60.15, -1.15), "S12000027", {Nation.SCOTLAND}),
        ("54.6,-5.93", (54.6, -5.93), "N09000003", {Nation.NORTHERN_IRELAND}),
        ("Shetland", (60.2, -1.2), "S12000027", {Nation.SCOTLAND}),
    ],
)
def test_real_places_lie_where_they_are(
    real: Gazetteer, text: str, near: tuple[float, float], code: str | None, nations: set[Nation]
) -> None:
    place = real.find(text)
    assert geodesic((place.latitude, place.longitude), near).miles < (10 if place.approximate else 2)
    assert (authority_code(place), set(place.nations)) == (code, nations)


def test_the_nearest_postcode_is_the_nearest_of_all(real_folder: Path) -> None:
    table = PostcodeTable.open(real_folder)
    latitudes, longitudes = (np.load(real_folder / f"{name}.npy", mmap_mode="r") for name in ("latitudes", "longitudes"))
    located = np.flatnonzero(latitudes != NO_POSITION)
    for latitude, longitude in ((53.8, -1.55), (57.5, -5.0), (60.8, -0.8), (52.3, -3.9), (54.6, -7.6), (50.0, -5.3)):
        nearest = table.nearest(latitude, longitude, 30_000.0)
        assert nearest is not None
        north, east = latitudes[located] / 1e7 - latitude, (longitudes[located] / 1e7 - longitude) * np.cos(np.radians(latitude))
        position = table.position(int(located[np.argmin(north**2 + east**2)]))
        assert nearest[1] == pytest.approx(geodesic((latitude, longitude), position).meters, rel=0.01)


def test_a_point_at_sea_is_in_reach_only_to_the_distance_asked_for(real_folder: Path) -> None:
    table = PostcodeTable.open(real_folder)
    assert table.nearest(55.0, 3.0, 30_000.0) is None
    assert table.nearest(53.8, -1.55, 1.0) is None


# What it costs


def test_to_import_and_open_the_gazetteer_loads_no_heavy_library(small_folder: Path) -> None:
    program = (
        "import sys, pathlib; from signpost.gazetteer import Gazetteer; Gazetteer.open(pathlib.Path(sys.argv[1])).find('Leeds, England');"
        "print([name for name in ('pyproj', 'pydantic', 'geopy', 'yaml', 'msgpack') if name in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", program, str(small_folder)], capture_output=True, text=True, check=True).stdout.strip()
        == "[]"
    )


def test_a_folder_without_a_table_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(SignpostError, match="There is no postcode table"):
        Gazetteer.open(tmp_path)


# The geopy face


def test_geopy_geocodes_out_of_the_table(small: Gazetteer) -> None:
    location = OfflineGeocoder(small).geocode("ls14ap")
    assert not isinstance(location, list)
    assert location is not None
    assert location.address == "LS1 4AP, Leeds, England"
    assert (location.latitude, location.longitude) == pytest.approx((53.7955, -1.5557), abs=0.0005)
    assert location.raw["local_authority"] == "E08000035"


def test_geopy_is_given_only_positions_that_may_be_shown(small: Gazetteer) -> None:
    location, outward = OfflineGeocoder(small).geocode("BT1 5GS"), small.find("BT1")
    assert not isinstance(location, list)
    assert location is not None
    assert (location.latitude, location.longitude) == (outward.latitude, outward.longitude)


def test_geopy_is_told_of_the_unknown_the_ambiguous_and_the_malformed_in_its_own_ways(small: Gazetteer) -> None:
    geocoder = OfflineGeocoder(small)
    assert geocoder.geocode("LS97 1AA") is None
    several = geocoder.geocode("Newport, Isle of Wight", exactly_one=False)
    assert isinstance(several, list)
    assert len(several) == 1
    for text in ("Newport", "QQ1 1AA", ""):
        with pytest.raises(GeocoderQueryError):
            geocoder.geocode(text)
    every = geocoder.geocode("Newport", exactly_one=False)
    assert isinstance(every, list)
    assert len(every) == 3


def test_geopy_reverses_to_an_area_and_never_to_a_postcode(small: Gazetteer) -> None:
    geocoder = OfflineGeocoder(small)
    assert str(geocoder.reverse((53.7956, -1.5556))) == "LS1, Leeds, England"
    assert str(geocoder.reverse("54.597, -5.93")) == "BT1, Belfast, Northern Ireland"
    assert geocoder.reverse((0, 0)) is None


def test_geopy_cannot_call_out() -> None:
    adapter = NoCallsOut(proxies=None, ssl_context=None)
    for call in (adapter.get_json, adapter.get_text):
        with pytest.raises(GeocoderServiceError, match="offline"):
            call("https://example.org/", timeout=1.0, headers={})
