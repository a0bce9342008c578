"""`python -m bench`: how long the nearest twenty of a concern take, in process, beside SQLite's R*Tree in the same run.

Caches are cold for every query that counts: before each of them the engine answers another kind of question (a category, a
family, filters, words). Two times are given for the engine: the whole answer (totals, verdicts, reasons, related services,
what to do instead, everything a page shows), and ids and distances alone in the same order, which is what the peer gives.
Python's garbage collector runs as it does in production.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import thread_time_ns
from typing import NamedTuple

import numpy as np

from bench.generate import WORDS, PostcodeSample, generate, shelf_of, write_index
from bench.peer import SqlitePeer, write_peer
from signpost.concerns import ConcernScheme
from signpost.search.directory import Directory
from signpost.search.generation import FORMAT
from signpost.search.request import Person, SearchRequest
from signpost.settings import Settings
from signpost_indexer.build import ensure_postcodes
from signpost_indexer.generations import fingerprint, whole
from signpost_indexer.taxonomy import read_taxonomy

SEED = 2026
SIZES = (10_000, 100_000)
QUERIES = 2000
WARM_UP = 200  # queries before the first that counts: imports, memory maps and first-use tables
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GOAL = 5.0  # times faster than the peer at p99
PERCENTILES = (50.0, 99.0, 99.9, 100.0)
_CHECKOUT = Path(__file__).resolve().parent.parent
_MAKES_AN_INDEX = (
    *("bench/generate.py", "bench/peer.py", "indexer/signpost_indexer/compiling.py", "indexer/signpost_indexer/learning.py"),
    *("signpost/search/generation.py", "signpost/search/text.py", "signpost/services.py", "signpost/understanding/*.py"),
)


class Ready(NamedTuple):
    """The same services, in the engine and in the peer."""

    directory: Directory
    peer: SqlitePeer


def prepare(count: int, folder: Path, settings: Settings, scheme: ConcernScheme) -> Ready:
    """Open the index of `count` services, generated and compiled first when these very inputs never were."""
    made_from = [*(path for name in _MAKES_AN_INDEX for path in sorted(_CHECKOUT.glob(name))), *sorted(settings.taxonomy.rglob("*.yaml"))]
    name = fingerprint(iter([str((FORMAT, SEED, count)).encode(), *(path.read_bytes() for path in made_from)]))
    index = folder / str(count)
    peer = index / f"{name}.sqlite"
    if not whole(index, name) or not peer.exists():
        print(f"  Making {count:,} services (once) ...", file=sys.stderr, flush=True)
        index.mkdir(parents=True, exist_ok=True)
        shelf = shelf_of(generate(count, SEED, scheme, settings.postcodes), scheme, settings.postcodes)
        write_index(index, name, shelf, with_text=True)
        write_peer(peer, shelf)
    return Ready(Directory.open(index / "generations" / name, settings.postcodes), SqlitePeer(peer))


def _other_question(number: int, chance: random.Random, near: SearchRequest, scheme: ConcernScheme) -> SearchRequest:
    """A question of another kind from the same place."""
    concern, place = chance.choice(scheme.concerns).id, near.near
    kinds: tuple[Callable[[], SearchRequest], ...] = (
        lambda: SearchRequest(concerns=(chance.choice(scheme.categories).id,), near=place),
        lambda: SearchRequest(families=(chance.choice(scheme.families).id,), near=place),
        lambda: SearchRequest(concerns=(concern,), near=place, cost="free", language="en", person=Person(age=67, audience="patient")),
        lambda: SearchRequest(text=" ".join(chance.sample(WORDS, 2)), near=place),
        lambda: SearchRequest(concerns=(concern,), near=place, step_free=True, delivery=("in-person",), person=Person(cancer_type="breast")),
    )
    return kinds[number % len(kinds)]()


class Measured(NamedTuple):
    """Nanoseconds of processor time of each query."""

    answers: list[int]  # the engine's whole answer
    nearest: list[int]  # the engine's ids and distances alone, which is what the peer gives
    peer: list[int]
    services: float  # that an answer counted on average


def _timed(work: Callable[[], object]) -> int:
    """Processor time: nothing here waits, and what else the machine does should not count."""
    start = thread_time_ns()
    work()
    return thread_time_ns() - start


def measure(ready: Ready, queries: int, settings: Settings) -> Measured:
    """The same questions to both, in turn."""
    directory, peer = ready
    chance, sample = random.Random(SEED + 1), PostcodeSample(settings.postcodes)
    answers, nearest, peers, total = list[int](), list[int](), list[int](), 0
    gc.collect()
    for number in range(-WARM_UP, queries):
        concern = chance.choice(directory.scheme.concerns).id
        near = directory.gazetteer.find(sample.pick(chance))
        request = SearchRequest(concerns=(concern,), near=near)
        for times, work in (
            (answers, partial(directory.search, request, NOW)),
            (peers, partial(peer.nearest, concern, near.latitude, near.longitude)),
            (nearest, partial(directory.nearest, request, NOW)),
        ):
            directory.search(_other_question(number, chance, request, directory.scheme), NOW)
            took = _timed(work)
            if number >= 0:
                times.append(took)
        total += directory.search(request, NOW).total if number >= 0 else 0
    return Measured(answers, nearest, peers, total / queries)


def _row(name: str, times: Sequence[int]) -> str:
    return f"  {name:<26}" + "".join(f"{np.percentile(times, percentile) / 1e6:>10.3f}" for percentile in PERCENTILES)


def _ratios(name: str, slower: Sequence[int], faster: Sequence[int]) -> str:
    ratios = [np.percentile(slower, percentile) / np.percentile(faster, percentile) for percentile in PERCENTILES]
    return f"  {name:<26}" + "".join(f"{ratio:>9.1f}x" for ratio in ratios)


def report(count: int, measured: Measured) -> Iterable[str]:
    answers, nearest, peer, services = measured
    yield f"{count:,} services, nearest 20 of a concern, {len(peer):,} queries; {services:,.0f} services in an average answer. Milliseconds:"
    yield f"  {'':<26}" + "".join(f"{name:>10}" for name in ("p50", "p99", "p99.9", "max"))
    yield _row("Signpost, whole answer", answers)
    yield _row("Signpost, ids and miles", nearest)
    yield _row("SQLite R*Tree, the same", peer)
    yield _ratios("like for like, faster by", peer, nearest)
    yield _ratios("whole answer, faster by", peer, answers)
    for name, times in (("like for like", nearest), ("whole answer", answers)):
        met = np.percentile(peer, 99) >= GOAL * np.percentile(times, 99)
        yield f"  goal of {GOAL:g}x at p99, {name}: {'met' if met else 'MISSED'}"


def _machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"Python {platform.python_version()}, NumPy {np.__version__}, SQLite {sqlite3.sqlite_version}, {platform.system()} {platform.machine()}, {cores} cores"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="The nearest 20 of a concern, beside SQLite's R*Tree.")
    parser.add_argument("--services", type=int, nargs="+", default=SIZES, metavar="N", help="sizes of the directory")
    parser.add_argument("--queries", type=int, default=QUERIES, metavar="N", help="queries that count, at each size")
    parser.add_argument("--folder", type=Path, default=_CHECKOUT / "var" / "bench", metavar="DIR", help="where the made-up directories are kept")
    options = parser.parse_args()
    settings = Settings.from_env(os.environ)
    ensure_postcodes(settings, lambda text: print(f"  {text} ...", file=sys.stderr))
    scheme, problems = read_taxonomy(settings.taxonomy, str)
    if scheme is None:
        print(*problems, sep="\n", file=sys.stderr)
        return 2
    print(_machine())
    for count in options.services:
        ready = prepare(count, options.folder, settings, scheme)
        print("", *report(count, measure(ready, options.queries, settings)), sep="\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
