"""Public data sets: FinBench, SAML-D, PaySim, Elliptic, Offshore Leaks, lists of targets."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from random import Random

from kg.values.wallets import base58check
from tests.sources.dirty import cells
from tests.story.every_layout.page import Made, Page, Told, exact
from tests.story.every_layout.writing import text_file, zip_file

BITCOIN = [base58check(b"\x00" + bytes([n]) * 20) for n in range(1, 9)]
AT = "2020-06-{:02d} 02:33:46.538"


def finbench(dice: Random) -> Made:
    """Return a snapshot of all eighteen files, two of some headers, whose names alone differ."""
    pages = [*_finbench_things(), *_finbench_links(), *_finbench_moves(dice)]
    return zip_file([(f"snapshot/{name}.csv", page) for name, page in pages], "snapshot.zip", dice)


def _finbench_things() -> list[tuple[str, Page]]:
    accounts = Page(
        "finbench-accounts", cells("accountId,createTime,isBlocked,accoutType"), plain=True
    )
    loans = Page("finbench-loans", cells("loanId,loanAmount,balance,createTime"), plain=True)
    people = Page("finbench-persons", cells("personId,personName,isBlocked,createTime"), plain=True)
    firms = Page(
        "finbench-companies", cells("companyId,companyName,isBlocked,createTime"), plain=True
    )
    media = Page("finbench-media", cells("mediumId,mediumType,isBlocked,createTime"), plain=True)
    for n in range(1, 7):
        at = AT.format(n)
        accounts.row([str(n), at, "true" if n == 3 else "false", "debit card"])
        loans.row([str(n), "45962702.20357926", "4596270.20357926", at])
        people.row([str(n), f"Ann{n}", "false", at])
        firms.row([str(n), f"Firm {n} LLC", "false", at])
        media.row([str(n), "PHONE", "false", at])
    accounts.bad(["", AT.format(1), "false", "debit card"], "missing")
    accounts.bad(["9", AT.format(1), "perhaps", "debit card"], "choice")
    loans.bad(["9", "1", "much", AT.format(1)], "amount")
    return [
        ("Account", accounts), ("Loan", loans), ("Person", people), ("Company", firms),
        ("Medium", media),
    ]  # fmt: skip


def _finbench_links() -> list[tuple[str, Page]]:
    own, apply, sure, invest = (
        f"finbench-{name}" for name in ("ownership", "applications", "guarantees", "investments")
    )
    headers = {
        "PersonOwnAccount": (own, "personId,accountId,createTime"),
        "CompanyOwnAccount": (own, "companyId,accountId,createTime"),
        "PersonApplyLoan": (apply, "personId,loanId,createTime"),
        "CompanyApplyLoan": (apply, "companyId,loanId,createTime"),
        "PersonGuaranteePerson": (sure, "fromId,toId,createTime"),
        "CompanyGuaranteeCompany": (sure, "fromId,toId,createTime"),
        "PersonInvestCompany": (invest, "investorId,companyId,ratio,createTime"),
        "CompanyInvestCompany": (invest, "investorId,companyId,ratio,createTime"),
    }
    pages = []
    for name, (layout, header) in headers.items():
        page = Page(layout, cells(header), plain=True)
        for n in range(1, 5):
            share = ["0.1477"] if layout == invest else []
            page.row([str(n), str(n + 1), *share, AT.format(n)])
        page.bad(["", "1", *(["0.5"] if layout == invest else []), AT.format(1)], "missing")
        pages.append((name, page))
    return pages


def _finbench_moves(dice: Random) -> list[tuple[str, Page]]:
    headers = {
        "AccountTransferAccount": ("finbench-transfers", "fromId,toId,amount,createTime"),
        "AccountWithdrawAccount": ("finbench-transfers", "fromId,toId,amount,createTime"),
        "AccountRepayLoan": ("finbench-loan-payments", "accountId,loanId,amount,createTime"),
        "LoanDepositAccount": ("finbench-loan-payments", "loanId,accountId,amount,createTime"),
    }
    pages = []
    for name, (layout, header) in headers.items():
        page = Page(layout, cells(header), plain=True)
        for n in range(1, 5):
            amount = Decimal(dice.randrange(1, 10**15)).scaleb(-9)
            page.moves([str(n), str(n + 1), f"{amount:f}", AT.format(n)], amount, "XXX")
        page.bad(["1", "2", "-5", AT.format(1)], "sign")
        pages.append((name, page))
    signed_in = Page(
        "finbench-sign-ins", cells("mediumId,accountId,createTime"), flow="login", plain=True
    )
    for n in range(1, 5):
        signed_in.moves([str(n), "1", AT.format(n)])
    signed_in.bad(["1", "1", "yesterday"], "time")
    return [*pages, ("MediumSignInAccount", signed_in)]


def saml_d(dice: Random) -> Made:
    header = cells(
        "Time,Date,Sender_account,Receiver_account,Amount,Payment_currency,Received_currency,"
        "Sender_bank_location,Receiver_bank_location,Payment_type,Is_laundering,Laundering_type"
    )
    page = Page("saml-d", header, plain=True)
    for n in range(10):
        cents = dice.randrange(1, 10**7)
        row = ["10:35:19", f"2022-10-{n + 1:02d}", f"872473{n:04d}", "2769355426"]
        kinds = ["UK pounds", "UK pounds", "UK", "UK", "Cash Deposit", "0", "Normal_Cash_Deposits"]
        page.moves([*row, f"{cents / 100:.2f}", *kinds], exact(cents), "GBP")
    page.bad([*page.rows[0].cells[:5], "Doubloon", *page.rows[0].cells[6:]], "currency")
    return text_file(page, "SAML-D.csv", dice)


def paysim(dice: Random) -> Made:
    header = cells(
        "step,type,amount,nameOrig,oldbalanceOrg,newbalanceOrig,nameDest,oldbalanceDest,"
        "newbalanceDest,isFraud,isFlaggedFraud"
    )
    page = Page("paysim", header, plain=True)
    for n in range(10):
        cents = dice.randrange(1, 10**7)
        kind = ("PAYMENT", "CASH_IN", "TRANSFER", "CASH_OUT", "DEBIT")[n % 5]
        row = [str(n + 1), kind, f"{cents / 100:.2f}", f"C{n}", "170136.0", "160296.36"]
        page.moves([*row, f"M{n % 3}", "0.0", "0.0", "0", "0"], exact(cents), "XXX")
    page.bad([*page.rows[0].cells[:1], "GIFT", *page.rows[0].cells[2:]], "direction")
    return text_file(page, "paysim.csv", dice)


def elliptic(dice: Random) -> Made:
    classes = Page("elliptic-classes", cells("txId,class"), plain=True)
    edges = Page("elliptic-edges", cells("txId1,txId2"), plain=True)
    for n in range(10):
        classes.row([str(230425980 + n), dice.choice(["1", "2", "unknown"])])
        edges.row([str(230425980 + n), str(230425981 + n)])
    classes.bad(["", "1"], "missing")
    edges.bad(["230425980", ""], "missing")
    members = [("elliptic_txs_classes.csv", classes), ("elliptic_txs_edgelist.csv", edges)]
    return zip_file(members, "elliptic.zip", dice, "utf-8")


def offshore_leaks(dice: Random) -> Made:
    entities = Page(
        "icij-entities",
        cells(
            "node_id,name,original_name,former_name,jurisdiction,jurisdiction_description,"
            "company_type,address,internal_id,incorporation_date,inactivation_date,"
            "struck_off_date,dorm_date,status,service_provider,ibcRUC,country_codes,countries,"
            "sourceID,valid_until,note"
        ),
        plain=True,
    )
    officers = Page(
        "icij-parties",
        cells("node_id,name,countries,country_codes,sourceID,valid_until,note"),
        plain=True,
    )
    places = Page(
        "icij-addresses",
        cells("node_id,address,name,countries,country_codes,sourceID,valid_until,note"),
        plain=True,
    )
    ties = Page(
        "icij-relationships",
        cells("node_id_start,node_id_end,rel_type,link,status,start_date,end_date,sourceID"),
        plain=True,
    )
    leak = "Some Papers"
    for n in range(5):
        entities.row([
            str(100 + n), f"FIRM {n} LTD", "", "", "XXX", "Nowhere", "", "", "", "23-MAR-2006", "",
            "18-FEB-2013", "", "Struck", "", "", "NWH", "Nowhere", leak, "2015", "",
        ])  # fmt: skip
        officers.row([str(200 + n), f"KIM {n}", "Nowhere", "NWH", leak, "2015", ""])
        places.row([str(300 + n), f"{n} Main Street", "", "Nowhere", "NWH", leak, "2015", ""])
        ties.row([
            str(200 + n), str(100 + n), "officer_of", dice.choice(["shareholder of", ""]), "",
            "23-MAR-2006", "", leak,
        ])  # fmt: skip
        ties.row([
            str(100 + n), str(300 + n), "registered_address", "registered address", "", "", "",
            leak,
        ])  # fmt: skip
    officers.bad(["", "NOBODY", "Nowhere", "NWH", leak, "2015", ""], "missing")
    ties.bad(["200", "", "officer_of", "", "", "", "", leak], "missing")
    members = [
        ("nodes-entities.csv", entities), ("nodes-officers.csv", officers),
        ("nodes-addresses.csv", places), ("relationships.csv", ties),
    ]  # fmt: skip
    return zip_file(members, "full-oldb.zip", dice, "utf-8")


def opensanctions_targets(dice: Random) -> Made:
    header = cells(
        "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,"
        "emails,program_ids,dataset,first_seen,last_seen,last_change"
    )
    page = Page("opensanctions-targets", header, plain=True)
    seen = ["A list", "2023-04-20T15:28:17", "2025-09-08T02:03:08", "2023-04-20T15:28:17"]
    for n in range(6):
        address = BITCOIN[n]
        page.row([f"w-{n}", "CryptoWallet", address, "A family", *[""] * 8, *seen])
        who = dice.choice(["Person", "Company", "Vessel"])
        born = "1970-01-01" if who == "Person" else ""
        page.row([f"t-{n}", who, f"Target {n}", "T", born, "nwh", *[""] * 6, *seen])
    page.bad(["", "Person", "Nobody", *[""] * 9, *seen], "missing")
    return text_file(page, "targets.simple.csv", dice)


def entity_records(dice: Random) -> Made:
    header = cells(
        "DATA_SOURCE,RECORD_ID,RECORD_TYPE,PRIMARY_NAME_LAST,PRIMARY_NAME_FIRST,DATE_OF_BIRTH,"
        "PASSPORT_NUMBER,PASSPORT_COUNTRY,ADDR_LINE1,ADDR_CITY,PHONE_NUMBER,EMAIL_ADDRESS"
    )
    page = Page("entity-records", header, plain=True)
    for n in range(6):
        given = dice.choice(["Ada", "Borex", "Timm"])
        home = [f"{n} Main St", "Reno", f"702-555-01{n:02d}", f"quill{n}@mail.example"]
        born, passport = f"1990-03-{n + 1:02d}", f"1112223{n}"
        page.row(["SHOP", str(n), "PERSON", "Quill", given, born, passport, "US", *home])
    page.bad(["SHOP", "", "PERSON", "Nobody", "N", *[""] * 7], "missing")
    return text_file(page, "records.csv", dice)


def wallet_flows(dice: Random) -> Made:
    header = cells("tx_hash,timestamp,from_address,to_address,value_btc")
    page = Page("wallet-flows", header, plain=True)
    for n in range(6):
        amount = Decimal(dice.randrange(1, 10**10)).scaleb(-8)
        ends = [BITCOIN[n], BITCOIN[7]]
        page.moves([f"{n:064x}", f"2016-08-18 09:02:{n:02d}", *ends, f"{amount:f}"], amount, "BTC")
    page.bad([f"{9:064x}", "2016-08-18 09:02:07", "1nobody", BITCOIN[1], "1"], "wallet")
    return text_file(page, "flow.csv", dice)


def wallet_sums(dice: Random) -> Made:
    header = cells("from_address,to_address,amount_btc,flow_type")
    page = Page("wallet-sums", header, plain=True)
    for n in range(6):
        amount = Decimal(dice.randrange(1, 10**10)).scaleb(-8)
        page.moves([BITCOIN[n], BITCOIN[7], f"{amount:f}", "SOURCE"], amount, "BTC")
    page.bad([BITCOIN[1], BITCOIN[2], "much", "SOURCE"], "amount")
    return text_file(page, "analysis.csv", dice)


def wallet_receipts(dice: Random) -> Made:
    header = cells("address,type,amountReceivedUSD,amountReceivedBTC")
    page = Page("wallet-receipts", header, plain=True)
    for n in range(6):
        page.row([BITCOIN[n], dice.choice(["one", "other"]), "274593", "21.001"])
    page.bad(["1nobody", "one", "1", "1"], "wallet")
    return text_file(page, "receipts.csv", dice)


def amlsim_output(dice: Random) -> Made:
    """Return the accounts and payments of one simulation, as its program writes them."""
    accounts = Page(
        "amlsim-accounts",
        cells(
            "ACCOUNT_ID,PRIMARY_CUSTOMER_ID,init_balance,start,end,country,business,suspicious,"
            "isFraud,modelID"
        ),
        plain=True,
    )
    moves = Page(
        "amlsim-payments",
        cells(
            "TXN_ID,ACCOUNT_ID,COUNTER_PARTY_ACCOUNT_NUM,TXN_SOURCE_TYPE_CODE,tx_count,"
            "TXN_AMOUNT_ORIG,start,end"
        ),
        plain=True,
    )
    for n in range(6):
        accounts.row([str(n), f"C_{n}", "184.44", "1", "50", "US", "I", "False", "false", "0"])
        cents = dice.randrange(1, 10**6)
        row = [str(n), str(n), str(n + 1), "CHECK", "1", f"{cents / 100:.2f}", str(n + 1), "1"]
        moves.moves(row, exact(cents), "USD")
    accounts.bad(["", "C_9", "1", "1", "50", "US", "I", "False", "false", "0"], "missing")
    moves.bad(["9", "1", "2", "CHECK", "1", "5.00", "soon", "1"], "integer")
    members = [("outputs/accounts.csv", accounts), ("outputs/tx.csv", moves)]
    return zip_file(members, "outputs.zip", dice, "utf-8")


def matrix(dice: Random) -> Made:
    """Return a matrix that is not its own mirror; each cell that is not zero is a row."""
    names = [f"N{n}" for n in range(1, 7)]
    grid = [[dice.choice([0, 0, 1, 7]) for _ in names] for _ in names]
    grid[0][1], grid[1][0] = 2, 0
    lines = [["", *names], *([name, *map(str, row)] for name, row in zip(names, grid, strict=True))]
    ties = sum(1 for row in grid for cell in row if cell)
    told = Told("matrix", ties, ties, Counter(), {}, Counter(), Counter())
    data = "".join(f"{','.join(cells)}\r\n" for cells in lines).encode()
    return Made("matrix.csv", data, (told,), ties)


def node_link(dice: Random) -> Made:
    """Return a graph whose third node has no id and whose last link lacks an end."""
    nodes: list[dict[str, object]] = [{"id": f"丁{n}", "type": "person"} for n in range(4)]
    nodes[2] = {"type": "company"}
    links: list[dict[str, object]] = [
        {
            "source": "丁0",
            "target": f"丁{n}",
            "type": "KNOWS",
            "weight": dice.randrange(9),
            "key": n,
        }
        for n in (1, 3)
    ]
    links.append({"source": "丁0"})
    problems = {"entry 3": "record", "entry 7": "record"}
    told = Told("node-link", 7, 5, Counter(), problems, Counter(), Counter())
    return Made("graph.json", json.dumps({"nodes": nodes, "links": links}).encode(), (told,), 7)


def graph_facts(dice: Random) -> Made:
    """Return entities of FollowTheMoney: a payment, a relation, and lines that are no entity."""
    cents = dice.randrange(1, 10**6)
    numbers = ["6220990000000000017", "6220990000000000025"]
    lines: list[object] = [
        {"id": f"a{n}", "schema": "BankAccount", "properties": {"accountNumber": [number]}}
        for n, number in enumerate(numbers)
    ]
    lines.append({"id": "p", "schema": "Person", "properties": {"name": ["容某"]}})
    ends = {"owner": ["p"], "asset": ["a0"]}
    lines.append({"id": "o", "schema": "Ownership", "properties": ends})
    paid = {"payerAccount": ["a0"], "beneficiaryAccount": ["a1"], "date": ["2024-05-01"],
            "amount": [f"{cents / 100:.2f}"], "currency": ["CNY"]}  # fmt: skip
    lines.append({"id": "t", "schema": "Payment", "properties": paid})
    lines.append({"schema": "Person", "properties": {}})
    lines.append({"id": "u", "schema": "Payment", "properties": {**paid, "amount": ["much"]}})
    problems = {"line 6": "record", "line 7": "amount", "line 8": "record"}
    sums = Counter({("transfer", "CNY"): exact(cents)})
    told = Told("graph-facts", 8, 5, Counter(), problems, sums, Counter({"transfer": 1}))
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    return Made("entities.ijson", f"{text}{{\n".encode(), (told,), 8)
