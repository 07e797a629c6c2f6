"""Addresses on chains, each proven by the checksum inside it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from kg.messages import Message
from kg.text import narrow
from kg.values.refused import Refused, shown

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_SUM, _BECH32M_SUM = 1, 0x2BC830A3
_BTC_VERSIONS = (0x00, 0x05)
_TRON_VERSION = 0x41


@dataclass(frozen=True, slots=True)
class WalletAddress:
    """An address in its normal form and the chain whose checksum it passes."""

    text: str
    chain: Literal["tron", "ethereum", "bitcoin"]


def parse_wallet(text: str) -> WalletAddress:
    """Return the address if its own checksum holds; an ETH address gets its EIP-55 letters.

    >>> parse_wallet("0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae").text
    '0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe'
    """
    plain = narrow(text).strip("\t'\"‘’ \r\n")
    if match := re.fullmatch(r"(?:0[xX]|\\[xX])?([0-9a-fA-F]{40})", plain):
        return WalletAddress(_ethereum(match[1], text), "ethereum")
    if re.fullmatch(r"T[1-9A-HJ-NP-Za-km-z]{33}", plain):
        _check_version(plain, text, (_TRON_VERSION,))
        return WalletAddress(plain, "tron")
    if re.fullmatch(r"[13][1-9A-HJ-NP-Za-km-z]{25,34}", plain):
        _check_version(plain, text, _BTC_VERSIONS)
        return WalletAddress(plain, "bitcoin")
    if re.fullmatch(r"bc1[0-9a-z]{11,71}|BC1[0-9A-Z]{11,71}", plain):
        return WalletAddress(_segwit(plain.lower(), text), "bitcoin")
    raise Refused("wallet", Message("not-a-wallet-address", text=shown(text)))


def _ethereum(address: str, text: str) -> str:
    r"""Return the address of 40 hex digits, which databases write as ``0x…``, ``\x…`` or bare."""
    digits = address.lower()
    right = eip55(digits)
    if address not in (digits, digits.upper(), right[2:]):
        raise Refused("wallet", Message("fails-checksum", text=shown(text), form="EIP-55"))
    return right


def eip55(digits: str) -> str:
    """Return 40 lower-case hex digits as an address whose capitals are its checksum."""
    from Crypto.Hash import keccak

    digest = keccak.new(digest_bits=256, data=digits.encode()).hexdigest()
    marked = zip(digits, digest, strict=False)
    return "0x" + "".join(d.upper() if int(h, 16) >= 8 else d for d, h in marked)


def _check_version(address: str, text: str, versions: tuple[int, ...]) -> None:
    payload = _base58(address)
    if len(payload) != 25 or payload[0] not in versions or _sum4(payload[:21]) != payload[21:]:
        raise Refused("wallet", Message("fails-checksum", text=shown(text), form="base58"))


def _base58(address: str) -> bytes:
    number = 0
    for letter in address:
        number = number * 58 + _BASE58.index(letter)
    zeros = len(address) - len(address.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def base58check(payload: bytes) -> str:
    """Return the address of a version byte and a hash: the way back of the check."""
    whole = payload + _sum4(payload)
    number, letters = int.from_bytes(whole), ""
    while number:
        number, rest = divmod(number, 58)
        letters = _BASE58[rest] + letters
    return "1" * (len(whole) - len(whole.lstrip(b"\0"))) + letters


def _sum4(payload: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]


def _segwit(address: str, text: str) -> str:
    """Check BIP 173 (version 0) and BIP 350 (later versions)."""
    data = [_BECH32.find(letter) for letter in address[3:]]
    if -1 in data or len(data) < 7:
        raise Refused("wallet", Message("not-bitcoin-letters", text=shown(text)))
    checksum = _BECH32M_SUM if data[0] else _BECH32_SUM
    if _polymod([3, 3, 0, 2, 3, *data]) != checksum or not _program_fits(data[0], data[1:-6]):
        raise Refused("wallet", Message("fails-checksum", text=shown(text), form="bech32"))
    return address


def _polymod(values: list[int]) -> int:
    total = 1
    for value in values:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            total ^= generator if top >> place & 1 else 0
    return total


def _program_fits(version: int, groups: list[int]) -> bool:
    size, padding = divmod(len(groups) * 5, 8)
    tail = groups[-1] & ((1 << padding) - 1) if groups else 0
    lengths = (20, 32) if version == 0 else range(2, 41)
    return version <= 16 and padding < 5 and tail == 0 and size in lengths
