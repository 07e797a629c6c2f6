"""The numbers and words that contacts are read by, as data: see ``terms.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.model import Said
from kg.trace.typologies.book import Typology, typology_of

CONTACTS, RENUMBERED, WORDS = "contacts", "renumbered", "words"
LEAD = Said(
    "按现有记录可能得知，不等于确已得知；线索，非结论",
    "Could have, by what is recorded; not that they did: a lead, never a verdict",
)
CLUE = Said(
    "联系人相似只是线索：两个号码不合并，是否同一人须另行查证",
    "The same company is a clue: the two numbers are never merged, and whose they are needs proof",
)
FORMULA = Said(
    "得分 = 100 × 共同联系人权重之和 ÷ 全部联系人权重之和（加权 Jaccard 系数）；联系人权重 = "
    "ln(号码总数 ÷ 与其联系过的号码数)（逆文档频率），人人都联系的号码几乎不计分，客服号码不计分；"
    "新号码只计其接替前后才开始联系的号码，成员一同换号的，与其新号码联系也算保留",
    "score = 100 x the weights of the contacts in common / those of all contacts of either "
    "(weighted Jaccard index, Jaccard 1901); a contact weighs ln(numbers in the records / numbers "
    "in touch with it) (inverse document frequency, Spärck Jones 1972), so what everybody calls "
    "counts next to nothing; service numbers count nothing; of the new number only those count "
    "whom it met from the change on, and who moved too counts as kept under the new number",
)


@cache
def _file() -> Mapping[str, Any]:
    text = Path(__file__).with_name("terms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def terms(name: str) -> Typology:
    """Return what one of the two verbs is held to: name, innocent reading, thresholds."""
    return typology_of(name, _file()[name])


def words() -> Mapping[str, str]:
    """Return the patterns (RE2) by which a channel says: not answered, or written."""
    return dict(_file()[WORDS])


def values(name: str, typed: Iterable[str]) -> dict[str, Any]:
    """Return every threshold's value, those changed as typed (``score=0.4``)."""
    pairs = [text.partition("=") for text in typed]
    for key, equals, value in pairs:
        if not (key.strip() and equals and value.strip()):
            raise UsageError(f"{key!r} sets no threshold", hint="write score=0.4")
    return terms(name).with_values({key.strip(): value.strip() for key, _, value in pairs})
