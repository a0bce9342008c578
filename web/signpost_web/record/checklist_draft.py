"""What a person has ticked and written on their own list so far: kept with the link, from step to step, until it is sent."""

from __future__ import annotations

import json

from signpost.record.assessment import Assessment
from signpost.record.codes import AssessmentOffer
from signpost.record.policies import Instrument
from signpost_web.record import checklist_form, papers
from signpost_web.record.forms import Form

STEP, TICKED, SENT = "step", "ticked", "sent"  # what the page that sends a form has asked
REFUSED = "refused"  # the step that has to be looked at again
MORE, NO_CONCERNS, LEAVING = "more", "no_concerns", "leaving"
_FIRST = (MORE, NO_CONCERNS, LEAVING)  # asked in the first step, beside the ticks
_SECOND = ("questions", "has_questions", "share_with")
_ROWS = ("score.", "words.", "other.")


def text_of(form: Form) -> str:
    """As it is kept."""
    return json.dumps(form.pairs, ensure_ascii=False)


def of_text(text: str) -> Form:
    """As it was kept; empty when nothing was."""
    return Form(tuple((name, said) for name, said in json.loads(text))) if text else Form()


def gone_on(draft: Form, form: Form) -> Form:
    """The draft with what one step has sent. What that step does not ask stays: scores and words of the second are there again after a look back."""
    asked = tuple((name, text) for name, text in form.pairs if name in (*_FIRST, *_SECOND) or name.startswith(_ROWS))
    if form.text(STEP) == SENT:
        sent = {name for name, _ in asked}
        kept = tuple((name, text) for name, text in draft.pairs if name in _FIRST or (name.startswith("words.") and name not in sent))
        return Form((*kept, *asked))
    ticks = tuple((name, draft.text(name) or text if name.startswith("score.") else text) for name, text in asked)
    kept = tuple((name, text) for name, text in draft.pairs if name in _SECOND or name.startswith(("words.", "other.")))
    return Form((*kept, *ticks))


def refused(draft: Form, step: str) -> Form:
    """The same, to be looked at again."""
    return Form((*(pair for pair in draft.pairs if pair[0] != REFUSED), (REFUSED, step)))


def only_ticked(draft: Form, instrument: Instrument) -> Form:
    """Without the words about what is no longer ticked."""
    ticked = {f"words.{row.key}" for row in checklist_form.ticked_rows(draft, instrument)}
    return Form(tuple((name, text) for name, text in draft.pairs if not name.startswith("words.") or name in ticked))


def says_more(draft: Form) -> bool:
    """Whether something was written, though nothing was ticked."""
    return draft.has("has_questions", papers.YES) or any(text for name, text in draft.pairs if name == "questions" or name.startswith("other."))


def asked(draft: Form, marks: checklist_form.Marks) -> dict[str, object]:
    """What it makes of an assessment."""
    questions = draft.text("questions")
    return {
        "offer": AssessmentOffer.ACCEPTED,
        "concerns": marks.concerns,
        "others": marks.others,
        "has_questions": draft.has("has_questions", papers.YES) or bool(questions),
        "questions": questions or None,
        "no_concerns": draft.has(NO_CONCERNS, papers.YES) and not (marks.concerns or marks.others),
        "share_with": tuple(draft.texts("share_with")),
    }


def is_what_was_sent(form: Form, instrument: Instrument, sent: Assessment) -> bool:
    """Whether this is the list that was sent already, pressed or loaded once more."""
    if form.has(LEAVING, papers.YES) or sent.offer is AssessmentOffer.DECLINED:
        return form.has(LEAVING, papers.YES) and sent.offer is AssessmentOffer.DECLINED
    marks, faults = checklist_form.read(only_ticked(form, instrument), instrument)
    return not faults and all(getattr(sent, name) == value for name, value in asked(form, marks).items())


def said_in(form: Form, instrument: Instrument) -> list[tuple[str, str]]:
    """What was typed, to be copied where it cannot be sent: what it is about, and the words with the score."""
    about = {row.key: row.label for part in checklist_form.parts_of(instrument) for row in part.rows}
    found = []
    for key, label in about.items():
        mark, words = form.text(f"score.{key}"), form.text(f"words.{key}")
        if mark or words:
            found.append((label, " · ".join(text for text in (mark if mark.isdigit() else "", words) if text)))
    others = [(part.title, form.text(f"other.{part.category}")) for part in checklist_form.parts_of(instrument)]
    return [*found, *((title, text) for title, text in others if text), *((("Questions", form.text("questions")),) if form.text("questions") else ())]
