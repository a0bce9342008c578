"""`/checklist`: the person fills in their own list, in two small steps. Nothing is kept before the end, and nothing of the record is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from anyio import to_thread
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from signpost.concerns import UrgentAdvice
from signpost.record.assessment import Assessment
from signpost.record.fields import WORST_SCORE
from signpost.record.links import Answering, LinkOver
from signpost.record.policies import Instrument
from signpost.record.suggestion import urgent_words
from signpost_web import state
from signpost_web.pages.rendering import render
from signpost_web.record import checklist_form, cookies, papers, upkeep
from signpost_web.record.checklist_link import BLANK, answering, over
from signpost_web.record.door import OpenRoute
from signpost_web.record.forms import Form
from signpost_web.record.room import room_of

STEP, TICKED, SENT = "step", "ticked", "sent"  # what the page that sends a form has asked
NOTHING = "Tick what worries you. If nothing does, tick “I have no worries now”."
SCORES = ((checklist_form.TICKED, "I cannot say"), *((str(score), str(score)) for score in range(WORST_SCORE, -1, -1)))


async def show(request: Request, form: Form) -> Response:
    """The blank list."""
    return await _with_link(request, form, _page)


async def sent(request: Request, form: Form) -> Response:
    """From the ticks on to their scores; from those to the end; or back, with what is missing."""
    return await _with_link(request, form, _next)


async def _with_link(request: Request, form: Form, answer: Callable[[Request, Form, Answering], Awaitable[Response]]) -> Response:
    mine = await run_in_threadpool(answering, room_of(request), request)
    try:
        return await answer(request, form, mine) if mine else over(request)
    except LinkOver:  # another browser, or staff, were quicker
        return over(request)


async def _next(request: Request, form: Form, mine: Answering) -> Response:
    instrument = await _instrument(request, mine)
    ticked = checklist_form.ticked_rows(form, instrument)
    if form.text(STEP) != SENT and (ticked or form.has("more", papers.YES)):
        return await _page(request, form, mine, second=True)
    if not (ticked or form.has("no_concerns", papers.YES) or _said_otherwise(form)):
        return await _page(request, form.wrong([("no_concerns", NOTHING)]), mine, status=400)
    return await _kept(request, form, mine, instrument)


def _said_otherwise(form: Form) -> bool:
    """Whether something was written, though nothing was ticked."""
    return form.has("has_questions", papers.YES) or any(text for name, text in form.pairs if name == "questions" or name.startswith("other."))


async def _kept(request: Request, form: Form, mine: Answering, instrument: Instrument) -> Response:
    """Saves it, spends the link, and thanks; with what to do at once, if they wrote of an emergency or scored one so."""
    marks, faults = checklist_form.read(form, instrument)
    if faults:
        return await _page(request, form.wrong(faults), mine, second=True, status=400)
    room, today = room_of(request), state.now_of(request).date()
    asked = {
        "concerns": marks.concerns,
        "others": marks.others,
        "has_questions": form.has("has_questions", papers.YES),
        "questions": form.text("questions") or None,
        "no_concerns": form.has("no_concerns", papers.YES) and not (marks.concerns or marks.others),
        "completed_on": today,
    }
    try:
        await to_thread.run_sync(room.links.answer, mine, lambda waiting: Assessment.model_validate({**dict(waiting), **asked}))
    except ValidationError:  # of what they sent only the length of an answer is left to be wrong
        return await _page(request, form.wrong([("questions", checklist_form.TOO_LONG)]), mine, second=True, status=400)
    urgent = await run_in_threadpool(_urgent, request, marks, form.text("questions"))
    answer = render(request, "record/checklist_thanks.html", {"visit": None, "urgent": urgent})
    cookies.take_back(answer, request, cookies.LINK)
    return answer


def _urgent(request: Request, marks: checklist_form.Marks, questions: str) -> tuple[UrgentAdvice, ...]:
    """What the words tell of first, then what the scores call for."""
    directory, now = state.directory_of(request), state.now_of(request)
    written = [*(one.own_words for one in marks.concerns), *(one.own_words for one in marks.others), questions]
    scores = {one.concern: one.score for one in marks.concerns}
    by_words = urgent_words(directory, [text for text in written if text], now)
    return tuple(dict.fromkeys((*by_words, *directory.scheme.urgent_for(scores, scores))))


async def _page(request: Request, form: Form, mine: Answering, *, second: bool = False, status: int = 200) -> Response:
    instrument = await _instrument(request, mine)
    shown = {
        "visit": None,
        "form": form,
        "step": SENT if second else TICKED,
        "checklist_parts": checklist_form.parts_of(instrument),
        "ticked": checklist_form.ticked_rows(form, instrument),
        "scores": SCORES,
        "credit": instrument.credit,
    }
    return render(request, "record/checklist_scores.html" if second else "record/checklist_ticks.html", shown, status)


async def _instrument(request: Request, mine: Answering) -> Instrument:
    """The list that was offered. Raises LinkOver when staff have filled it in meanwhile."""
    offered = await run_in_threadpool(room_of(request).links.offered, mine)
    instruments = upkeep.policies(request).instruments
    return instruments[(offered.instrument, offered.edition)].of(state.directory_of(request).scheme)


ROUTES = (OpenRoute(BLANK, show), OpenRoute(BLANK, sent, ["POST"]))
