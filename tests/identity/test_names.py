"""Names of persons and firms, numbers, births and addresses, compared."""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.identity.births import BirthDate, birth_date, compare_births
from kg.identity.company_names import company_name, compare_companies
from kg.identity.folding import plain, script
from kg.identity.identifiers import (
    compare_numbers,
    is_masked_number,
    mask_ends,
    number_and_issuer,
    phone_end,
    same_phone,
)
from kg.identity.person_names import ORDER, _can_be_one, compare_names, person_name
from kg.identity.places import PostalAddress, address, same_address

HAN = st.text("王李张刘陈杨伟芳娜敏静丽强磊军洋", min_size=2, max_size=4)
LATIN = st.lists(
    st.text("abdefgiklmnorstu", min_size=3, max_size=8), min_size=2, max_size=3, unique=True
).map(" ".join)
NAMES = st.one_of(HAN, LATIN)
DIGITS = st.text("0123456789", min_size=12, max_size=19)


@given(NAMES, NAMES)
def test_comparing_is_the_same_both_ways(one: str, other: str) -> None:
    assert compare_names(one, other) == compare_names(other, one)
    assert compare_names(one, other).how in ORDER


@given(LATIN, st.randoms())
def test_the_order_of_the_parts_does_not_matter(name: str, rng: object) -> None:
    parts = name.split(" ")
    rng.shuffle(parts)  # type: ignore[attr-defined]
    assert compare_names(name, " ".join(parts)).how == "name-same"


