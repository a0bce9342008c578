"""How good the answers are, by the judged sets: `make relevance`.

The checkout's own files are built into an index of the bench's own: what is served stays as it is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bench.relevance import ingredients
from bench.relevance.opening import CHECKOUT, opened
from bench.relevance.page import PAGE, page
from bench.relevance.parts import Parts, words_of
from bench.relevance.releases import history, record
from bench.relevance.report import TEXTS, Report, measure, of_texts
from bench.relevance.tables import plain
from bench.relevance.texts import asked_of
from signpost.problems import SignpostError
from signpost.understanding import encoder


def show(report: Report, *, misses: bool) -> None:
    print("\n\n".join(plain(table) for table in report.tables))
    for name, lines in report.misses.items() if misses else ():
        print(f"\n{name}: {len(lines)} misses", *lines, sep="\n  ")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.relevance", description="How good the answers are, by the judged sets.")
    parser.add_argument("--texts", type=Path, action="append", default=[], metavar="FILE", help="judged texts beside the project's own (JSON lines)")
    parser.add_argument("--misses", action="store_true", help="list every miss, with what came instead")
    parser.add_argument("--by-concern", action="store_true", help="a row for every concern too")
    parser.add_argument("--without-encoder", action="store_true", help="as where the sentence encoder is not installed")
    parser.add_argument("--ingredients", action="store_true", help="what is left without each part of the understanding, in turn")
    parser.add_argument("--write", action="store_true", help=f"keep the figures as this version's, and write {PAGE.relative_to(CHECKOUT)}")
    options = parser.parse_args(arguments)
    if missing := [str(path) for path in options.texts if not path.is_file()]:
        parser.error(f"there is no file {', '.join(missing)}")
    if options.write and (options.without_encoder or not encoder.installed()):
        parser.error("--write keeps the figures with the sentence encoder and without it, so it must be installed and on")
    now = datetime.now(UTC)
    try:
        directory, generation = opened(now)
    except SignpostError as problem:
        print(problem, file=sys.stderr)
        return 2
    files = (*TEXTS, *options.texts)
    everything = Parts(sentence_encoder=False) if options.without_encoder else Parts()
    figures_with = cache(lambda parts: of_texts(asked_of(words_of(generation, parts)), files))
    report = measure(directory, asked_of(words_of(generation, everything)), now, files, by_concern=options.by_concern)
    if options.ingredients or options.write:
        report.tables += ingredients.tables(everything, figures_with)
    show(report, misses=options.misses)
    if options.write:
        record(report.figures, figures_with(replace(everything, sentence_encoder=False)), now.date())
        PAGE.write_text(page(history(), report.tables), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
