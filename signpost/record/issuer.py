"""Signing in by an organisation's own OpenID Connect issuer: authorisation code with PKCE. The one part of Signpost that asks another host, and only when it is set.

The issuer says who somebody is. Whether that person has an account here, and what it may do, stays ours.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from signpost.problems import SignpostError
from signpost.settings import Settings

ALGORITHMS = ["RS256", "PS256", "ES256"]  # signatures that only the issuer can make; never "none", never a shared secret
PATIENCE_SECONDS = 10
MOST_BYTES = 200_000  # of an answer: keys and tokens are a hundredth of it
LEEWAY_SECONDS = 60  # two clocks may differ by that much
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class BadIssuer(SignpostError):
    """The settings of the issuer cannot be used."""


class IssuerFailed(SignpostError):
    """The issuer does not answer, or says what it may not. The message repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in on its way: what our browser must bring back. All random."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> Attempt:
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuer that the settings name. `back` is our own address, which it sends people back to."""

    url: str
    client_id: str
    client_secret: str
    claim: str
    back: str

    @classmethod
    def of(cls, settings: Settings) -> Issuer | None:
        """None when none is set. Raises BadIssuer."""
        if not settings.oidc_issuer:
            return None
        if not (settings.oidc_client_id and settings.oidc_client_secret and settings.public_url):
            raise BadIssuer("SIGNPOST_OIDC_ISSUER needs SIGNPOST_OIDC_CLIENT_ID, SIGNPOST_OIDC_CLIENT_SECRET and SIGNPOST_PUBLIC_URL beside it.")
        if not _guarded(settings.oidc_issuer):
            raise BadIssuer("SIGNPOST_OIDC_ISSUER must begin with https://")
        if find_spec("joserfc") is None:
            raise BadIssuer("Signing in by an issuer needs a package that is not installed. Run: pip install 'signpost-directory[oidc]'")
        back = f"{settings.public_url.rstrip('/')}/record/issuer/back"
        return cls(settings.oidc_issuer.rstrip("/"), settings.oidc_client_id, settings.oidc_client_secret, settings.oidc_claim, back)

    def address(self, attempt: Attempt) -> str:
        """Where the browser goes to sign in. Raises IssuerFailed."""
        asked = {
            "response_type": "code", "client_id": self.client_id, "redirect_uri": self.back, "scope": "openid profile email",
            "state": attempt.state, "nonce": attempt.nonce, "code_challenge": _challenge(attempt.verifier), "code_challenge_method": "S256",
        }  # fmt: skip
        return f"{self._endpoints()['authorization_endpoint']}?{urlencode(asked)}"

    def who(self, code: str, attempt: Attempt, now: datetime) -> str:
        """The user name that the issuer vouches for. Raises IssuerFailed."""
        endpoints = self._endpoints()
        sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.back, "code_verifier": attempt.verifier}
        basic = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        answer = _fetched(endpoints["token_endpoint"], urlencode(sent).encode(), {"Authorization": f"Basic {basic}"})
        claims = self._checked(str(answer.get("id_token", "")), _fetched(endpoints["jwks_uri"]), attempt.nonce, now)
        if self.claim == "email" and claims.get("email_verified") is not True:
            raise IssuerFailed("The sign-in service has not verified this email address.")
        return str(claims[self.claim])

    def _checked(self, token: str, keys: Mapping[str, Any], nonce: str, now: datetime) -> Mapping[str, Any]:
        """The claims of an ID token that this issuer has made for us, just now, for this attempt."""
        from joserfc import jwt  # an extra, which most sites do without
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        must: dict[str, Any] = {name: {"essential": True, "value": value} for name, value in (("iss", self.url), ("aud", self.client_id), ("nonce", nonce))}
        must |= {"exp": {"essential": True}, self.claim: {"essential": True}}
        rules = jwt.JWTClaimsRegistry(now=int(now.timestamp()), leeway=LEEWAY_SECONDS, **must)
        try:
            decoded = jwt.decode(token, KeySet.import_key_set(dict(keys)), algorithms=ALGORITHMS)  # type: ignore[arg-type]
            rules.validate(decoded.claims)
        except (JoseError, ValueError, TypeError, KeyError):
            raise IssuerFailed("The sign-in service sent what cannot be trusted. Try again, or use a password.") from None
        return decoded.claims

    def _endpoints(self) -> Mapping[str, str]:
        found = _fetched(f"{self.url}/.well-known/openid-configuration")
        needed = {name: str(found.get(name, "")) for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")}
        if needed.pop("issuer").rstrip("/") != self.url or not all(_guarded(address) for address in needed.values()):
            raise IssuerFailed("The sign-in service is not the one that is set here.")
        return needed


def _fetched(address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
    try:
        with urlopen(Request(address, body, {"Accept": "application/json", **(headers or {})}), timeout=PATIENCE_SECONDS) as answer:
            found = json.loads(answer.read(MOST_BYTES))
    except (URLError, OSError, ValueError):
        raise IssuerFailed("The sign-in service does not answer. Try again in a minute, or use a password.") from None
    return found if isinstance(found, dict) else {}


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _guarded(address: str) -> bool:
    """Whether nobody on the way can read or change what is said; on this machine itself there is nobody."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
