"""`signpost record`: what whoever runs the record does with it as a whole. Everything is written into its audit."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from signpost.settings import Settings

if TYPE_CHECKING:
    from signpost.record.store.store import Store

AT_THE_MACHINE = "command-line"  # as actor and role in the audit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The commands behind `signpost record`."""
    commands = parser.add_subparsers(required=True, metavar="WHAT")

    def command(name: str, act: Callable[[argparse.Namespace, Settings], None], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(act=act)
        return made

    new_key = command("new-key", _new_key, "Print a new key for SIGNPOST_RECORD_KEY. Keep a copy of it away from this machine: nobody can read the record without it.")
    new_key.add_argument("id", nargs="?", default=None, help="what to call it; the year and month when left out")
    command("migrate", _migrate, "Set an empty database up, or bring an earlier version's up to date: all of it or nothing.")
    backup = command("backup", _backup, "Write the whole record into one file, while it is in use. It stays sealed.")
    restore = command("restore", _restore, "Fill an empty database from a backup; nothing is ever written over.")
    for made in (backup, restore):
        made.add_argument("file", type=Path, metavar="FILE")
    command("due-for-erasure", _due_for_erasure, "List whose record has been kept for as long as taxonomy/policies/retention.yaml asks, by the record's own ids. Nothing is erased.")
    command("rotate-keys", _rotate_keys, "Wrap every key in the record anew, under the first key of SIGNPOST_RECORD_KEY. Stopped and run again, it goes on.")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Run one of them. Raises SignpostError."""
    options.act(options, settings)
    return 0


@contextmanager
def _noted(settings: Settings, action: str, *, bring_up_to_date: bool = False) -> Iterator[Store]:
    """The store, with what is about to be done in its audit."""
    from signpost.record.opening import open_store
    from signpost.record.store.audit import Deed, note

    store = open_store(settings, bring_up_to_date=bring_up_to_date)
    try:
        with store.transaction() as connection:
            note(store, connection, Deed(datetime.now(UTC), AT_THE_MACHINE, AT_THE_MACHINE, action))
        yield store
    finally:
        store.close()


def _new_key(options: argparse.Namespace, settings: Settings) -> None:
    from signpost.record.store.sealing import KeyRing, new_key

    key = new_key(options.id or f"{datetime.now(UTC):%Y-%m}")
    KeyRing.parse(key)  # an id of one's own may be none
    print(key)


def _migrate(options: argparse.Namespace, settings: Settings) -> None:
    with _noted(settings, "migrate", bring_up_to_date=True):
        print("The record's tables are those of this version.")


def _backup(options: argparse.Namespace, settings: Settings) -> None:
    from signpost.record.store.backup import backup

    with _noted(settings, "backup") as store:
        backup(store, options.file)
    print(f"Backed up to {options.file}. It can be read with SIGNPOST_RECORD_KEY alone: keep that too, in another place.")


def _restore(options: argparse.Namespace, settings: Settings) -> None:
    from signpost.record.opening import key_ring
    from signpost.record.store.backup import restore

    restore(settings.database_url, key_ring(settings), options.file)
    with _noted(settings, "restore"):
        print(f"Restored from {options.file}. Whoever was erased since it was made is back: erase them again.")


def _due_for_erasure(options: argparse.Namespace, settings: Settings) -> None:
    from signpost.record.policy_files import open_retention
    from signpost.record.store.retaining import time_over

    retention = open_retention(settings.taxonomy / "policies")
    with _noted(settings, "due-for-erasure") as store:
        over = time_over(store, retention, datetime.now(UTC).date())
    for one in over:
        print(f"{one.person_id}  kept until {one.kept_until}")
    print(f"{len(over)} to look at. Nothing was erased: an administrator does that, for each, at /record/people/ID/erase" if over else "Nobody's time is over.")


def _rotate_keys(options: argparse.Namespace, settings: Settings) -> None:
    from signpost.record.store.rotation import rotate

    with _noted(settings, "rotate-keys") as store:
        done = rotate(store)
        print(f"{done} keys were wrapped anew; all are now under '{store.ring.current}'.")
    print("Keep the older keys for as long as you keep backups that were made before.")
