"""Every address of the record, from the tables of its page modules."""

from __future__ import annotations

from itertools import chain

from signpost_web.record import (
    assessments,
    checklist,
    checklist_link,
    errors_of_entry,
    events,
    filed_documents,
    follow_ups,
    issuer_sign_in,
    lists,
    opening_people,
    people,
    plan_rows,
    plans,
    referrals,
    reports,
    reviews,
    rights,
    service_search,
    sign_in,
    summaries,
    worklist,
)
from signpost_web.record.door import OpenRoute, RecordRoute

PAGES = (worklist, reports, rights, people, lists, assessments, plans, plan_rows, service_search, referrals, summaries, reviews, events, follow_ups, filed_documents, errors_of_entry, checklist, sign_in, issuer_sign_in, opening_people, checklist_link)  # modules with a table ROUTES
RECORD_ROUTES: tuple[RecordRoute | OpenRoute, ...] = tuple(chain.from_iterable(page.ROUTES for page in PAGES))
