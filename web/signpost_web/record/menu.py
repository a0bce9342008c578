"""Where work in the record starts: the addresses in the bar on top, their words, and what one must be allowed to do to see them."""

from __future__ import annotations

from signpost.record.access import Action

MENU: tuple[tuple[str, str, Action | None], ...] = (
    ("/record", "Start", None),
    ("/record/reports", "Reports", Action.REPORT),
    ("/record/audit", "Who did what", Action.AUDIT),
    ("/record/open", "Another team’s person", Action.BREAK_GLASS),
)
