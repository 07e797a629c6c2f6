"""Currencies and coins: their many names, one code each, and the smallest unit kg counts in."""

from __future__ import annotations

from kg.messages import Message
from kg.text import narrow
from kg.values.refused import Refused, shown

#: Decimals of the whole unit that a currency is counted in, where its amounts need no finer one.
SCALES = {
    "CNY": 2, "USD": 2, "EUR": 2, "GBP": 2, "HKD": 2, "MOP": 2, "TWD": 2, "SGD": 2, "AUD": 2,
    "CAD": 2, "CHF": 2, "NZD": 2, "THB": 2, "PHP": 2, "MYR": 2, "RUB": 2, "INR": 2, "AED": 2,
    "TRY": 2, "IDR": 2, "KHR": 2, "LAK": 2, "MMK": 2,
    "JPY": 0, "KRW": 0, "VND": 0,
    "USDT": 6, "USDC": 6, "TRX": 6, "BTC": 8, "ETH": 9, "BNB": 9,
}  # fmt: skip

_NAMES = {
    "CNY": "人民币 人民币元 元 rmb cnh 156 01 ¥ yuan renminbi",
    "USD": "美元 美金 840 14 $ us$ dollar",
    "HKD": "港币 港元 344 13 hk$",
    "EUR": "欧元 978 38 € euro",
    "GBP": "英镑 826 12 £",
    "JPY": "日元 日圆 392 27",
    "KRW": "韩元 韩币 410",
    "MOP": "澳门元 澳门币 446 81",
    "TWD": "新台币 台币 901 nt$",
    "SGD": "新加坡元 新币 702 18",
    "AUD": "澳大利亚元 澳元 036 29",
    "CAD": "加拿大元 加元 124 28",
    "CHF": "瑞士法郎 756 15",
    "NZD": "新西兰元 554 87",
    "THB": "泰铢 泰国铢 764 84",
    "PHP": "菲律宾比索 608 82",
    "MYR": "林吉特 马来西亚林吉特 458 32",
    "VND": "越南盾 704",
    "KHR": "柬埔寨瑞尔 瑞尔 116",
    "MMK": "缅甸元 缅元 缅币 104",
    "LAK": "老挝基普 基普 418",
    "IDR": "印尼盾 印度尼西亚卢比 360",
    "INR": "印度卢比 356",
    "RUB": "卢布 俄罗斯卢布 643 72",
    "AED": "迪拉姆 阿联酋迪拉姆 784 96",
    "TRY": "土耳其里拉 949",
    "USDT": "泰达币 泰达 tether usdt-trc20 usdt-erc20 trc20-usdt erc20-usdt usdt(trc20) u币 ₮",
    "BTC": "比特币 bitcoin xbt",
    "ETH": "以太币 以太坊 ether ethereum",
    "TRX": "波场币 tron",
    "BNB": "币安币",
}
_WORDS = {
    "us dollar": "USD", "uk pound": "GBP", "british pound": "GBP", "pound sterling": "GBP",
    "hong kong dollar": "HKD", "australian dollar": "AUD", "canadian dollar": "CAD",
    "singapore dollar": "SGD", "swiss franc": "CHF", "japanese yen": "JPY", "yen": "JPY",
    "korean won": "KRW",
    "ruble": "RUB", "russian ruble": "RUB",
    "rupee": "INR", "indian rupee": "INR", "chinese yuan": "CNY", "yuan renminbi": "CNY",
    "thai baht": "THB", "philippine peso": "PHP", "turkish lira": "TRY",
}  # fmt: skip
"""Names of several words, and those that a code of three letters stands for elsewhere."""
_CODES = {name: code for code, names in _NAMES.items() for name in names.split()}
_CODES |= {code.lower(): code for code in SCALES} | _WORDS

#: Which currencies a sign or word inside an amount may stand for.
SYMBOLS = {
    "¥": frozenset({"CNY", "JPY"}),
    "$": frozenset({"USD", "HKD", "SGD", "AUD", "CAD", "TWD", "NZD"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "₮": frozenset({"USDT"}),
    "元": frozenset({"CNY"}),
    "圆": frozenset({"CNY"}),
}


def parse_currency(text: str) -> str:
    """Return the code of the currency that the text names.

    >>> parse_currency("人民币"), parse_currency("156"), parse_currency("泰达币")
    ('CNY', 'CNY', 'USDT')
    """
    name = " ".join(narrow(text).lower().split())
    if name not in _CODES:
        raise Refused("currency", Message("not-currency-kg-knows", text=shown(text)))
    return _CODES[name]


def scale(currency: str) -> int:
    """Return how many decimals the kernel's whole unit of a currency has."""
    if currency not in SCALES:
        raise Refused("currency", Message("not-currency-kg-knows", text=shown(currency)))
    return SCALES[currency]
