from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browsing import PATIENCE, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def until(page: Page, holds: str) -> None:
    """Wait until an expression is true (the page's own policy forbids Playwright's wait_for_function)."""
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(holds):
        assert time.monotonic() < end, f"never came true: {holds}"
        page.wait_for_timeout(40)


def tally(page: Page) -> str:
    return page.locator(".tally span").first.inner_text()


def heading(page: Page) -> str:
    return page.locator(".card h2").inner_text()


def asked(page: Page) -> str:
    """What stands in the address, as the page itself has it."""
    words: str = page.evaluate("location.search")
    return words


def test_the_page_shows_map_list_and_banner(visit: Visit) -> None:
    page = visit.open()
    visit.drawn()
    assert "written for the demo" in page.locator(".note").inner_text()
    assert page.locator(".row").count() == 60
    assert "79 claims" in page.locator(".head").inner_text()
    assert page.locator(".label.place", has_text="Damascus").count() == 1
    assert page.locator(".maplibregl-canvas").count() == 1


def test_a_row_opens_the_card_and_escape_closes_it(visit: Visit) -> None:
    page = visit.open("/?stance=denies&place=Hama")
    page.locator(".row").first.click()
    visit.card()
    assert heading(page) == "Withdrawal · Hama"
    assert "denies that it happened" in page.locator(".card .says").inner_text()
    assert page.locator(".passage mark").inner_text().startswith("The army did not withdraw from Hama")
    assert "card=claim:" in asked(page)
    assert "Contradicted by" in page.locator(".card").inner_text()
    page.keyboard.press("Escape")
    page.wait_for_selector(".card", state="hidden")
    assert "card=" not in asked(page)


def test_an_address_restores_the_view(visit: Visit) -> None:
    page = visit.open("/?tab=places&at=2024-12-01&known=at&sort=name&map=36.7,35.2,8.00")
    assert page.locator("[role=tab][aria-selected=true]").inner_text() == "Places"
    assert "1 Dec 2024" in page.locator(".asof").inner_text()
    assert "Damascus" not in page.locator("#list").inner_text()
    names = page.locator(".row .title").all_inner_texts()
    assert "Morek" in names
    assert asked(page).endswith("map=36.7,35.2,8.00")


def test_back_undoes_a_step(visit: Visit) -> None:
    page = visit.open()
    page.get_by_role("tab", name="Sources").click()
    page.wait_for_url("**tab=sources**")
    page.go_back()
    page.wait_for_selector("[role=tab][aria-selected=true]:text('Claims')")


def test_filters_narrow_the_list_and_can_be_cleared(visit: Visit) -> None:
    page = visit.open()
    page.get_by_label("Kind").select_option("airstrike")
    until(page, "document.querySelector('.tally').textContent.startsWith('11 of 79')")
    page.get_by_role("button", name="Clear filters").click()
    until(page, "document.querySelector('.tally').textContent.startsWith('79 claims')")


def test_search_finds_words_of_the_quotes(visit: Visit) -> None:
    page = visit.open()
    page.keyboard.press("/")
    page.keyboard.type("soon retake")
    until(page, "document.querySelector('.tally').textContent.startsWith('11 of 79')")
    assert "q=soon" in asked(page)


def test_claims_without_a_place_have_their_list(visit: Visit) -> None:
    page = visit.open()
    page.locator("select[name=only]").select_option("unlocated")
    until(page, "document.querySelector('.tally').textContent.startsWith('13 of 79')")
    assert "no place told" in page.locator(".row").last.inner_text()


def test_arrow_keys_move_the_day_and_the_holdings(visit: Visit) -> None:
    page = visit.open("/?tab=places&at=2024-12-05")
    handle = page.get_by_role("slider", name="As of")
    assert "5 December 2024" in (handle.get_attribute("aria-valuetext") or "")
    before = page.locator("#list [role=list]").inner_text()
    assert "Hama" in before
    handle.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url("**at=2024-12-02**")
    until(page, f"document.querySelector('#list [role=list]').innerText !== {json.dumps(before)}")


