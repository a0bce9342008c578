"""The wheel, installed away from the clone: entries and concerns come with it, and every command works from any folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.heavy
ROOT = Path(__file__).parent.parent.parent
Signpost = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without the network, with the build tool that is installed here."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)], cwd=ROOT, check=True, capture_output=True)
    (made,) = out.glob("signpost_directory-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment that holds the wheel; what the wheel depends on is lent by this one, but not this one's Signpost."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    install = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--no-deps", "--no-index", "--quiet", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    lent = Path(sysconfig.get_paths()["purelib"])
    for path in lent.iterdir():
        if "signpost" not in path.name and path.suffix != ".pth" and not (packages / path.name).exists():
            (packages / path.name).symlink_to(path)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def signpost(installed: Path, home: Path, postcodes: Path, tmp_path: Path) -> Signpost:
    """The installed command, run in an empty folder by a user with an empty home and no settings but the postcode table."""
    environment = {"HOME": str(home), "PATH": os.defpath, "SIGNPOST_POSTCODES": str(postcodes), "PYTHONPATH": os.environ["PYTHONPATH"].split(os.pathsep)[0]}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(installed / "bin" / "signpost"), *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return run


def test_only_packages_with_names_of_their_own_are_installed(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in ZipFile(wheel).namelist()}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"signpost", "signpost_indexer", "signpost_web"}


def test_the_wheel_holds_every_entry_and_every_file_that_the_program_reads(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    for folder in ("directory_data", "taxonomy"):
        assert {f"signpost/_data/{path.relative_to(ROOT)}" for path in (ROOT / folder).rglob("*.yaml")} <= names
    for package, room in (("signpost", "signpost"), ("signpost_indexer", "indexer/signpost_indexer"), ("signpost_web", "web/signpost_web")):
        kept = {path for path in (ROOT / room).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
        assert {f"{package}/{path.relative_to(ROOT / room)}" for path in kept} <= names


def test_check_build_and_search_work_from_any_folder(signpost: Signpost, installed: Path, home: Path, tmp_path: Path) -> None:
    checked = signpost("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    built = signpost("build")
    assert built.returncode == 0, built.stderr
    assert (home / ".cache" / "signpost" / "index" / "current").is_file()
    found = signpost("search", "--concern", "swelling", "--near", "LS1 4AP", "--json")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["results"][0]["reach"] == "near"
    assert list(tmp_path.iterdir()) == []


def test_entries_and_concerns_come_from_the_wheel(installed: Path) -> None:
    program = "from signpost.settings import Settings; s = Settings.from_env({'HOME': '/nowhere'}); print(s.data, s.taxonomy, s.index, sep='\\n')"
    said = subprocess.run([str(installed / "bin" / "python"), "-c", program], capture_output=True, text=True, check=True, cwd=installed).stdout
    data, taxonomy, index = map(Path, said.splitlines())
    assert installed in data.parents
    assert installed in taxonomy.parents
    assert index == Path("/nowhere/.cache/signpost/index")
    assert len(list(data.rglob("*.yaml"))) == len(list((ROOT / "directory_data").rglob("*.yaml")))


def test_the_pages_find_their_templates_and_styles(signpost: Signpost, installed: Path, home: Path, postcodes: Path) -> None:
    assert signpost("build").returncode == 0
    program = """
import os
from starlette.testclient import TestClient
from signpost.settings import Settings
from signpost_web.app import create_app
with TestClient(create_app(Settings.from_env(os.environ))) as client:
    for address in ("/", "/search?concern=swelling&near=LS1+4AP", "/concerns", "/docs", "/openapi.json"):
        assert client.get(address).status_code == 200, address
    print(client.get("/").text)
"""
    environment = {"HOME": str(home), "SIGNPOST_POSTCODES": str(postcodes)}
    said = subprocess.run([str(installed / "bin" / "python"), "-W", "ignore", "-c", program], capture_output=True, text=True, check=True, env=environment, cwd=home).stdout
    assert "<link" in said
