"""The site: a page for every term in both languages, no dead end, no way out, nothing executed."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import pytest

from kg import glossary
from kg.errors import UsageError
from kg.glossary import Glossary, load_glossary
from kg.glossary.entry import Entry
from kg.glossary.publish import DOWNLOADS
from kg.glossary.site import write_site
from kg.glossary.site.site_map import file_of
from kg.glossary.site.write_site import pages
from kg.messages import ids
from kg.schema.mappings import RELATIONS
from kg.schema.turtle import TermStatements
from tests.built import built

GLOSSARY = load_glossary()
LOADING = ("src", "srcset", "data", "action", "formaction", "poster", "background", "ping")
NAMES = set(RELATIONS.values())
HOUSE = Path(glossary.__file__).parent
VOID = {"meta", "link", "br", "input", "img", "hr"}


class Read(HTMLParser):
    """What a page links to, loads and shows; whether every element is closed in its order."""

    def __init__(self, text):
        super().__init__()
        self.hrefs, self.loads, self.tags, self.shown = [], [], [], []
        self.titles, self.handlers, self.open = [], [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        given = dict(attrs)
        self.hrefs += [given["href"]] if "href" in given else []
        self.loads += [given[name] for name in LOADING if name in given]
        self.handlers += [name for name in given if name.startswith("on") or name == "style"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"script", "style"} & set(self.open):
            self.shown.append(data)


@pytest.fixture(scope="module")
def site():
    return dict(pages(GLOSSARY))


@pytest.fixture(scope="module")
def read(site):
    return {name: Read(page) for name, page in site.items()}


def target(page, href):
    """Where a link leads, as a name of the site; None where it leaves it."""
    if ":" in href or href.startswith(("/", "\\")):
        return None
    parts = list(PurePosixPath(page).parent.parts)
    for part in href.split("#")[0].split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def test_every_term_has_a_page_in_both_languages(site):
    for lang in ("zh", "en"):
        wanted = {f"{lang}/{file_of(term)}" for term in GLOSSARY.terms()}
        assert wanted <= set(site) and len(wanted) == len(GLOSSARY.terms())
    modules = len(GLOSSARY.modules())
    assert len(site) == 1 + 2 * (1 + modules + len(GLOSSARY.terms()))


def test_no_two_files_differ_in_capitals_alone(site):
    assert len({name.casefold() for name in site}) == len(site)


def test_every_link_leads_to_a_page_of_the_site(site, read):
    dead = {
        (name, href)
        for name, page in read.items()
        for href in page.hrefs
        if target(name, href) not in {*site, *DOWNLOADS}
    }
    assert not dead


def test_every_page_can_be_reached_from_the_door(read):
    reached, ways = {"index.html"}, ["index.html"]
    while ways:
        here = ways.pop()
        for href in read[here].hrefs:
            if (there := target(here, href)) not in {*reached, *DOWNLOADS}:
                reached.add(there)
                ways.append(there)
    assert reached == set(read)


def test_every_page_leads_to_itself_in_the_other_language(read):
    for name, page in read.items():
        lang, _, rest = name.partition("/")
        if rest:
            other = "en" if lang == "zh" else "zh"
            assert f"{other}/{rest}" in {target(name, href) for href in page.hrefs}


def test_nothing_is_loaded_and_nothing_hangs_on_elements(site, read):
    for name, page in read.items():
        assert not page.loads and not page.handlers, name
        assert not {"link", "img", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    everything = "".join(site.values())
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", everything))
    assert addresses <= {"http://www.w3.org/2000/svg"}, "a name of the SVG language, never loaded"
    assert "url(" not in everything and "@import" not in everything


def test_the_policy_lets_only_what_is_known_by_hash_run(site):
    for name, page in site.items():
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
        assert unescape(policy).startswith("default-src 'none'; ")
        assert "unsafe" not in policy and "http" not in policy
        starts = name in ("zh/index.html", "en/index.html")
        assert policy.count("script-src") == page.count("<script>") == starts, name


def test_the_language_is_told_and_both_are_on_every_page_of_a_term(read):
    for lang in ("zh", "en"):
        for term in GLOSSARY.terms():
            shown = " ".join(read[f"{lang}/{file_of(term)}"].shown)
            for one in ("zh", "en"):
                assert term.label(one) in shown and term.definition(one) in shown, term.name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_stranger_understands_the_running_points_platform(read, lang):
    term = GLOSSARY.term("RunningPointsPlatform")
    shown = re.sub(r"\s+", " ", " ".join(read[f"{lang}/{file_of(term)}"].shown))
    assert not re.search(r"\b(owl|rdf|iri)\b", shown, re.IGNORECASE)
    assert term.definition(lang) in shown and term.text("example", lang) in shown
    around = ("FraudGang", "CardDealer", "OtcDealer", "CashRunner", "Beneficiary", "Layering")
    for name in (*around, "ConcealingProceedsOffence", "CutTheCards"):
        assert GLOSSARY.term(name).label(lang) in shown, name


def test_the_same_ontology_gives_the_same_bytes(site, tmp_path):
    built(write_site, tmp_path)
    written = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file() and path.name not in DOWNLOADS
    }
    assert written == {name: page.encode() for name, page in site.items()}
    assert write_site(tmp_path) == len(site), "over itself"


def test_a_site_is_written_anew_over_itself_and_over_nothing_else(tmp_path):
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(UsageError, match="holds other files"):
        write_site(tmp_path)
    with pytest.raises(UsageError, match="holds other files"):
        write_site(tmp_path / "index.html")
    assert (tmp_path / "index.html").read_text() == "mine"


def hostile():
    """The ontology with every text of one term turned into markup."""
    nasty = "<img src=x onerror=alert(1)>\"'</script><script>alert(2)</script>&amp;{0}{x}"
    term = GLOSSARY.term("RunningPointsPlatform")
    said = {
        predicate: {lang: [nasty] * len(told) for lang, told in by_lang.items()}
        for predicate, by_lang in term.said.texts.items()
    }
    spoilt = Entry(replace(term.said, texts=said))
    others = (one for one in GLOSSARY.terms() if one.name != term.name)
    return Glossary([*others, spoilt], GLOSSARY.mappings())


def test_markup_in_a_text_stays_text(site):
    """On every page that has it; the others are those of the site as it is."""
    spoilt = dict(pages(hostile()))
    changed = {name: page for name, page in spoilt.items() if page != site[name]}
    assert len(changed) > 10
    for page in map(Read, changed.values()):
        assert "img" not in page.tags and not page.handlers
    assert not any("alert(2)</script>" in page for page in spoilt.values())


def test_every_sentence_of_the_pages_is_of_use():
    code = "".join(file.read_text("utf-8") for file in HOUSE.rglob("*.py"))
    ranges = {name for term in GLOSSARY.terms("property") for name in term.pointed_at("range")}
    made = {f"glossary-{name}" for name in (*ranges, "date", *(f"relation-{r}" for r in NAMES))}
    asked = {*re.findall(r"[\"'](glossary-[\w-]+)[\"']", code), *made}
    assert set(ids("glossary-")) <= asked


def test_a_page_of_what_is_named_nowhere_is_plain():
    lonely = TermStatements(
        "Lonely",
        "core",
        {"type": ["Class"]},
        {
            "label": {"zh": ["孤"], "en": ["lonely"]},
            "definition": {"zh": ["孤。"], "en": ["Lonely thing."]},
        },
    )
    site = dict(pages(Glossary([*GLOSSARY.terms(), Entry(lonely)])))
    assert "<h2>" not in site["en/core/Lonely.html"]
