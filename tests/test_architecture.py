"""Who may import whom, and how modules are named: read from the sources."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"signpost": ROOT / "signpost", "signpost_indexer": ROOT / "indexer" / "signpost_indexer", "signpost_web": ROOT / "web" / "signpost_web"}
MAY_IMPORT = {"signpost": set[str](), "signpost_indexer": {"signpost"}, "signpost_web": {"signpost"}}
MEETING_PLACE = ROOMS["signpost"] / "__main__.py"
MODULES = [(room, path) for room, folder in ROOMS.items() for path in sorted(folder.rglob("*.py"))]
NAMED = [f"{room}/{path.relative_to(ROOMS[room])}" for room, path in MODULES]
LONGEST_MODULE = 400  # lines


def imported(path: Path) -> set[str]:
    """The rooms that a module imports from, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {name.partition(".")[0] for name in names} & set(ROOMS)


@pytest.mark.parametrize(("room", "path"), MODULES, ids=NAMED)
def test_imports_run_from_the_outer_rooms_to_the_domain(room: str, path: Path) -> None:
    if path != MEETING_PLACE:
        assert imported(path) - {room} <= MAY_IMPORT[room]


def test_the_command_line_imports_the_outer_rooms_only_when_it_is_asked_to() -> None:
    top = ast.Module([node for node in ast.parse(MEETING_PLACE.read_text("utf-8")).body if isinstance(node, ast.Import | ast.ImportFrom)], [])
    assert "signpost_indexer" not in ast.unparse(top)
    assert "signpost_web" not in ast.unparse(top)
    assert imported(MEETING_PLACE) == set(ROOMS)


@pytest.mark.parametrize(("room", "path"), MODULES, ids=NAMED)
def test_modules_are_short_and_named_by_a_noun_of_the_field(room: str, path: Path) -> None:
    assert path.stem not in {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE
