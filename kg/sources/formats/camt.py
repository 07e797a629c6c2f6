"""CAMT.052, .053 and .054: account reports, statements and notifications of ISO 20022.

An entry (``Ntry``) is a row; of a batch whose payments (``TxDtls``) make its amount, each payment
is. Its place is its number among all of them; a batch in one row takes that of its first payment.
Sources: ISO 20022, message definitions camt.052 to camt.054, versions 1 to 13, and the German and
Dutch usage guides for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kg.errors import FormatError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.records import RecordList
from kg.sources.formats.statements import (
    COLUMNS,
    StatementSum,
    account_number,
    add_entry,
    exact,
    texts,
)
from kg.sources.formats.xml import XmlNode, elements

_STATEMENTS = ("Stmt", "Rpt", "Ntfctn")
_KEPT = ("Id", "Acct", "Bal", "Ntry")
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_WAYS = {"CRDT": "in", "DBIT": "out"}
_OTHER_WAY = {"in": "out", "out": "in", "": ""}
_SHOWN = 2_000
_OF_PAYMENTS = ("counterparty name", "counterparty account", "reference", "details")
"""What is said of each payment of a batch whose amounts the file does not tell."""


def read_camt(data: bytes, where: str, limits: Limits, encoding: str = "") -> RecordList:
    """Return the entries of every statement of a document.

    Args:
        data: The document.
        where: What errors call it.
        limits: The largest sizes that are read.
        encoding: Its encoding, where a person names one.

    Raises:
        FormatError: It is no XML that is well formed, has a document type, or holds no statement.
        LimitExceeded: It is deeper than ``record_depth``.
    """
    found = RecordList(COLUMNS, limits)
    statement: _CamtStatement | None = None
    for what, node in elements(data, _KEPT, _STATEMENTS, where, limits, encoding):
        if what == "start":
            statement = _CamtStatement(found, statement.place if statement else 0)
        elif statement and what == "end":
            statement.end()
        elif statement:
            statement.take(node)
    if statement is None:
        raise FormatError(Message("holds-no-statement"), where=where)
    return found


class _CamtStatement:
    """One statement while it is read: its account, its balances, the number of the last entry."""

    def __init__(self, found: RecordList, place: int) -> None:
        self.found, self.place = found, place
        self.name = self.account = self.currency = self.bank = self.holder = ""
        self.balances: dict[str, XmlNode] = {}
        self.total = StatementSum()
        self.waiting: list[XmlNode] = []

    def take(self, node: XmlNode) -> None:
        """Take the next part of the statement."""
        if node.tag == "Id":
            self.name = self.name or node.text.strip()
        elif node.tag == "Acct":
            self.account = account_number(_account(node))
            self.currency = node.said("Ccy")
            self.holder = node.said("Ownr/Nm", "Nm")
            self.bank = _bank(node.first("Svcr"))
        elif node.tag == "Bal":
            code = node.said("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd")
            keep_first = code in _OPENING
            if not (keep_first and code in self.balances):
                self.balances[code] = node
        else:
            for place, cells in self._rows(node):
                add_entry(self.found, place, cells, _shown(node), self.total)

    def end(self) -> None:
        """Compare the entries with the balances."""
        opening = next((self.balances[code] for code in _OPENING if code in self.balances), None)
        closing = next((self.balances[code] for code in _CLOSING if code in self.balances), None)
        self.total.name = " ".join(filter(None, (self.name, self.account)))
        if opening and closing and _currency(opening) == _currency(closing):
            self.total.currency = _currency(closing)
            self.total.opening, self.total.closing = _signed(opening), _signed(closing)
            self.total.place = max(self.place, 1)
            self.total.check(self.found, _shown(closing))

    def _rows(self, entry: XmlNode) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows of an entry, each with its number."""
        state = entry.said("Sts/Cd", "Sts/Prtry", "Sts")
        details = entry.all("NtryDtls/TxDtls")
        place, self.place = self.place + 1, self.place + max(len(details), 1)
        if state and state != "BOOK":
            self.found.skip(place, Message("entry-not-booked", state=state))
        elif len(details) > 1 and (amounts := self._split(entry, details, place)):
            for at, (detail, amount) in enumerate(zip(details, amounts, strict=True), place):
                yield at, self._cells(entry, detail, amount)
        else:
            yield place, self._whole(entry, details)

    def _whole(self, entry: XmlNode, details: list[XmlNode]) -> dict[str, str]:
        """Return an entry as one row."""
        cells = self._cells(entry, details[0] if len(details) == 1 else None, None)
        if len(details) > 1:
            cells |= self._together(entry, details)
        count = entry.said("NtryDtls/Btch/NbOfTxs") or str(len(details))
        if count.isdecimal() and int(count[:9]) > 1:
            cells["entries summed"] = count
        return cells

    def _together(self, entry: XmlNode, details: list[XmlNode]) -> dict[str, str]:
        """Return what the payments of a batch that is one row have in common, and all they say."""
        each = [self._cells(entry, detail, None) for detail in details]
        common = {
            name: text
            for name, text in each[0].items()
            if name.startswith("counterparty") and all(one.get(name) == text for one in each)
        }
        said = [text for one in each for name in _OF_PAYMENTS if (text := one.get(name))]
        whole = " ".join(dict.fromkeys(said))
        return {**common, "details": whole[: self.found.limits.field_bytes // 4]}

    def _split(
        self, entry: XmlNode, details: list[XmlNode], place: int
    ) -> list[tuple[Decimal, str]]:
        """Return amount and way of each payment of a batch; none where they do not make its sum."""
        whole, way = exact(entry.said("Amt")), entry.said("CdtDbtInd")
        parts: list[tuple[Decimal, str]] = []
        total = Decimal()
        for detail in details:
            node = detail.first("Amt", "AmtDtls/TxAmt/Amt")
            amount = exact(node.text) if node else None
            own = detail.said("CdtDbtInd") or way
            if node is None or amount is None or _code(node) != _code(entry.first("Amt")):
                return []
            parts.append((amount, own))
            total += amount if own == way else -amount
        if total != whole:
            what = Message(
                "batch-differs",
                count=len(details),
                total=f"{total:f}",
                entry=entry.said("Amt"),
                currency=_code(entry.first("Amt")),
            )
            self.found.refuse(place, "batch", what, _shown(entry))
            return []
        return parts

    def _cells(
        self, entry: XmlNode, detail: XmlNode | None, part: tuple[Decimal, str] | None
    ) -> dict[str, str]:
        mark = part[1] if part else entry.said("CdtDbtInd")
        reverses = entry.said("RvslInd").lower() in ("true", "1")
        way = _WAYS.get(mark, "")
        of = detail or XmlNode("TxDtls")
        # of what is taken back the file names payer and payee as they once were
        sent = way if not reverses else _OTHER_WAY[way]
        theirs, ours = ("Cdtr", "Dbtr") if sent == "out" else ("Dbtr", "Cdtr")
        amount = entry.first("Amt")
        return texts(
            own_account=self.account,
            own_bank=self.bank,
            holder=self.holder,
            statement=self.name,
            booking_date=_moment(entry.first("BookgDt")) or _moment(entry.first("ValDt")),
            value_date=_moment(entry.first("ValDt")),
            amount=f"{part[0]:f}" if part else entry.said("Amt").removeprefix("+"),
            currency=_code(amount) or self.currency,
            way=way,
            reversal="yes" if reverses else "",
            mark=mark,
            counterparty_account=account_number(_account(of.first(f"RltdPties/{theirs}Acct"))),
            counterparty_bank=_bank(of.first(f"RltdAgts/{theirs}Agt")),
            counterparty_name=_name(of, theirs),
            entry_type=_type(of) or _type(entry),
            reference=_reference(of, entry),
            bank_reference=of.said("Refs/AcctSvcrRef") or entry.said("AcctSvcrRef"),
            details=_details(entry, of),
            named_as_own=self._named_as_own(of, ours),
        )

    def _named_as_own(self, of: XmlNode, ours: str) -> str:
        """Return who stands on the account's own side, where that is not the account itself."""
        number = account_number(_account(of.first(f"RltdPties/{ours}Acct")))
        name = _name(of, ours)
        if number in ("", self.account) and name in ("", self.holder):
            return ""
        return " ".join(filter(None, (name, number)))


def _account(node: XmlNode | None) -> str:
    return node.said("Id/IBAN", "Id/Othr/Id", "Id/BBAN", "Id/PrtryAcct/Id") if node else ""


def _bank(node: XmlNode | None) -> str:
    if node is None:
        return ""
    paths = ("BICFI", "BIC", "ClrSysMmbId/MmbId", "Othr/Id", "Nm")
    return node.said(*(f"FinInstnId/{path}" for path in paths))


def _name(of: XmlNode, side: str) -> str:
    parties = of.first("RltdPties") or XmlNode("RltdPties")
    ultimate = parties.said(f"Ultmt{side}/Nm", f"Ultmt{side}/Pty/Nm")
    return parties.said(f"{side}/Nm", f"{side}/Pty/Nm", f"{side}/Agt/FinInstnId/Nm") or ultimate


def _type(node: XmlNode) -> str:
    code = node.first("BkTxCd")
    if code is None:
        return ""
    domain = [code.said("Domn/Cd"), code.said("Domn/Fmly/Cd"), code.said("Domn/Fmly/SubFmlyCd")]
    return "-".join(filter(None, domain)) or code.said("Prtry/Cd")


def _reference(of: XmlNode, entry: XmlNode) -> str:
    names = ("EndToEndId", "TxId", "InstrId", "PmtInfId", "MsgId")
    found = (of.said(f"Refs/{name}") for name in names)
    told = next((text for text in found if text and text != "NOTPROVIDED"), "")
    return told or entry.said("NtryRef")


def _details(entry: XmlNode, of: XmlNode) -> str:
    written = [node.text for node in of.all("RmtInf/Ustrd")]
    written += [node.text for node in of.all("RmtInf/Strd/CdtrRefInf/Ref")]
    written += [node.text for node in of.all("RmtInf/Strd/AddtlRmtInf")]
    written += [of.said("AddtlTxInf"), entry.said("AddtlNtryInf")]
    for path in ("AmtDtls/InstdAmt/Amt", "AmtDtls/CntrValAmt/Amt"):
        node = of.first(path) or entry.first(path)
        if node and _code(node) not in ("", _code(entry.first("Amt"))):
            written.append(f"{_code(node)} {node.text.strip()}")
    written += [of.said("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"), of.said("RtrInf/AddtlInf")]
    return " ".join(dict.fromkeys(filter(None, (text.strip() for text in written))))


def _moment(node: XmlNode | None) -> str:
    """Return a day, or a time where the bank says one; a day has no offset."""
    if node is None:
        return ""
    day = node.said("Dt")
    return day[:10] if day else node.said("DtTm")


def _code(node: XmlNode | None) -> str:
    return node.attributes.get("Ccy", "").strip() if node else ""


def _currency(balance: XmlNode) -> str:
    return _code(balance.first("Amt"))


def _signed(balance: XmlNode) -> Decimal | None:
    amount = exact(balance.said("Amt"))
    return -amount if amount is not None and balance.said("CdtDbtInd") == "DBIT" else amount


def _shown(node: XmlNode) -> str:
    """Return what an element says, as a problem shows it."""
    words: list[str] = []
    waiting, size = [node], 0
    while waiting and size < _SHOWN:
        one = waiting.pop()
        size += 1
        if text := one.text.strip():
            words.append(f"{one.tag}={text}")
            size += len(words[-1])
        waiting += reversed(one.children)
    return " ".join(words)[:_SHOWN]
