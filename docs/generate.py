"""Writes the pages that are made from the code and the taxonomy: `python -m docs.generate`, or `make docs`.

With `--check` nothing is written: it names the pages that are out of date, and the exit code is 1 if there are any. The
coverage table is not checked: it changes with every entry, and is written anew for a release.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from signpost.__main__ import _parser
from signpost.concerns import Concern, ConcernScheme, UrgentAdvice
from signpost.search.ranking import WEIGHTS
from signpost.search.serving import open_current
from signpost.settings import Settings
from signpost_indexer.build import build
from signpost_indexer.coverage import coverage_page
from signpost_indexer.schema import entry_reference, entry_schema
from signpost_indexer.taxonomy import read_taxonomy

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made by `python -m docs.generate`. Change what it is made from, not this page. -->"


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(prog="python -m docs.generate", description=__doc__)
    options.add_argument("--check", action="store_true", help="write nothing; name what is out of date")
    check = options.parse_args(arguments).check
    made = pages() if check else pages() | {"coverage.md": coverage()}
    stale = [name for name, page in made.items() if _refresh(REFERENCE / name, page, check)]
    for name in stale:
        print(f"docs/reference/{name} {'is out of date. Run: make docs' if check else 'written'}")
    return 1 if check and stale else 0


def pages() -> dict[str, str]:
    """Every page that is made from the code and the taxonomy, by its name under docs/reference."""
    scheme = _scheme()
    return {
        "entry.md": entry_page(),
        "entry.schema.json": json.dumps(entry_schema(scheme), ensure_ascii=False, indent=1) + "\n",
        "concerns.md": concerns_page(scheme),
        "families.md": families_page(scheme),
        "cancer-types.md": cancer_types_page(scheme),
        "urgent.md": urgent_page(scheme),
        "weights.md": weights_page(),
        "command-line.md": command_line_page(),
    }


def coverage() -> str:
    """What every concern finds in places in every nation, from a fresh index of the directory."""
    with TemporaryDirectory() as folder:
        settings = Settings.from_env(os.environ, index=Path(folder))
        build(settings, datetime.now(UTC).date(), ROOT)
        return coverage_page(open_current(settings))


def _refresh(path: Path, page: str, check: bool) -> bool:
    """Whether the file differed; it is written unless this is only a check."""
    if path.is_file() and path.read_text(encoding="utf-8") == page:
        return False
    if not check:
        path.write_text(page, encoding="utf-8")
    return True


def _scheme() -> ConcernScheme:
    scheme, problems = read_taxonomy(ROOT / "taxonomy", lambda path: str(path.relative_to(ROOT)))
    if scheme is None or problems:
        raise SystemExit("\n".join(map(str, problems)))
    return scheme


def _page(title: str, *blocks: str) -> str:
    return "\n\n".join([f"# {title}", MADE, *blocks]) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def anchor(heading: str) -> str:
    """The address of a heading within its page, as code hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


# -- entries ------------------------------------------------------------------------------------------------------------


def entry_page() -> str:
    return _page(
        "Entry",
        "One service is one YAML file, `directory_data/<area>/<id>.yaml`. [CONTRIBUTING](../../CONTRIBUTING.md) shows a whole one, line by line. "
        "Keys that are not here are errors. Leave out what you do not know.",
        "Concern ids are in [concerns](concerns.md), families and categories in [families](families.md), cancers in [cancer types](cancer-types.md).",
        entry_reference().rstrip(),
    )


# -- the taxonomy -------------------------------------------------------------------------------------------------------


def concerns_page(scheme: ConcernScheme) -> str:
    blocks = [
        (
            f"The {len(scheme.concerns)} concerns, in the order of the checklist. They follow the Concerns Checklist of Macmillan Cancer Support, with thanks. "
            "Their wording was written from memory and is not verified against the form. This is not eHNA, and Macmillan has not checked it."
        ),
        "A category's id stands wherever a concern's does in a search, and means every concern in it. Entries name concerns only.",
        "\n".join(
            f"- [{category.label}](#{anchor(category.label)}) (`{category.id}`): "
            + ", ".join(f"[{concern.label}](#{anchor(concern.label)})" for concern in scheme.concerns if concern.category == category.id)
            for category in scheme.categories
        ),
    ]
    for category in scheme.categories:
        blocks += [f"## {category.label}", f"`{category.id}`. {category.definition}", f"**When nothing is near:** {category.instead}"]
        for concern in scheme.concerns:
            if concern.category == category.id:
                blocks += [f"### {concern.label}", _concern(concern, scheme)]
    return _page("Concerns", *blocks)


def _concern(concern: Concern, scheme: ConcernScheme) -> str:
    kinds = {kind.id: kind.label for kind in scheme.service_categories}
    urgent = [advice for advice in scheme.urgent if concern.id in advice.concerns]
    facts = {
        "Also called": ", ".join(concern.aliases),
        "Older labels": "; ".join(f"{older.label} ({older.edition})" for older in concern.older),
        "Look at next": ", ".join(f"[{scheme.label(other)}](#{anchor(scheme.label(other))})" for other in concern.related),
        "Families": ", ".join(
            f"[{scheme.family_by_id[one].label}](families.md#{anchor(scheme.family_by_id[one].label)})" for one in concern.families
        ),
        "What helps, best first": ", ".join(kinds[one] for one in concern.service_categories),
        "When nothing is near": concern.instead.strip(),
        "Urgent advice": ", ".join(f"[{advice.title}](urgent.md#{anchor(advice.title)})" for advice in urgent),
    }
    return f"`{concern.id}`. {concern.definition}\n\n" + "\n".join(f"- **{name}:** {said}" for name, said in facts.items() if said)