@given(HAN, st.data())
def test_a_mask_fits_the_name_that_it_was_made_of_and_no_other_of_another_sign(
    name: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    mask = name[:place] + "*" + name[place + 1 :]
    assert compare_names(mask, name).how == "name-mask"
    shown = data.draw(st.sampled_from([n for n in range(len(name)) if n != place]))
    other = name[:shown] + "某" + name[shown + 1 :]
    changed = other.replace("某", "龘")
    assert compare_names(mask, changed).how == "mask-differs"


@given(DIGITS, st.integers(3, 6), st.integers(2, 4))
def test_a_masked_number_fits_what_it_was_made_of(number: str, first: int, last: int) -> None:
    mask = f"{number[:first]}****{number[-last:]}"
    assert mask_ends(mask) == (number[:first], number[-last:])
    assert compare_numbers(mask, number) == "fits"
    changed = str((int(number[0]) + 1) % 10) + number[1:]
    assert compare_numbers(mask, changed) == "ruled-out"


@given(DIGITS, st.data())
def test_one_digit_or_a_swap_apart_is_one_off(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 2))
    digit = str((int(number[place]) + 1) % 10)
    assert compare_numbers(number, number[:place] + digit + number[place + 1 :]) == "one-off"
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    expected = "same" if swapped == number else "one-off"
    assert compare_numbers(number, swapped) == expected


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("張偉", "张伟", "name-same"),
        ("Zhang Wei", "张伟", "name-script"),
        ("Wei ZHANG", "張偉", "name-script"),
        ("Zhang Xiu Ying", "张秀英", "name-script"),
        ("张伟", "张玮", "name-homophone"),
        ("张伟", "王伟", "names-differ"),
        ("欧阳明", "Ouyang Ming", "name-script"),
        ("Robert Quill", "Quill, Bob", "name-variant"),
        ("R Quill", "Robert Quill", "name-initials"),
        ("Quil Robert", "Robert Quill", "name-similar"),
        ("Quill Mendoza, Marie", "Marie Quill", "name-partial"),
        ("Darla Quill", "Darlene Quill", "name-half"),
        ("Ada Quill", "Borex Timm", "names-differ"),
        ("Николай Васильев", "Nikolai Vasilev", "name-same"),
        ("فيصل صديقي", "Faisal Siddiqui", "name-similar"),
        ("O'Hara Ellie", "Ohara Ellie", "name-same"),
        ("Chan Tai Man", "陳大文", "name-unread"),  # as Hong Kong reads it
        ("Li Ming", "陈大文", "names-differ"),
        ("สมชาย", "สมชาย", "name-same"),
        ("สมชาย", "สมหญิง", ""),  # nothing is known of how they sound
        ("**", "张伟", ""),
        ("张*", "李*", "mask-differs"),
        ("محمد علي", "张伟", ""),
        ("Zhang X", "张秀英", "name-initials"),
        ("张", "张秀英", ""),  # a surname alone tells nothing for it
        ("张先生", "张秀英", ""),
        ("张先生", "张总", ""),
        ("张先生", "张先生", ""),
        ("张总", "王秀英", "names-differ"),
        ("张", "Zhang Xiuying", ""),
        ("欧阳女士", "Ouyang Ming", ""),
        ("张", "Wang Ming", "names-differ"),
        ("张", "Cheung Tai Man", "name-unread"),
        ("Zhang Li", "张秀英", "name-half"),
        ("Quill", "Robert Quill", "name-partial"),
        ("Quill", "Timm", "names-differ"),
        ("Bob", "Robert", "name-variant"),
        ("R Q", "Robert Quill", ""),
        ("R Q", "Robert Timm", "names-differ"),
        ("Mary Ann Quill", "Mary Quill", "name-partial"),
        ("张秀英", "张秀兰", "name-half"),
        ("", "张伟", ""),
        ("张小三", "张小叁", "name-homophone"),
        ("司马", "司马", "name-same"),
        ("Ann Quill", "Ann Quill Jr", "name-same"),
        ("Ada Quill Jr", "Ada Quill II", "name-same"),
        ("Dr Quill", "Quill", "name-same"),
        ("Mr.", "Quill", ""),  # a title alone is no name
        ("Mr.", "王小明", ""),
        ("Ada-Bea Quill", "Quill Adabea", "name-same"),
        ("Quil", "Quill", "name-similar"),
        ("Jo", "Joe", "names-differ"),  # too short to be a slip
        ("Bob", "Robert Quill", "name-partial"),
        ("Quil", "Quill Bea", "names-differ"),
        ("B Quill", "C Quill", "name-half"),
        ("A Quill", "Ann B Quill", "name-initials"),
        ("A Bob Quill", "Ann Robert Quill", "name-variant"),
        ("Ada Quill", "Ada B Quill", "name-variant"),
        ("Ada B Quill", "Ada B C Quill", "name-variant"),
        ("Bob Quill", "Robert T Quill", "name-variant"),
        ("Bob Quill", "Robert Bea Quill", "name-partial"),
        ("Quil Ada", "Quill Ada Bea", "name-partial"),
        ("Quill Ada Bea", "A Quill Bea", "name-variant"),
        ("Jan Quill", "Jon Quill", "name-half"),
        ("Philip Quill", "Filip Quill", "name-similar"),
        ("Zarak", "Sahrak", "name-similar"),  # far in letters, one in sounds
        ("فيصل", "فاصل", "name-similar"),  # an abjad is compared by its consonants
        ("علي", "ولي", "names-differ"),
        ("王小明", "Wang Xi", "name-initials"),
        ("王小明", "X Wang", "name-initials"),
        ("王小明", "Wang Xiao", "name-half"),
        ("王明", "Wang", "name-half"),
        ("王小明", "Li Xiaoming", "names-differ"),
        ("王小明", "Wang 5", "name-half"),
    ],
)
def test_names_compare_as_people_would(one: str, other: str, how: str) -> None:
    assert compare_names(one, other).how == how


