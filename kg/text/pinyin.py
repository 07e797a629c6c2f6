"""How Chinese names are read in pinyin, and how typed letters fit them; readings by pypinyin."""

from __future__ import annotations

import re
from functools import cache

_HAN = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_UMLAUT = str.maketrans({"ü": "v"})


@cache
def readings(sign: str) -> tuple[str, ...]:
    """Return every reading of a character, without tones; of a letter or digit, itself.

    A character that has none (no dictionary knows it) has an empty tuple.

    >>> readings("单"), readings("A")
    (('dan', 'chan', 'shan'), ('a',))
    """
    if not _HAN.match(sign):
        return (sign.lower(),)
    from pypinyin import Style, pinyin

    sounds_of_sign = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore")
    sounds = [sound.translate(_UMLAUT) for sound in sounds_of_sign[0]] if sounds_of_sign else []
    # lü is typed as lv, in passports as lu
    sounds += [sound.replace("v", "u") for sound in sounds if "v" in sound]
    return tuple(dict.fromkeys(sounds))


def fits(name: str, typed: str) -> str:
    """Say how typed letters fit a name: ``whole``, ``start``, or ``open`` (by unknown characters).

    Each character answers to any of its readings in full, or to the first letter of one; what is
    typed may mix both (``zhangs``). The empty text says that they do not fit, or that of fewer
    than half of the characters a reading is known.

    >>> fits("张三", "zhangsan"), fits("张三丰", "zs"), fits("单雄信", "shanxx"), fits("张三", "ls")
    ('whole', 'start', 'whole', '')
    """
    signs = [readings(sign) for sign in name if sign.isalnum()]
    # how many characters are read so far, by how much is typed: {letters used: fewest unknown}
    typed = typed.lower().translate(_UMLAUT)
    ends = {0: 0}
    best = ""
    for place, known in enumerate(signs, 1):
        ends = _next_ends(ends, known, typed)
        if (unknown := ends.get(len(typed))) is not None:
            if unknown:
                best = best or ("open" if 2 * unknown <= place else "")
            elif place == len(signs):
                return "whole"
            else:
                best = "start"
    return best


def _next_ends(ends: dict[int, int], known: tuple[str, ...], typed: str) -> dict[int, int]:
    """Return where the typed letters may stand when one more character is read."""
    further: dict[int, int] = {}
    for at, unknown in ends.items():
        if at == len(typed):
            continue
        steps = {(len(sound), 0) for sound in known if typed.startswith(sound, at)}
        steps |= {(1, 0) for sound in known if typed[at] == sound[0]}
        steps |= {(1, 1)} if not known else set()
        # the last character may be typed in part: zhangsa
        rest = typed[at:]
        steps |= {(len(rest), 0) for sound in known if sound.startswith(rest)}
        for length, is_unknown in steps:
            end = at + length
            further[end] = min(further.get(end, 1 << 30), unknown + is_unknown)
    return further
