"""The page in a real browser: drawn, searched, read by keyboard, and doing nothing that a message says.

Needs the extra `browser` and Chromium (Debian's package ``chromium``, or what the environment variable CHROMIUM names).
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from importlib import resources

import pytest

from authentica.report import gather, render_page
from authentica.report.words import harmless

sync_api = pytest.importorskip("playwright.sync_api", reason="the extra `browser` is not installed")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE_MS = 300_000
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not on this machine")


def new_tab(browser, **options):
    """Open an empty tab that is patient: how fast a page opens on a busy machine is not what is tested."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        # The sandbox needs a user that CI's root is not; the page is the test's own.
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=PATIENCE_MS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(page, tmp_path_factory):
    file = tmp_path_factory.mktemp("browser") / "page.html"
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def show(browser, address):
    """Open the page; at the end, nothing but the file was asked for, and nothing complained."""

    @contextmanager
    def opened(viewport=DESKTOP, **options):
        tab = new_tab(browser, viewport=viewport, **options)
        asked, said = [], []
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("dialog", lambda dialog: said.append(dialog.message))
        tab.goto(address)
        yield tab
        assert said == []
        assert asked == [address]
        tab.context.close()

    return opened


def shown(tab):
    return tab.locator("#cards article:visible")


def found(tab):
    return int(tab.locator("#found").inner_text().split()[0])


def test_nothing_that_messages_say_runs(show, hostile):
    with show() as tab:
        tab.wait_for_timeout(200)
        assert tab.title() == "Lamps & <kettles>"
        assert tab.locator("img, iframe, object, embed, link, base").count() == 0
        assert tab.locator("script, style").count() == 2
        assert (
            tab.evaluate(
                "[...document.querySelectorAll('*')].some((e) => [...e.attributes].some((a) => a.name.startsWith('on')))"
            )
            is False
        )
        texts = tab.evaluate("[...document.querySelectorAll('.reply')].map((e) => e.textContent)")
        assert {harmless(text) for text in hostile} <= set(texts)
        assert "1337" not in tab.content()


def test_even_if_a_message_became_markup_its_script_would_not_run(browser, page, tmp_path):
    file = tmp_path / "broken.html"
    broken = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\"></main>"
    file.write_text(page.replace("</main>", broken, 1), encoding="utf-8")
    tab = new_tab(browser)
    tab.goto(file.as_uri())
    tab.wait_for_timeout(200)
    assert tab.locator("img").count() == 1
    assert tab.title() == "Lamps & <kettles>"
    with pytest.raises(sync_api.Error, match="TrustedHTML"):
        tab.evaluate("document.body.innerHTML = '<b>x</b>'")
    tab.context.close()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_charts_are_drawn_and_nothing_is_wider_than_the_screen(show, viewport):
    with show(viewport) as tab:
        boxes = tab.evaluate(
            """[...document.querySelectorAll('figure svg')].map((svg) => {
              const inside = [...svg.querySelectorAll('path, line, text')].filter((e) => e.getBoundingClientRect().width + e.getBoundingClientRect().height > 0);
              return [svg.getBoundingClientRect().width, svg.getBoundingClientRect().height, inside.length];
            })"""
        )
        assert len(boxes) >= 12
        assert all(width > 200 and height > 60 and shapes >= 6 for width, height, shapes in boxes), boxes
        assert tab.evaluate("document.documentElement.scrollWidth") == viewport["width"]


def test_filters_leave_what_fits(show, findings):
    sample = findings.summary.sample
    with show() as tab:
        form = tab.locator("#filter")
        assert found(tab) == len(sample)
        assert shown(tab).count() == 10
        agent = next(name for example in sample if (name := dict(example.keys)["agent"]) is not None)
        form.get_by_label("Agent").select_option("agent-1")  # the first that is named
        assert found(tab) == sum(dict(example.keys)["agent"] == agent for example in sample)
        form.get_by_label("Outcome").select_option("somewhere")
        form.get_by_label("Dimension").select_option("ownership")
        form.get_by_label("Level").select_option("1")
        fitting = [
            example
            for example in sample
            if dict(example.keys)["agent"] == agent
            and example.outcome == "somewhere"
            and dict(example.levels)["ownership"] == 1
        ]
        assert found(tab) == len(fitting) > 0
        form.get_by_role("button", name="Clear").click()
        tab.wait_for_function(f"document.getElementById('found').textContent.startsWith('{len(sample)} ')")
        form.get_by_label("Level").select_option("missed")
        form.get_by_label("Dimension").select_option("empathy")
        assert found(tab) == sum("empathy" in example.missed for example in sample) > 0
        form.get_by_label("Level").select_option("")
        form.get_by_label("Privacy").select_option("any")
        assert found(tab) == 2
        form.get_by_label("Privacy").select_option("asks_secret")
        assert found(tab) == 2


