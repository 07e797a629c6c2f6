"""What banks write of both accounts into fields 25, 61 and 86 of MT940, each in its own way.

Field 25 may hold the currency behind the number. The other side stands in subfields (``?31`` of the
German banks, ``~38`` of Polish ones, ``>10`` of Triodos), behind words in slashes (``/IBAN/`` of
ABN AMRO, ING and Rabobank), behind words of the bank's language (ABN AMRO, Knab, mBank), in the
second line of field 61 (Rabobank), or as its reference and again as the first word of field 86
(SNS, ASN). What no such place names stays a text.

Source: the banks' examples in the tests of public parsers: mt-940 (Python), jejik-mt940 (PHP),
mt940 (Ruby), cmxl (Ruby).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.sources.formats.statements import account_number, texts
from kg.values.accounts import has_iban_form, is_iban

_BANK_THEN_NUMBER = re.compile(r"([0-9A-Z]{6,11})/([0-9A-Z-]{3,34})")
_CURRENCY_BEHIND = re.compile(r"(?P<number>.*[0-9A-Z.-])(?P<gap>[ /]?)(?P<currency>[A-Z]{3})")
_DOTTED = re.compile(r"[0-9]{2,4}(?:\.[0-9]{2}){1,2}\.[0-9]{3}")
_SUBFIELDS = re.compile(r"(?P<code>[0-9]{3})(?P<sign>[?@+~'{<>])(?=[0-9]{2})")
_WORD = re.compile(
    r"(?:^|/)(?P<word>TRTP|IBAN|BIC|NAME|REMI|EREF|KREF|CNTP|BENM|ORDP|CSID|MARF|RTRN|ISDT|PREF"
    r"|TRCD|ADDR|ULTC|ULTD|PURP|ACCW|UDTR|UCRD|SVCL|ID)/"
)
_DUTCH = re.compile(
    r"\s(?P<word>IBAN|BIC|NAAM|OMSCHRIJVING|BETALINGSKENM\.|KENMERK|MACHTIGING|INCASSANT):",
    re.IGNORECASE,
)
_OLD_DUTCH = re.compile(
    r"(?:GIRO[ ]+(?P<giro>[0-9]{3,9})|(?P<dotted>[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{3}))[ ].*"
)
_KNAB = re.compile(r"REK: (?P<account>[0-9A-Z]{4,34})(?:/NAAM: (?P<name>.+))?")
_POLISH = re.compile(r"(?:^|[ ;])(?:Z|NA) RACH\.:\s*(?P<account>[0-9]{26})\b", re.IGNORECASE)
_POLISH_NAME = re.compile(r"; ?(?:OD|DLA):\s*(?P<name>[^;]+)", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{7,10}")


def own_account(text: str, currency: str = "") -> tuple[str, str]:
    """Return the bank and the number of field 25, without the currency behind it.

    Args:
        text: The field.
        currency: The currency of the statement, as far as it is known.

    >>> own_account("20041111/5928159600"), own_account("NL69INGB0123456789EUR")
    (('20041111', '5928159600'), ('', 'NL69INGB0123456789'))
    >>> own_account("37040044/0532013000EUR", "EUR"), own_account("1291.99.348EUR", "EUR")
    (('37040044', '0532013000'), ('', '129199348'))
    """
    whole = text.strip()
    match = _CURRENCY_BEHIND.fullmatch(whole)
    bare = "".join(match["number"].split()) if match and not has_iban_form(whole) else ""
    if match and bare:
        is_behind = match["currency"] == currency and (match["gap"] or bare[-1].isdigit())
        if is_behind or has_iban_form(bare):
            whole = match["number"].strip()
    if parts := _BANK_THEN_NUMBER.fullmatch(whole):
        return parts[1], account_number(parts[2])
    return "", whole.replace(".", "") if _DOTTED.fullmatch(whole) else account_number(whole)


def other_side(
    details: str, supplement: Sequence[str], reference: str, bank: str
) -> dict[str, str]:
    """Return what an entry says of the other side, and all the text of its details.

    Args:
        details: The text of field 86.
        supplement: The lines of field 61 behind its first.
        reference: The customer's reference in field 61.
        bank: The bank of the own account in field 25.
    """
    whole = " ".join([*supplement, *details.split("\n")]).strip()
    lines = details.split("\n")
    told = _in_lines(lines, supplement, reference)
    if match := _SUBFIELDS.match(lines[0]):
        told |= _in_subfields(details, match, bank)
    elif words := _words("".join(lines)):  # the bank breaks its words wherever a line is full
        told |= _in_words(words)
    elif not told:
        told = _in_dutch(details) or _in_polish(details)
    return told | texts(details=whole)


def _in_lines(lines: Sequence[str], supplement: Sequence[str], reference: str) -> dict[str, str]:
    """Return the account that fills a line or a reference of field 61, or a line of Knab's."""
    if supplement and has_iban_form(supplement[0]):
        return texts(counterparty_account=supplement[0])
    if has_iban_form(reference) or _NUMBER.fullmatch(reference):
        number, _, name = lines[0].strip().partition(" ")
        if number == reference and name.strip() == " ".join(supplement).strip():
            return texts(counterparty_account=number, counterparty_name=name.strip())
    found = _KNAB.fullmatch(lines[-1].strip())
    if found:
        return texts(counterparty_account=found["account"], counterparty_name=found["name"])
    return {}


