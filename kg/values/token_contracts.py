"""Tokens by the contracts that issue them: the names that a contract gives itself prove nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class TokenContract:
    """A known contract: the code of what it issues, its chain, its decimals, and who says so."""

    code: str
    chain: str
    contract: str
    decimals: int
    source: str


@cache
def known_tokens() -> Mapping[str, TokenContract]:
    """Return the known tokens by the normal form of their contract's address.

    An address of Ethereum's form is one deployer's on every chain, so it needs no chain beside it.
    """
    text = (files("kg.values") / "tokens.toml").read_text(encoding="utf-8")
    contracts = [
        TokenContract(
            group["code"], fields["chain"], fields["contract"], fields["decimals"], group["source"]
        )
        for group in tomllib.loads(text)["token"]
        for fields in group["contracts"]
    ]
    return {token.contract: token for token in contracts}
