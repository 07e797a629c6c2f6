"""Names in pinyin: whole, by initials, by any reading of a character; what nobody can read."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kg.text.pinyin import fits, readings


@pytest.mark.parametrize(
    ("name", "typed", "how"),
    [
        ("张三", "zs", "whole"),
        ("张三", "ZS", "whole"),
        ("张三", "zhangsan", "whole"),
        ("张三", "ZhangSan", "whole"),
        ("张三", "zhangs", "whole"),
        ("张三", "zsan", "whole"),
        ("張三", "zhangsan", "whole"),
        ("张三丰", "zs", "start"),
        ("张三丰", "zhangsan", "start"),
        ("单雄信", "sxx", "whole"),
        ("单雄信", "dxx", "whole"),
        ("单雄信", "shanxiongxin", "whole"),
        ("单雄信", "danxiongxin", "whole"),
        ("曾国藩", "zengguofan", "whole"),
        ("曾国藩", "cengguofan", "whole"),
        ("吕布", "lvbu", "whole"),
        ("吕布", "lubu", "whole"),
        ("吕布", "lübu", "whole"),
        ("阮霁白", "rjb", "whole"),
        ("王龘", "wangda", "whole"),
        ("王\U0002a6d6", "wd", "open"),
        ("王\U0002a6d6", "wangx", "open"),
        ("\U0002a6d6\U0002a6d6", "dd", ""),
        ("张三", "zsf", ""),
        ("张三", "ls", ""),
        ("张三", "hangsan", ""),
        ("北槐银行", "bhyx", "whole"),
        ("北槐银行", "beihuaiyinhang", "whole"),
        ("单A", "sa", "whole"),
    ],
)
def test_letters_fit_a_name(name: str, typed: str, how: str) -> None:
    assert fits(name, typed) == how


def test_what_is_unknown_is_said_to_be_so() -> None:
    assert readings("\U0002a6d6") == ()
    assert readings("A") == ("a",)


def test_the_dictionary_is_read_only_when_a_han_character_is() -> None:
    code = (
        "import sys; from kg.text.pinyin import fits; fits('abc', 'ab');"
        "print('pypinyin' in sys.modules); fits('张三', 'zs'); print('pypinyin' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