@pytest.mark.parametrize(
    ("one", "other", "how", "beside"),
    [
        ("Ann Beth Quill", "Ann Cora Quill", "name-partial", ("middle-differs",)),
        ("Ann B Quill", "Ann C Quill", "name-partial", ("middle-differs",)),
        ("Ann Quill Jr", "Ann Quill Sr", "name-same", ("suffix-differs",)),
        ("Ann B Quill Jr", "Ann C Quill III", "name-partial", ("suffix-differs", "middle-differs")),
        ("Ann Quill Jr", "Ann Quill Junior", "name-same", ()),
        ("Ann Quill Jr", "Ann Quill", "name-same", ()),
        ("Ann Beth Quill", "Ann Quill", "name-partial", ()),
    ],
)
def test_another_middle_name_and_another_suffix_are_told_beside(
    one: str, other: str, how: str, beside: tuple[str, ...]
) -> None:
    told = compare_names(one, other)
    assert (told.how, told.beside) == (how, beside)


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("张*", "张三丰", "mask-differs"),  # one star is one sign
        ("张**", "张三丰", "name-mask"),
        ("张**", "张三", "name-mask"),  # two are any number
        ("**三", "张小三", "name-mask"),
        ("**三", "张小四", "mask-differs"),
        ("张三*", "张三", "mask-differs"),
        ("王○", "王明", "name-mask"),
        ("王×明", "王小明", "name-mask"),
        ("王＊明", "王小明", "name-mask"),
        ("王*明", "王**", ""),  # two masks that fit tell nothing
        ("李某某", "李四", "name-mask"),
        ("J*** Quill", "John Quill", "name-mask"),
        ("J*** Quill", "Adam Quill", "mask-differs"),
        ("J*** Quill", "Quill, John", "name-mask"),  # in any order
        ("Q****, J***", "John Quill", "name-mask"),
        ("J. Q****", "John Quill", "name-mask"),
        ("J. Q*ll", "John Quill", "mask-differs"),  # between letters a star is one letter
        ("J. Q**ll", "John Quill", "name-mask"),
        ("B*** Quill", "Robert Quill", "name-mask"),  # Bob
        ("J* Q*", "J**** Q****", ""),
        ("O*** O****** Q***", "Oriel Quill", "name-mask"),  # a name between that one leaves out
        ("J*", "John Quill", ""),  # one letter fits too many
        ("A* B* C* D* Q****", "Dora Carla Bea Ada Zoe Quill Mo Lu", "name-mask"),
        ("J" + "*a" * 2_000, "John Quill", "mask-differs"),
        ("张" + "*三" * 2_000, "张小三", "mask-differs"),
        ("M* Q*", "John Quill", "mask-differs"),
        ("李某", "李小四", "name-mask"),  # 某 is any given name
        ("李某", "王小四", "mask-differs"),
        ("李某", "李*四", ""),
        ("李某", "王*四", "mask-differs"),
        ("李XX", "李小四", "name-mask"),
        ("李XX", "王小四", "mask-differs"),
        ("J**", "王小明", ""),
        ("○○", "张三", ""),  # nothing of it says which script it was
        ("*", "Ada", ""),
    ],
)
def test_a_masked_name_fits_rules_out_or_tells_nothing(one: str, other: str, how: str) -> None:
    assert compare_names(one, other).how == how
    assert compare_names(other, one).how == how


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("張偉", "张伟"),
        ("Quill, Ada", "ada quill"),
        ("Quill Jr, Ada", "ada quill"),
        ("Dr Ada Quill", "ada quill"),
        ("Adah", ""),  # four letters are too little of a name
        ("Adahs", "adahs"),
        ("张*三", ""),
        ("ᠮᠤ", ""),
    ],
)
def test_equal_names_share_a_key_and_what_is_too_little_has_none(name: str, key: str) -> None:
    assert person_name(name).key == key


