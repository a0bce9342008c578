"""A deployer's own name, colours, logo and foot; and what is refused, with its line and the way out."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from signpost.__main__ import main
from signpost_web import assets, colours
from signpost_web.app import create_app
from signpost_web.theme import PICTURE_BYTES, read_theme
from signpost_web.theme_file import BadTheme, Written

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent

GUIDE = Path(__file__).parent.parent.parent / "docs" / "how-to" / "theme.md"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 20"><path d="M0 0h80v20H0z"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 64, 32) + bytes(9)

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes a theme's folder."""

    def made(text: str, **files: bytes) -> Path:
        (tmp_path / "theme.yaml").write_text(text, "utf-8")
        for name, raw in files.items():
            (tmp_path / name.replace("_", ".")).write_bytes(raw)
        return tmp_path

    return made


@pytest.fixture
def guides_example(make: Make) -> Path:
    """The theme that the guide shows."""
    return make(re.findall("```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)[0], logo_svg=SVG, icon_png=PNG)


@pytest.fixture
def visit(fake: Any, current: FakeCurrent) -> Callable[[Path], TestClient]:
    return lambda folder: TestClient(create_app(replace(fake.settings(), theme=folder), directory=current))


def faults(folder: Path) -> list[str]:
    """What is said of a theme that is refused, without the folder."""
    with pytest.raises(BadTheme) as refused:
        read_theme(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in refused.value.problems]


# What pages show of it


def test_without_a_theme_everything_is_signposts_own(client: TestClient) -> None:
    html = client.get("/").text
    assert "<title>Signpost: find cancer support near you</title>" in html
    assert "<span>Signpost</span>" in html
    assert "theme" not in html


def test_the_guides_example_shows_its_name_strapline_logo_and_foot(visit: Callable[[Path], TestClient], guides_example: Path) -> None:
    html = visit(guides_example).get("/").text
    assert "<title>Aire Valley Cancer Support: find cancer support near you</title>" in html
    assert "From the trust, its charity and the people of the valley" in html
    assert re.search(r'<img class="brand-logo" src="/static/\w+/theme-logo.svg" alt="" width="160" height="40">\s*<span>Aire Valley Cancer Support</span>', html)
    foot = html[html.index("<footer") :]
    assert 'href="tel:01134960000"' in foot
    assert 'href="mailto:support@example.org"' in foot
    assert '<a href="https://www.example.org/about" rel="noreferrer">About the trust</a>' in foot
    assert "Registered charity 0000000." in foot


@pytest.mark.parametrize("address", ["/", "/search?q=arm&near=LS1+4AP", "/search?q=gibberish", "/concerns", "/assessment", "/about", "/accessibility", "/list?ids=aire-swelling-clinic", "/consultation", "/nowhere", "/embed"])
def test_no_page_for_people_calls_itself_signpost_under_another_name(visit: Callable[[Path], TestClient], guides_example: Path, address: str) -> None:
    html = visit(guides_example).get(address).text
    assert "Aire Valley Cancer Support" in html
    assert re.sub(r"Signpost, the program behind this site,|<[^>]+>", "", html).count("Signpost") == 0


def test_letters_name_the_site_that_they_come_from(visit: Callable[[Path], TestClient], guides_example: Path) -> None:
    html = visit(guides_example).post("/consultation", data={"concern": "swelling", "near": "LS1 4AP"}).text
    assert "This list comes from the Aire Valley Cancer Support directory." in html


def test_a_logo_that_holds_the_name_stands_alone(visit: Callable[[Path], TestClient], make: Make) -> None:
    html = visit(make("name: Aire\nlogo: {file: logo.png, alt: Aire Support}", logo_png=PNG)).get("/").text
    assert 'alt="Aire Support" width="80" height="40"' in html
    assert "<span>Aire</span>" not in html


def test_what_a_theme_says_is_text_and_never_markup(visit: Callable[[Path], TestClient], make: Make) -> None:
    html = visit(make("name: <b>Aire</b>\nfooter: {lines: ['<script>alert(1)</script>']}")).get("/").text
    assert "&lt;b&gt;Aire&lt;/b&gt;" in html
    assert "<script>alert" not in html


# Its files


def test_its_files_are_kept_for_ever_under_their_own_version_and_guarded_like_all_others(visit: Callable[[Path], TestClient], guides_example: Path) -> None:
    client = visit(guides_example)
    addresses = re.findall(r'(?:href|src)="(/static/\w+/theme[^"]+)"', client.get("/").text)
    answers = {address.rpartition("/")[2]: client.get(address) for address in addresses}
    kinds = {name: answer.headers["content-type"].partition(";")[0] for name, answer in answers.items()}
    assert kinds == {"theme.css": "text/css", "theme-logo.svg": "image/svg+xml", "theme-icon.png": "image/png"}
    for answer in answers.values():
        assert answer.headers["cache-control"] == assets.FOR_EVER
        assert "default-src 'none'; script-src 'self';" in answer.headers["content-security-policy"]
    assert client.get("/static/older/theme.css").headers["cache-control"] == "no-cache"


def test_a_change_of_a_picture_changes_its_address(make: Make) -> None:
    text = "name: Aire\nlogo: {file: logo.svg}"
    before, after = read_theme(make(text, logo_svg=SVG)), read_theme(make(text, logo_svg=SVG.replace(b"80", b"81")))
    assert before.address("theme-logo.svg") != after.address("theme-logo.svg")


def test_its_colours_hold_on_a_screen_in_light_and_in_dark_and_leave_paper_alone(guides_example: Path) -> None:
    light, dark = read_theme(guides_example).files["theme.css"].decode().splitlines()
    assert light.startswith("@media screen { :root {")
    assert "--link: #7a1f5c;" in light
    assert dark.startswith("@media screen and (prefers-color-scheme: dark) { :root {")
    assert "--link: #f0b3dc;" in dark
    assert "--urgent" not in light + dark


def test_a_colour_that_is_ours_in_one_scheme_is_stated_there_all_the_same(make: Make) -> None:
    ours = colours.shipped()["dark"]["link"]
    _, dark = read_theme(make(f"name: Aire\ncolours: {{light: {{link: '#7a1f5c'}}, dark: {{link: '{ours}'}}}}")).files["theme.css"].decode().splitlines()
    assert f"--link: {ours};" in dark  # else that of light would hold


# Contrast


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#ffffff", "#767676", 4.54), ("#0c5a55", "#0c5a55", 1)])
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("scheme", colours.SCHEMES)
def test_our_own_colours_can_all_be_told_apart(scheme: str) -> None:
    palette = colours.shipped()[scheme]
    assert {name for name in palette if name in colours.ROLES.values()} == set(colours.ROLES.values())
    assert list(colours.too_alike(palette)) == []


def test_what_is_pointed_at_differs_even_more(guides_example: Path) -> None:
    for scheme, own in (("light", {"button": "#7a1f5c", "button_text": "#ffffff", "link": "#7a1f5c"}), ("dark", {"button": "#f0b3dc", "button_text": "#2a0a20", "link": "#f0b3dc"})):
        palette = colours.themed(scheme, own)  # type: ignore[arg-type]
        assert colours.contrast(palette["button-deep"], palette["on-button"]) > colours.contrast(palette["button"], palette["on-button"])
        assert colours.contrast(palette["link-deep"], palette["paper"]) > colours.contrast(palette["link"], palette["paper"])


def test_a_link_that_cannot_be_read_is_refused_with_its_contrast_and_a_shade_that_would_do(make: Make) -> None:
    text = "name: Aire\ncolours:\n  light: {link: '#b07aa0', panel: '#f3e9f0'}\n  dark: {link: '#f0b3dc', panel: '#2a2130'}\n"
    (fault,) = faults(make(text))
    assert fault == "theme.yaml:3:17: colours.light.link: #b07aa0 beside the panel colour #f3e9f0 has a contrast of 2.9:1, and needs 4.5:1. #885e7b would do."
    read_theme(make(text.replace("#b07aa0", "#885e7b")))


def test_the_guide_shows_that_very_refusal(make: Make) -> None:
    told = "colours.light.link: #b07aa0 beside the panel colour #f3e9f0 has a contrast of 2.9:1, and needs 4.5:1. #885e7b would do."
    assert told in GUIDE.read_text("utf-8")


def test_a_page_too_near_to_our_own_words_is_to_blame_itself_and_dark_is_checked_too(make: Make) -> None:
    (fault,) = faults(make("name: Aire\ncolours:\n  light: {page: '#ffffff'}\n  dark: {page: '#777777'}\n"))
    assert fault.startswith("theme.yaml:4:16: colours.dark.page: #777777 beside ")


def test_buttons_need_less_than_words(make: Make) -> None:
    read_theme(make("name: Aire\ncolours:\n  light: {button: '#0f857c', page: '#ffffff', panel: '#ffffff', button_text: '#ffffff'}\n  dark: {button: '#93dbd2', page: '#141a1a', panel: '#1b2b2a', button_text: '#0a2422'}\n"))
    assert colours.SHAPE < colours.contrast("#0f857c", "#ffffff") < colours.TEXT + 0.1


# What is refused

REFUSED = {
    "": "1:1: name: 'name' is missing. Add it.",
    "name:": "1:1: name: Nothing is written here. Fill it in, or leave the key out.",
    "- Aire": "1:1: Write `key: value` lines here, indented and without a dash.",
    "name: [Aire": "This is not YAML here",
    "name: Aire\nname: Wharfe": "2:1: name: 'name' is written twice. Keep one.",
    "name: Aire\ncolors: {}": "2:9: colors: 'colors' is not a key that this may have. Did you mean 'colours'?",
    f"name: {'Aire ' * 9}": "1:7: name: 44 characters; at most 40 fit here. Shorten it.",
    "name: Aire\ncolours: {light: {link: #0c5a55\n}, dark: {}}": "2:19: colours.light.link: No colour is written here: without quotation marks, what follows a # is a comment.",
    "name: Aire\ncolours: {light: {link: teal}, dark: {link: '#93dbd2'}}": "2:25: colours.light.link: 'teal' is not a colour. Write six digits or letters from a to f, in quotation marks: '#0c5a55'.",
    "name: Aire\ncolours: {light: {ink: '#000000'}, dark: {}}": "colours.light.ink: 'ink' is not a key that this may have. Did you mean 'link'?",
    "name: Aire\ncolours: {light: {page: '#ffffff'}, dark: {}}": "2:43: colours.dark: 'page' is missing: what is coloured for light must be for dark",
    "name: Aire\nlogo: {file: ../logo.svg}": "2:14: logo.file: '../logo.svg' is not the name of a picture in this folder",
    "name: Aire\nlogo: {file: none.svg}": "2:14: logo.file: none.svg cannot be read: No such file or directory. Put it into the folder, beside theme.yaml.",
    "name: Aire\nlogo: {file: large.png}": f"2:14: logo.file: large.png has 20,032 bytes; at most {PICTURE_BYTES:,} are sent to a telephone.",
    "name: Aire\nlogo: {file: odd.svg}": "2:14: logo.file: odd.svg is not an SVG that states its viewBox. Save it as one.",
    "name: Aire\nicon: odd.png": "2:7: icon: odd.png is not a PNG. Save it as one.",
    "name: Aire\nfooter: {lines: one}": "2:17: footer.lines: Write a list here, one item a line, each after a dash.",
    "name: Aire\nfooter: {lines: [a, b, c, d, e]}": "2:17: footer.lines: 5 of them; at most 4 fit here.",
    "name: Aire\nfooter: {links: [{words: About, address: 'javascript:alert(1)'}]}": "2:42: footer.links[0].address: 'javascript:alert(1)' is not an address. Write all of it, from https:// on.",
    "name: Aire\ncontact: {phone: ring us}": "2:18: contact.phone: 'ring us' is not a telephone number. Write digits and spaces.",
    "name: Aire\ncontact: {email: us}": "2:18: contact.email: 'us' is not an email address.",
    "name: [Aire]": "1:7: name: Write text here, not a list or further keys.",
}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), REFUSED.items(), ids=lambda value: value.replace("\n", " ")[:40])
def test_a_fault_is_told_with_its_line_its_key_and_the_way_out(make: Make, text: str, told: str) -> None:
    (fault,) = faults(make(text, large_png=PNG + bytes(PICTURE_BYTES - 1), odd_svg=b"<svg/>", odd_png=b"GIF89a"))
    assert told in fault
    assert fault.startswith("theme.yaml:")


def test_no_fault_hides_another(make: Make) -> None:
    assert len(faults(make("logo: {file: logo.gif}\nicon: 1\ncontact: {email: us}\n"))) == 4


def test_a_folder_without_the_file_is_told_as_such(tmp_path: Path) -> None:
    assert faults(tmp_path) == ["theme.yaml:1:1: The file cannot be read: No such file or directory. A theme is a folder with this file in it."]


def test_serve_refuses_to_start_with_a_theme_that_cannot_be_used(make: Make, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make("nam: Aire")
    monkeypatch.setenv("SIGNPOST_THEME", str(folder))
    monkeypatch.setenv("SIGNPOST_PORT", "0" * 4 + "1")
    monkeypatch.setattr("signpost.__main__._can_listen", lambda host, port: None)
    assert main(["serve"]) == 2
    assert f"signpost: the theme cannot be used.\n{folder}/theme.yaml:1:1: name: 'name' is missing. Add it.\n" in capsys.readouterr().err


def test_the_guide_names_every_key_and_every_colour() -> None:
    told = set(re.findall(r"`(\w+)`", GUIDE.read_text("utf-8")))
    assert set(Written.model_fields) | set(colours.ROLES) <= told
