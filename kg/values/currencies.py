"""Currencies and coins: their many names, one code each, and the smallest unit kg counts in."""

from __future__ import annotations

from functools import cache

from kg.messages import Message
from kg.text import narrow
from kg.values.refused import Refused, shown

_OTHERS = {
    "AFN": "阿富汗尼|afghan afghani",
    "ALL": "阿尔巴尼亚列克|albanian lek",
    "AMD": "亚美尼亚德拉姆|armenian dram",
    "ANG": "荷属安的列斯盾|netherlands antillean guilder",
    "AOA": "安哥拉宽扎|angolan kwanza",
    "ARS": "阿根廷比索|argentine peso",
    "AWG": "阿鲁巴弗罗林|aruban florin",
    "AZN": "阿塞拜疆马纳特|azerbaijani manat",
    "BAM": "波黑可兑换马克|convertible mark of bosnia and herzegovina",
    "BBD": "巴巴多斯元|barbadian dollar",
    "BDT": "孟加拉塔卡|塔卡|bangladeshi taka|taka",
    "BGN": "保加利亚列弗|bulgarian lev",
    "BHD": "巴林第纳尔|bahraini dinar",
    "BIF": "布隆迪法郎|burundian franc",
    "BMD": "百慕大元|bermudian dollar",
    "BND": "文莱元|文莱币|brunei dollar",
    "BOB": "玻利维亚诺|boliviano",
    "BRL": "巴西雷亚尔|巴西里亚尔|brazilian real|brazil real",
    "BSD": "巴哈马元|bahamian dollar",
    "BTN": "不丹努尔特鲁姆|bhutanese ngultrum",
    "BWP": "博茨瓦纳普拉|botswanan pula",
    "BYN": "白俄罗斯卢布|belarusian ruble",
    "BZD": "伯利兹元|belize dollar",
    "CDF": "刚果法郎|congolese franc",
    "CLP": "智利比索|chilean peso",
    "COP": "哥伦比亚比索|colombian peso",
    "CRC": "哥斯达黎加科朗|costa rican colon",
    "CUP": "古巴比索|cuban peso",
    "CVE": "佛得角埃斯库多|cabo verdean escudo",
    "CZK": "捷克克朗|czech koruna",
    "DJF": "吉布提法郎|djiboutian franc",
    "DKK": "丹麦克朗|danish krone",
    "DOP": "多米尼加比索|dominican peso",
    "DZD": "阿尔及利亚第纳尔|algerian dinar",
    "EGP": "埃及镑|egyptian pound",
    "ERN": "厄立特里亚纳克法|eritrean nakfa",
    "ETB": "埃塞俄比亚比尔|ethiopian birr",
    "FJD": "斐济元|fijian dollar",
    "FKP": "福克兰群岛镑|falkland islands pound",
    "GEL": "格鲁吉亚拉里|georgian lari",
    "GHS": "加纳塞地|ghanaian cedi",
    "GIP": "直布罗陀镑|gibraltar pound",
    "GMD": "冈比亚达拉西|gambian dalasi",
    "GNF": "几内亚法郎|guinean franc",
    "GTQ": "危地马拉格查尔|guatemalan quetzal",
    "GYD": "圭亚那元|guyanese dollar",
    "HNL": "洪都拉斯伦皮拉|honduran lempira",
    "HRK": "克罗地亚库纳|croatian kuna",
    "HTG": "海地古德|haitian gourde",
    "HUF": "匈牙利福林|hungarian forint",
    "ILS": "以色列新谢克尔|新谢克尔|以色列谢克尔|israeli new shekel|shekel|israeli shekel",
    "IQD": "伊拉克第纳尔|iraqi dinar",
    "IRR": "伊朗里亚尔|iranian rial",
    "ISK": "冰岛克朗|icelandic krona",
    "JMD": "牙买加元|jamaican dollar",
    "JOD": "约旦第纳尔|jordanian dinar",
    "KES": "肯尼亚先令|kenyan shilling",
    "KGS": "吉尔吉斯斯坦索姆|kyrgyzstani som",
    "KMF": "科摩罗法郎|comorian franc",
    "KPW": "朝鲜元|north korean won",
    "KWD": "科威特第纳尔|kuwaiti dinar",
    "KYD": "开曼元|cayman islands dollar",
    "KZT": "哈萨克斯坦坚戈|坚戈|kazakhstani tenge|tenge",
    "LBP": "黎巴嫩镑|lebanese pound",
    "LKR": "斯里兰卡卢比|sri lankan rupee",
    "LRD": "利比里亚元|liberian dollar",
    "LSL": "莱索托洛蒂|lesotho loti",
    "LYD": "利比亚第纳尔|libyan dinar",
    "MAD": "摩洛哥迪拉姆|moroccan dirham",
    "MDL": "摩尔多瓦列伊|moldovan leu",
    "MGA": "马达加斯加阿里亚里|malagasy ariary",
    "MKD": "马其顿第纳尔|macedonian denar",
    "MNT": "蒙古图格里克|图格里克|mongolian tugrik|tugrik",
    "MRU": "毛里塔尼亚乌吉亚|mauritanian ouguiya",
    "MUR": "毛里求斯卢比|mauritian rupee",
    "MVR": "马尔代夫卢菲亚|maldivian rufiyaa",
    "MWK": "马拉维克瓦查|malawian kwacha",
    "MXN": "墨西哥比索|墨西哥元|mexican peso",
    "MZN": "莫桑比克美提卡|mozambican metical",
    "NAD": "纳米比亚元|namibian dollar",
    "NGN": "尼日利亚奈拉|奈拉|nigerian naira|naira",
    "NIO": "尼加拉瓜科多巴|nicaraguan cordoba",
    "NOK": "挪威克朗|norwegian krone",
    "NPR": "尼泊尔卢比|nepalese rupee",
    "OMR": "阿曼里亚尔|omani rial",
    "PAB": "巴拿马巴波亚|panamanian balboa",
    "PEN": "秘鲁索尔|peruvian sol",
    "PGK": "巴布亚新几内亚基那|papua new guinean kina",
    "PKR": "巴基斯坦卢比|pakistani rupee",
    "PLN": "波兰兹罗提|兹罗提|polish zloty|zloty",
    "PYG": "巴拉圭瓜拉尼|paraguayan guarani",
    "QAR": "卡塔尔里亚尔|qatari riyal",
    "RON": "罗马尼亚列伊|romanian leu",
    "RSD": "塞尔维亚第纳尔|serbian dinar",
    "RWF": "卢旺达法郎|rwandan franc",
    "SAR": "沙特里亚尔|沙特阿拉伯里亚尔|saudi riyal",
    "SBD": "所罗门群岛元|solomon islands dollar",
    "SCR": "塞舌尔卢比|seychellois rupee",
    "SDG": "苏丹镑|sudanese pound",
    "SEK": "瑞典克朗|swedish krona",
    "SHP": "圣赫勒拿镑|saint helena pound",
    "SLE": "塞拉利昂利昂|sierra leonean leone",
    "SOS": "索马里先令|somali shilling",
    "SRD": "苏里南元|surinamese dollar",
    "SSP": "南苏丹镑|south sudanese pound",
    "STN": "圣多美和普林西比多布拉|sao tome and principe dobra",
    "SYP": "叙利亚镑|syrian pound",
    "SZL": "斯威士兰里兰吉尼|swazi lilangeni",
    "TJS": "塔吉克斯坦索莫尼|tajikistani somoni",
    "TMT": "土库曼斯坦马纳特|turkmenistani manat",
    "TND": "突尼斯第纳尔|tunisian dinar",
    "TOP": "汤加潘加|tongan pa'anga",
    "TTD": "特立尼达和多巴哥元|trinidad and tobago dollar",
    "TZS": "坦桑尼亚先令|tanzanian shilling",
    "UAH": "乌克兰格里夫纳|格里夫纳|ukrainian hryvnia|hryvnia",
    "UGX": "乌干达先令|ugandan shilling",
    "UYU": "乌拉圭比索|uruguayan peso",
    "UZS": "乌兹别克斯坦苏姆|uzbekistani sum",
    "VES": "委内瑞拉玻利瓦尔|venezuelan bolivar",
    "VUV": "瓦努阿图瓦图|vanuatu vatu",
    "WST": "萨摩亚塔拉|samoan tala",
    "XAF": "中非法郎|central african cfa franc",
    "XCD": "东加勒比元|east caribbean dollar",
    "XOF": "西非法郎|west african cfa franc",
    "XPF": "太平洋法郎|cfp franc",
    "YER": "也门里亚尔|yemeni rial",
    "ZAR": "南非兰特|兰特|south african rand",
    "ZMW": "赞比亚克瓦查|zambian kwacha",
    "XXX": "未载明的币种|无币种|currency not stated|no currency",
}
"""The other currencies of ISO 4217 by their names; XXX is one that a file does not name."""
_WITHOUT_DECIMALS = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "KMF", "PYG", "RWF", "UGX", "VUV", "XAF", "XOF", "XPF")
)
_OF_THREE_DECIMALS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))

