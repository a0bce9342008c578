"""The steps from an empty database to the tables of today, in order; each runs whole or not at all."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from signpost.problems import SignpostError

_ONE_AT_A_TIME = 5_107_761_474  # the name of PostgreSQL's advisory lock: "SIGNPOST" on the keys of a telephone, shortened


class StoreBehind(SignpostError):
    """The tables are of an earlier version of Signpost."""


class StoreAhead(SignpostError):
    """The tables are of a later version of Signpost."""


def revision_of(connection: Connection) -> str | None:
    """The last step that this database has seen; None before the first."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def steps() -> tuple[str, ...]:
    """Every step that there is, the last first."""
    return tuple(step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions())


def migrate(connection: Connection, to: str = "head") -> None:
    """Bring the tables up to date, in the transaction of this connection. Raises StoreAhead."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
    _refuse_a_later_one(connection)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def check_current(connection: Connection) -> None:
    """Raises StoreBehind or StoreAhead unless the tables are those of this version."""
    _refuse_a_later_one(connection)
    if revision_of(connection) != steps()[0]:
        raise StoreBehind("The record's tables are of an earlier version. Back it up, then bring it up to date: signpost record migrate")


def _refuse_a_later_one(connection: Connection) -> None:
    if revision_of(connection) not in (None, *steps()):
        raise StoreAhead("The record was written by a later version of Signpost. Install that version, or a newer one.")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
