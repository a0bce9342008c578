"""What a person may ask for, and what the auditor reads: everything about them, their erasure, and who looked at what."""

from __future__ import annotations

import json

from starlette.responses import Response

from signpost.record.access import Action
from signpost.record.identifiers import MalformedNumber, PersonNumber
from signpost.record.records import PAGE, AuditLine
from signpost_web.record.door import RecordRoute
from signpost_web.record.forms import Form
from signpost_web.record.visits import Visit

LEAST_REASON = 10  # characters: an auditor must be able to judge it
NO_REASON = f"Say why, in {LEAST_REASON} characters or more: who asked, or which rule"
NOT_SURE = "Write the surname as it stands above: what is erased cannot be brought back"


def export(visit: Visit) -> Response:
    """Every version and every copy, as a file."""
    everything = json.dumps(visit.records.export(visit.id("person_id")), ensure_ascii=False, indent=1)
    return Response(everything, media_type="application/json", headers={"Content-Disposition": 'attachment; filename="record.json"'})


def ask_to_erase(visit: Visit) -> Response:
    return _erase_form(visit, visit.form)


def erase(visit: Visit) -> Response:
    """Gone for good; or the form again."""
    person = visit.records.person(visit.id("person_id"))
    reason, surname = visit.form.text("reason"), visit.form.text("surname")
    if len(reason) < LEAST_REASON:
        return _erase_form(visit, visit.form.wrong([("reason", NO_REASON)]), 400)
    if surname.casefold() != person.body.surname.casefold():
        return _erase_form(visit, visit.form.wrong([("surname", NOT_SURE)]), 400)
    return _erased(visit, visit.records.erase(person.id, reason))


def leave_no_trace(visit: Visit) -> Response:
    """Once more, where somebody read the record for long while another was erased."""
    return _erased(visit, visit.records.leave_no_trace())


def _erased(visit: Visit, no_trace: bool) -> Response:
    return visit.page("record/erased.html", {"no_trace": no_trace})


def _erase_form(visit: Visit, form: Form, status: int = 200) -> Response:
    return visit.page("record/erase.html", {"form": form, "person": visit.records.person(visit.id("person_id"))}, status)


def audit(visit: Visit) -> Response:
    """Who did what, the last first."""
    return _audit(visit, visit.form, visit.records.audit_log(PAGE))


def earlier(visit: Visit) -> Response:
    """What stands before a line."""
    before = visit.id("before")
    return _audit(visit, visit.form, visit.records.audit_log(PAGE, int(before) if before.isascii() and before.isdigit() and len(before) < 15 else 0))


def audit_of(visit: Visit) -> Response:
    """Who did what with one person's record, found by their number."""
    try:
        lines = visit.records.audit_of(PersonNumber.parse(visit.form.text("number")))
    except MalformedNumber as malformed:
        return _audit(visit, visit.form.wrong([("number", str(malformed))]), (), 400)
    return _audit(visit, visit.form, lines, whole=True)


def _audit(visit: Visit, form: Form, lines: tuple[AuditLine, ...], status: int = 200, *, whole: bool = False) -> Response:
    names = {account.id: account.shown_name for account in visit.room.accounts.all()}
    shown = {"form": form, "lines": lines, "names": names, "earlier": lines[-1].id if len(lines) == PAGE and not whole else None, "whole": whole}
    return visit.page("record/audit.html", shown, status)


ROUTES = (
    RecordRoute("/record/people/{person_id}/export", export, Action.EXPORT),
    RecordRoute("/record/people/{person_id}/erase", ask_to_erase, Action.ERASE),
    RecordRoute("/record/people/{person_id}/erase", erase, Action.ERASE, ["POST"]),
    RecordRoute("/record/erased", leave_no_trace, Action.ERASE, ["POST"]),
    RecordRoute("/record/audit", audit, Action.AUDIT),
    RecordRoute("/record/audit", audit_of, Action.AUDIT, ["POST"]),
    RecordRoute("/record/audit/{before}", earlier, Action.AUDIT),
)
