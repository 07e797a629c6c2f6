"""Numbers of masks: given once, in order, to one thing."""

from __future__ import annotations

from collections import Counter

from kg.masking import masks
from kg.masking.numbering import Numbering, as_line, read_line
from kg.masking.pseudonyms import PseudonymNames, name_item, thing_item
from kg.model import Entity, stable_id
from kg.schema import load_schema

SCHEMA = load_schema()
KEY = b"k" * 32


def person(name: str, number: str = "", **more: str) -> Entity:
    values = {"name": name, **more}
    own = {key: (text,) for key, text in values.items()}
    return Entity(stable_id("Person", "", name + number), "Person", own)


def test_what_was_given_is_read_again_and_goes_on() -> None:
    first = Numbering(KEY)
    names = PseudonymNames(SCHEMA, first)
    given = {"张一": "张某1", "李一": "李某1", "张二": "张某2"}
    assert {name: names.of(person(name)) for name in given} == given
    lines = list(map(as_line, first.new))
    again = Numbering(KEY, filter(None, map(read_line, lines)))
    later = PseudonymNames(SCHEMA, again, "en")
    assert later.of(person("张三")) == "张某3"
    assert {name: later.of(person(name)) for name in given} == given
    assert not any(name in line for line in lines for name in ("张一", "李一", "张二"))


def test_a_person_takes_over_the_number_of_their_written_name() -> None:
    names = PseudonymNames(SCHEMA, Numbering(KEY))
    assert (names.of_text("张一"), names.of_text("张二")) == ("张某1", "张某2")
    assert names.of(person("张二")) == "张某2" == names.of_text(" 张二")
    assert names.of(person("张二", "2")) == "张某3"
    assert names.of_text("张二") == "张某"
    assert names.of(person("张二")) == "张某2"


def test_an_alias_stands_for_its_person_and_a_shared_one_for_nobody() -> None:
    names = PseudonymNames(SCHEMA, Numbering(KEY))
    assert names.of(person("张一", alias="老鬼")) == "张某1" == names.of_text("老鬼")
    assert names.of(person("李一", alias="老鬼")) == "李某1"
    assert names.of_text("老鬼") == "张某"


def test_a_changed_name_keeps_its_pseudonym_and_a_minors_has_no_surname() -> None:
    names = PseudonymNames(SCHEMA, Numbering(KEY))
    one = person("张一")
    assert names.of(one) == "张某1"
    renamed = Entity(one.id, "Person", {"name": ("李一",)})
    assert names.of(renamed) == "张某1"
    names.of(person("王一"))
    names.protect(frozenset([one.id, person("王一").id]))
    shown = {names.of(one), names.of(person("王一"))}
    assert len(shown) == 2 and all(name.startswith("未成年人") for name in shown)


def test_words_are_in_the_language_of_the_page() -> None:
    gang = Entity(stable_id("Group", "x"), "Group", {"name": ("Invented Gang",)})
    numbering = Numbering(KEY)
    assert PseudonymNames(SCHEMA, numbering).of(gang) == f"某{SCHEMA.kind('Group').label('zh')}1"
    assert PseudonymNames(SCHEMA, numbering, "en").of(gang) == "Group 1"


def test_no_two_stems_are_one_word_in_a_language() -> None:
    """Numbers are counted by the Chinese stem: another language must not merge two of them."""
    labels = [(kind.label("zh"), kind.label("en")) for kind in SCHEMA.entity_kinds()]
    stems = {masks.kind_stem(zh): masks.thing_said(en, "").text("en") for zh, en in labels}
    for firm in masks.FIRMS.values():
        english = masks.thing_said(firm.text("en"), "").text("en")
        assert stems.setdefault(masks.kind_stem(firm.text("zh")), english) == english
    assert max(Counter(stems.values()).values()) == 1


def test_a_line_that_is_no_record_is_none() -> None:
    item = thing_item(person("张一"), SCHEMA)
    numbering = Numbering(KEY)
    numbering.give(item)
    assert not numbering.lacks(item) and numbering.lacks(name_item("张三"))
    for said in ('"x", "1", "h"', '"x", -1, "h"', '"x", true, "h"', '"x", 1'):
        assert read_line(f'["thing", {said}]') is None
    for line in ("", "{}", "[1]", '["odd", "x", 1, "h"]', "[" * 9_999):
        assert read_line(line) is None
