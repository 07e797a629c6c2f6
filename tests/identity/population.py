"""A made population with an answer: who is who is known, and it is hard on purpose.

Namesakes (of one birthday too), twins, fathers and sons of one name, phones of a family, numbers
that were given up and issued again, records with a mask, a slip of the pen, another script or
order. Nobody is real: regions of the identity numbers do not exist, prefixes of the telephones are
not issued.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.identity import ComparedThing, ThingValue
from kg.values.identities import check_digit

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯"
    "邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红建国志文海波宁斌宇浩"
    "凯秀珍凤洁梅琳素云莲真雪荣爱妹香月莺媛瑞凡佳嘉琼勤"
)
TRADITIONAL = str.maketrans(
    "张刘陈杨黄赵吴孙马罗郑谢许韩冯邓萧袁蒋叶苏吕伟丽军杰涛国华红兰宁凤云莲荣爱琼",
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭袁蔣葉蘇呂偉麗軍傑濤國華紅蘭寧鳳雲蓮榮愛瓊",
)
LATIN_SURNAMES = (
    "Smith", "Johnson", "Williams", "Brown", "Jones", "Miller", "Davis", "Wilson", "Anderson",
    "Taylor", "Moore", "Martin", "Thompson", "White", "Harris", "Clark", "Lewis", "Walker", "Young",
    "King", "Wright", "Hill", "Green", "Baker", "Adams", "Nelson",
)  # fmt: skip
SHORT = {
    "Robert": "Bob", "William": "Bill", "James": "Jim", "Thomas": "Tom", "Edward": "Ed",
    "Charles": "Chuck", "Michael": "Mike", "Joseph": "Joe", "Daniel": "Dan", "David": "Dave",
    "Andrew": "Andy", "Christopher": "Chris", "Nicholas": "Nick", "Patrick": "Pat",
    "Margaret": "Peggy", "Elizabeth": "Liz", "Susan": "Sue", "Katherine": "Kate",
    "Patricia": "Patty", "Deborah": "Debbie", "Rebecca": "Becky", "Howard": "Howie",
    "Gregory": "Greg",
}  # fmt: skip
LATIN_GIVEN = tuple(SHORT)
STREETS = ("长安", "人民", "中山", "解放", "建设", "和平", "新华", "胜利", "光明", "文化")
DAY = 86_400_000_000


@dataclass
class MadePerson:
    """Somebody, with everything that records may tell of them."""

    number: int
    name: str
    born: str
    woman: bool
    resident: str
    phone: str
    address: str
    email: str
    suffix: str = ""
    phone_span: tuple[int | None, int | None] = (None, None)


@dataclass
class Population:
    """The records, and which person each is of."""

    things: list[ComparedThing] = field(default_factory=list)
    who: dict[str, int] = field(default_factory=dict)

    def pairs(self) -> set[tuple[str, str]]:
        """Return every two records of one person, the lesser id first."""
        by_person: dict[int, list[str]] = {}
        for record, person in self.who.items():
            by_person.setdefault(person, []).append(record)
        return {
            (a, b) for ids in by_person.values() for a in ids for b in ids if a < b
        }  # fmt: skip


def population(seed: int, persons: int) -> Population:
    """Return the records of so many persons; about a third have two, some have three."""
    rng = random.Random(seed)
    made = Population()
    for person in list(_people(rng, persons)):
        for _ in range(rng.choices((1, 2, 3), (62, 28, 10))[0]):
            record = f"r{len(made.things):07d}"
            made.things.append(_record(rng, record, person))
            made.who[record] = person.number
    rng.shuffle(made.things)
    return made


def _people(rng: random.Random, count: int) -> Iterator[MadePerson]:
    """Yield persons; every few of them a family, namesakes, or one with another's old number."""
    number = 0
    while number < count:
        first = _person(rng, number)
        number += 1
        yield first
        for other in _others(rng, first):
            if number < count:
                other.number = number
                number += 1
                yield other


