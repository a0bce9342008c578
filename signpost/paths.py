"""Where data lives: the directory and taxonomy that came with the program, and what it builds from them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def _in_checkout() -> bool:
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "directory_data").is_dir()


def shipped(folder: str) -> Path:
    """`directory_data` or `taxonomy`: in the checkout, or as it lies in an installed wheel."""
    return _CHECKOUT / folder if _in_checkout() else _PACKAGE / "_data" / folder


def state_folder(environ: Mapping[str, str]) -> Path:
    """Where built files go by default: `var/` in a checkout, else the user's cache folder."""
    if _in_checkout():
        return _CHECKOUT / "var"
    cache = environ.get("XDG_CACHE_HOME") or str(Path(environ.get("HOME") or os.path.expanduser("~")) / ".cache")
    return Path(cache) / "signpost"


def kept_folder(environ: Mapping[str, str]) -> Path:
    """Where goes what cannot be built again: `var/` in a checkout, else the user's folder for data, which nobody empties as they may a cache."""
    if _in_checkout():
        return _CHECKOUT / "var"
    home = Path(environ.get("HOME") or os.path.expanduser("~"))
    return Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "signpost"
