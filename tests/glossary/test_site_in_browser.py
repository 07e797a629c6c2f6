"""The site in Chromium from a disk: both languages, the search, no request, no small type."""

import pytest

from kg.glossary import load_glossary
from kg.glossary.site import write_site
from tests.built import built

pytestmark = pytest.mark.browser
PLATFORM = "assets/RunningPointsPlatform.html"
SOME = (
    "index.html",
    PLATFORM,
    "chain/CardSeller.html",
    "behaviours/TelecomFraud.html",
    "links/SellsData.html",
    "law/index.html",
    "templates/index.html",
    "templates/CT01.html",
    "core/property-amount.html",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    built(write_site, folder)
    return folder


@pytest.fixture(scope="module")
def context(browser):
    opened = browser.new_context(viewport={"width": 1200, "height": 900}, offline=True)
    yield opened
    opened.close()


@pytest.fixture
def tab(context, site):
    """A tab that fails the test on any request beyond the site's files, or any complaint."""
    wrong = []
    tab = context.new_page()
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda message: wrong.append(message.text))
    tab.on("request", lambda r: None if r.url.startswith(site.as_uri()) else wrong.append(r.url))
    yield tab
    tab.close()
    assert not wrong


def go(tab, site, name):
    tab.goto((site / name).as_uri())
    return tab


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_the_door_to_a_term_and_over_to_the_other_language(tab, site, lang):
    go(tab, site, "index.html").locator(f".doors a[href='{lang}/index.html']").click()
    tab.locator(f"svg a[href='{PLATFORM}']").click()
    term, other = load_glossary().term("RunningPointsPlatform"), "en" if lang == "zh" else "zh"
    assert tab.locator("h1").inner_text() == term.label(lang)
    shown = tab.locator("body").inner_text().lower()
    assert term.definition(lang).lower() in shown
    assert not [word for word in ("owl", "rdf", "iri") if word in shown]
    tab.locator("a.language").click()
    assert tab.locator("h1").inner_text() == term.label(other)
    assert tab.locator("html").get_attribute("lang") == ("en" if other == "en" else "zh-Hans")
    tab.locator("svg a[href='../chain/OtcDealer.html']").click()
    assert tab.url.endswith(f"{other}/chain/OtcDealer.html")


@pytest.mark.parametrize(
    ("lang", "typed", "found"),
    [
        ("zh", "跑分", "跑分平台"),
        ("zh", "卡农", "供卡人"),
        ("en", "Money-Mule", "card seller"),
        ("en", "水房", "laundering crew"),
        ("zh", "running-points platform", "跑分平台"),
    ],
)
def test_the_search_finds_labels_and_slang_of_either_language(tab, site, lang, typed, found):
    go(tab, site, f"{lang}/index.html").locator(".search input").fill(typed)
    shown = tab.locator(".search li b").all_inner_texts()
    assert found in shown[:3]
    tab.locator(".search li a", has_text=found).first.click()
    assert found in tab.locator("h1").inner_text()


def test_nonsense_finds_nothing_and_says_so(tab, site):
    go(tab, site, "zh/index.html").locator(".search input").fill("<b>zzqx")
    assert tab.locator(".search p").is_visible() and not tab.locator(".search li").count()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SOME)
def test_nothing_is_too_small_or_runs_out_of_the_page(tab, site, lang, name):
    go(tab, site, f"{lang}/{name}")
    small = tab.evaluate(
        """() => [...document.querySelectorAll('body *')]
          .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
          .filter(e => !['SCRIPT', 'STYLE', 'TITLE', 'title'].includes(e.tagName))
          .filter(e => parseFloat(getComputedStyle(e).fontSize) < 11)
          .map(e => e.textContent)"""
    )
    assert small == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_the_pages_still_read_and_the_search_is_away(browser, site):
    context = browser.new_context(java_script_enabled=False)
    tab = go(context.new_page(), site, "en/index.html")
    assert not tab.locator(".search").is_visible() and tab.locator(".cards a").count() == 12
    context.close()
