"""The draft as TOML, every guess with the word that it is one; it can be read as it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.messages import Message
from kg.sources.draft_guesses import ZONE, Guesses, sorted_words
from kg.sources.guess_column import Guess
from kg.text import visible

_FAILED = "(?i)失败|未成功|不成功|撤销|取消|关闭|^否$|fail|cancel|revers|declin"
_DIRECTIONS = {"out": "出", "in": "进"}


def draft_text(guesses: Guesses, name: str, lang: str) -> str:
    """Return a layout for the columns that were found, to be corrected and then loaded with."""
    return "\n".join(_Draft(guesses, name, lang).lines()) + "\n"


@dataclass(frozen=True, slots=True)
class _Draft:
    found: Guesses
    name: str
    lang: str

    def remark(self, message: Message) -> str:
        """Return a remark; what a file says in it can neither end it nor hide in it."""
        return f"# {visible(' '.join(message.text(self.lang).split()))}"

    def lines(self) -> Iterator[str]:
        yield self.remark(Message("draft-title", file=self.found.file))
        yield self.remark(Message("draft-header", row=str(self.found.row)))
        yield from (self.remark(Message("draft-nearest", why=why)) for why in self.found.nearest)
        if self.found.others:
            yield self.remark(Message("draft-members", names=self.found.others))
        yield f"name = {_quoted(self.name)}"
        yield f"label = {{ zh = {_quoted(self.name)}, en = {_quoted(self.name)} }}"
        yield f"zone = {_quoted(ZONE)}  {self.remark(Message('draft-zone'))}"
        facts = list(self._facts())
        used = set(re.findall(r'"\$?(\w+)"', "\n".join(facts)))
        yield "\n[columns]"
        yield from (self._column(guess, guess.key in used) for guess in self.found.columns)
        yield from (self.remark(Message("draft-twice", name=name)) for name in self.found.twice)
        yield from facts

    def _column(self, guess: Guess, used: bool) -> str:
        parts = [f"names = [{_quoted(guess.header)}]"]
        if guess.type != "text":
            parts.append(f"type = {_quoted(guess.type)}")
        if guess.key in ("time", "amount"):
            parts.append("required = true, filled = true")
        if guess.type == "choice":
            parts.append(_choices(guess.cells))
        if guess.type not in ("text", "choice") and not used:
            # no fact rests on it: what cannot be read in it must not refuse a row
            parts.append("lenient = true")
        return f"{guess.key} = {{ {', '.join(parts)} }}  {self._why(guess)}"

    def _why(self, guess: Guess) -> str:
        if guess.by == "unreadable":
            return self.remark(Message("draft-unreadable", type=guess.meant, reason=guess.reason))
        if guess.by == "unused":
            return self.remark(Message("draft-unused"))
        _, unknown = sorted_words(guess.cells) if guess.type == "choice" else ({}, [])
        if unknown:
            return self.remark(Message("draft-unplaced", words=" ".join(unknown)))
        return self.remark(
            Message(f"draft-{guess.by.replace('_', '-')}", good=guess.good, all=guess.all)
        )

    def _facts(self) -> Iterator[str]:
        """Yield parties and the fact of a row, for the plainest form that the columns allow."""
        has = self.found.of
        money = has("time") and has("amount")
        signed = any(cell.startswith(("-", "−", "－")) for cell in _cells(has("amount")))
        if money and has("source") and has("target"):
            yield from self._transfer(
                "source", "target", 'source = ["source"]\ntarget = ["target"]'
            )
        elif money and has("own") and (has("direction") or signed):
            aim = 'direction = "direction"' if has("direction") else ""
            aim = aim or f"signed = true  {self.remark(Message('draft-signed'))}"
            other = 'other = ["counter"]\n' if has("counter") else ""
            reporter = f"reporter = true  {self.remark(Message('draft-reporter'))}"
            ends = f'own = ["own"]\n{other}{aim}\n{reporter}'
            yield from self._transfer("own", "counter", ends)
        elif has("time") and has("caller") and has("called"):
            yield from self._call()
        elif (two := self._two()) is not None:
            yield from self._link(*two)
        else:
            yield f"\n{self.remark(Message('draft-nothing'))}"

    def _transfer(self, one: str, other: str, ends: str) -> Iterator[str]:
        named = {"source": "source_name", "target": "target_name", "counter": "counter_name"}
        for role in (one, other):
            yield from self._account(role, named.get(role, "name"))
        yield f'\n[[flows]]\nkind = "Transfer"\n{ends}\ntime = "time"\namount = "amount"'
        for role in ("currency", "balance", "serial", "counter_name"):
            if self.found.of(role):
                yield f'{role} = "{role}"'
        yield f'default_currency = "CNY"  {self.remark(Message("draft-money"))}'
        if self.found.of("memo"):
            yield 'memo = ["memo"]'
        yield self._status()

    def _status(self) -> str:
        """Return how a row that did not happen is told, or the reminder to look for such rows."""
        if not self.found.of("status"):
            return self.remark(Message("draft-no-status"))
        when = f'column = "status", like = {_quoted(_FAILED)}, then = "failed"'
        return f"status = [{{ {when} }}]  {self.remark(Message('draft-status'))}"

    def _account(self, role: str, name: str) -> Iterator[str]:
        column = self.found.of(role)
        if column is None:
            return
        only_here = column.type != "account"
        scope = "@source" if only_here else ""
        remark = f"  {self.remark(Message('draft-in-file'))}" if only_here else ""
        called = f', name = "{name}"' if self.found.of(name) else ""
        yield f"\n[parties.{role}]  {self.remark(Message('draft-parties'))}"
        yield f'kind = "Account"\nid = [["{scope}", "${role}"]]{remark}'
        yield f'values = {{ accountNumber = "{role}"{called} }}'

    def _call(self) -> Iterator[str]:
        for role in ("caller", "called"):
            yield f"\n[parties.{role}]  {self.remark(Message('draft-parties'))}"
            yield f'kind = "PhoneNumber"\nid = [["", "${role}"]]\nvalues = {{ msisdn = "{role}" }}'
        yield '\n[[flows]]\nkind = "Call"\nsource = ["caller"]\ntarget = ["called"]\ntime = "time"'

    def _two(self) -> tuple[Guess, Guess] | None:
        """Return two columns that name somebody or something each."""
        naming = (
            "source",
            "target",
            "name",
            "source_name",
            "target_name",
            "own",
            "phone",
            "counter",
        )
        named = [guess for guess in self.found.columns if guess.role in naming]
        return (named[0], named[1]) if len(named) > 1 else None

    def _link(self, one: Guess, other: Guess) -> Iterator[str]:
        for guess in (one, other):
            yield f"\n[parties.{guess.key}]  {self.remark(Message('draft-parties'))}"
            yield from _party(guess, self.remark(Message("draft-in-file")))
        yield f'\n[[links]]\nkind = "RelatedTo"  {self.remark(Message("draft-link"))}'
        yield f'source = ["{one.key}"]\ntarget = ["{other.key}"]'
        if self.found.of("time"):
            yield 'start = "time"'


def _party(guess: Guess, only_here: str) -> Iterator[str]:
    kinds = {"phone": ("PhoneNumber", "msisdn"), "account": ("Account", "accountNumber")}
    kind, prop = kinds.get(guess.type, ("Person", "name"))
    scope, remark = ("", "") if guess.type in kinds else ("@source", f"  {only_here}")
    yield f'kind = "{kind}"\nid = [["{scope}", "${guess.key}"]]{remark}'
    yield f'values = {{ {prop} = "{guess.key}" }}'


def _choices(cells: Sequence[str]) -> str:
    placed, _ = sorted_words(cells)
    words = {token: some or [_DIRECTIONS[token]] for token, some in placed.items()}
    entries = (f"{token} = [{', '.join(map(_quoted, some))}]" for token, some in words.items())
    return f"choices = {{ {', '.join(entries)} }}"


def _cells(guess: Guess | None) -> Sequence[str]:
    return guess.cells if guess else ()


def _quoted(text: str) -> str:
    """Return a text as a TOML string; what TOML does not allow in one is written out."""
    safe = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", safe)
