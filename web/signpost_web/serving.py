"""`signpost serve`: uvicorn around the program, with logs that say nothing about anybody."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from typing import Any

import uvicorn
from starlette.applications import Starlette

from signpost.settings import Settings
from signpost_web.app import create_app
from signpost_web.my_list import new_secret

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "signpost": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "uvicorn": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},  # it would log whole addresses
    },
}
KEEP_ALIVE_SECONDS = 15
STOP_WITHIN_SECONDS = 10


def from_environment() -> Starlette:
    """The program as a worker process makes it: its settings come by the environment."""
    return create_app(Settings.from_env(os.environ))


def to_environment(settings: Settings) -> dict[str, str]:
    """The environment variables from which `Settings.from_env` makes these settings again."""

    def text(value: Any) -> str:
        return ("no", "yes")[value] if isinstance(value, bool) else "" if value is None else str(value)

    return {f"SIGNPOST_{field.name.upper()}": text(getattr(settings, field.name)) for field in fields(settings)}


def run(settings: Settings) -> None:
    """Serves until it is told to stop."""
    settings = replace(settings, secret=settings.secret or new_secret())  # made before the workers start, so that all have the same
    os.environ.update(to_environment(settings))
    uvicorn.run(
        "signpost_web.serving:from_environment",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        http="httptools",
        ws="none",
        access_log=False,
        log_config=LOGGING,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_WITHIN_SECONDS,
    )
