"""Settings: flags first, then environment variables, then defaults that work in a fresh clone. Read once, passed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from signpost.paths import kept_folder, shipped, state_folder
from signpost.problems import SignpostError


class BadSetting(SignpostError):
    """A flag or an environment variable holds what it cannot."""


SECRET_CHARACTERS = 32  # fewer might be guessed
_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?")  # http only to try it out
_SWITCH = {"yes": True, "true": True, "1": True, "on": True, "no": False, "false": False, "0": False, "off": False}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a deployer may choose. Each field names its environment variable."""

    data: Path  # SIGNPOST_DATA: the entries, directory_data/<area>/<id>.yaml
    taxonomy: Path  # SIGNPOST_TAXONOMY: the concern scheme and its companions
    index: Path  # SIGNPOST_INDEX: the folder of index generations
    postcodes: Path  # SIGNPOST_POSTCODES: the memory-mapped postcode table
    corrections: Path  # SIGNPOST_CORRECTIONS: the file that holds what people say is wrong
    postcode_source: Path | None = None  # SIGNPOST_POSTCODE_SOURCE: a deployer's own ONS Postcode Directory CSV
    northern_ireland: bool = True  # SIGNPOST_NORTHERN_IRELAND=no leaves its postcodes (licensed for internal use) out
    host: str = "127.0.0.1"  # SIGNPOST_HOST
    port: int = 8000  # SIGNPOST_PORT
    workers: int = 1  # SIGNPOST_WORKERS
    rank_by_assurance: bool = True  # SIGNPOST_RANK_BY_ASSURANCE=no: of equal services a checked one no longer stands first
    public_url: str | None = None  # SIGNPOST_PUBLIC_URL: how the outside world writes this site's address
    secret: str | None = field(default=None, repr=False)  # SIGNPOST_SECRET: signs what browsers keep for us; None = a new one at every start
    database_url: str = field(default="", repr=False)  # SIGNPOST_DATABASE_URL: where the package record is kept; a SQLite file when left out
    record_key: str | None = field(default=None, repr=False)  # SIGNPOST_RECORD_KEY: switches the package record on, and seals it; id:base64, the current key first
    oidc_issuer: str | None = None  # SIGNPOST_OIDC_ISSUER: staff may sign in to the record by this OpenID Connect issuer
    oidc_client_id: str | None = None  # SIGNPOST_OIDC_CLIENT_ID: what that issuer calls this site
    oidc_client_secret: str | None = field(default=None, repr=False)  # SIGNPOST_OIDC_CLIENT_SECRET: how this site proves to it who it is
    oidc_claim: str = "preferred_username"  # SIGNPOST_OIDC_CLAIM: what of all that the issuer says is the user name here
    trusted_proxies: str = ""  # SIGNPOST_TRUSTED_PROXIES: addresses whose forwarding headers are believed
    theme: Path | None = None  # SIGNPOST_THEME: a folder with a name, colours, a logo and a foot of one's own
    demonstration: bool = False  # SIGNPOST_DEMONSTRATION: every page says that the people in the record are invented; `signpost demo` sets it
    embed_origins: str = ""  # SIGNPOST_EMBED_ORIGINS: sites that may show the search box of /embed, with a space between them

    @classmethod
    def from_env(cls, environ: Mapping[str, str], **flags: str | Path | int | None) -> Settings:
        """Settings from flags (None = not given), then the environment. Raises BadSetting naming the setting."""

        def text(name: str) -> str | None:
            given = flags.get(name)
            return str(given) if given is not None else environ.get(f"SIGNPOST_{name.upper()}") or None

        def path(name: str) -> Path | None:
            given = text(name)
            try:
                return Path(given).expanduser().absolute() if given else None
            except RuntimeError:  # `~somebody` whom this system does not know
                raise BadSetting(f"{name} is '{given}': there is no such home folder.") from None

        def number(name: str, default: int, most: int) -> int:
            value = text(name) or str(default)
            if not value.isascii() or not value.isdigit() or len(value) > 9 or not 0 < int(value) <= most:
                raise BadSetting(f"{name} is '{value[:40]}': it must be a whole number from 1 to {most}.")
            return int(value)

        def switch(name: str, default: str) -> bool:
            value = (text(name) or default).lower()
            if value not in _SWITCH:
                raise BadSetting(f"{name} is '{value[:40]}': it must be yes or no.")
            return _SWITCH[value]

        public_url = text("public_url")
        if public_url and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", public_url):
            raise BadSetting(f"public_url is '{public_url[:100]}': it must be an address such as https://signpost.example.org.")
        secret = text("secret")
        if secret and len(secret) < SECRET_CHARACTERS:  # its value is told to nobody
            raise BadSetting(f"secret has {len(secret)} characters: it must have at least {SECRET_CHARACTERS}. Make one with: openssl rand -hex 32")
        state = state_folder(environ)
        return cls(
            data=path("data") or shipped("directory_data"),
            taxonomy=path("taxonomy") or shipped("taxonomy"),
            index=path("index") or state / "index",
            postcodes=path("postcodes") or state / "postcodes",
            corrections=path("corrections") or state / "corrections.jsonl",
            postcode_source=path("postcode_source"),
            northern_ireland=switch("northern_ireland", "yes"),
            host=text("host") or "127.0.0.1",
            port=number("port", 8000, 65535),
            workers=number("workers", 1, 64),
            rank_by_assurance=switch("rank_by_assurance", "yes"),
            public_url=public_url,
            secret=secret,
            database_url=text("database_url") or f"sqlite:///{kept_folder(environ) / 'record' / 'record.sqlite3'}",
            record_key=text("record_key"),
            oidc_issuer=text("oidc_issuer"),
            oidc_client_id=text("oidc_client_id"),
            oidc_client_secret=text("oidc_client_secret"),
            oidc_claim=text("oidc_claim") or "preferred_username",
            trusted_proxies=text("trusted_proxies") or "",
            theme=path("theme"),
            demonstration=switch("demonstration", "no"),
            embed_origins=_origins(text("embed_origins") or ""),
        )


def _origins(text: str) -> str:
    """Sites as a browser names them, each once, with a space between them."""
    sites = [site.removesuffix("/").lower() for site in re.split(r"[\s,]+", text) if site]
    if unfit := next((site for site in sites if not _ORIGIN.fullmatch(site)), None):
        raise BadSetting(f"embed_origins is '{unfit[:100]}': each site must be written as https://www.example.org, with no path, and with a space or comma before the next.")
    return " ".join(dict.fromkeys(sites))