def families_page(scheme: ConcernScheme) -> str:
    blocks = [
        (
            "The kinds of service. A family is a broad group; each entry names at most one in `family`. "
            "Service categories are the narrow kinds within it; an entry may name some in `categories`."
        )
    ]
    for family in scheme.families:
        kinds = [kind for kind in scheme.service_categories if kind.family == family.id]
        blocks += [f"## {family.label}", f"`{family.id}`. {family.definition}", f"**When nothing is near:** {family.instead.strip()}"]
        blocks += [_table(["category", "id"], ([kind.label, f"`{kind.id}`"] for kind in kinds))] if kinds else []
    others = [kind for kind in scheme.service_categories if kind.family is None]
    blocks += [
        "## Help that the directory does not list",
        "Named under concerns as what helps, but nothing that one could find a single entry for.",
    ]
    blocks += [_table(["category", "id"], ([kind.label, f"`{kind.id}`"] for kind in others))]
    return _page("Families and categories of service", *blocks)


def cancer_types_page(scheme: ConcernScheme) -> str:
    labels = {kind.id: kind.label for kind in scheme.cancer_types}
    rows = ([kind.label, f"`{kind.id}`", labels.get(kind.broader or "", ""), ", ".join(kind.synonyms)] for kind in scheme.cancer_types)
    return _page(
        "Cancer types",
        "A small scheme, shared by entries (`eligibility.cancer_types`) and requests (`cancer_type`). A search also understands every label and synonym. "
        "A service for a broader group takes the narrower ones in it.",
        _table(["cancer", "id", "belongs to", "also understood"], rows),
    )


def urgent_page(scheme: ConcernScheme) -> str:
    unsigned = [advice for advice in scheme.urgent if not advice.signed_off_by]
    blocks = [
        f"**{len(unsigned)} of {len(scheme.urgent)} rules are not signed off by a clinician.** They must be, before patients rely on them: see [safety](../explanation/safety.md).",
        "Advice stands above every service when one of its concerns is searched for. The words below are the words that people see.",
        _table(
            ["rule", "for", "signed off"],
            ([f"[{one.title}](#{anchor(one.title)})", ", ".join(_labels(one, scheme)), _signed(one)] for one in scheme.urgent),
        ),
    ]
    for advice in scheme.urgent:
        facts = {
            "Id": f"`{advice.id}`",
            "Call": advice.call,
            "Shown for": ", ".join(f"[{label}](concerns.md#{anchor(label)})" for label in _labels(advice, scheme)) + _from_score(advice),
            "Source": advice.source,
            "Signed off": _signed(advice),
        }
        blocks += [f"## {advice.title}", advice.text.strip(), "\n".join(f"- **{name}:** {said}" for name, said in facts.items())]
    return _page("Urgent advice", *blocks)


def _labels(advice: UrgentAdvice, scheme: ConcernScheme) -> list[str]:
    return [scheme.label(concern) for concern in advice.concerns]


def _from_score(advice: UrgentAdvice) -> str:
    return "" if advice.min_score is None else f"; when a score is given, from {advice.min_score} of 10 on"


def _signed(advice: UrgentAdvice) -> str:
    return f"{advice.signed_off_by}, {advice.signed_off_on}" if advice.signed_off_by else "**no**"


# -- the order of results -----------------------------------------------------------------------------------------------


def weights_page() -> str:
    rows = ([f"`{name}`", f"{weight.points:g}", weight.reason] for name, weight in WEIGHTS.items())
    return _page(
        "Weights",
        "What a result can score at most by each component, and why so much. Results stand by the sum, highest first; ties by id. "
        "A component that plays no part in a search (no place, no words) is not counted. [Search](../explanation/search.md) says what each measures; "
        "`explain=true`, or `signpost search --explain`, shows them for every result.",
        _table(["component", "at most", "why"], rows),
    )


# -- the command line ---------------------------------------------------------------------------------------------------


def command_line_page() -> str:
    blocks = [
        "`signpost COMMAND ...`. Flags come first, then environment variables ([settings](settings.md)), then defaults that work in a fresh clone.",
        "The exit code is 0 when all is well, 1 when files have errors, 2 when it could not run: a mistake on the command line, a place that is not known, a folder that is not there.",
    ]
    for name, command in _commands(_parser(), "signpost"):
        rows = list(_arguments(command))
        blocks += [f"## {name}", str(command.description), *([_table(["", ""], rows)] if rows else [])]
    return _page("Command line", *blocks)


def _commands(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with its name; of one that has commands of its own, those."""
    own = next((action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)), None)
    if own is None:
        yield name, parser
        return
    for word, command in own.items():
        yield from _commands(command, f"{name} {word}")


def _arguments(command: argparse.ArgumentParser) -> Iterator[list[str]]:
    for action in command._actions:
        if not isinstance(action, argparse._HelpAction):
            yield [f"`{_written(action)}`", _meaning(action)]


def _written(action: argparse.Action) -> str:
    value = action.metavar or ("|".join(map(str, action.choices)) if action.choices else None if action.nargs == 0 else action.dest.upper())
    if action.option_strings:
        return " ".join(part for part in (action.option_strings[-1], str(value or "")) if part)
    return f"[{value}{'...' if action.nargs == '*' else ''}]" if action.nargs in ("*", "?") else str(value)


def _meaning(action: argparse.Action) -> str:
    needed = "required" if action.required and action.option_strings else ""
    fallback = f"default: {action.default}" if isinstance(action.default, str) else ""
    return "; ".join(part for part in (action.help or "", needed, fallback) if part)


if __name__ == "__main__":
    sys.exit(main())
