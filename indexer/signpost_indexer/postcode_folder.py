"""The folder of the postcode table on disk: put in place whole, swept of what killed builds left, judged whether it still fits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from signpost.postcode_table import MANIFEST, postcode_table_ready
from signpost.problems import SignpostError
from signpost.search.generation import write_arrays
from signpost_indexer.folders import leftovers, locked, sweep, write_folder


def publish(out: Path, arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any]) -> None:
    """Write the folder beside its place, then move it there. Raises SignpostError when it cannot be written."""
    was_ready = postcode_table_ready(out)

    def write(folder: Path) -> None:
        write_arrays(folder, arrays)
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")

    try:
        with locked(_lock_of(out), wait=True):
            if was_ready or not postcode_table_ready(out):  # else somebody else has built it meanwhile: theirs is as good
                write_folder(out, write)
    except OSError as fault:
        raise SignpostError(f"The postcode table cannot be written to {out}: {fault.strerror or fault}.") from fault


def _lock_of(out: Path) -> Path:
    return out.with_name(f".{out.name}.lock")


def sweep_beside(out: Path) -> None:
    """Clear away what a build of the table that was killed has left."""
    if leftovers(out.parent, out.name):  # else a folder that cannot be written to is no hindrance
        with locked(_lock_of(out), wait=True):
            sweep(out.parent, out.name)


def fits(out: Path, source: Path | None, northern_ireland: bool) -> bool:
    """Is the table there, and made from what it would be made from now?"""
    if not postcode_table_ready(out):
        return False
    manifest = json.loads((out / MANIFEST).read_text("utf-8"))
    return manifest["northern_ireland"] == northern_ireland and (source is None or manifest["source"] == source.name)