@pytest.mark.parametrize(
    ("text", "folded", "told"),
    [
        ("Müller", "muller", "latin"),
        ("12", "12", "latin"),
        ("", "", "latin"),
        ("你a", "你a", "han"),
        ("សុខា", "skh", "abjad"),
        ("ា", "", "latin"),  # a vowel sign without a letter says nothing
        ("ع", "", "abjad"),
        ("ᠮᠤ", "ᠮᠤ", "other"),
    ],
)
def test_letters_of_many_scripts_become_latin_ones(text: str, folded: str, told: str) -> None:
    assert (plain(text), script(text)) == (folded, told)


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("1990-03-07", "19900307", "birth"),
        ("3/7/90", "Mar 7 1990", "birth"),
        ("12/11/1978", "11/12/1978", "birth-swapped"),
        ("1990-03-07", "1990-03-08", "birth-near"),
        ("1990-03-07", "1962-11-25", "birth-differs"),
        ("1990", "1990-03-07", ""),
        ("1990-mar-07", "7/3/90", "birth-swapped"),
        ("21-Mar-1911", "1911-03-21", "birth"),
        ("mar x 1990", "1990-03-07", ""),
        ("a/b/1990", "1990-03-07", ""),
        ("32/13/1990", "1990-03-07", ""),
        ("1700-01-01", "1700-01-01", ""),
        ("1990-03-07", "1990", ""),
        ("1/2/26", "2026-01-02", "birth"),
        ("1/2/90", "1990-02-01", "birth-swapped"),
        ("1/2/90", "1890-01-02", "birth"),  # the century was not written
        ("1/3/1990", "3/2/1990", "birth-near"),  # one day off, the other way round
        ("1990-03-12", "13/3/1990", "birth-near"),
        ("12/31/1990", "31/12/1990", "birth"),
    ],
)
def test_births_compare_in_any_writing(one: str, other: str, how: str) -> None:
    assert compare_births(one, other) == how


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1/2/26", BirthDate(2026, 1, 2, short=True, sure=False)),
        ("1/2/27", BirthDate(1927, 1, 2, short=True, sure=False)),
        ("7 mar 90", BirthDate(1990, 3, 7, short=True)),
        ("1990 mar 7", BirthDate(1990, 3, 7)),
        ("1990-03-07T00:00", BirthDate(1990, 3, 7)),
        ("2100-12-31", BirthDate(2100, 12, 31)),
        ("1850-01-01", BirthDate(1850, 1, 1)),
        ("1990-00-07", None),
        ("1990-13-07", None),
        ("1/0/1990", None),
        ("1/32/1990", None),
        ("1849-12-31", None),
        ("2101-01-01", None),
        ("mar 7", None),
        ("199003", None),
    ],
)
def test_a_date_of_birth_is_read_or_is_none(text: str, date: BirthDate | None) -> None:
    assert birth_date(text) == date


def test_addresses_are_one_by_house_and_street() -> None:
    assert same_address("12 Main Street, Reno NV 89501", "12 main st reno")
    assert not same_address("12 Main Street, Reno", "14 Main Street, Reno")
    assert not same_address("12 Main Street, Reno", "12 Oak Avenue, Reno")
    assert same_address("澄湖市长安路5号3栋201室", "长安路5号3栋201室")
    assert not same_address("澄湖市长安路5号3栋201室", "澄湖市长安路5号3栋202室")
    house, other = "澄湖市长安路15号3栋1201室", "澄湖市长安路5号3栋1201室"
    assert same_address(house, f"广东省{house}") and not same_address(house, other)
    assert not same_address("某路", "某路"), "says too little to be a place"
    assert same_address("Marienstrasse 5, 10117 Berlin", "5 Marien Street Berlin")
    assert same_address("12 Green Hill Lane Dover", "12 Green Hil Lane Dovr")
    assert not same_address("12 Long Street 10117 Reno", "12 Long Street 20117 Reno")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Reno Longstreet 12345", "12345 Longstreet Reno"),
        ("12 Longroad 89501", "12 Longroad"),
        ("澄湖市南城区长安路5号3栋201室", "澄湖市南区长安路5号3栋201室"),
        ("PO Box 12, Reno", "p o box 12 reno"),
    ],
)
def test_one_place_is_written_in_many_ways(one: str, other: str) -> None:
    assert same_address(one, other)
    assert same_address(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Longroad 89501", "Longroad 89502"),
        ("12 Longroad 89501", "12 Longroad 10115"),
        ("12 Longroad 89501", "Longroad 89501"),  # which house is not told
        ("澄湖市长安路5号", "5 Changan Road Chenghu"),
        ("澄湖市长安路5号", "Main St"),
        ("Main St", "澄湖市长安路5号"),
        ("12 Elm", "12 Elm"),  # nothing of it tells one place from another
        ("澄湖市长安路", "澄湖市长安路"),
    ],
)
def test_what_may_be_two_places_is_not_one(one: str, other: str) -> None:
    assert not same_address(one, other)
    assert not same_address(other, one)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "12a Long Road, 89501 Reno",
            PostalAddress(
                frozenset(["12a"]), frozenset(["long", "rd", "reno"]), "89501",
                keys=frozenset(["12a long", "12a reno"]),
            ),
        ),
        (
            "Reno 123456789",
            PostalAddress(
                frozenset(), frozenset(["reno"]), "12345", keys=frozenset(["12345 reno"])
            ),
        ),
        (
            "广东省澄湖市长安路5号",
            PostalAddress(
                frozenset("5"), frozenset(), han="广东省澄湖市长安路5号",
                keys=frozenset(["澄湖市长安路5号"]),
            ),
        ),
        ("Long Road Reno", None),
        ("12 St", None),
        ("5", None),
        ("5号", None),
    ],
)  # fmt: skip
def test_an_address_is_its_house_its_words_and_its_post_code(
    text: str, place: PostalAddress | None
) -> None:
    assert address(text) == place