def test_search_finds_words_and_takes_markup_for_text(show):
    with show() as tab:
        tab.get_by_label("Words").fill("PATIENCE packed")
        assert found(tab) == 80
        tab.get_by_label("Words").fill("<script>")
        assert found(tab) == 2
        tab.get_by_label("Words").fill("no reply says this")
        assert found(tab) == 0
        assert shown(tab).count() == 0


def test_more_are_shown_when_asked_for_and_focus_goes_to_them(show):
    with show() as tab:
        tab.get_by_role("button", name="Show more").click()
        assert shown(tab).count() == 20
        assert tab.evaluate("[...document.querySelectorAll('#cards article')].indexOf(document.activeElement)") == 10


def test_reasons_come_by_pointer_and_by_keyboard(show):
    with show() as tab:
        tip, mark = tab.locator("#tip"), tab.locator("#cards mark:visible").first
        mark.hover()
        assert "Raises the level clearly (+1.5)." in tip.inner_text()
        tab.keyboard.press("Escape")
        assert tip.is_hidden()
        mark.focus()
        assert tip.is_visible()
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.tagName") == "MARK"
        assert tip.is_visible()
        assert mark.evaluate(
            "(e) => e.getAttribute('aria-describedby').split(' ').every((id) => document.getElementById(id).textContent)"
        )


def test_the_theme_follows_the_system_until_it_is_switched(show):
    colour = "getComputedStyle(document.body).backgroundColor"
    with show(color_scheme="light") as tab:
        light = tab.evaluate(colour)
        tab.get_by_role("button", name="Dark").click()
        dark = tab.evaluate(colour)
        assert tab.locator("#theme").get_attribute("aria-pressed") == "true"
    with show(color_scheme="dark") as tab:
        assert tab.evaluate(colour) == dark != light


def test_without_its_script_the_page_is_complete(show, findings):
    with show(java_script_enabled=False) as tab:
        assert shown(tab).count() == len(findings.summary.sample)
        assert tab.locator("#filter").is_hidden()
        assert tab.locator("figure svg").first.is_visible()


def test_print_leaves_out_what_only_works_on_a_screen(show):
    with show() as tab:
        tab.emulate_media(media="print")
        assert tab.locator("nav").is_hidden()
        assert tab.locator("#filter").is_hidden()
        assert tab.locator("figure svg").first.is_visible()


@pytest.fixture(scope="module")
def short_address(scores, tmp_path_factory):
    """The same page with few replies: axe reads every word."""
    file = tmp_path_factory.mktemp("browser") / "short.html"
    file.write_text(
        render_page(gather(scores, by=("agent", "channel", "week"), sample=8, examples=1)), encoding="utf-8"
    )
    return file.as_uri()


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light")],
    ids=["desktop-light", "desktop-dark", "phone-light"],
)
def test_axe_finds_no_violation(browser, short_address, viewport, scheme):
    package = pytest.importorskip("axe_playwright_python", reason="the extra `browser` is not installed")
    axe = (resources.files(package) / "axe.min.js").read_text(encoding="utf-8")
    tab = new_tab(browser, viewport=viewport, color_scheme=scheme)
    tab.goto(short_address)
    # Of what is folded away, the first of each kind is read too, with what it holds.
    tab.evaluate(
        """['.examples', '.more', '.table-of', '.why', '#cards .why'].forEach((kind) => {
          document.querySelector(kind).open = true;
        })"""
    )
    tab.locator("#cards mark").first.focus()
    tab.evaluate(axe)
    result = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in result["violations"]] == []
    assert len(result["passes"]) > 20
    tab.context.close()
