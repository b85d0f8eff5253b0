from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browsing import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],
}


def violations(page: Page) -> list[str]:
    """What axe-core finds to be serious or critical, with the elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        f"axe.run(document, {json.dumps(RULES)}).then((r) => r.violations)"
    )
    grave = [v for v in found if v["impact"] in ("serious", "critical")]
    return [f"{v['id']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in grave]


def in_both_themes(page: Page) -> dict[str, list[str]]:
    """What axe-core finds in light and in dark; the colours of a theme hang on one attribute."""
    found = {}
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        found[theme] = violations(page)
    return found


@pytest.mark.parametrize(
    "view",
    [
        "tab=claims",
        "tab=disputes",
        "tab=places&at=2024-12-06",
        "tab=places&at=2024-12-08&compare=2024-11-28",
        "tab=actors&view=network&by=party",
        "tab=sources&card=claim:7",
        "tab=reports&card=report:1",
    ],
)
def test_axe_finds_nothing_serious(visit: Visit, view: str) -> None:
    page = visit.open(f"/?{view}")
    if "card=" in view:
        visit.card()
    assert in_both_themes(page) == {"light": [], "dark": []}


def test_axe_would_find_what_is_wrong(visit: Visit) -> None:
    page = visit.open()
    page.evaluate("document.querySelector('input[type=search]').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('input[type=search]').removeAttribute('placeholder')")
    assert any(v.startswith("label") for v in violations(page))


@pytest.mark.parametrize("what", ["place", "source", "actor", "line", "dispute"])
def test_axe_finds_nothing_serious_in_cards(visit: Visit, what: str) -> None:
    tabs = {"place": "places", "source": "sources", "actor": "actors", "line": "actors&view=network"}
    page = visit.open(f"/?tab={tabs.get(what, 'disputes')}")
    page.locator(".list .row").first.click()
    visit.card()
    assert f"card={what}" in page.evaluate("location.search")
    assert violations(page) == []


def test_map_and_legend_have_nothing_serious(visit: Visit) -> None:
    page = visit.open("/?theme=light")
    visit.drawn()
    if not page.locator(".legend[open]").count():
        page.locator(".legend > summary").click()
    page.locator(".legend details summary").last.click()
    assert in_both_themes(page) == {"light": [], "dark": []}


def test_a_phone_has_nothing_serious(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 740}, reduced_motion="reduce")
    page = Visit(context, address).open("/?theme=dark")
    assert violations(page) == []
    assert page.evaluate("getComputedStyle(document.querySelector('.row')).transitionDuration") == "0s"
    context.close()


def test_the_docs_and_the_about_box_have_nothing_serious(visit: Visit) -> None:
    page = visit.open("/?theme=dark")
    page.get_by_role("button", name="About").click()
    assert violations(page) == []
    page.goto(f"{visit.address}/api/docs")
    page.wait_for_selector("article")
    assert violations(page) == []


def test_the_keyboard_alone_opens_a_line_of_the_network(visit: Visit) -> None:
    page = visit.open("/?tab=actors&view=network")
    page.locator(".network .picture").focus()
    page.keyboard.press("End")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") != label
    page.keyboard.press("Enter")
    visit.card()
    page.keyboard.press("Escape")
    page.wait_for_selector(".card", state="hidden")


def test_tab_reaches_every_part_of_the_page_in_order(visit: Visit) -> None:
    page = visit.open()
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        where = "document.activeElement.closest('.head, .mapbox, .time, .panel')?.className.split(' ')[0]"
        part = page.evaluate(where)
        if part and part not in seen:
            seen.append(part)
    assert seen == ["head", "mapbox", "time", "panel"]