#: Decimals of the whole unit that a currency is counted in, where its amounts need no finer one.
SCALES = {
    "CNY": 2, "USD": 2, "EUR": 2, "GBP": 2, "HKD": 2, "MOP": 2, "TWD": 2, "SGD": 2, "AUD": 2,
    "CAD": 2, "CHF": 2, "NZD": 2, "THB": 2, "PHP": 2, "MYR": 2, "RUB": 2, "INR": 2, "AED": 2,
    "TRY": 2, "IDR": 2, "KHR": 2, "LAK": 2, "MMK": 2,
    "JPY": 0, "KRW": 0, "VND": 0,
    "USDT": 6, "USDC": 6, "TRX": 6, "BTC": 8, "ETH": 9, "BNB": 9,
} | {
    code: 0 if code in _WITHOUT_DECIMALS else 3 if code in _OF_THREE_DECIMALS else 2
    for code in _OTHERS
}  # fmt: skip

_COINS = frozenset(("USDT", "USDC", "TRX", "BTC", "ETH", "BNB"))

_NAMES = {
    "CNY": "人民币 人民币元 元 rmb cnh 156 01 ¥ yuan renminbi",
    "USD": "美元 美金 840 14 $ us$ dollar",
    "HKD": "港币 港元 344 13 hk$",
    "EUR": "欧元 978 38 € euro",
    "GBP": "英镑 826 12 £",
    "JPY": "日元 日圆 円 日本円 392 27",
    "KRW": "韩元 韩币 원 410",
    "MOP": "澳门元 澳门币 446 81",
    "TWD": "新台币 台币 901 nt$",
    "SGD": "新加坡元 新币 702 18",
    "AUD": "澳大利亚元 澳元 036 29",
    "CAD": "加拿大元 加元 124 28",
    "CHF": "瑞士法郎 756 15",
    "NZD": "新西兰元 554 87",
    "THB": "泰铢 泰国铢 บาท 764 84",
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
    "thai baht": "THB", "philippine peso": "PHP", "turkish lira": "TRY", "uk pounds": "GBP",
    "dirham": "AED", "uae dirham": "AED", "yuan": "CNY",
    "zeur": "EUR", "zusd": "USD", "zgbp": "GBP", "zjpy": "JPY", "zcad": "CAD", "zaud": "AUD",
    "xxbt": "BTC", "xeth": "ETH",
}  # fmt: skip
"""Names of several words, those that a code of three letters stands for elsewhere, and the codes
of one exchange, which writes X before coins and Z before the rest."""
_CODES = {name: code for code, names in _NAMES.items() for name in names.split()}
_CODES |= {name: code for code, names in _OTHERS.items() for name in names.split("|")}
_CODES |= {code.lower(): code for code in SCALES} | _WORDS

