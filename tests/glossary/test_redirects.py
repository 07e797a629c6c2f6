"""The rules for w3id.org: every name of the namespace leads to a page or file that is published."""

import re

import pytest

from kg.glossary import load_glossary
from kg.glossary.publish import DOWNLOADS
from kg.glossary.redirects import SITE, redirects_text
from kg.glossary.site.site_map import file_of

GLOSSARY = load_glossary()


def rules() -> list[tuple[list[tuple[str, str]], str, str]]:
    """The conditions, pattern and target of each rule, as Apache reads them."""
    found, conditions = [], []
    for line in redirects_text(GLOSSARY).splitlines():
        if line.startswith("RewriteCond"):
            _, header, pattern = line.removesuffix(" [NC]").split(" ")
            conditions.append((header, pattern))
        elif line.startswith("RewriteRule"):
            _, pattern, target, flags = line.split(" ")
            assert flags == "[R=303,L]"
            found.append((conditions, pattern, target))
            conditions = []
    return found


RULES = rules()


def answered(name: str, accept: str = "text/html", language: str = "en") -> str:
    """Where a request is led, below the address of the pages."""
    headers = {"%{HTTP_ACCEPT}": accept, "%{HTTP:Accept-Language}": language}
    for conditions, pattern, target in RULES:
        asked = all(re.search(what, headers[header], re.I) for header, what in conditions)
        if asked and (match := re.search(pattern, name)):
            to = target.replace("$1", match[1] if match.groups() else "")
            return to.removeprefix(f"{SITE}/")
    raise AssertionError(f"{name} leads nowhere")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_person_is_led_to_the_page_of_the_term(language: str) -> None:
    for term in GLOSSARY.terms():
        page = answered(term.name, language=f"{language}-CN,{language};q=0.9")
        assert page == f"{language}/{file_of(term)}"


@pytest.mark.parametrize(
    ("accept", "file"),
    [
        ("text/turtle", "crimechain.ttl"),
        ("application/rdf+xml, */*;q=0.1", "crimechain.rdf"),
        ("application/ld+json", "crimechain.jsonld"),
    ],
)
@pytest.mark.parametrize(
    "name", ["", "ontology", "Person", "amount", "module/core", "scheme/Stage"]
)
def test_a_program_is_led_to_the_whole(name: str, accept: str, file: str) -> None:
    assert answered(name, accept) == file


def test_modules_versions_and_files_are_found() -> None:
    assert answered("module/core") == "en/core/index.html"
    assert answered("ontology") == answered("") == answered("never-a-term") == "index.html"
    assert answered("0.6.0/module/core", "text/turtle") == "0.6.0/crimechain.ttl"
    assert {answered(name) for name in DOWNLOADS} == set(DOWNLOADS)
