"""Settings reach worker processes whole, and uvicorn itself logs no address."""

from __future__ import annotations

import logging.config
from pathlib import Path

from signpost.settings import Settings
from signpost_web.serving import LOGGING, to_environment


def test_settings_survive_the_way_through_the_environment() -> None:
    settings = Settings(
        data=Path("/a/data"), taxonomy=Path("/a/taxonomy"), index=Path("/a/index"), postcodes=Path("/a/postcodes"), corrections=Path("/a/corrections"), postcode_source=Path("/a/onspd.csv"), northern_ireland=False,
        host="0.0.0.0", port=8123, workers=3, public_url="https://signpost.example.org", trusted_proxies="10.0.0.1",
        database_url="postgresql://record.example.org/signpost",
    )  # fmt: skip
    assert Settings.from_env(to_environment(settings)) == settings


def test_defaults_survive_it_too() -> None:
    settings = Settings.from_env({})
    assert Settings.from_env(to_environment(settings)) == settings


def test_the_log_of_addresses_is_off() -> None:
    logging.config.dictConfig({**LOGGING, "loggers": {"uvicorn.access": LOGGING["loggers"]["uvicorn.access"]}})
    assert not logging.getLogger("uvicorn.access").isEnabledFor(logging.INFO)
