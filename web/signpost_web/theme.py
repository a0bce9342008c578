"""What a deployer gives the pages of their own: a name, colours, a logo, a foot. `SIGNPOST_THEME` names the folder that holds it.

It is read once, at the start, and refused with every fault named: a page that some cannot read is no matter of taste.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

from signpost.problems import Problem
from signpost_web import colours
from signpost_web.theme_file import FILE, BadTheme, Contact, Document, Link, Written, read

PICTURE_BYTES = 20_000  # each: a page of results is to stay under 60 kB all told, on a slow telephone
LOGO_HEIGHT = 40  # pixels in the header
_PNG = b"\x89PNG\r\n\x1a\n"
_STYLESHEET, _LOGO, _ICON = "theme.css", "theme-logo", "theme-icon"  # the names that files of a theme have at their addresses


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture for the header: its address's name, what it says in words, its size in pixels as shown."""

    name: str
    alt: str
    width: int
    height: int = LOGO_HEIGHT


@dataclass(frozen=True)
class Theme:
    """What pages take from it. As it stands, it is our own."""

    name: str = "Signpost"
    strapline: str = ""
    logo: Logo | None = None
    icon: str | None = None
    lines: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    contact: Contact = field(default_factory=Contact)
    files: Mapping[str, bytes] = field(default_factory=dict)  # by their names at their addresses

    @cached_property
    def version(self) -> str:
        """Changes whenever any file does."""
        return hashlib.sha256(b"\0".join(self.files.values())).hexdigest()[:12]

    def address(self, name: str) -> str:
        """Where a page finds a file. Raises KeyError for a file that is not there."""
        assert self.files[name]
        return f"/static/{self.version}/{name}"

    @property
    def stylesheet(self) -> str | None:
        """The address of its colours, where it has any of its own."""
        return self.address(_STYLESHEET) if _STYLESHEET in self.files else None

    def look(self, scheme: str) -> str:
        """The address of the colours of one scheme, whatever the visitor's own settings ask for."""
        return self.address(_look(scheme))


def read_theme(folder: Path | None) -> Theme:
    """The theme in a folder; without one, our own. Raises BadTheme with every fault."""
    if folder is None:
        return Theme(files=_looks({scheme: colours.shipped()[scheme] for scheme in colours.SCHEMES}))
    written, document = read(folder / FILE)
    palettes = {scheme: colours.themed(scheme, _own(written, scheme)) for scheme in colours.SCHEMES}
    pictures = {name: (where, folder / file) for name, where, file in _pictures(written)}
    problems = [*_clashes(written, palettes, document), *(problem for where, path in pictures.values() for problem in _wrong_with(path, where, document))]
    if problems:
        raise BadTheme(problems)
    files = {f"{name}{path.suffix}": path.read_bytes() for name, (_, path) in pictures.items()}
    return Theme(
        name=written.name,
        strapline=written.strapline,
        logo=_logo(written, files),
        icon=next((name for name in files if name.startswith(_ICON)), None),
        lines=written.footer.lines,
        links=written.footer.links,
        contact=written.contact,
        files=files | _looks(palettes) | ({_STYLESHEET: _stylesheet(written, palettes)} if written.colours else {}),
    )


# Colours


def _own(written: Written, scheme: str) -> Mapping[colours.Role, str]:
    found: Mapping[colours.Role, str] = getattr(written.colours, scheme, {})
    return found


def _clashes(written: Written, palettes: Mapping[str, colours.Palette], document: Document) -> Iterator[Problem]:
    """Each colour of the theme that cannot be told apart from what it meets: the worst of its clashes, and a shade that has none.

    Of two, the one that stands above is to blame, if it is the theme's.
    """
    roles: Mapping[str, colours.Role] = {name: role for role, name in colours.ROLES.items()}
    for scheme, palette in palettes.items():
        own, blamed = _own(written, scheme), set()
        for clash in sorted(colours.too_alike(palette), key=lambda clash: clash.ratio / clash.least):
            name, other = (clash.above, clash.below) if roles.get(clash.above) in own else (clash.below, clash.above)
            if name in blamed:
                continue
            blamed.add(name)
            whose = f"the {roles[other]} colour" if other in roles else "our own"
            fit = colours.nearest_fit(name, palette)
            yield document.problem(
                ("colours", scheme, roles[name]),
                f"{palette[name]} beside {whose} {palette[other]} has a contrast of {clash.ratio:.1f}:1, and needs {clash.least:g}:1. "
                + (f"{fit} would do." if fit else "Choose the two further apart."),
            )


def _stylesheet(written: Written, palettes: Mapping[str, colours.Palette]) -> bytes:
    """The colours of the theme by the visitor's own settings. On paper ours hold: black on white."""
    changed = [name for name in palettes["light"] if any(palette[name] != colours.shipped()[scheme].get(name) for scheme, palette in palettes.items())]
    light, dark = (_properties({name: palettes[scheme][name] for name in changed}) for scheme in colours.SCHEMES)
    return f"@media screen {{ :root {{ {light} }} }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n".encode()


def _looks(palettes: Mapping[str, colours.Palette]) -> dict[str, bytes]:
    """For each scheme a stylesheet that holds whatever the visitor's settings are."""
    return {_look(scheme): f"@media screen and (forced-colors: none) {{ :root {{ color-scheme: {scheme}; {_properties(palette)} }} }}\n".encode() for scheme, palette in palettes.items()}


def _look(scheme: str) -> str:
    return f"{scheme}.css"


def _properties(palette: colours.Palette) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in palette.items())


# Pictures


def _pictures(written: Written) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """What each is called, the key that names it, and its file."""
    if written.logo:
        yield _LOGO, ("logo", "file"), written.logo.file
    if written.icon:
        yield _ICON, ("icon",), written.icon


def _wrong_with(path: Path, where: tuple[str, ...], document: Document) -> Iterator[Problem]:
    try:
        raw = path.read_bytes()
    except OSError as fault:
        yield document.problem(where, f"{path.name} cannot be read: {fault.strerror}. Put it into the folder, beside {FILE}.")
        return
    if len(raw) > PICTURE_BYTES:
        yield document.problem(where, f"{path.name} has {len(raw):,} bytes; at most {PICTURE_BYTES:,} are sent to a telephone. Make it smaller.")
    elif _size(raw) is None:
        kind = "an SVG that states its viewBox" if path.suffix == ".svg" else "a PNG"
        yield document.problem(where, f"{path.name} is not {kind}. Save it as one.")


def _logo(written: Written, files: Mapping[str, bytes]) -> Logo | None:
    if not written.logo:
        return None
    name = next(name for name in files if name.startswith(_LOGO))
    width, height = _size(files[name]) or (1, 1)
    return Logo(name, written.logo.alt, round(LOGO_HEIGHT * width / height))


def _size(raw: bytes) -> tuple[float, float] | None:
    """Width and height of a picture, in whatever unit; None for what is neither SVG nor PNG, or does not say."""
    if raw.startswith(_PNG):
        return _above_nothing(*struct.unpack(">II", raw[16:24])) if len(raw) > 24 else None
    try:
        root = ElementTree.fromstring(raw)
        _, _, width, height = map(float, re.split(r"[\s,]+", root.get("viewBox", "").strip()))
    except (ElementTree.ParseError, ValueError):
        return None
    return _above_nothing(width, height) if root.tag == "{http://www.w3.org/2000/svg}svg" else None


def _above_nothing(width: float, height: float) -> tuple[float, float] | None:
    return (width, height) if width > 0 and height > 0 else None
