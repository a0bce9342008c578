"""Finding help in a browser: suggestions by keyboard, finger and screen reader, and pages that are light and stand still."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, expect

Open = Callable[..., Page]

RESULTS = "/search?concern=swelling&near=LS1+4AP"
AXE = Axe()
MOST_BYTES = 60_000  # of a page of results with all that it loads, as they come over the wire
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { sum += one.value })).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


@pytest.fixture
def home(open_page: Open) -> Page:
    page = open_page()
    page.goto("/")
    return page


def typed(page: Page, text: str) -> None:
    page.locator("#field-q").press_sequentially(text)


def test_while_one_types_concerns_and_services_are_suggested_and_announced(home: Page) -> None:
    typed(home, "swel")
    expect(home.get_by_role("listbox", name="Suggestions").get_by_role("option")).to_have_text(["Swelling Concern · Lymphoedema", "Aire Swelling Clinic Service · Aire Made-up Trust"])
    expect(home.get_by_role("status")).to_have_text("2 suggestions. Use the arrow keys, then Enter.")
    box = home.get_by_role("combobox", name="What do you need help with?")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert AXE.run(home).response["violations"] == []


def test_arrows_choose_and_enter_takes_a_concern_into_the_box(home: Page) -> None:
    box = home.locator("#field-q")
    typed(home, "swel")
    options = home.get_by_role("option")
    expect(options).to_have_count(2)
    for key, chosen in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowDown", None), ("ArrowUp", 1), ("ArrowUp", 0)):
        box.press(key)
        for at in range(2):
            expect(options.nth(at)).to_have_attribute("aria-selected", str(at == chosen).lower())
        expected = home.evaluate("at => at === null ? null : document.querySelectorAll('[role=option]')[at].id", chosen)
        assert box.get_attribute("aria-activedescendant") == expected
    box.press("Enter")
    expect(box).to_have_value("Swelling")
    expect(box).to_be_focused()
    expect(home.get_by_role("listbox")).to_be_hidden()
    box.press("Enter")
    expect(home.get_by_role("heading", level=1)).to_have_text("Help with swelling")


def test_a_service_is_opened_at_a_tap(home: Page) -> None:
    typed(home, "aire")
    home.get_by_role("option", name="Aire Swelling Clinic").click()
    home.wait_for_url("**/services/aire-swelling-clinic")


def test_escape_and_leaving_the_box_close_the_list_and_keep_the_words(home: Page) -> None:
    box, listed = home.locator("#field-q"), home.get_by_role("listbox", include_hidden=True)
    typed(home, "swel")
    expect(listed).to_be_visible()
    box.press("Escape")
    expect(listed).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowDown")
    expect(listed).to_be_visible()
    box.press("Tab")
    expect(listed).to_be_hidden()
    expect(box).to_have_value("swel")


def test_enter_without_a_choice_searches_for_the_words(home: Page) -> None:
    typed(home, "swel")
    expect(home.get_by_role("option").first).to_be_visible()
    home.locator("#field-q").press("Enter")
    expect(home.get_by_role("heading", level=1)).to_have_text("Help with “swel”")


def test_words_that_nothing_is_like_say_so_and_show_no_list(home: Page) -> None:
    typed(home, "zzzz")
    expect(home.get_by_role("status")).to_have_text("No suggestions. You can search with your own words.")
    expect(home.get_by_role("listbox", include_hidden=True)).to_be_hidden()


def test_without_a_script_the_box_is_a_plain_box(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/")
    assert page.locator("#field-q").get_attribute("role") is None
    page.locator("#field-q").fill("Swelling")
    page.get_by_role("button", name="Find support").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help with swelling")
    page.goto(f"{RESULTS}&cost=free")
    page.get_by_text("Narrow it down").first.click()
    page.get_by_role("link", name="By telephone").click()
    page.wait_for_url("**delivery=phone**")
    page.get_by_role("link", name="Take off: Free").click()
    page.wait_for_url(lambda address: "cost" not in address)


def test_chips_are_reached_and_pressed_by_keyboard(open_page: Open) -> None:
    page = open_page()
    page.goto(RESULTS)
    page.get_by_text("Narrow it down").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".chip").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**delivery=in-person**")
    expect(page.locator(".chip-on")).to_have_count(1)


def test_the_list_of_suggestions_is_seen_in_forced_colours_and_in_the_dark(open_page: Open) -> None:
    for options in ({"forced_colors": "active"}, {"color_scheme": "dark"}):
        page = open_page(**options)
        page.goto("/")
        typed(page, "swel")
        expect(page.get_by_role("option").first).to_be_visible()
        page.locator("#field-q").press("ArrowDown")
        expect(page.get_by_role("option", selected=True)).to_be_visible()
        assert AXE.run(page).response["violations"] == []


def test_a_page_of_results_with_all_that_it_loads_is_light(real_page: Page) -> None:
    answers: list[Response] = []
    real_page.on("response", lambda answer: answers.append(answer))
    real_page.goto("/search?concern=physical&near=M1+1AA")
    real_page.wait_for_load_state("networkidle")
    sizes = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}
    assert len(sizes) > 2
    assert sum(sizes.values()) < MOST_BYTES, sizes


@pytest.mark.parametrize("address", ["/", RESULTS, "/concerns"])
def test_nothing_moves_while_a_page_loads(real_page: Page, address: str) -> None:
    real_page.goto(address)
    assert real_page.evaluate(SHIFTS) == 0


def test_suggestions_push_nothing_aside(home: Page) -> None:
    below = home.locator(".ask .button")
    before = below.bounding_box()
    typed(home, "swel")
    expect(home.get_by_role("option").first).to_be_visible()
    assert below.bounding_box() == before
