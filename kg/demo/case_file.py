"""A small case with its records, statements and exhibits, and the cells that it must give.

It stands in a folder of its own beside the demo's files. Everything of it is written down here by
hand, and so is what a matrix of it must say: one stage on a confession alone, two with nothing at
all, a fact that somebody denies, a lead that proves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from kg.demo import exports
from kg.demo.cast import Account, Person, account, names
from kg.demo.claims import Claim, Party, Thing, write_facts
from kg.demo.events import Payment
from kg.demo.numbers import phone_number, resident_id
from kg.demo.sheet_words import RELATIONS, ROLES
from kg.demo.statements import StatementLine
from kg.demo.writers import Cell, write_workbook

FOLDER = "statements"
RECORDS, STATEMENTS, VICTIMS = "证据关系表.xlsx", "笔录陈述表.xlsx", "被害人清单.xlsx"
HEADER = (
    "陈述人 笔录种类 笔录名称 笔录日期 卷页 行次 肯定或否认 所述主体 所述关系 所述客体 "
    "开始时间 结束时间 主体类型 客体类型 陈述人证件号 主体证件号 客体证件号 "
    "标的 标的类型 金额 币种 条数 备注"
)
KINDS = {"victim": "被害人陈述", "witness": "证人证言", "suspect": "讯问笔录"}
PAPERS = {"victim": "询问笔录（被害人）", "witness": "询问笔录", "suspect": "讯问笔录（第1次）"}
ROLE_NAMES = (
    "insider", "manager", "lead", "leader", "caller", "other_caller", "dealer", "coin_dealer",
    "victim", "other_victim", "third_victim", "mule", "other_mule", "third_mule",
)  # fmt: skip
FIRM, DATA_FIRM = (
    Thing("澹川出行服务有限公司", "Organisation"),
    Thing("岑曜信息技术有限公司", "Organisation"),
)
GANG, DATA = Thing("澄野投资诈骗团伙", "FraudGang"), Thing("澹川乘客信息", "DataSet")
BEGIN = datetime(2024, 6, 3, 14, 20)  # noqa: DTZ001  the clock of the files


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One row of the sheet of statements: who says in which record what of whom."""

    speaker: Person
    kind: str
    page: int
    line: int
    who: Party
    relation: str
    whom: Party | None
    since: str = "2024-05-20"
    denies: bool = False
    role: str = ""
    thing: Party | None = None
    count: str = ""

    def row(self) -> list[Cell]:
        """Return the cells of the row, in the order of the header."""
        claim = Claim(
            self.who, self.relation, self.whom or self.who, self.since, "",
            role=self.role, thing=self.thing,
            word="" if self.relation in RELATIONS or self.role else "知情",
        )  # fmt: skip
        _, word, _, since, *_ = claim.row()
        types = claim.row()[7:9]
        papers = claim.row()[9:11]
        thing, thing_type = claim.row()[12:14]
        other = self.whom.name if self.whom else ""
        word = ROLES[self.role] if self.role else word
        return [
            self.speaker.name, KINDS[self.kind], PAPERS[self.kind], "2024-07-02",
            f"卷2第{self.page}页", str(self.line), "否认" if self.denies else "肯定",
            self.who.name, word, other, since, "", types[0], types[1] if other else "",
            self.speaker.resident_id, papers[0], papers[1] if other else "", thing, thing_type,
            "", "", self.count, "",
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The people and accounts of the small case."""

    people: Mapping[str, Person]
    paying: tuple[Account, ...]
    cards: tuple[Account, ...]

    def __getitem__(self, role: str) -> Person:
        return self.people[role]


def write_case_file(folder: Path, seed: int) -> None:
    """Write the small case into ``statements/files``, and beside them what it must give.

    Args:
        folder: Where the demo is made.
        seed: The same seed gives the same bytes; people and numbers differ by it, nothing else.
    """
    place = folder / FOLDER
    files = place / "files"
    files.mkdir(parents=True, exist_ok=True)
    made = _cast(Random(seed * 7_919 + 23))  # noqa: S311  a story, not a secret
    claims, said = list(_records(made)), list(_statements(made))
    rows: list[list[Cell]] = [list(HEADER.split()), *(one.row() for one in said)]
    write_workbook(files / STATEMENTS, "陈述", rows, [14] * len(rows[0]))
    written = [
        write_facts(files, RECORDS, "证据", claims),
        exports.Written(STATEMENTS, len(said)),
        _write_victims(files, made),
        exports.write_bank_a(files, list(_lines(made))),
    ]
    document = {
        "seed": seed,
        "files": {one.name: one.as_answer() for one in written},
        "exhibits": sorted({claim.source for claim in claims}),
        "cells": expected_cells(made),
        "inquiries": expected_inquiries(made),
        "exclusions": expected_exclusions(made),
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    (place / "answer.json").write_text(text + "\n", encoding="utf-8")


def _cast(rng: Random) -> CaseFile:
    name = names(rng)
    born = datetime(1985, 1, 1)  # noqa: DTZ001

    def person() -> Person:
        day = (born + timedelta(rng.randrange(5_000))).date()
        return Person(next(name), resident_id(rng, day), phone_number(rng), day)

    people = {role: person() for role in ROLE_NAMES}
    victims = [people[r] for r in ("victim", "other_victim", "third_victim")]
    mules = [people[r] for r in ("mule", "other_mule", "third_mule")]
    return CaseFile(
        people,
        tuple(account(rng, victim, "C", queried=False) for victim in victims),
        tuple(account(rng, mule, "A", queried=True) for mule in mules),
    )


def _records(made: CaseFile) -> Iterator[Claim]:
    """Yield what records show: logs, chats, papers of the bank, an exhibit list."""
    card = [Thing(one.card, "BankAccount") for one in made.cards]
    yield Claim(made["insider"], "LeaksData", DATA_FIRM, "2024-05-20", "系统访问日志（2024）3号",
                "single", thing=DATA, count="42000")  # fmt: skip
    yield Claim(made["caller"], "Deceives", made["victim"], "2024-06-01",
                "聊天记录提取笔录第3页", "single")  # fmt: skip
    yield Claim(made["caller"], "UsesPhone", Thing(made["caller"].phone, "PhoneNumber"),
                "2024-05-01", "手机取证报告（2024）8号", "single")  # fmt: skip
    yield Claim(made["other_caller"], "UsesPhone",
                Thing(made["other_caller"].phone, "PhoneNumber"), "2024-05-01",
                "通信运营商复函（2024）2号", "single")  # fmt: skip
    yield Claim(made["mule"], "SuppliesAccount", made["dealer"], "2024-05-28",
                "聊天记录提取笔录第9页", "single", thing=card[0])  # fmt: skip
    yield Claim(made["dealer"], "SuppliesAccount", GANG, "2024-05-30",
                "扣押清单（2024）5号", "single")  # fmt: skip
    yield Claim(made["dealer"], "OperatesAccount", card[0], "2024-06-03",
                "银行登录记录复函（2024）6号", "single")  # fmt: skip
    yield Claim(made["mule"], "KnowsOf", GANG, "2024-05-28", "聊天记录提取笔录第10页",
                "single", word="知情")  # fmt: skip
    yield Claim(made["coin_dealer"], "ConvertsFor", made["dealer"], "2024-06-04",
                "群成员列表提取笔录", "clue")  # fmt: skip


def _statements(made: CaseFile) -> Iterator[SaidRow]:
    """Yield what people say: most of it affirmed, some of it denied."""
    card = [Thing(one.card, "BankAccount") for one in made.cards]
    dealer, mule, other_mule = made["dealer"], made["mule"], made["other_mule"]
    yield SaidRow(made["insider"], "suspect", 4, 7, made["insider"], "LeaksData", DATA_FIRM,
                    thing=DATA, count="42000")  # fmt: skip
    yield SaidRow(made["manager"], "witness", 11, 2, made["insider"], "KnowsOf", DATA_FIRM)
    yield SaidRow(made["lead"], "suspect", 15, 3, made["lead"], "GeneratesLeadsFor", GANG)
    yield SaidRow(made["leader"], "suspect", 21, 9, made["lead"], "GeneratesLeadsFor", GANG)
    yield SaidRow(made["victim"], "victim", 30, 1, made["caller"], "Deceives", made["victim"],
                    "2024-06-01")  # fmt: skip
    yield SaidRow(made["other_victim"], "victim", 33, 5, made["other_caller"], "Deceives",
                    made["other_victim"], "2024-06-02")  # fmt: skip
    yield SaidRow(made["other_caller"], "suspect", 36, 8, made["other_caller"], "Deceives",
                    made["other_victim"], "2024-06-02", denies=True)  # fmt: skip
    yield SaidRow(made["caller"], "suspect", 38, 2, made["leader"], "HoldsRole", GANG,
                    role="FraudLeader")  # fmt: skip
    yield SaidRow(mule, "suspect", 41, 6, mule, "SuppliesAccount", dealer, "2024-05-28",
                    thing=card[0])  # fmt: skip
    yield SaidRow(other_mule, "suspect", 44, 4, other_mule, "SuppliesAccount", dealer,
                    "2024-05-29", thing=card[1])  # fmt: skip
    yield SaidRow(mule, "suspect", 42, 1, dealer, "OperatesAccount", card[0], "2024-06-03")
    yield SaidRow(other_mule, "suspect", 45, 2, dealer, "OperatesAccount", card[1],
                    "2024-06-03")  # fmt: skip
    yield SaidRow(dealer, "suspect", 50, 3, dealer, "OperatesAccount", card[1], "2024-06-03",
                    denies=True)  # fmt: skip
    yield SaidRow(other_mule, "suspect", 46, 7, other_mule, "KnowsOf", GANG, denies=True)


def _payments(made: CaseFile) -> list[Payment]:
    return [
        Payment(BEGIN + timedelta(hours=n), payer, payee, 1_800_000 + n * 350_000)
        for n, (payer, payee) in enumerate(zip(made.paying, made.cards, strict=True))
    ]


def _lines(made: CaseFile) -> Iterator[StatementLine]:
    for number, payment in enumerate(_payments(made), 1):
        assert payment.payee is not None
        yield StatementLine(
            payment.at, payment.payee, payment.payer, payment.fen, True, payment.fen, payment,
            f"A{payment.at:%Y%m%d}{number:07d}", f"{number:09d}",
        )  # fmt: skip


def _write_victims(files: Path, made: CaseFile) -> exports.Written:
    head = "被害人姓名 证件号码 手机号码 转账时间 金额 收款账号 付款账号 备注"
    rows: list[list[Cell]] = [list(head.split())]
    for role, payment in zip(("victim", "other_victim", "third_victim"), _payments(made),
                             strict=True):  # fmt: skip
        person = made[role]
        assert payment.payer is not None and payment.payee is not None
        rows.append([person.name, person.resident_id, person.phone,
                     f"{payment.at:%Y/%m/%d %H:%M}", payment.fen / 100, payment.payee.card,
                     payment.payer.card, "被害人陈述"])  # fmt: skip
    write_workbook(files / VICTIMS, "被害人", rows, [12, 22, 14, 18, 12, 22, 22, 12])
    return exports.Written(VICTIMS, len(rows) - 1)


WHOLE = ""
"""The stage as a whole."""
Cells = dict[str, dict[str, dict[str, str]]]
"""By stage and element: the state, by whom or what it is asked of."""


def expected_cells(made: CaseFile) -> Cells:
    """Return what each cell must say of each person, account, or the stage as a whole."""
    person = {role: one.name for role, one in made.people.items()}
    first, second, third = (card.card for card in made.cards)
    acting = (person["caller"], person["other_caller"], person["leader"])
    sellers = (person["mule"], person["other_mule"], person["dealer"])
    nothing: dict[str, str] = {}
    borne_out, alone = {WHOLE: "corroborated"}, {WHOLE: "single"}
    missing, told = {WHOLE: "missing"}, {WHOLE: "statements"}
    return {
        "DataSource": {
            "act": {person["insider"]: "corroborated"},
            "use": {person["insider"]: "missing"},
            "knowledge": {person["insider"]: "statements"},
            "amount": borne_out,
            "causation": borne_out,
        },
        "DataProcessing": {
            "act": {DATA_FIRM.name: "corroborated"},
            "knowledge": {DATA_FIRM.name: "missing"},
            "amount": borne_out,
            "causation": missing,
        },
        "DataTrade": {
            "act": nothing, "use": nothing, "knowledge": nothing,
            "amount": missing, "causation": missing,
        },
        "LeadGeneration": {
            "act": {person["lead"]: "statements"},
            "use": {person["lead"]: "missing"},
            "knowledge": {person["lead"]: "missing"},
            "amount": missing,
            "upstream": borne_out,
            "causation": told,
        },
        "CoreCrime": {
            "act": {
                person["caller"]: "corroborated",
                person["other_caller"]: "disputed",
                person["leader"]: "statements",
            },
            "use": dict.fromkeys(acting, "missing") | {person["caller"]: "single"},
            "knowledge": dict.fromkeys(acting, "missing"),
            "amount": borne_out,
            "causation": borne_out,
        },
        "Victimisation": {
            "act": {
                person["victim"]: "corroborated",
                person["other_victim"]: "disputed",
                person["third_victim"]: "statements",
            },
            "amount": borne_out,
            "causation": alone,
        },
        "Collection": {
            "act": {
                person["mule"]: "corroborated",
                person["other_mule"]: "statements",
                person["dealer"]: "single",
            },
            "use": {first: "corroborated", second: "disputed", third: "missing"},
            "knowledge": dict.fromkeys(sellers, "missing") | {person["mule"]: "single"},
            "amount": borne_out,
            "upstream": borne_out,
            "causation": alone,
        },
        "Layering": {
            "act": nothing, "use": nothing, "knowledge": nothing,
            "amount": missing, "upstream": borne_out, "causation": missing,
        },
        "Exit": {
            "act": {person["coin_dealer"]: "missing"},
            "use": nothing,
            "knowledge": {person["coin_dealer"]: "missing"},
            "amount": missing,
            "upstream": borne_out,
            "causation": missing,
        },
    }  # fmt: skip


ARTICLES = {
    "DataSource": ["253-1"],
    "DataProcessing": ["253-1"],
    "DataTrade": ["253-1", "287-1"],
    "LeadGeneration": ["287-1", "287-2", "266"],
    "CoreCrime": ["266", "274"],
    "Victimisation": ["266", "274"],
    "Collection": ["287-2", "312", "177-1(1)"],
    "Layering": ["312", "287-2", "225", "191"],
    "Exit": ["312", "191"],
}
"""Articles of the Criminal Law that may concern a stage."""


def expected_inquiries(made: CaseFile) -> list[dict[str, object]]:
    """Return the points that the list must have, in order: what is not borne out, of whom."""
    points: list[dict[str, object]] = []
    for stage, cells in expected_cells(made).items():
        for element, states in cells.items():
            weak = sorted(one for one, state in states.items() if state != "corroborated")
            if weak or not states:
                of = [one for one in weak if one != WHOLE]
                point: dict[str, object] = {"stage": stage, "element": element, "of": of}
                points.append(point | {"articles": ARTICLES[stage]})
    return points


def expected_exclusions(made: CaseFile) -> dict[str, dict[str, object]]:
    """Return, for what is left out, how many rows go and which cells are others then, and how.

    A cell that only one exhibit bears out falls back to what people say, or to nothing; a person
    of whom nothing is left stands in no cell. What an office registers of a telephone bears out no
    use of it, so nothing hangs on it.
    """
    person = {role: one.name for role, one in made.people.items()}
    first, second, third = (card.card for card in made.cards)
    told, alone, disputed = {WHOLE: "statements"}, {WHOLE: "single"}, {WHOLE: "disputed"}
    cells = expected_cells(made)
    act, knowledge = cells["Collection"]["act"], cells["Collection"]["knowledge"]
    callers = cells["CoreCrime"]["act"]
    victims = cells["Victimisation"]["act"]
    dealer, mule = person["dealer"], person["mule"]
    nobody: dict[str, str] = {}

    def less(states: Mapping[str, str], *gone: str) -> dict[str, str]:
        return {one: state for one, state in states.items() if one not in gone}

    return {
        "系统访问日志（2024）3号": _left_out(1, {
            "DataSource": {
                "act": {person["insider"]: "statements"}, "amount": told, "causation": told,
            },
            "DataProcessing": {"act": {DATA_FIRM.name: "statements"}, "amount": told},
        }),
        "聊天记录提取笔录第3页": _left_out(1, {
            **{stage: {"upstream": disputed}
               for stage in ("LeadGeneration", "Collection", "Layering", "Exit")},
            "CoreCrime": {
                "act": {**callers, person["caller"]: "statements"}, "causation": disputed,
            },
            "Victimisation": {"act": {**victims, person["victim"]: "statements"}},
        }),
        "手机取证报告（2024）8号": _left_out(1, {
            "CoreCrime": {"use": dict.fromkeys(callers, "missing")},
        }),
        "通信运营商复函（2024）2号": _left_out(1, {}),
        "聊天记录提取笔录第9页": _left_out(1, {
            "Collection": {"act": {**act, mule: "statements"}},
        }),
        "扣押清单（2024）5号": _left_out(1, {
            "Collection": {"act": less(act, dealer), "knowledge": less(knowledge, dealer)},
        }),
        "银行登录记录复函（2024）6号": _left_out(1, {
            "Collection": {"use": {**cells["Collection"]["use"], first: "statements"}},
        }),
        "聊天记录提取笔录第10页": _left_out(1, {
            "Collection": {"knowledge": {**knowledge, mule: "missing"}},
        }),
        "群成员列表提取笔录": _left_out(1, {"Exit": {"act": nobody, "knowledge": nobody}}),
        STATEMENTS: _left_out(len(list(_statements(made))), {
            "DataSource": {
                "act": {person["insider"]: "single"}, "knowledge": {person["insider"]: "missing"},
                "amount": alone, "causation": alone,
            },
            "DataProcessing": {"act": {DATA_FIRM.name: "single"}, "amount": alone},
            "LeadGeneration": {
                "act": nobody, "use": nobody, "knowledge": nobody, "causation": {WHOLE: "missing"},
            },
            "CoreCrime": {
                "act": {person["caller"]: "single"}, "use": {person["caller"]: "single"},
                "knowledge": {person["caller"]: "missing"}, "causation": alone,
            },
            "Victimisation": {"act": {**victims, person["other_victim"]: "statements"}},
            "Collection": {
                "act": {mule: "single", dealer: "single"},
                "use": {first: "single", second: "missing", third: "missing"},
                "knowledge": less(knowledge, person["other_mule"]),
            },
        }),
    }  # fmt: skip


def _left_out(rows: int, cells: Cells) -> dict[str, object]:
    return {"rows": rows, "cells": cells}
