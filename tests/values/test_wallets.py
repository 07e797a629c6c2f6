import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values import Refused
from kg.values.wallets import base58check, eip55, parse_wallet

from .cases import cases


@pytest.mark.parametrize(("text", "chain"), cases("good_wallets.txt"))
def test_a_good_address_is_proven(text: str, chain: str) -> None:
    wallet = parse_wallet(f" {text}\t")
    assert wallet.chain == chain
    assert wallet.text.lower() == text.lower()
    assert parse_wallet(wallet.text) == wallet


@pytest.mark.parametrize("text", cases("bad_wallets.txt"))
def test_a_bad_address_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_wallet(text)
    assert refusal.value.code == "wallet"


@given(st.binary(max_size=8), st.sampled_from([(0x41, "tron"), (0, "bitcoin"), (5, "bitcoin")]))
def test_what_is_made_is_read(seed: bytes, version: tuple[int, str]) -> None:
    payload = bytes([version[0]]) + hashlib.sha256(seed).digest()[:20]
    address = base58check(payload)
    assert parse_wallet(address).chain == version[1]


@given(st.binary(max_size=8), st.integers(0, 33), st.sampled_from("23456789ABCDEFGH"))
def test_one_changed_letter_is_noticed(seed: bytes, place: int, letter: str) -> None:
    address = base58check(b"\x41" + hashlib.sha256(seed).digest()[:20])
    wrong = address[:place] + letter + address[place + 1 :]
    if wrong != address:
        with pytest.raises(Refused):
            parse_wallet(wrong)


@given(st.binary(min_size=20, max_size=20))
def test_an_ether_address_reads_in_any_case_as_one(body: bytes) -> None:
    right = eip55(body.hex())
    for text in (right, right.lower(), "0x" + right[2:].upper()):
        assert parse_wallet(text).text == right
