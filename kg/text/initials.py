"""First letters of Han characters in pinyin, from the order of the GB 2312 standard alone.

The 3,755 characters of its first level stand in the order of their readings, one reading each.
Beyond them only the characters of :data:`BEYOND` are known. Any other (most of the second level,
rare and traditional ones) fits every letter, and :func:`fits` says so; of a character with two
readings only surnames have both.
"""

from __future__ import annotations

from bisect import bisect_right

ANY = "?"
_LETTERS = "abcdefghjklmnopqrstwxyz"
_BEGINS = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
"""Where each letter's characters begin; i, u and v begin no reading."""
_LAST = 0xD7F9

_READINGS = """
单ds 解jx 仇cq 区qo 查cz 乐ly 召zs 尉wy 覃qt 隗wk 莘sx 曾zc 盖gh 朴pb
邬w 晏y 蔺l 瞿q 翟z 闫y 佟t 邝k 阙q 闵m 缪m 郗x 邸d 岑c 嵇j 芮r 逄p 逯l 郜g 郇h 璩q 濮p 酆f 臧z 奚x
宓m 郦l 亓q 仉z 昝z 晁c 栾l 贲b 佘s 谌c 邰t 郏j 郯t 鄢y 阚k 荀x 蒯k 闾l 钭t 亢k 芈m 扈h 庾y 殳s 郄q
霁j 岫x 蘅h 珩h 翊y 迩e 曜y 梓z 睿r 琪q 瑾j 瑜y 璇x 婷t 婕j 妍y 嫣y 昊h 晟s 煜y 烨y 炜w 焱y 钰y
鑫x 淼m 珺j 珂k 玥y 玮w 璐l 琦q 琛c 骁x 皓h 晗h 昕x 昱y 暄x 灏h 沁q 沐m 滢y 潇x 泓h 沅y 苒r 荻d
芷z 菁j 萱x 蕙h 茗m 姝s 娴x 媛y 妤y 娅y 筱x 翎l 翀c 彧y 俪l 劼j 赟y 颢h 韬t 鹭l 麒q 麟l 霏f 雯w 旻m
旖y 栩x 桦h 棣d 榕r 槿j 樾y 毓y 熠y 珏j 琰y 璟j 璞p 祎y 禧x 稷j 笙s 筠y 箫x 绮q 恺k 恬t 愫s 懿y
"""
BEYOND = {pair[0]: pair[1:] for pair in _READINGS.split()}
"""Characters of names beyond the first level, and surnames read otherwise than their place says."""


def initials(name: str) -> tuple[str, ...]:
    """Return the letters that each character of a name may begin with; signs are left out.

    >>> initials("张三"), initials("单A龘")
    (('z', 's'), ('ds', 'a', '?'))
    """
    return tuple(_letters(sign) for sign in name if sign.isalnum())


def fits(name: str, typed: str) -> str:
    """Say how typed letters fit a name: ``whole``, ``start``, ``open`` (by unknown characters).

    The empty text says that they do not fit, or that more letters are unknown than known.
    """
    letters = initials(name)
    pairs = list(zip(letters, typed.lower(), strict=False))
    if len(typed) > len(letters) or not all(t in known or known == ANY for known, t in pairs):
        return ""
    known = [one for one, _ in pairs if one != ANY]
    if len(known) < len(pairs):
        return "open" if 2 * len(known) >= len(pairs) else ""
    return "whole" if len(typed) == len(letters) else "start"


def _letters(sign: str) -> str:
    if sign.isascii():
        return sign.lower()
    return BEYOND.get(sign) or _by_place(sign)


def _by_place(sign: str) -> str:
    """Return the letter among whose characters the standard puts this one."""
    try:
        place = int.from_bytes(sign.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ANY
    if not _BEGINS[0] <= place <= _LAST:
        return ANY
    return _LETTERS[bisect_right(_BEGINS, place) - 1]
