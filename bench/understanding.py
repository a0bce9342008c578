"""What understanding costs, in time and in memory, with the sentence encoder and without it: `python -m bench.understanding`."""

from __future__ import annotations

import argparse
import gc
import platform
import re
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from time import process_time_ns
from typing import NamedTuple

import numpy as np

from bench.relevance.opening import CHECKOUT, opened
from bench.relevance.parts import Parts, understanding
from bench.relevance.report import TEXTS
from bench.relevance.tables import Table, markdown, plain
from bench.relevance.texts import read_texts
from signpost.problems import SignpostError
from signpost.understanding import encoder
from signpost.understanding.model import Understanding

PAGE = CHECKOUT / "docs" / "reference" / "bench.md"
TITLE = "Understanding a text"
WARMS_UP = 4  # every fourth text comes before the first that counts
RUNS = 5  # each in a process of its own; the least disturbed one counts: what else the machine does can only add time
GOALS = {False: (2.0, 60.0), True: (6.0, 200.0)}  # ms at p99 and MB, without the encoder and with it
_STATUS = Path("/proc/self/status")  # only Linux tells what is resident now, and of what kind


class Cost(NamedTuple):
    """Processor time of all threads, and memory that came with the model."""

    first: float  # seconds for the first text: the encoder is loaded then
    p50: float  # ms
    p99: float
    slowest: float
    resident: float  # MB
    mapped: float  # MB of them in files, which all workers share


def cost(folder: Path, texts: Sequence[str], with_encoder: bool) -> Cost:
    """In this process, which has read no text before. Each text is timed when it is read for the first time."""
    gc.collect()
    before = resident()
    model = understanding(folder, Parts(sentence_encoder=with_encoder))
    first, *_ = [_timed(model, text) for text in texts[::WARMS_UP]]
    times = [_timed(model, text) / 1e6 for number, text in enumerate(texts) if number % WARMS_UP]
    gc.collect()
    p50, p99, slowest = np.percentile(times, (50, 99, 100)).tolist()
    return Cost(first / 1e9, p50, p99, slowest, *(now - then for now, then in zip(resident(), before, strict=True)))


def _timed(model: Understanding, text: str) -> int:
    start = process_time_ns()
    model.read(text)
    return process_time_ns() - start


def resident() -> tuple[float, float]:
    """MB of this process that are in memory now, and how many of them are mapped files."""
    told = dict(re.findall(r"^(\w+):\s+(\d+) kB$", _STATUS.read_text(), re.MULTILINE))
    return int(told["VmRSS"]) / 1024, int(told["RssFile"]) / 1024


def least_disturbed(folder: Path, texts: Sequence[str], *, with_encoder: bool) -> Cost:
    runs = [in_a_fresh_process(folder, texts, with_encoder=with_encoder) for _ in range(RUNS)]
    return min(runs, key=lambda run: run.p99)


def in_a_fresh_process(folder: Path, texts: Sequence[str], *, with_encoder: bool) -> Cost:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(cost, folder, texts, with_encoder).result()


def table(costs: dict[bool, Cost], texts: int) -> Table:
    rows = [("with the encoder" if with_encoder else "without the encoder", *one, _met(one, *GOALS[with_encoder])) for with_encoder, one in costs.items()]
    head = ("", "first text, s", "p50, ms", "p99, ms", "slowest, ms", "resident, MB", "of it mapped, MB", "goal")
    note = (
        f"Over the {texts} judged texts: a quarter warms up, each of the others is timed when it is read for the first time. Processor time of all threads; the least "
        f"disturbed of {RUNS} runs, each in a process of its own. Memory is what "
        "is resident once all are read, less what was before the model was opened; mapped files are shared by all workers. The first text loads the encoder."
    )
    return Table(TITLE, head, rows, note)


def _met(cost: Cost, most_ms: float, most_mb: float) -> str:
    met = cost.p99 < most_ms and cost.resident < most_mb
    return f"{most_ms:g} ms at p99, {most_mb:g} MB: {'met' if met else 'MISSED'}"


def written(page: str, section: str) -> str:
    """The page with this section in place of the one of its name, or at its end."""
    there = re.compile(rf"^## {TITLE}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    return there.sub(lambda _: f"{section}\n\n", page).rstrip() + "\n" if there.search(page) else f"{page.rstrip()}\n\n{section}\n"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.understanding", description="What understanding costs, in time and in memory.")
    parser.add_argument("--texts", type=Path, action="append", default=[], metavar="FILE", help="texts beside the project's own judged ones (JSON lines)")
    parser.add_argument("--write", action="store_true", help=f"write the section of {PAGE.relative_to(CHECKOUT)}")
    options = parser.parse_args(arguments)
    if not _STATUS.exists():
        parser.error("memory is measured on Linux only")
    try:
        folder = opened(datetime.now(UTC)).generation.folder / "understanding"
    except SignpostError as problem:
        print(problem, file=sys.stderr)
        return 2
    texts = [judged.text for path in (*TEXTS, *options.texts) for judged in read_texts(path)]
    costs = {with_encoder: least_disturbed(folder, texts, with_encoder=with_encoder) for with_encoder in (False, True) if not with_encoder or encoder.installed()}
    made = table(costs, len(texts))
    machine = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.system()} {platform.machine()}."
    print(machine, plain(made), sep="\n")
    if options.write:
        section = f"{markdown(made)}\n\n{machine} Made by `python -m bench.understanding --write`."
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), section), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
