"""Brings the catalogues up to date with what pages say: `python -m docs.translations`, or `make translations`.

New texts are added with nothing said for them yet, old ones go. With `--check` nothing is written: it names each text that a
language lacks, and the exit code is 1 if there are any.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from signpost import corrections
from signpost.places import Nation
from signpost_indexer.taxonomy import read_taxonomy
from signpost_web import errors
from signpost_web.languages import CATALOGUES
from signpost_web.params import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web" / "signpost_web"
TEXT = re.compile(r"[^\W\d_]{2}")  # a message of gaps and signs alone needs no translator
GAP = re.compile(r"%\(\w+\)s|%%")
WIDTH = 140
OPTIONS = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
NOT_IN_CLDR = ("bsl", "isg", "prs", "syl")  # languages whose names Babel does not know


class Found(NamedTuple):
    """A text that pages say, and where. `many`: what it is for more than one, where that is another text."""

    file: str
    text: str
    many: str | None = None

    @property
    def key(self) -> str | tuple[str, str]:
        return (self.text, self.many) if self.many else self.text


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(prog="python -m docs.translations", description=__doc__)
    options.add_argument("--check", action="store_true", help="write nothing; name what has no translation")
    check = options.parse_args(arguments).check
    said = messages()
    missing = [line for path in sorted(CATALOGUES.glob("*/LC_MESSAGES/signpost.po")) for line in (_lacking(path, said) if check else _renewed(path, said))]
    print("\n".join(missing) or "Every text is translated.")
    return 1 if check and missing else 0


def messages() -> Catalog:
    """Every text that pages say, with the files that it stands in."""
    catalogue = Catalog()
    for found in (*_from_templates(), *_from_code(), *_from_tables()):
        if TEXT.search(GAP.sub("", found.text)):
            catalogue.add(found.key, locations=[(found.file, 0)])
    return catalogue


def read(path: Path) -> Catalog:
    """One catalogue."""
    with path.open("rb") as file:
        return read_po(file, path.parent.parent.name)


def missing(catalogue: Catalog, said: Catalog) -> Iterator[str]:
    """Each text that the catalogue has nothing for, with the files that it stands in."""
    for message in said:
        ours = catalogue.get(message.id)
        if message.id and (ours is None or ours.fuzzy or not all(forms(ours))):
            yield f"{', '.join(file for file, _ in message.locations)}: {message.id!r}"


def forms(message: Message) -> list[str]:
    """What a translator wrote: one text, or one for each form of a number."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def _lacking(path: Path, said: Catalog) -> list[str]:
    return [f"{path.parent.parent.name}: {line}" for line in missing(read(path), said)]


def _renewed(path: Path, said: Catalog) -> list[str]:
    """Writes one catalogue anew, and names what it lacks."""
    catalogue, written = read(path), BytesIO()
    catalogue.update(said, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    write_po(written, catalogue, width=WIDTH, sort_by_file=True, include_lineno=False)
    path.write_bytes(written.getvalue().rstrip() + b"\n")
    return _lacking(path, said)


# Where texts stand


def _from_templates() -> Iterator[Found]:
    for path in sorted((WEB / "templates").rglob("*.html")):
        with path.open("rb") as file:
            for _, _, given, _ in babel_extract(file, ("_", "gettext", "ngettext"), (), OPTIONS):
                texts = [one for one in (given if isinstance(given, tuple) else (given,)) if isinstance(one, str)]
                yield Found(_named(path), *texts)


def _from_code() -> Iterator[Found]:
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                yield from (Found(_named(path), *texts) for texts in _said(node.func.id, node.args))


def _said(function: str, given: Sequence[ast.expr]) -> Iterator[tuple[str, ...]]:
    """The texts of one call: a text or two, or a table of them."""
    if function == "say" and isinstance(given[0], ast.Constant):
        yield (str(given[0].value),)
    elif function == "say_count":
        yield tuple(one.value for one in given[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str))
    elif function == "marked":
        values = given[0].values if isinstance(given[0], ast.Dict) else given[0].elts if isinstance(given[0], ast.Tuple) else [given[0]]
        yield from ((one.value,) for one in values if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _from_tables() -> Iterator[Found]:
    """Words of the core that pages show: it does not know that they are translated."""
    scheme, _ = read_taxonomy(ROOT / "taxonomy", str)
    assert scheme
    for told in (scheme.categories, scheme.concerns):
        yield from (Found("taxonomy", text) for one in told for text in (one.label, one.definition))
    for named in (scheme.families, scheme.cancer_types):
        yield from (Found("taxonomy", one.label) for one in named)
    yield from (Found("signpost/places.py", one.label) for one in Nation)
    yield from (Found("signpost/corrections.py", words) for words in corrections.KINDS.values())
    yield from (Found("web/signpost_web/params.py", LANGUAGES[tag]) for tag in NOT_IN_CLDR)
    yield from (Found("web/signpost_web/errors.py", words) for kind in errors.KINDS.values() for words in (kind.heading, kind.advice))


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