def test_dragging_over_the_bar_chooses_days(visit: Visit) -> None:
    page = visit.open()
    box = page.locator(".track").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile(r"at=2024-.*from=2024-"))
    until(page, "/ of 79/.test(document.querySelector('.tally').textContent)")


def test_play_walks_through_the_days(browser: Browser, address: str) -> None:
    context = browser.new_context()  # a clock that is stopped stands still in all tabs of its context
    visit = Visit(context, address)
    context.clock.install()
    page = visit.open("/?at=2024-12-01")
    context.clock.pause_at(datetime.now(UTC) + timedelta(days=1))  # its time is the test's
    page.get_by_role("button", name="Play the days").click()
    context.clock.run_for(1600)
    until(page, "location.search.includes('at=2024-12-03')")
    page.get_by_role("button", name="Pause").click()
    context.clock.run_for(1600)
    assert "at=2024-12-03" in asked(page)
    visit.ended()
    context.close()


def test_what_was_known_hides_what_was_said_later(visit: Visit) -> None:
    page = visit.open("/?known=2024-11-28")
    assert tally(page).startswith("13 of 79")


def test_a_place_tells_its_argument(visit: Visit) -> None:
    page = visit.open("/?q=Hama&kind=capture")
    page.locator(".row", has_text="Capture · Hama").first.click()
    visit.card().locator(".facts a", has_text="Hama").last.click()
    page.wait_for_url("**card=place:**")
    page.wait_for_selector(".card .evidence")
    visit.card()
    assert heading(page) == "Hama"
    assert "Hayat Tahrir al-Sham" in page.locator(".card .says").inner_text()
    assert "Why" in page.locator(".card").inner_text()


def test_disputes_show_both_voices(visit: Visit) -> None:
    page = visit.open("/?tab=disputes")
    page.locator(".row").first.click()
    page.wait_for_selector(".voices")
    assert page.locator(".voices > li").count() >= 2


@pytest.mark.parametrize("tab", ["sources", "actors", "reports"])
def test_the_other_lists_have_rows(visit: Visit, tab: str) -> None:
    page = visit.open(f"/?tab={tab}")
    assert page.locator(".row").count() > 3


def test_a_source_leads_to_its_claims(visit: Visit) -> None:
    page = visit.open("/?tab=sources")
    page.locator(".row", has_text="Military Operations Administration").click()
    assert "alone" in visit.card().locator(".fares").inner_text()
    page.get_by_role("link", name="Show only what it says").click()
    page.wait_for_url("**source=**")
    until(page, "document.querySelector('.tally').textContent.startsWith('11 of 79')")
    assert page.locator(".chip").count() == 1


def test_a_report_links_its_quotes_to_their_claims(visit: Visit) -> None:
    page = visit.open("/?tab=reports")
    page.locator(".row", has_text="Insurgents press on, day 9").click()
    visit.card().locator(".report a").first.click()
    page.wait_for_selector(".passage mark")


def test_a_hostile_report_does_nothing(visit: Visit) -> None:
    page = visit.open("/?q=kerom OR script&place=Morek")
    page = visit.open("/?place=Morek&kind=withdraw&stance=asserts")
    row = page.locator(".row", has_text="<script>")
    row.click()
    page.wait_for_selector(".passage mark")
    assert page.title() == "warledger"
    assert page.locator(".passage script, .passage img, .row b, .row img").count() == 0
    assert page.evaluate(
        "document.querySelector('.panel').scrollWidth <= document.querySelector('.panel').clientWidth"
    )