def _others(rng: random.Random, first: MadePerson) -> list[MadePerson]:
    """Return those who are hard to tell from somebody."""
    draw, other = rng.random(), _person(rng, 0, han=not first.name.isascii())
    if draw < 0.03:  # a namesake of the same birthday
        other.name, other.born = first.name, first.born
        other.resident = _resident(rng, other.born, other.woman)
        return [other]
    if draw < 0.06:  # twins: surname, birthday, home and the family's phone are one
        other.name = first.name[: -len(_given(first.name))] + _given(other.name)
        other.born, other.phone, other.address = first.born, first.phone, first.address
        if other.name == first.name:
            return []
        other.resident = _resident(rng, other.born, other.woman)
        return [other]
    if draw < 0.09:  # father and son of one name, under one roof
        other.name, other.woman, first.woman = first.name, False, False
        first.resident = _resident(rng, first.born, woman=False)
        other.born = f"{int(first.born[:4]) + rng.randint(20, 35)}{first.born[4:]}"
        other.phone, other.address = first.phone, first.address
        first.suffix, other.suffix = ("Sr", "Jr") if first.name.isascii() else ("", "")
        other.resident = _resident(rng, other.born, other.woman)
        return [other]
    if draw < 0.14:  # man and wife: a phone and a home
        other.phone, other.address = first.phone, first.address
        return [other]
    if draw < 0.18:  # a number given up and issued again
        other.phone = first.phone
        first.phone_span, other.phone_span = (0, 400 * DAY), (600 * DAY, None)
        return [other]
    return []


def _given(name: str) -> str:
    return name.split(" ")[-1] if " " in name else name[1:]


def _person(rng: random.Random, number: int, han: bool | None = None) -> MadePerson:
    born = f"{rng.randint(1950, 2005)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    woman = rng.random() < 0.5
    if rng.random() < 0.75 if han is None else han:
        surname = rng.choices(SURNAMES, range(len(SURNAMES), 0, -1))[0]
        name = surname + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2))))
    else:
        name = f"{rng.choice(LATIN_SURNAMES)} {rng.choice(LATIN_GIVEN)}"
    street, house = rng.choice(STREETS), rng.randint(1, 300)
    address = f"澄湖市{street}路{house}号{rng.randint(1, 30)}栋{rng.randint(101, 2905)}室"
    phone = f"+86120{rng.randint(0, 99_999_999):08}"
    email = f"u{rng.randint(0, 10**9)}@mail.example"
    return MadePerson(number, name, born, woman, _resident(rng, born, woman), phone, address, email)


def _resident(rng: random.Random, born: str, woman: bool) -> str:
    serial = rng.randint(0, 499) * 2 + (0 if woman else 1)
    body = f"{rng.choice(('000102', '990203', '990305'))}{born}{serial:03}"
    return body + check_digit(body)


def _record(rng: random.Random, record: str, person: MadePerson) -> ComparedThing:
    """Return one record of somebody: what its file happens to tell, as it happens to write it."""
    values = [ThingValue("name", _written(rng, person))]
    if rng.random() < 0.4:
        values.append(ThingValue("residentId", _number(rng, person.resident)))
    if rng.random() < 0.5:
        values.append(ThingValue("birthDate", _date(rng, person.born)))
    if rng.random() < 0.5:
        start, end = person.phone_span
        values.append(ThingValue("phone", _phone(rng, person.phone), start, end))
    if rng.random() < 0.4:
        values.append(ThingValue("address", person.address))
    if rng.random() < 0.2:
        values.append(ThingValue("email", person.email))
    if rng.random() < 0.3:
        values.append(ThingValue("gender", "女" if person.woman else "男"))
    return ComparedThing(record, "person", tuple(values), (f"file{rng.randint(1, 9)}",))


def _written(rng: random.Random, person: MadePerson) -> str:
    name, draw = person.name, rng.random()
    if " " in name:
        surname, given = name.split(" ")
        given = SHORT[given] if draw < 0.2 else given
        order = f"{surname}, {given}" if draw < 0.6 else f"{given} {surname}"
        return f"{order} {person.suffix}".strip()
    if draw < 0.05:
        return name[0] + "*" * (len(name) - 1)
    if draw < 0.15:
        return name.translate(TRADITIONAL)
    return name


def _number(rng: random.Random, number: str) -> str:
    draw = rng.random()
    if draw < 0.05:
        return f"{number[:6]}********{number[14:]}"
    if draw < 0.08:
        place = rng.randint(14, 16)
        return number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    return number


def _date(rng: random.Random, born: str) -> str:
    form = rng.choice(("{0}-{1}-{2}", "{0}/{1}/{2}", "{0}{1}{2}", "{0}年{1}月{2}日"))
    return form.format(born[:4], born[4:6], born[6:])


def _phone(rng: random.Random, phone: str) -> str:
    return phone if rng.random() < 0.8 else phone.removeprefix("+86")
