"""Offences stand on provisions, provisions on instruments, and dates on what the sources say."""

import datetime
import re

import pytest

from kg.schema import ontology_files
from kg.schema.turtle import read_modules

SAID = read_modules(ontology_files())
TERMS = {name: one for name, one in SAID.items() if one.all("type")}
OFFENCES, PROVISIONS, INSTRUMENTS = (
    [one for one in TERMS.values() if kind in one.all("type")]
    for kind in ("Offence", "Provision", "LegalInstrument")
)
DATES = ("issuedOn", "validFrom", "validTo")
SEED_IDS = [
    *(f"S{number:02}" for number in range(4, 10)),
    *(f"X{number:02}" for number in range(1, 6)),
    *(f"L{number:02}" for number in range(1, 21)),
    *(f"P{number:02}" for number in range(1, 6)),
    *(f"T{number:02}" for number in range(1, 5)),
]


def names(terms):
    return [one.name for one in terms]


def day(one, predicate):
    text = one.one(predicate)
    return datetime.date.fromisoformat(text) if text else None


def pointing(predicate):
    return [(one, SAID[name]) for one in TERMS.values() for name in one.all(predicate)]


@pytest.mark.parametrize("predicate", DATES)
def test_dates_are_days_that_have_been_or_are_announced(predicate):
    found = [day(one, predicate) for one in TERMS.values() if one.one(predicate)]
    assert found
    assert all(datetime.date(1979, 7, 1) < one < datetime.date(2027, 1, 1) for one in found)


def test_nothing_ends_before_it_begins():
    for one in TERMS.values():
        issued, begins, ends = (day(one, predicate) for predicate in DATES)
        known = [date for date in (issued, begins, ends) if date]
        assert known == sorted(known), one.name


def test_what_is_replaced_ends_when_the_new_begins():
    pairs = pointing("replaces")
    assert pairs
    for new, old in pairs:
        assert day(old, "validTo") == day(new, "validFrom"), (new.name, old.name)


def test_what_amends_is_not_older_than_what_it_amends():
    for new, old in pointing("amends"):
        if day(new, "validFrom") and day(old, "validFrom"):
            assert day(new, "validFrom") > day(old, "validFrom"), (new.name, old.name)


@pytest.mark.parametrize("offence", OFFENCES, ids=names(OFFENCES))
def test_an_offence_stands_in_the_article_of_its_provision(offence):
    provision = SAID[offence.one("underProvision")]
    assert provision.one("ofInstrument") == "CriminalLaw"
    assert re.fullmatch(r"\d+(-\d)?(\(\d\))?", offence.one("article"))
    assert offence.one("article").split("(")[0] == provision.one("article")
    assert set(offence.text("statutoryRange")) == {"zh", "en"}
    assert {SAID[name].one("type") for name in offence.all("punishableBy")} == {"Penalty"}
    assert offence.text("label")["zh"].endswith("罪")
    assert offence.one("notation").startswith(offence.one("article").split("(")[0])


def tiers(text):
    return re.findall(r"\d+", text)


@pytest.mark.parametrize("offence", OFFENCES, ids=names(OFFENCES))
def test_both_languages_give_the_same_years_and_the_gravest_penalties(offence):
    said = offence.text("statutoryRange")
    assert tiers(said["zh"]) == tiers(said["en"])
    gravest = {"LifeImprisonment": ("无期", "life"), "DeathPenalty": ("死刑", "death")}
    for penalty, (chinese, english) in gravest.items():
        stated = penalty in offence.all("punishableBy")
        assert stated == (chinese in said["zh"]) == (english in said["en"])


@pytest.mark.parametrize("provision", PROVISIONS, ids=names(PROVISIONS))
def test_a_provision_belongs_to_an_instrument_and_is_not_older(provision):
    instrument = SAID[provision.one("ofInstrument")]
    assert instrument.one("type") == "LegalInstrument"
    assert re.fullmatch(r"\d+(-\d+)?", provision.one("article"))
    if provision.one("validFrom") and instrument.one("validFrom"):
        assert day(provision, "validFrom") >= day(instrument, "validFrom")


@pytest.mark.parametrize("provision", PROVISIONS, ids=names(PROVISIONS))
def test_a_provision_is_called_by_its_article(provision):
    article = provision.one("article")
    words = (*provision.text("label").values(), *provision.words("altLabel"))
    assert provision.one("notation").split()[-1] == article
    assert any(re.search(rf"(?<!\d){article}(?![\d-])", word) for word in words)


def test_every_instrument_says_who_made_it():
    assert all(set(one.text("issuedBy")) == {"zh", "en"} for one in INSTRUMENTS)


NUMBER = re.compile(r"(法释|法发|公通字|高检发释字|国信办秘字)〔(\d{4})〕\d+号")


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=names(INSTRUMENTS))
def test_an_official_number_agrees_with_the_dates(instrument):
    number = instrument.one("notation")
    dated = [day(instrument, one) for one in ("issuedOn", "validFrom") if instrument.one(one)]
    if number:
        year = int(NUMBER.fullmatch(number)[2])
        assert all(year <= one.year <= year + 1 for one in dated)
        assert number in instrument.words("altLabel")


@pytest.mark.parametrize("seed_id", SEED_IDS)
def test_a_seed_concept_of_law_or_measure_is_one_term_with_its_words(seed_id):
    (term,) = [one for one in TERMS.values() if seed_id in one.all("seedId")]
    assert set(term.text("example")) == {"zh", "en"}
    assert term.text("seedPhrase")["en"]
    assert "Class" not in term.all("type")


@pytest.mark.shared
def test_seed_phrases_are_the_seed_s_own_words(seed_article):
    phrases = [phrase for one in TERMS.values() for phrase in one.words("seedPhrase")]
    assert len(phrases) >= len(SEED_IDS)
    assert [one for one in phrases if one.lower() not in seed_article.lower()] == []


def test_special_actions_aim_at_what_the_sources_say():
    aims = {
        "CutTheCards": ("breaks", {"CardSeller", "RunningPointsPlatform"}),
        "CutTheFlow": ("breaks", {"Recruiter", "Smuggler"}),
        "PullTheNails": ("removes", {"FraudLeader"}),
    }
    for action, (predicate, targets) in aims.items():
        assert targets <= set(SAID[action].all(predicate))


def test_measures_rest_on_law_and_never_on_a_measure():
    grounds = {ground.one("type") for _, ground in pointing("groundedIn")}
    assert grounds == {"Provision", "LegalInstrument"}


def test_what_is_repealed_grounds_nothing():
    for one, ground in [*pointing("groundedIn"), *pointing("underProvision")]:
        law = SAID[ground.one("ofInstrument") or ground.name]
        assert not law.one("validTo"), one.name
