"""Headers, caching, and logs that say nothing about anybody."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from signpost_web import assets
from signpost_web.app import create_app

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent

EVERY = ["/", "/search?q=arm", "/search", "/concerns", "/nowhere", "/docs", "/api/v1/search?q=arm", "/api/v1/search", "/healthz", "/openapi.json"]


@pytest.mark.parametrize("address", EVERY)
def test_every_answer_is_guarded(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "set-cookie" not in headers


def test_any_site_may_read_the_api_but_not_the_pages(client: TestClient) -> None:
    assert client.get("/api/v1/search?q=arm").headers["access-control-allow-origin"] == "*"
    assert client.get("/openapi.json").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get("/search?q=arm").headers


@pytest.mark.parametrize("address", ["/", "/search?q=arm", "/services/aire-swelling-clinic", "/api/v1/search?q=arm", "/api/v1/concerns?q=arm", "/api/v1/places/Leeds"])
def test_what_tells_of_a_person_is_never_stored(client: TestClient, address: str) -> None:
    assert client.get(address).headers["cache-control"] == "no-store"


def test_the_stylesheet_is_kept_for_ever_under_its_own_version_only(client: TestClient) -> None:
    current = client.get(assets.address("signpost.css"))
    assert (current.status_code, current.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert current.headers["content-type"].startswith("text/css")
    assert client.get("/static/older/signpost.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/older/..%2Fapp.py").status_code == 404


def test_a_script_is_sent_as_a_script(client: TestClient) -> None:
    scripts = [name for name in assets.contents() if name.endswith(".js")]
    assert scripts
    for name in scripts:
        assert client.get(assets.address(name)).headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("address", [one for one in EVERY if not one.startswith(("/api", "/healthz", "/openapi"))])
def test_pages_hold_nothing_that_the_policy_forbids(client: TestClient, address: str) -> None:
    text = client.get(address).text
    assert not re.search(r"<script(?! src=)|\sstyle=|<style|\son\w+=|javascript:", text)
    loaded = re.findall(r'<(?:link|script|img|iframe|source)[^>]*(?:href|src)="([^"]+)"', text)
    assert all(one.startswith("/static/") for one in loaded)


def test_strict_transport_is_asked_for_behind_https_only(fake: Any, current: FakeCurrent) -> None:
    with TestClient(create_app(replace(fake.settings(), public_url="https://signpost.example.org"), directory=current)) as client:
        assert "max-age=31536000" in client.get("/").headers["strict-transport-security"]
    with TestClient(create_app(fake.settings(), directory=current)) as client:
        assert "strict-transport-security" not in client.get("/").headers


def test_no_log_line_holds_a_place_a_word_or_an_id(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    addresses = [
        "/search?q=secretword&near=LS1+4AP", "/search?near=secretplace", "/api/v1/search?q=secretword&near=LS1+4AP&age=secretage", "/api/v1/places/LS1%204AP", "/api/v1/places/secretplace",
        "/api/v1/services/secretid", "/services/secretid", "/concerns/swelling", "/secretpage?secretword=1", "/api/v1/search?q=fall+over",
    ]  # fmt: skip
    with caplog.at_level(logging.DEBUG):
        for address in addresses:
            client.get(address, headers={"User-Agent": "secretagent", "Referer": "https://secretsite.example/"})
        client.request("SECRETMETHOD", "/")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("signpost", "uvicorn", "starlette"))]
    assert not re.search("secret|LS1|4AP|swelling", "\n".join(ours), re.IGNORECASE)
    assert re.fullmatch(r"GET /search 200 \d+\.\d ms", ours[0])
    assert any(line.startswith("GET /api/v1/places/{place} 200") for line in ours)
    assert any(line.startswith("GET (no such address) 404") for line in ours)
    assert any(line.startswith("OTHER / 405") for line in ours)


def test_a_long_answer_is_packed_when_the_client_can_unpack_it(client: TestClient) -> None:
    assert client.get("/concerns", headers={"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"
