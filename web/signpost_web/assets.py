"""Stylesheets, scripts and the icon: read once, addressed by what is in them, so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}
FOR_EVER = "public, max-age=31536000, immutable"


@lru_cache(maxsize=1)
def contents() -> dict[str, bytes]:
    """Every file by its name."""
    return {file.name: file.read_bytes() for file in sorted(FOLDER.iterdir()) if file.suffix in TYPES}


@lru_cache(maxsize=1)
def version() -> str:
    """Changes whenever any file does."""
    return hashlib.sha256(b"\0".join(contents().values())).hexdigest()[:12]


def address(name: str) -> str:
    """Where a page finds a file. Raises KeyError for a file that is not there."""
    assert contents()[name]
    return f"/static/{version()}/{name}"


async def static(request: Request) -> Response:
    """A file, of ours or of the theme. Under an older version's address it is today's, and may not be kept."""
    name, theme = request.path_params["name"], request.app.state.theme
    files, current = (theme.files, theme.version) if name in theme.files else (contents(), version())
    if name not in files:
        raise HTTPException(404)
    caching = FOR_EVER if request.path_params["version"] == current else "no-cache"
    return Response(files[name], headers={"Cache-Control": caching}, media_type=TYPES[Path(name).suffix])
