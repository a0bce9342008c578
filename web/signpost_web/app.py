"""The program: addresses, middleware, and what they need, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from signpost.problems import SignpostError
from signpost.search import serving
from signpost.settings import Settings
from signpost_web import assets
from signpost_web.api import assessment as api_assessment
from signpost_web.api import concerns as api_concerns
from signpost_web.api import description, health
from signpost_web.api import places as api_places
from signpost_web.api import search as api_search
from signpost_web.api import services as api_services
from signpost_web.api import suggest as api_suggest
from signpost_web.directory import CurrentDirectory
from signpost_web.errors import EMBED, OurFault, on_http_exception, on_signpost_error
from signpost_web.languages import InLanguage, Languages, shipped
from signpost_web.my_list import new_secret
from signpost_web.pages import (
    assessment,
    concerns,
    consultation,
    corrections,
    dates,
    embed,
    language,
    my_list,
    qr_codes,
    search,
    services,
    texts,
)
from signpost_web.pages.rendering import read_templates
from signpost_web.security import AccessLog, BodyLimit, SafeHeaders
from signpost_web.theme import read_theme

if TYPE_CHECKING:
    from signpost_web.record.room import Room

ROUTES = (
    Route("/", search.home),
    Route("/search", search.results),
    Route("/assessment", assessment.assessment, methods=["GET", "POST"]),
    Route("/consultation", consultation.consultation, methods=["GET", "POST"]),
    Route("/concerns", concerns.concerns),
    Route("/concerns/{id}", concerns.concern),
    Route("/services/{id}", services.service),
    Route("/services/{id}/wrong", corrections.wrong, methods=["GET", "POST"]),
    Route("/services/{id}/wrong/thanks", corrections.thanks),
    Route("/services/{id}/qr.svg", qr_codes.of_service),
    Route("/services/{id}/dates.ics", dates.of_service),
    Route("/list", my_list.my_list, methods=["GET", "POST"]),
    Route("/list/qr.svg", qr_codes.of_list),
    Route("/language", language.choose),
    Route(EMBED, embed.embed),
    Route("/about", texts.about),
    Route("/privacy", texts.privacy),
    Route("/accessibility", texts.accessibility),
    Route("/static/{version}/{name}", assets.static),
    Route("/api/v1/search", api_search.search),
    Route("/api/v1/signpost", api_assessment.signpost, methods=["POST"]),
    Route("/api/v1/concerns", api_concerns.concerns),
    Route("/api/v1/concerns/{id}", api_concerns.concern),
    Route("/api/v1/suggest", api_suggest.suggest),
    Route("/api/v1/services/{id}", api_services.service),
    Route("/api/v1/places/{place}", api_places.place),
    Route("/healthz", health.alive),
    Route("/readyz", health.ready),
    Route("/openapi.json", description.openapi),
    Route("/docs", description.docs),
)
WORTH_PACKING_BYTES = 1000  # a smaller answer fits one packet anyway
PACKING_LEVEL = 4  # most of the saving for little time


def _now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def _warm(app: Starlette) -> AsyncIterator[None]:
    """Opens the index, readies the map and reads the templates before the first visitor comes; with no index yet, pages say so themselves."""
    with suppress(SignpostError):
        app.state.directory.get().base_map()
    read_templates()
    yield
    if room := app.state.record:
        room.store.close()


def create_app(
    settings: Settings,
    *,
    directory: CurrentDirectory | None = None,
    clock: Callable[[], datetime] = _now,
    languages: Languages | None = None,
    record: Room | None = None,
) -> Starlette:
    """Pages and API; with SIGNPOST_RECORD_KEY the package record too.

    `directory`, `clock` (aware), `languages` and `record` may be given by tests; else the newest index, the real time, what is
    shipped, and the record that the settings name. Raises BadTheme.
    """
    spoken, theme = shipped() if languages is None else languages, read_theme(settings.theme)
    app = Starlette(
        routes=list(ROUTES),
        lifespan=_warm,
        middleware=[
            Middleware(AccessLog),
            Middleware(GZipMiddleware, minimum_size=WORTH_PACKING_BYTES, compresslevel=PACKING_LEVEL),
            Middleware(SafeHeaders, https=(settings.public_url or "").startswith("https://"), embed_origins=settings.embed_origins),
            Middleware(InLanguage, languages=spoken),
            Middleware(OurFault),
            Middleware(BodyLimit),
        ],
        exception_handlers={SignpostError: on_signpost_error, HTTPException: on_http_exception},
    )
    app.state.settings = settings
    app.state.directory = directory or serving.CurrentDirectory(settings)
    app.state.clock = clock
    app.state.languages = spoken
    app.state.theme = theme
    app.state.secret = settings.secret or new_secret()
    app.state.allowance = corrections.Allowance()
    app.state.record = record or (_open_record(settings, clock) if settings.record_key else None)
    if app.state.record:
        _add_record_routes(app)
    return app


def _open_record(settings: Settings, clock: Callable[[], datetime]) -> Room:
    from signpost_web.record.room import Room  # loads SQLAlchemy and cryptography, which most sites do without

    return Room.open(settings, clock)


def _add_record_routes(app: Starlette) -> None:
    from signpost_web.record.routes import RECORD_ROUTES

    app.router.routes.extend(RECORD_ROUTES)