def test_arabic_stands_from_right_to_left(visit: Visit) -> None:
    page = visit.open("/?q=الفصائل")
    quote = page.locator(".row .quote").first
    assert quote.inner_text() == "دخلت الفصائل مدينة حماة"
    assert quote.evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_the_theme_switches_and_is_kept(visit: Visit) -> None:
    page = visit.open("/?theme=light")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Switch between light and dark").click()
    page.wait_for_selector("html[data-theme=dark]")
    until(page, f"getComputedStyle(document.body).backgroundColor !== {json.dumps(paper)}")
    assert "theme=dark" in asked(page)


def test_the_about_box_states_the_policy_on_borders(visit: Visit) -> None:
    page = visit.open()
    page.get_by_role("button", name="About").click()
    assert "take no side" in page.locator("dialog[open]").inner_text()
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")


def test_the_csv_has_the_filtered_claims(visit: Visit) -> None:
    page = visit.open("/?kind=airstrike")
    page.locator(".menu summary").click()
    with page.expect_download() as found:
        page.locator(
            ".menu a[href]", has_text="Claims as CSV"
        ).click()  # it leads there once the menu is open
    lines = Path(found.value.path()).read_text(encoding="utf-8").strip().splitlines()
    assert len(lines) == 12


def test_a_picture_of_the_map_can_be_taken(visit: Visit) -> None:
    page = visit.open()
    visit.drawn()
    page.locator(".menu summary").click()
    with page.expect_download() as found:
        page.get_by_text("Picture of what is shown").click()
    assert Path(found.value.path()).read_bytes().startswith(b"\x89PNG")


def test_a_click_on_the_map_opens_the_place(visit: Visit) -> None:
    page = visit.open("/?map=36.29,33.51,9.50")
    visit.drawn()
    box = page.locator(".mapbox").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**card=place:**")
    visit.card()
    assert heading(page) == "Damascus"


def test_map_layers_can_be_hidden_by_address_and_box(visit: Visit) -> None:
    page = visit.open("/?hide=claims")
    visit.drawn()
    if not page.locator(".legend[open]").count():
        page.locator(".legend > summary").click()
    page.get_by_text("Layers").click()
    claims = page.get_by_role("checkbox", name="Claims")
    assert not claims.is_checked()
    claims.check()
    until(page, "!location.search.includes('hide')")


def test_the_keyboard_reaches_and_walks_the_lists(visit: Visit) -> None:
    page = visit.open()
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'list'")
    page.get_by_role("tab", name="Claims").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("[role=tab][aria-selected=true]:text('Disputes')")
    visit.listed()
    page.locator(".row").first.focus()
    page.keyboard.press("ArrowDown")
    until(page, "document.activeElement === document.querySelectorAll('.row')[1]")


def test_it_is_usable_on_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 740})
    visit = Visit(context, address)
    page = visit.open()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert page.get_by_role("button", name="Switch between light and dark").bounding_box()["x"] < 345
    assert page.locator(".row").first.bounding_box()["y"] < 740
    page.locator(".row").first.click()
    visit.card()
    assert page.locator(".card").bounding_box()["width"] == 375
    assert visit.complaints == []
    context.close()


def test_the_docs_page_tells_the_api(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.address + "/api/docs")
    page.wait_for_selector("article")
    assert page.locator("article").count() >= 15


def test_controls_have_names_and_ids_are_single(visit: Visit) -> None:
    page = visit.open("/?card=claim:1")
    named = "e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length"
    all_ = "[...document.querySelectorAll('button, a, input, select, [role=slider]')]"
    nameless: Any = page.evaluate(f"{all_}.filter((e) => !({named})).map((e) => e.outerHTML)")
    assert nameless == []
    assert page.evaluate(
        "new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size"
    ) == page.evaluate("document.querySelectorAll('[id]').length")