def test_telephones_are_one_whatever_is_written_before_them() -> None:
    assert same_phone("+86 120 0000 0017", "12000000017") == "same"
    assert same_phone("702-555-0117", "555-0117") == "end"
    assert not same_phone("+8612000000017", "+8613000000017")
    assert not same_phone("+17025550117", "+447025550117"), "each says its country"
    assert same_phone("+1 702 555 0117", "+17025550117") == "same"


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("", "5550117", ""),
        ("555011", "555011", ""),  # six digits are no telephone
        ("5550117", "5550118", ""),
        ("5550117", "5550117", "end"),  # two towns may have it
        ("702-555-0117", "703-555-0117", ""),
        ("2-555-0117", "3555-0117", ""),
        ("12-5550117", "5550117", "end"),
        ("+1 5550117", "+1 5550117", "same"),
        ("+1 5550117", "+1 2025550117", ""),
        ("0-702-555-0117", "702 555 0117", "same"),
    ],
)
def test_a_telephone_without_its_area_is_one_end_only(one: str, other: str, how: str) -> None:
    assert same_phone(one, other) == how
    assert same_phone(other, one) == how


@pytest.mark.parametrize(
    ("text", "end"),
    [("", ""), ("555-011", ""), ("555-0117", "5550117"), ("+1 (702) 555-0117", "5550117")],
)
def test_the_end_of_a_telephone_is_its_last_seven_digits(text: str, end: str) -> None:
    assert phone_end(text) == end


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("12345", "12346", "other"),  # five digits are too few for a slip
        ("123456", "123457", "one-off"),
        ("DE 123.456", "de123456", "same"),
        ("**3", "999", "fits"),  # too little of it is legible
        ("**3", "6222****0123", "fits"),
        ("6222****0123", "**3", "fits"),
        ("6222****0123", "62****23", "fits"),
        ("62****23", "6222****0123", "fits"),
        ("6222****0123", "6233****0123", "ruled-out"),
        ("6222****0123", "6222****0124", "ruled-out"),
        ("6222****0123", "62220123", "ruled-out"),  # no sign is left for the stars
        ("6222****0123", "7222000000000123", "ruled-out"),
        ("6222****0123", "6222000000000124", "ruled-out"),
        ("****0123", "9990123", "fits"),
        ("6222", "6222****", "ruled-out"),
    ],
)
def test_numbers_and_masks_compare(one: str, other: str, how: str) -> None:
    assert compare_numbers(one, other) == how


@pytest.mark.parametrize(
    ("mask", "ends", "masked"),
    [
        ("6222-****-0123", ("6222", "0123"), True),
        ("6222xxxx0123", ("6222", "0123"), True),
        ("6222x0123", None, False),  # a single x is a digit of some numbers
        ("1234*", ("1234", ""), True),
        ("*1234", ("", "1234"), True),
        ("1*2", None, True),
        ("***", None, False),
        ("62220123", None, False),
    ],
)
def test_the_legible_ends_of_a_mask(mask: str, ends: tuple[str, str] | None, masked: bool) -> None:
    assert (mask_ends(mask), is_masked_number(mask)) == (ends, masked)