_SIGNS = {
    "₪": "ILS", "₽": "RUB", "руб": "RUB", "руб.": "RUB", "rur": "RUB", "zł": "PLN", "kč": "CZK",
    "ft": "HUF", "₩": "KRW", "₫": "VND", "฿": "THB", "₹": "INR", "rs": "INR", "rs.": "INR",
    "₱": "PHP", "₺": "TRY", "₦": "NGN", "₴": "UAH", "₸": "KZT", "r$": "BRL", "s$": "SGD",
    "a$": "AUD", "c$": "CAD", "nz$": "NZD",
}  # fmt: skip
"""How banks write currencies short; RUR was the ruble's code until 1998 and is written still."""
_CODES |= {sign: code for sign, code in _SIGNS.items() if code in SCALES}

#: Which currencies a sign or word inside an amount may stand for.
SYMBOLS = {
    "¥": frozenset({"CNY", "JPY"}),
    "$": frozenset({"USD", "HKD", "SGD", "AUD", "CAD", "TWD", "NZD"})
    | {"MXN", "ARS", "CLP", "COP", "UYU", "DOP", "BMD", "BSD", "BBD", "JMD", "TTD", "FJD"},
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "₮": frozenset({"USDT"}),
    "₪": frozenset({"ILS"}),
    "₽": frozenset({"RUB"}),
    "₩": frozenset({"KRW"}),
    "₫": frozenset({"VND"}),
    "฿": frozenset({"THB"}),
    "₹": frozenset({"INR"}),
    "₱": frozenset({"PHP"}),
    "₺": frozenset({"TRY"}),
    "\\": frozenset({"JPY", "KRW"}),  # where code pages of Japan and Korea have their own sign
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


def minor_digits(currency: str) -> int | None:
    """Return how many decimals a state's money has, as ISO 4217 lists them; None for a coin.

    >>> minor_digits("USD"), minor_digits("JPY"), minor_digits("BTC")
    (2, 0, None)
    """
    return None if currency in _COINS else SCALES.get(currency)


@cache
def minor_words() -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the names and codes of states' money, in small letters, by their number of decimals.

    A code of two digits is none of them: it may be a number of decimals.
    """
    words: dict[int, list[str]] = {}
    for word, code in _CODES.items():
        digits = minor_digits(code)
        if digits is not None and not (word.isdigit() and len(word) < 3):
            words.setdefault(digits, []).append(word)
    return tuple((digits, tuple(some)) for digits, some in words.items())


def scale(currency: str) -> int:
    """Return how many decimals the kernel's whole unit of a currency has."""
    if currency not in SCALES:
        raise Refused("currency", Message("not-currency-kg-knows", text=shown(currency)))
    return SCALES[currency]
