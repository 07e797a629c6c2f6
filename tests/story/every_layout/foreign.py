"""Files of other tools: simulations, a summary map, what a graph database imports."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.sources.dirty import cells
from tests.story.every_layout.page import Made, Page, exact
from tests.story.every_layout.writing import text_file, zip_file

FINCEN = cells(
    "id,icij_sar_id,filer_org_name_id,filer_org_name,begin_date,end_date,originator_bank_id,"
    "originator_bank,originator_bank_country,originator_iso,beneficiary_bank_id,beneficiary_bank,"
    "beneficiary_bank_country,beneficiary_iso,number_transactions,amount_transactions"
)


def amlsim(dice: Random) -> Made:
    nodes = Page("amlsim-nodes", cells("nodeid,isFraud,init_balance,fraudStep"), plain=True)
    moves = Page("amlsim-transactions", cells("sourceNodeId,targetNodeId,value,time"), plain=True)
    for n in range(10):
        nodes.row([str(n), "false", "100.0", "-1"])
    nodes.bad(["", "false", "1", "-1"], "missing")
    for n in range(20):
        cents = dice.randrange(1, 10**6)
        ends = [str(n % 5), str(5 + n % 3)]
        moves.moves([*ends, f"{cents / 100:.2f}", str(n)], exact(cents), "USD")
    moves.bad(["1", "2", "-5.00", "3"], "sign")
    moves.bad(["1", "2", "5.00", "soon"], "integer")
    return zip_file([("nodes.csv", nodes), ("transactions.csv", moves)], "sim.zip", dice, "utf-8")


def fincen_map(dice: Random) -> Made:
    page = Page("fincen-map", FINCEN, plain=True)
    for n in range(10):
        cents = dice.randrange(1, 10**9)
        said = [str(n), "3297", "1", "Bank X", "Mar 25, 2015", "Sep 25, 2015", str(10 + n % 3),
                "Bank A", "Nowhere", "NWH", str(20 + n % 3), "Bank B", "Elsewhere", "ELS", "7",
                f"{cents / 100:.2f}"]  # fmt: skip
        page.moves(said, exact(cents), "USD")
    undated = [*page.rows[0].cells]
    undated[0], undated[4], undated[5], undated[-1] = "50", "", "", "1.5e3"
    page.moves(undated, Decimal(1500), "USD")
    page.bad(["", *page.rows[0].cells[1:]], "missing")
    page.bad([*page.rows[0].cells[:-1], "much"], "amount")
    return text_file(page, "transactions_map.csv", dice)


def neo4j(dice: Random) -> Made:
    people = Page("neo4j-nodes", cells(":ID,surname,name,age,:LABEL"), plain=True)
    phones = Page("neo4j-nodes", cells(":ID,phoneNo,:LABEL"), plain=True)
    ties = Page("neo4j-relationships", cells(":START_ID,:END_ID,:TYPE,rel_type"), plain=True)
    for n in range(8):
        people.row([str(n), "甲", f"子{n}", "33", "Person"])
        phones.row([str(100 + n), f"0-(000)000-{n:04d}", "Phone"])
        ties.row([str(n), str(100 + n), "HAS_PHONE", ""])
        ties.row([str(n), str((n + 1) % 8), "KNOWS", dice.choice(["", "同乡"])])
    people.bad(["", "乙", "丑", "", "Person"], "missing")
    ties.bad(["3", "", "KNOWS", ""], "missing")
    members = [("导出/people.csv", people), ("导出/phones.csv", phones), ("导出/ties.csv", ties)]
    return zip_file(members, "neo4j.zip", dice, "utf-8")
