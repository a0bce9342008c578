"""Settings: flags, then the environment, then defaults; what they cannot hold is named."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from signpost import settings as module
from signpost.__main__ import main
from signpost.settings import BadSetting, Settings
from signpost_web.serving import to_environment

ROOT = Path(__file__).parent.parent
VARIABLES = {f"SIGNPOST_{field.name.upper()}" for field in fields(Settings)}


def test_flags_come_before_the_environment_and_the_environment_before_defaults() -> None:
    assert Settings.from_env({}).port == 8000
    assert Settings.from_env({"SIGNPOST_PORT": "81"}).port == 81
    assert Settings.from_env({"SIGNPOST_PORT": "81"}, port="82").port == 82
    assert Settings.from_env({"SIGNPOST_PORT": "81"}, port=None).port == 81


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_env(dict.fromkeys(VARIABLES, "")) == Settings.from_env({})


def test_the_defaults_are_the_clone_itself() -> None:
    settings = Settings.from_env({})
    assert (settings.data, settings.taxonomy) == (ROOT / "directory_data", ROOT / "taxonomy")
    assert (settings.index, settings.postcodes) == (ROOT / "var/index", ROOT / "var/postcodes")
    assert settings.corrections == ROOT / "var/corrections.jsonl"
    assert (settings.host, settings.workers, settings.northern_ireland) == ("127.0.0.1", 1, True)


def test_paths_are_absolute_and_know_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_env({"SIGNPOST_DATA": "entries", "SIGNPOST_INDEX": "~/index", "SIGNPOST_POSTCODE_SOURCE": "ONSPD.csv"})
    assert (settings.data, settings.index, settings.postcode_source) == (tmp_path / "entries", tmp_path / "index", tmp_path / "ONSPD.csv")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "0"),
        ("port", "65536"),
        ("port", "eighty"),
        ("port", "-1"),
        ("port", "8000.0"),
        ("port", "٨٠"),
        ("port", "9" * 5000),
        ("workers", "0"),
        ("workers", "65"),
        ("northern_ireland", "maybe"),
        ("public_url", "signpost.example.org"),
        ("public_url", "https://"),
        ("public_url", "https://example.org/?a=b"),
        ("index", "~nobody-of-this-name/index"),
    ],
)
def test_a_value_that_a_setting_cannot_hold_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"^{name} is '"):
        Settings.from_env({f"SIGNPOST_{name.upper()}": value})


@pytest.mark.parametrize(("said", "meant"), [("no", False), ("FALSE", False), ("0", False), ("off", False), ("yes", True), ("True", True), ("1", True), ("on", True)])
def test_yes_and_no_may_be_written_in_several_ways(said: str, meant: bool) -> None:
    assert Settings.from_env({"SIGNPOST_NORTHERN_IRELAND": said}).northern_ireland is meant
    assert Settings.from_env({"SIGNPOST_RANK_BY_ASSURANCE": said}).rank_by_assurance is meant


def test_worker_processes_read_the_same_settings_from_the_environment(tmp_path: Path) -> None:
    settings = Settings.from_env({"SIGNPOST_NORTHERN_IRELAND": "no", "SIGNPOST_PUBLIC_URL": "https://signpost.example.org"}, index=tmp_path, port="81", workers="2")
    assert Settings.from_env(to_environment(settings)) == settings


def test_the_reference_names_every_variable_and_no_other() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(SIGNPOST_\w+)`", page, re.MULTILINE)) == VARIABLES


def test_the_source_names_the_variable_of_every_setting() -> None:
    source = Path(module.__file__).read_text("utf-8")
    assert set(re.findall(r"SIGNPOST_[A-Z_]+", source)) >= VARIABLES


def test_the_reference_tells_the_default_port_host_and_limits() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    settings = Settings.from_env({})
    for default in (settings.host, settings.port, settings.workers):
        assert f"`{default}`" in page


@pytest.mark.parametrize("command", ["check", "build", "search", "serve"])
def test_a_bad_setting_stops_any_command_with_a_plain_sentence(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SIGNPOST_PORT", "eighty")
    assert main([command, *(["--near", "LS1"] if command == "search" else [])]) == 2
    assert capsys.readouterr().err == "signpost: port is 'eighty': it must be a whole number from 1 to 65535.\n"
