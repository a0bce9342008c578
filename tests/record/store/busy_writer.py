"""A program that writes to a store without end, and says on standard output what was acknowledged to it. It waits to be killed.

Arguments: the database's address and the ring. A line for each thing: what, id, version, and what it must read as.
"""

from __future__ import annotations

import json
import random
import sys
from datetime import UTC, datetime
from itertools import count

from signpost.record.access import Actor, Role
from signpost.record.assessment import Recipient
from signpost.record.records import Records
from signpost.record.store.sealing import KeyRing
from signpost.record.store.store import Store
from tests.record import people

TEAM = "breast-nurses"


def say(what: str, id_: str, version: int, reads: str) -> None:
    print(json.dumps([what, id_, version, reads]), flush=True)


def write(nurse: Records, dice: random.Random) -> None:
    """A person, then documents, new versions and copies of them, in random order."""
    person = nurse.add_person(people.person(number=None), TEAM)
    say("document", person.id, 1, person.body.to_json())
    plan = nurse.add(person.id, people.plan(people.row()))
    say("document", plan.id, 1, plan.body.to_json())
    for number in count():
        text = f"{number} {'a long story ' * dice.randrange(2000)}"
        if dice.random() < 0.3:
            copy = nurse.give_copy(plan.id, plan.version, Recipient.PERSON, "printed", text)
            say("copy", copy.id, copy.version, text)
        else:
            plan = nurse.save(plan.id, plan.version, people.plan(people.row(), strengths=text[:4000]))
            say("document", plan.id, plan.version, plan.body.to_json())


if __name__ == "__main__":
    store = Store.open(sys.argv[1], KeyRing.parse(sys.argv[2]))
    write(Records(store, Actor("nurse-1", Role.CLINICIAN, frozenset({TEAM})), lambda: datetime.now(UTC)), random.Random(sys.argv[3]))
