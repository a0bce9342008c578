"""What the record refuses for the sake of what it holds, and whom to turn to or what to do instead."""

from __future__ import annotations

from signpost.problems import SignpostError
from signpost.record.documents import Document
from signpost.record.store.filing import Stored


class SavedByAnother(SignpostError):
    """Somebody has saved a newer version than the writer has seen; it is in `newer`. Nothing was written over."""

    def __init__(self, newer: Stored[Document]) -> None:
        self.newer = newer
        super().__init__("Somebody else has saved this since you opened it. Nothing is lost: look at both, then save again.")


class AlreadyKept(SignpostError):
    """There is a person with this number. `person_id` is theirs when they are within the actor's reach, else None."""

    def __init__(self, person_id: str | None) -> None:
        self.person_id = person_id
        elsewhere = "Another team keeps a record for this number. Ask them to share it: two records of one person would each tell half."
        super().__init__("There is a record for this number already." if person_id else elsewhere)


class AlreadyPlanned(SignpostError):
    """There is an open plan of this assessment: `plan_id`. Two would each tell half of what was agreed."""

    def __init__(self, plan_id: str) -> None:
        self.plan_id = plan_id
        super().__init__("There is a plan from this assessment already.")


class EnteredInError(SignpostError):
    """What was entered in error is worked on no more."""

    def __init__(self) -> None:
        super().__init__("This was entered in error. It can be read among the documents, and is worked on no more.")


class NoReason(SignpostError):
    """Breaking the glass and erasing need a reason in words."""


class LastList(SignpostError):
    """A person on nobody's list would be forgotten."""
