"""`/checklist`: the person fills in their own list, in two small steps.

What they have ticked and written is kept with the link until they send it, and every step is a page that can be loaded again:
the browser's Back, a slow line and a second press lose nothing. Nothing else of the record is shown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from anyio import to_thread
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from signpost.concerns import UrgentAdvice
from signpost.record.assessment import Assessment, Recipient
from signpost.record.codes import AssessmentOffer
from signpost.record.fields import WORST_SCORE
from signpost.record.links import Answering, LinkOver, Standing
from signpost.record.policies import Instrument
from signpost.record.suggestion import urgent_of
from signpost_web import state
from signpost_web.pages.rendering import render
from signpost_web.record import checklist_draft, checklist_form, cookies, papers, upkeep
from signpost_web.record.assessments import LATER
from signpost_web.record.checklist_draft import LEAVING, MORE, NO_CONCERNS, REFUSED, SENT, STEP, TICKED
from signpost_web.record.checklist_link import BLANK, THANKS, answering, not_now
from signpost_web.record.door import OpenRoute
from signpost_web.record.forms import Fault, Form
from signpost_web.record.room import room_of

SCORED = f"{BLANK}/scores"  # the second step
BACK = "back"  # the button that leads to the first step with everything kept
NOTHING = "Tick what worries you. If nothing does, tick “I have no worries now”."
NOTHING_WRITTEN = "Nothing is written yet. Write what worries you, or go back and tick it."
BOTH = "You have ticked this, and something else too. Untick one of the two."
SCORES = ((checklist_form.TICKED, "I cannot say"), *((str(score), str(score)) for score in range(WORST_SCORE, -1, -1)))
SHARED_WITH = ((Recipient.PERSON, "Me"), (Recipient.GP, "My GP"), (Recipient.NOTES, "My medical notes"))


async def show(request: Request, form: Form) -> Response:
    """The list, with what is ticked so far."""
    return await _with_link(request, form, _ticks)


async def show_scores(request: Request, form: Form) -> Response:
    """Each tick with a score and words."""
    return await _with_link(request, form, _scores)


async def sent(request: Request, form: Form) -> Response:
    """From the ticks on to their scores; from those to the end; or back, with what is missing."""
    return await _with_link(request, form, _next)


async def thanks(request: Request, form: Form) -> Response:
    """The end, for the browser that has just sent a list: with what to do at once, if they wrote of an emergency or scored one so."""
    just_sent = await run_in_threadpool(room_of(request).links.sent, cookies.kept(request, cookies.LINK))
    if just_sent is None:
        return await _with_link(request, form, _ticks_first)
    urgent = await run_in_threadpool(_urgent, request, just_sent)
    return render(request, "record/checklist_thanks.html", {"visit": None, "urgent": urgent, "left": just_sent.offer is AssessmentOffer.DECLINED})


async def _with_link(request: Request, form: Form, answer: Callable[[Request, Form, Answering], Awaitable[Response]]) -> Response:
    mine = await run_in_threadpool(answering, room_of(request), request)
    if mine:
        try:
            return await answer(request, form, mine)
        except LinkOver:  # another press, another browser, or staff, were quicker
            pass
    return await _cannot(request, form)


async def _cannot(request: Request, form: Form) -> Response:
    """Why nothing can be filled in now; thanks to whom has sent it already; and nothing that was typed is lost."""
    links, token, instrument = room_of(request).links, cookies.kept(request, cookies.LINK), _later(request)
    standing, just_sent = await run_in_threadpool(links.standing, token), await run_in_threadpool(links.sent, token)
    if just_sent and (not form.pairs or checklist_draft.is_what_was_sent(form, instrument, just_sent)):
        return RedirectResponse(THANKS, 303)
    kept = False
    if form.pairs and standing is Standing.PAUSED:
        kept = await run_in_threadpool(links.keep, token, lambda before: _gone_on(before, form))
    return not_now(request, standing, checklist_draft.said_in(form, instrument), kept=kept)


def _gone_on(before: str, form: Form) -> str:
    return checklist_draft.text_of(checklist_draft.gone_on(checklist_draft.of_text(before), form))


async def _ticks_first(request: Request, form: Form, mine: Answering) -> Response:
    return RedirectResponse(BLANK, 303)


async def _next(request: Request, form: Form, mine: Answering) -> Response:
    instrument = await _instrument(request, mine)
    draft = checklist_draft.gone_on(await _draft(request, mine), form)
    ticked, leaving, none = checklist_form.ticked_rows(draft, instrument), draft.has(LEAVING, papers.YES), draft.has(NO_CONCERNS, papers.YES)
    if form.has("go", BACK):
        return await _kept(request, draft, BLANK)
    if leaving and not (ticked or none or checklist_draft.says_more(draft)):
        return await _declined(request, mine)
    if leaving or not (ticked or none or draft.has(MORE, papers.YES) or checklist_draft.says_more(draft)):
        return await _kept(request, checklist_draft.refused(draft, TICKED), BLANK)
    if form.text(STEP) != SENT and (ticked or draft.has(MORE, papers.YES)):
        return await _kept(request, draft, SCORED)
    if not (ticked or none or checklist_draft.says_more(draft)) or _faults(draft, instrument):
        return await _kept(request, checklist_draft.refused(draft, SENT), SCORED)
    return await _sent(request, draft, mine, instrument)


async def _kept(request: Request, draft: Form, address: str) -> Response:
    """Keeps it, and leads on to a page that may be loaded again."""
    if not await run_in_threadpool(room_of(request).links.keep, cookies.kept(request, cookies.LINK), lambda _: checklist_draft.text_of(draft)):
        raise LinkOver("This link does not work any more.")
    return RedirectResponse(address, 303)


async def _sent(request: Request, draft: Form, mine: Answering, instrument: Instrument) -> Response:
    """Saves it and spends the link."""
    marks, _ = checklist_form.read(checklist_draft.only_ticked(draft, instrument), instrument)
    asked = {**checklist_draft.asked(draft, marks), "completed_on": state.now_of(request).date()}
    try:
        await to_thread.run_sync(room_of(request).links.answer, mine, lambda waiting: Assessment.model_validate({**dict(waiting), **asked}))
    except ValidationError:  # an answer that none of our pages sends
        return await _kept(request, checklist_draft.refused(draft, SENT), SCORED)
    return RedirectResponse(THANKS, 303)


async def _declined(request: Request, mine: Answering) -> Response:
    """They do not wish to fill it in now: that is an answer too."""
    await to_thread.run_sync(room_of(request).links.answer, mine, lambda waiting: Assessment.model_validate({**dict(waiting), "offer": AssessmentOffer.DECLINED, "offer_again_on": None}))
    return RedirectResponse(THANKS, 303)


def _faults(draft: Form, instrument: Instrument) -> list[Fault]:
    _, faults = checklist_form.read(checklist_draft.only_ticked(draft, instrument), instrument)
    long = len(draft.text("questions")) > checklist_form.LONGEST_WORDS
    return [*faults, *([("questions", checklist_form.TOO_LONG_WORDS)] if long else [])]


def _urgent(request: Request, just_sent: Assessment) -> tuple[UrgentAdvice, ...]:
    return urgent_of(state.directory_of(request), just_sent, state.now_of(request))


async def _ticks(request: Request, form: Form, mine: Answering) -> Response:
    instrument, draft = await _instrument(request, mine), await _draft(request, mine)
    if draft.text(REFUSED) == TICKED:
        draft = draft.wrong([(LEAVING, BOTH) if draft.has(LEAVING, papers.YES) else (NO_CONCERNS, NOTHING)])
    shown = {"words": upkeep.policies(request).words, "credit": instrument.credit}
    return _page(request, "record/checklist_ticks.html", draft, instrument, TICKED, shown)


async def _scores(request: Request, form: Form, mine: Answering) -> Response:
    instrument, draft = await _instrument(request, mine), await _draft(request, mine)
    if not (checklist_form.ticked_rows(draft, instrument) or draft.has(MORE, papers.YES) or checklist_draft.says_more(draft)):
        return RedirectResponse(BLANK, 303)
    if draft.text(REFUSED) == SENT:
        draft = draft.wrong(_faults(draft, instrument) or [("", NOTHING_WRITTEN)])
    shown = {"words": upkeep.policies(request).words, "scores": SCORES, "shared_with": SHARED_WITH}
    return _page(request, "record/checklist_scores.html", draft, instrument, SENT, shown)


def _page(request: Request, template: str, draft: Form, instrument: Instrument, step: str, more: dict[str, object]) -> Response:
    shown = {
        "visit": None,
        "form": draft,
        "step": step,
        "checklist_parts": checklist_form.parts_of(instrument),
        "ticked": checklist_form.ticked_rows(draft, instrument),
        **more,
    }
    return render(request, template, shown)


async def _draft(request: Request, mine: Answering) -> Form:
    return checklist_draft.of_text(await run_in_threadpool(room_of(request).links.draft, mine))


async def _instrument(request: Request, mine: Answering) -> Instrument:
    """The list that was offered. Raises LinkOver when staff have filled it in meanwhile."""
    offered = await run_in_threadpool(room_of(request).links.offered, mine)
    return upkeep.policies(request).instruments[(offered.instrument, offered.edition)].of(state.directory_of(request).scheme)


def _later(request: Request) -> Instrument:
    """The list that links begin with, for what was typed on a page whose link is not known any more."""
    return upkeep.policies(request).instruments[LATER].of(state.directory_of(request).scheme)


ROUTES = (OpenRoute(BLANK, show), OpenRoute(BLANK, sent, ["POST"]), OpenRoute(SCORED, show_scores), OpenRoute(THANKS, thanks))
