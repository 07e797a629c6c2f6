"""The tokens of a Cypher query, taken one after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.errors import QueryRefused
from kg.query.tokens import Token, where

OPENING, CLOSING = "([{", ")]}"
END = Token("end", "", 0)


class Cursor:
    """Where a reader stands in a query; every method takes up where the one before it stopped."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._at = 0
        self._closing = self._pairs()

    def _pairs(self) -> dict[int, int]:
        """Return of each bracket where it closes."""
        found: dict[int, int] = {}
        opened: list[int] = []
        for at, token in enumerate(self._tokens):
            if token.kind == "sign" and token.text in OPENING:
                opened.append(at)
            elif token.kind == "sign" and token.text in CLOSING:
                begin = opened.pop() if opened else None
                if begin is None or OPENING.index(self._tokens[begin].text) != CLOSING.index(
                    token.text
                ):
                    raise self._strange(token)
                found[begin] = at
        if opened:
            raise self._strange(self._tokens[opened[-1]])
        return found

    def _token(self, ahead: int = 0) -> Token:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else END

    def _sees(self, *texts: str, ahead: int = 0) -> bool:
        """Say whether one of these signs, or words in any case, comes next."""
        token = self._token(ahead)
        return token.kind in ("sign", "word") and token.text.upper() in texts

    def _take(self, *texts: str) -> bool:
        found = self._sees(*texts)
        self._at += found
        return found

    def _need(self, *texts: str) -> None:
        if not self._take(*texts):
            raise self._strange()

    def _is_name(self, ahead: int = 0) -> bool:
        return self._token(ahead).kind in ("word", "quoted")

    def _name(self) -> str:
        if not self._is_name():
            raise self._strange()
        token = self._token()
        self._at += 1
        return token.text[1:-1].replace("``", "`") if token.kind == "quoted" else token.text

    def _listed(self, one: Callable[[], object]) -> None:
        one()
        while self._take(","):
            one()

    def _strange(self, token: Token | None = None) -> QueryRefused:
        token = token or self._token()
        said = token.text[:40] or "its end"
        place = where(self._text, token.start if token.kind != "end" else len(self._text))
        hint = "kg help query tells what is"
        return QueryRefused(f"{said!r} is not read here, at {place}", hint=hint)