def test_two_days_are_compared_in_list_and_address(visit: Visit) -> None:
    page = visit.open("/?at=2024-12-08")
    page.get_by_role("button", name="Compare with").click()
    page.wait_for_url("**compare=2024-**")
    page.wait_for_selector(".wasis")
    assert "changed between" in tally(page)
    row = page.locator(".row", has=page.locator("bdi", has_text="Hayat Tahrir al-Sham")).first
    assert "changed hands" in row.inner_text()
    page.locator("select[name=sort]").select_option("moved")
    until(page, "[...document.querySelectorAll('.row .day')].every((e) => e.textContent === 'changed hands')")
    page.get_by_role("button", name="Stop comparing").click()
    page.wait_for_selector(".wasis", state="detached")
    assert "compare=" not in asked(page)


def test_the_compared_day_moves_by_keyboard(visit: Visit) -> None:
    page = visit.open("/?tab=places&at=2024-12-08&compare=2024-11-28")
    before = tally(page)
    handle = page.get_by_role("slider", name="Compare with")
    handle.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.wait_for_url("**compare=2024-12-06**")
    until(page, f"document.querySelector('.tally span').textContent !== {json.dumps(before)}")


def test_the_map_shows_what_changed_hands(visit: Visit) -> None:
    page = visit.open("/?tab=places&at=2024-12-08&compare=2024-11-28")
    visit.drawn()
    if not page.locator(".legend[open]").count():
        page.locator(".legend > summary").click()
    assert "changed hands" in page.locator(".legend").inner_text()


def test_the_network_and_its_list_tell_the_same(visit: Visit) -> None:
    page = visit.open("/?tab=actors&view=network&by=party")
    page.wait_for_selector(".network .link")
    drawn = page.locator(".network .link").evaluate_all("all => all.map((e) => e.getAttribute('aria-label'))")
    listed = page.locator(".list .row").evaluate_all(
        "all => all.map((e) => e.innerText.replace(/\\s+/g, ' '))"
    )
    for label in drawn:
        words, claims = label.rsplit(": ", 1)
        assert any(words in row and claims in row for row in listed), label


def test_a_line_of_the_network_opens_the_claims_behind_it(visit: Visit) -> None:
    page = visit.open("/?tab=actors&view=network&by=party")
    page.locator(".list .row").first.click()
    visit.card()
    assert "fights" in heading(page)
    assert page.locator(".card .row").count() > 3
    page.reload()
    visit.card()
    assert "fights" in heading(page)


def test_relations_can_be_left_out_of_the_picture(visit: Visit) -> None:
    page = visit.open("/?tab=actors&view=network&by=party")
    page.wait_for_selector(".network .link.fights")
    page.get_by_role("checkbox", name="fights").uncheck()
    page.wait_for_selector(".network .link.fights", state="detached")
    assert "rel=fights" in asked(page)


def test_a_party_tells_what_it_does(visit: Visit) -> None:
    page = visit.open("/?tab=actors")
    page.locator(".row", has_text="Hayat Tahrir al-Sham").click()
    visit.card()
    assert heading(page) == "Hayat Tahrir al-Sham"
    assert "Capture" in page.locator(".card .tallies").inner_text()
    page.get_by_role("link", name="Show only its claims").click()
    page.wait_for_url("**actor=hts**")


def test_a_sort_is_the_servers_and_stands_in_the_address(visit: Visit) -> None:
    page = visit.open()
    page.locator("select[name=sort]").select_option("oldest")
    page.wait_for_url("**sort=oldest**")
    until(page, "document.querySelector('.row .day').textContent.startsWith('27 Nov')")


def test_each_list_is_taken_away_as_it_is_shown(visit: Visit) -> None:
    page = visit.open("/?tab=sources")
    page.locator(".menu summary").click()
    with page.expect_download() as found:
        page.locator(".menu a[href]", has_text="Sources as CSV").click()
    assert found.value.suggested_filename == "sources.csv"


def test_ukrainian_names_are_shown_as_written(visit: Visit) -> None:
    page = visit.open("/?q=Куп*")
    assert "Куп’янськ" in page.locator(".row .quote").first.inner_text()
