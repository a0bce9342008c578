"""Sealing: AES-256-GCM under a key per person, itself wrapped by a key of the deployer's ring.

What is sealed is bound to its place: a blob moved to another row does not open there. Destroying a person's wrapped key
makes everything sealed under it unreadable for ever, in this store.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from signpost.problems import SignpostError

KEY_BYTES = 32  # AES-256
NONCE_BYTES = 12  # what GCM is made for. Random: safe for 2^32 blobs under one key (NIST SP 800-38D, 8.3), and a key serves one person
_KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,40}")
_HOW_TO_MAKE_ONE = "Make one with: signpost record new-key"


class BadKeyRing(SignpostError):
    """SIGNPOST_RECORD_KEY is not written as it must be. The message tells nothing of the keys."""


class WrongKey(SignpostError):
    """The ring does not open this store."""


class Damaged(SignpostError):
    """Something sealed does not open: it was changed, cut short, or put into another's place."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key, for sealing or for hashing. Its bytes are shown nowhere."""

    _bytes: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> Key:
        return cls(secrets.token_bytes(KEY_BYTES))

    def seal(self, content: bytes, place: str) -> bytes:
        """Sealed for one place: a text that names the row and column, and that `open` must be given again."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._bytes).encrypt(nonce, content, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """What was sealed for that place. Raises Damaged."""
        try:
            return AESGCM(self._bytes).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):
            raise Damaged(f"The store is damaged: {place} does not open. Bring it back from a backup: signpost record restore") from None

    def hash(self, purpose: str, text: str) -> str:
        """HMAC-SHA-256 in hexadecimal. The same text under another purpose has another hash."""
        return hmac.new(self._bytes, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key, sealed under the key of the ring that has this id."""

    blob: bytes
    key_id: str


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The deployer's keys: the current one wraps what is new, all of them open what is there."""

    current: str
    keys: Mapping[str, Key]

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """From `id:base64,older-id:base64`, the current key first. Raises BadKeyRing."""
        pairs = [_named_key(number, part.strip()) for number, part in enumerate(text.split(","), 1)]
        if len(dict(pairs)) < len(pairs):
            raise BadKeyRing("SIGNPOST_RECORD_KEY has two keys of one id. Give every key an id of its own.")
        return cls(pairs[0][0], dict(pairs))

    @classmethod
    def fresh(cls, key_id: str = "1") -> KeyRing:
        """A ring of one new key: for a demonstration, and for tests."""
        return cls(key_id, {key_id: Key.fresh()})

    def wrap(self, key: Key, place: str) -> Wrapped:
        return Wrapped(self.keys[self.current].seal(key._bytes, place), self.current)

    def unwrap(self, wrapped: Wrapped, place: str) -> Key:
        """Raises WrongKey when the ring lacks the key, Damaged when it does not fit."""
        self.check_has(wrapped.key_id)
        return Key(self.keys[wrapped.key_id].open(wrapped.blob, place))

    def check_has(self, key_id: str) -> None:
        """Raises WrongKey when no key has this id."""
        if key_id not in self.keys:
            raise WrongKey(f"SIGNPOST_RECORD_KEY lacks the key '{key_id}', under which this record is sealed. Add it behind the current one, after a comma.")


def new_key(key_id: str) -> str:
    """A key as it stands in SIGNPOST_RECORD_KEY."""
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def _named_key(number: int, part: str) -> tuple[str, Key]:
    key_id, colon, encoded = part.partition(":")
    if not colon or not _KEY_ID.fullmatch(key_id):
        raise BadKeyRing(f"SIGNPOST_RECORD_KEY: key {number} is not written as id:key, with an id of letters and digits. {_HOW_TO_MAKE_ONE}")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise BadKeyRing(f"SIGNPOST_RECORD_KEY: key '{key_id}' is not in base64. {_HOW_TO_MAKE_ONE}") from None
    if len(key) != KEY_BYTES:
        raise BadKeyRing(f"SIGNPOST_RECORD_KEY: key '{key_id}' has {len(key)} bytes; it must have {KEY_BYTES}. {_HOW_TO_MAKE_ONE}")
    return key_id, Key(key)
