"""`/list`: the services that a visitor keeps, or those that its address names; to print, to send, to ring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from signpost.places import Place
from signpost_web import shapes, state
from signpost_web.directory import Directory
from signpost_web.languages import marked, say
from signpost_web.my_list import KEPT_FOR, MOST, MyList, keep_in, local, readable
from signpost_web.pages import qr_codes, wording
from signpost_web.pages.form import SearchForm, field_of, shown
from signpost_web.pages.rendering import render
from signpost_web.pages.sentences import for_people
from signpost_web.pages.sheet import Kept, kept
from signpost_web.pages.text_message import text_of
from signpost_web.params import SEARCH, BadParameters, Pair, query_pairs, query_string, read
from signpost_web.security import sent_from_here

STYLES = marked({"": "Normal", "large": "Large print", "easy": "Easy read"})
SHEET_HOLDS = 5  # services on one printed page, in the normal style
WIDE_CODE_FROM = 7  # services: the code of a longer list holds so much that it must be larger
PLACE = {"near": SEARCH["near"]}
CARRIED = frozenset({"services", "concern"})  # what a change of place or style keeps


async def my_list(request: Request) -> Response:
    """The list; or, when one of its buttons is pressed, the change, and back to where the button stood."""
    return await _changed(request) if request.method == "POST" else _shown(request)


def _readable(pairs: Iterable[Pair]) -> list[Pair]:
    """What was sent, as it can be sent on."""
    return [(shown(name), shown(text)) for name, text in pairs]


# -- keeping and taking out ---------------------------------------------------------------------------------------------


async def _changed(request: Request) -> Response:
    given = _readable(query_pairs(await state.body_of(request, state.FORM)))
    wanted = as_pressed(request, given)
    answer = RedirectResponse(_back_to(given, full=len(set(wanted)) > MOST), 303)
    keep_in(answer, wanted, request)
    return answer


def as_pressed(request: Request, given: Iterable[Pair]) -> list[str]:
    """The list as a button changes it. A value of `keep` may name several services, with commas between them."""
    if not sent_from_here(request):
        raise HTTPException(403)
    directory = state.directory_of(request)
    added = [one for name, text in given if name == "keep" for one in text.split(",") if directory.service(one)]
    return [*_after(MyList.of(request).ids, given), *added]


def _after(ids: Sequence[str], given: Iterable[Pair]) -> list[str]:
    """What stays of a list."""
    out = {one for name, one in given if name == "remove"}
    return [] if any(name == "empty" for name, _ in given) else [one for one in ids if one not in out]


def _back_to(given: Sequence[Pair], full: bool) -> str:
    """Where the button stood, at the words that say what it did."""
    back = local(next((text for name, text in given if name == "back"), ""))
    changed = [one for name, one in given if name in {"keep", "remove"}]
    if full:
        return "/list#full"
    if back.startswith("/list"):
        return f"{back}#{'kept' if any(name == 'keep' for name, _ in given) else 'taken'}"
    return f"{back}#keep-{quote(changed[0])}" if changed else back


# -- showing ------------------------------------------------------------------------------------------------------------


def _shown(request: Request) -> Response:
    directory, pairs, now = state.directory_of(request), _readable(state.pairs_of(request)), state.now_of(request)
    given = dict(pairs)
    handed = "services" in given
    ids = readable(given["services"].split(",")) if handed else MyList.of(request).ids
    near, form, error = _place(pairs, directory)
    services = [one for one in (kept(each, directory, near, given.get("concern"), now) for each in ids) if one]
    view = {
        "form": form,
        "faults": [(field_of(name), detail) for name, detail in form.faults.items()],
        "near": near,
        "handed": handed,
        "gone": sorted(set(ids) - {one.id for one in services}),
        "services": [(one, qr_codes.leads_to(request, one.id, one.phone, one.website)) for one in services],
        "style": given["style"] if given.get("style") in STYLES else "",
        "styles": [(style, say(label), _with_style(pairs, style)) for style, label in STYLES.items()],
        "carried": [pair for pair in pairs if pair[0] in CARRIED | {"style"}],
        "one_sheet": len(services) <= SHEET_HOLDS,
        "most": MOST,
        "days": KEPT_FOR.days,
        "printed": wording.day(now.date()),
        "leaving": directory.scheme.needs_quick_exit(one.concern for one in services),
        **_to_hand_over(request, services),
    }
    nothing_there = 404 if handed and not services else 200
    return render(request, "list.html", view, error.status if error else nothing_there)


def _place(pairs: Sequence[Pair], directory: Directory) -> tuple[Place | None, SearchForm, BadParameters | None]:
    """Where distances start, if it was said; the form to say it; and what is wrong with what was said."""
    asked = [pair for pair in pairs if pair[0] == "near"][:1]
    try:
        return read(asked, PLACE, directory).get("near"), SearchForm.of(directory.scheme, asked), None
    except BadParameters as error:
        errors = [(name, for_people(name, detail)) for name, detail in error.errors]
        return None, SearchForm.of(directory.scheme, asked, errors), error


def _with_style(pairs: Iterable[Pair], style: str) -> str:
    """The same list in another style."""
    query = query_string([*((name, text) for name, text in pairs if name in CARRIED | {"near"}), ("style", style)])
    return f"/list?{query}" if query else "/list"


def _to_hand_over(request: Request, services: Sequence[Kept]) -> shapes.Json:
    """What gives the list to somebody else: nothing of it says who, or where."""
    path, text = qr_codes.list_path(one.id for one in services), text_of(services, request.app.state.theme.name)
    public = qr_codes.public_address(request, path)
    return {
        "path": path,
        "public": public,
        "code": path.replace("/list?", "/list/qr.svg?") if public and services else None,
        "wide_code": len(services) >= WIDE_CODE_FROM,
        "text": text,
        "sms": f"sms:?&body={quote(text)}",  # both the ? of Android and the & of iPhones
    }
