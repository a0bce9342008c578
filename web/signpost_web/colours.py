"""The colours of the pages by what they are for, and whether those that meet can be told apart.

`signpost.css` states them once, for light and for dark; a theme may put its own in place of some. How much two differ is
WCAG 2.2's contrast ratio: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from signpost_web import assets

Palette = Mapping[str, str]  # a custom property of the stylesheet without its dashes -> #rrggbb

SCHEMES = ("light", "dark")
TEXT, SHAPE = 4.5, 3.0  # what WCAG's level AA asks of text (1.4.3), and of the edges of what one can press (1.4.11)

Role = Literal["header", "header_text", "header_mark", "button", "button_text", "link", "page", "card", "panel"]
# What a theme may colour, by the name that it has there, and the property that it stands for.
ROLES: Mapping[Role, str] = {
    "header": "brand",
    "header_text": "on-brand",
    "header_mark": "accent",
    "button": "button",
    "button_text": "on-button",
    "link": "link",
    "page": "paper",
    "card": "card",
    "panel": "tint",
}
_DEEPER = {"button": ("button-deep", "on-button"), "link": ("link-deep", "paper")}  # under the pointer: further still from what it stands out from
_SHADE = 0.35  # how much deeper: as much as shows

_GROUNDS = ("paper", "card", "tint")
# What stands on what, and the least that it must differ from it.
MEETINGS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("on-brand", ("brand",), TEXT),
    ("accent", ("brand",), TEXT),
    ("on-button", ("button",), TEXT),
    ("link", (*_GROUNDS, "urgent-tint", "ask-tint"), TEXT),
    ("ink", _GROUNDS, TEXT),
    ("quiet", _GROUNDS, TEXT),
    ("urgent", ("paper", "card"), TEXT),
    ("ask", ("paper", "card"), TEXT),
    ("button", _GROUNDS, SHAPE),
    ("edge", _GROUNDS, SHAPE),
)


class TooAlike(NamedTuple):
    """Two colours that meet and cannot be told apart: what stands above, and the ground it differs least from."""

    above: str
    below: str
    ratio: float
    least: float


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Palette]:
    """The palettes of the stylesheet, by scheme. What dark leaves out is as in light."""
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{([^}]+)\}", assets.contents()["signpost.css"].decode())[:2])
    return {"light": light, "dark": light | dark}


def themed(scheme: str, own: Mapping[Role, str]) -> Palette:
    """The palette of a scheme with a theme's own colours, by role, in place of ours."""
    given = {ROLES[role]: colour for role, colour in own.items()}
    whole = {**shipped()[scheme], **given}
    deeper = {deep: _towards(whole[name], _away_from(whole[against]), _SHADE) for name, (deep, against) in _DEEPER.items() if name in given}
    return whole | deeper


def too_alike(palette: Palette) -> Iterator[TooAlike]:
    """Whatever differs too little from a ground that it stands on."""
    for above, grounds, least in MEETINGS:
        ratio, below = min((contrast(palette[above], palette[ground]), ground) for ground in grounds)
        if ratio < least:
            yield TooAlike(above, below, ratio, least)


def nearest_fit(name: str, palette: Palette) -> str | None:
    """The first deeper or paler shade of a colour that does with all that it meets; None when none does."""
    shades = (_towards(palette[name], end, percent / 100) for percent in range(1, 101) for end in ("#000000", "#ffffff"))
    return next((shade for shade in shades if not any(name in (clash.above, clash.below) for clash in too_alike({**palette, name: shade}))), None)


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21, black and white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _away_from(colour: str) -> str:
    """Black or white: whichever differs more."""
    return max("#000000", "#ffffff", key=lambda end: contrast(end, colour))


def _towards(colour: str, end: str, share: float) -> str:
    mixed = (round(part + (last - part) * share) for part, last in zip(_parts(colour), _parts(end), strict=True))
    return f"#{bytes(mixed).hex()}"
