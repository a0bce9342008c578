"""Until when a person's record is kept, by the site's policy. Whose time is over is for people to look at: nothing here erases."""

from __future__ import annotations

from datetime import date

from signpost.record.dues import months_after
from signpost.record.person import Person
from signpost.record.policies import Retention

_MONTHS = 12  # in a year


def kept_until(person: Person, last_entry: date, retention: Retention) -> date | None:
    """The last day on which their record is kept; None when it has no end. A death that is recorded decides alone."""
    rule, since = (retention.after_death, person.died_on) if person.died_on else (retention.after_last_entry, last_entry)
    return months_after(since, rule.years * _MONTHS) if rule else None