def _in_subfields(details: str, match: re.Match[str], bank: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for part in details[match.end() - 1 :].replace("\n", "").split(match["sign"])[1:]:
        fields[part[:2]] = fields.get(part[:2], "") + part[2:]
    fields = {code: " ".join(text.split()) for code, text in fields.items()} | {
        "32": " ".join((fields.get("32", "") + fields.get("33", "")).split())
    }
    if match["sign"] == ">" and bank.startswith("TRIODOS"):  # there 31 is the own account
        return texts(counterparty_account=account_number(fields.get("10", "")))
    iban = fields.get("38", "")
    number = iban if is_iban(iban) or has_iban_form(iban) else fields.get("31", "")
    return texts(
        counterparty_bank=fields.get("30"),
        counterparty_account=account_number(number),
        counterparty_name=fields["32"],
    )


def _words(text: str) -> dict[str, str]:
    found = list(_WORD.finditer(text))
    if not found or found[0].start():
        return {}
    ends = [match.start() for match in found[1:]] + [len(text)]
    words: dict[str, str] = {}
    for match, end in zip(found, ends, strict=True):
        words.setdefault(match["word"], text[match.end() : end].strip("/ "))
    return words


def _in_words(words: dict[str, str]) -> dict[str, str]:
    account, bank, name, *_ = [*words.get("CNTP", "").split("/"), "", "", ""]
    return texts(
        counterparty_account=account_number(words.get("IBAN", "") or account),
        counterparty_bank=words.get("BIC", "") or bank,
        counterparty_name=words.get("NAME", "") or name or words.get("BENM") or words.get("ORDP"),
    )


def _in_dutch(details: str) -> dict[str, str]:
    """Return what stands behind the words of ABN AMRO, whose lines are made of two columns."""
    found = list(_DUTCH.finditer(f" {details}"))
    ends = [match.start() - 1 for match in found[1:]] + [len(details)]
    words: dict[str, str] = {}
    for match, end in zip(found, ends, strict=False):
        text = details[match.end() - 1 : end].replace("\n", " ")
        words.setdefault(match["word"].upper(), " ".join(text.split()))
    account = account_number(words.get("IBAN", ""))
    if has_iban_form(account):
        return texts(
            counterparty_account=account,
            counterparty_bank=words.get("BIC"),
            counterparty_name=words.get("NAAM"),
        )
    old = _OLD_DUTCH.fullmatch(details.split("\n")[0])
    return (
        texts(counterparty_account=(old["giro"] or old["dotted"].replace(".", ""))) if old else {}
    )


def _in_polish(details: str) -> dict[str, str]:
    """Return what stands behind the words of mBank; the number of an account is an IBAN of PL."""
    text = " ".join(details.split())
    found, named = _POLISH.search(text), _POLISH_NAME.search(text)
    if not found:
        return {}
    number = found["account"]
    return texts(
        counterparty_account=f"PL{number}" if is_iban(f"PL{number}") else number,
        counterparty_name=named["name"].strip() if named else "",
    )
