"""The files under `taxonomy/policies/` to Policies, or Problems: every fault of every file, with its line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from signpost.concerns import ConcernScheme
from signpost.problems import Problem, SignpostError, did_you_mean, quoted
from signpost.record.faults import said_plainly
from signpost.record.policies import NEEDED_WORDINGS, Instrument, NationPolicy, Policies, Retention, Wording

INSTRUMENTS, WORDINGS, RETENTION = "instruments", "wordings", "retention"
_NO_NATION = (INSTRUMENTS, WORDINGS, RETENTION)  # every other file is a nation's
Shown = Callable[[Path], str]  # a path as the user would write it


class BadPolicies(SignpostError):
    """Files of policies have errors. Its text has every problem, one a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(["The policies have errors.", *map(str, self.problems)]))


def open_policies(folder: Path, scheme: ConcernScheme) -> Policies:
    """Raises BadPolicies with every problem of every file."""
    policies, problems = read_policies(folder, str, scheme)
    if problems:
        raise BadPolicies(problems)
    return policies


def open_retention(folder: Path) -> Retention:
    """How long records are kept, without the other files: no concerns are needed to read it. Raises BadPolicies."""
    file = _needed(folder, RETENTION, str)
    retention: Retention | None = file.read(Retention)
    if retention is None:
        raise BadPolicies(file.problems)
    return retention


def read_policies(folder: Path, shown: Shown, scheme: ConcernScheme) -> tuple[Policies, list[Problem]]:
    """What could be read, and the problems of what could not."""
    files = {path.stem: _File(path, shown(path)) for path in sorted(folder.glob("*.yaml"))}
    for name in _NO_NATION:
        files.setdefault(name, _needed(folder, name, shown))
    instruments: tuple[Instrument, ...] = files[INSTRUMENTS].read(tuple[Instrument, ...]) or ()
    wordings: dict[str, Wording] = files[WORDINGS].read(dict[str, Wording]) or {}
    retention: Retention = files[RETENTION].read(Retention) or Retention()
    nations = [_nation(file) for name, file in files.items() if name not in _NO_NATION]
    _look_up_concerns(files[INSTRUMENTS], instruments, scheme)
    for needed in NEEDED_WORDINGS if wordings else ():
        if needed not in wordings:
            files[WORDINGS].report((needed,), "This wording is missing: forms and letters need it. Put it back.")
    made = Policies({one.nation: one for one in nations if one}, {(one.id, one.edition): one for one in instruments}, wordings, retention)
    return made, [problem for file in files.values() for problem in file.problems]


def _needed(folder: Path, name: str, shown: Shown) -> _File:
    """A file that must be there: reading it reports when it is not."""
    path = folder / f"{name}.yaml"
    return _File(path, shown(path))


def _nation(file: _File) -> NationPolicy | None:
    policy: NationPolicy | None = file.read(NationPolicy)
    if policy and policy.nation != file.path.stem:
        file.report(("nation",), f"The file is called {file.path.name}, and is about {policy.nation}. Name it {policy.nation}.yaml.")
    return policy


def _look_up_concerns(file: _File, instruments: Iterable[Instrument], scheme: ConcernScheme) -> None:
    """Reports ids in checklists that the scheme does not know."""
    for number, instrument in enumerate(instruments):
        for at, section in enumerate(instrument.sections):
            here = (number, "sections", at)
            if section.category not in scheme.category_by_id:
                file.unknown((*here, "category"), section.category, "category", scheme.category_by_id)
            for line, item in enumerate(section.items):
                for place, concern in enumerate(item.concerns):
                    if concern not in scheme.concern_by_id:
                        file.unknown((*here, "items", line, "concerns", place), concern, "concern", scheme.concern_by_id)


class _File:
    """One YAML file, with the place of every value in it. Every scalar is read as the text that stands there."""

    def __init__(self, path: Path, shown: str) -> None:
        self.path, self._shown = path, shown
        self.problems: list[Problem] = []
        self._node: yaml.Node | None = None

    def read(self, kind: Any) -> Any:
        """A value of that type; None, with the problems reported, when there is none."""
        try:
            text = self.path.read_text("utf-8")
            self._node = yaml.compose(text, Loader=yaml.BaseLoader)
            self._report_keys_written_twice(self._node)
            return TypeAdapter(kind).validate_python(yaml.load(text, Loader=yaml.BaseLoader))
        except (OSError, UnicodeDecodeError):
            self.report((), "The file is missing, or cannot be read.")
        except yaml.YAMLError as fault:
            mark = getattr(fault, "problem_mark", None)
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self.problems.append(Problem(self._shown, line, column, "", "This is not YAML here. Check the indentation, and put the value in quotation marks."))
        except ValidationError as faults:
            for one in faults.errors(include_url=False):
                self.report(one["loc"], said_plainly(one))
        return None

    def _report_keys_written_twice(self, node: yaml.Node | None) -> None:
        """Of two values under one key the loader would take the last, and say nothing."""
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    line, column = key.start_mark.line + 1, key.start_mark.column + 1
                    self.problems.append(Problem(self._shown, line, column, key.value, f"{quoted(key.value)} is written twice. Keep one."))
                seen.add(key.value)
                self._report_keys_written_twice(value)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                self._report_keys_written_twice(value)

    def unknown(self, path: tuple[str | int, ...], value: str, what: str, known: Iterable[str]) -> None:
        self.report(path, f"{quoted(value)} is not a {what}.{did_you_mean(value, known)}")

    def report(self, path: tuple[str | int, ...], message: str) -> None:
        """A problem at the value, or at the nearest one around it where it is not written."""
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
        self.problems.append(Problem(self._shown, *self._place(path), key, message))

    def _place(self, path: Iterable[str | int]) -> tuple[int, int]:
        node = self._node
        for part in path:
            inner = _inner(node, part)
            if inner is None:
                break
            node = inner
        return (node.start_mark.line + 1, node.start_mark.column + 1) if node else (1, 1)


def _inner(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None