@pytest.mark.parametrize(
    ("text", "number", "issuer"),
    [
        ("12 34 US", "1234", "US"),
        ("AB 12 US", "AB12", "US"),
        ("12 Hong Kong", "12", "HK"),
        ("12 Texas", "12", "TX"),
        ("12 Quillonia", "12", "QUILLONIA"),
        ("US 123", "US123", ""),
        ("12 ab 34", "12AB34", ""),
        ("AB CD", "ABCD", ""),
        ("ABC", "ABC", ""),
        ("", "", ""),
    ],
)
def test_who_issued_a_number_stands_behind_it(text: str, number: str, issuer: str) -> None:
    assert number_and_issuer(text) == (number, issuer)


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("International Trading Ltd", "Global Trading", ""),  # no word of either tells
        ("Borex", "Group Holdings", ""),
        ("Group", "Borex", ""),
        ("Ltd", "Ltd", "company-same"),  # a name of nothing but a legal form
        ("(Borex)", "Borex", "company-same"),
        ("Borex Foods 1", "Borex Foods", "company-similar"),
        ("Borex Fods", "Borex Foods", "company-similar"),
        ("Boreksi", "Boreks", "company-similar"),
        ("Abc", "Abd", "companies-differ"),
        ("Nord Foods", "Nordvik Foods", "company-similar"),
        ("Borex Foods Timm", "Borex Foods Ada", ""),  # much in common, and each has its own
        ("Nordvik Foods Berlin", "Nordvik Tools Berlin", "companies-differ"),
        ("Global Foods", "Global Tools", "companies-differ"),
        ("12 Foods", "13 Foods", "companies-differ"),
        ("海天", "Hai Tian", "company-similar"),
        ("Hai Tian", "海天", "company-similar"),
        ("海天", "海田", "companies-differ"),
    ],
)
def test_firms_compare_by_the_words_that_tell_them_apart(one: str, other: str, how: str) -> None:
    assert compare_companies(one, other) == how


@pytest.mark.parametrize(
    ("text", "words", "key"),
    [
        ("(Borex)", ("borex",), "borex"),
        ("Ltd.", ("ltd",), "ltd"),
        ("Tools & Borex S.A.", ("tools", "borex"), "borex tools"),
        ("Global Trading", ("global", "trading"), ""),
        ("海天（深圳）有限公司", ("海天",), "海天"),
    ],
)
def test_a_firm_is_its_words_without_the_legal_form(
    text: str, words: tuple[str, ...], key: str
) -> None:
    assert (company_name(text).words, company_name(text).key) == (words, key)


def test_firms_of_one_name_in_several_scripts_and_forms() -> None:
    assert compare_companies("Müllenkranz GmbH", "Mullenkranz") == "company-same"
    assert compare_companies("遠圖商務有限公司", "远图商务有限责任公司") == "company-same"
    assert compare_companies("Borex", "Borex Foods") == "company-partial"
    assert compare_companies("Haitian Maoyi", "海天贸易") == "company-similar"
    assert compare_companies("Beihai Logistics", "海天贸易") == ""
    assert compare_companies("海天第一分公司", "海天第二分公司") == "companies-differ"
    assert compare_companies("Nordvik Shipping Lines", "Nordvik Shiping Line") == "company-similar"
    assert compare_companies("Tools Acme", "Acme Tools") == "company-same"
    assert compare_companies("Borex Foods North", "Timm Metals South") == "companies-differ"


@settings(max_examples=200)
@given(one=st.text("ab?*", max_size=4), other=st.text("ab?*", max_size=4))
def test_two_masks_can_be_one_name_where_some_word_fits_both(one: str, other: str) -> None:
    """The slow twin tries every word of so many letters as two shell patterns."""
    words = ("".join(w) for size in range(9) for w in product("ab", repeat=size))
    slow = any(fnmatchcase(word, one) and fnmatchcase(word, other) for word in words)
    assert _can_be_one(list(one), list(other)) == slow
