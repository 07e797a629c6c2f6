"""Bytes to UTF-8 blocks: decoded once, hopefully; the strict judge is asked at any doubt."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from kg.errors import DecodeError
from kg.messages import Message
from kg.text import Encoding, check_forced, decode_mixed, sniff

Blocks = Callable[[], Iterator[bytes]]

_ASCII_BUT_NEWLINE = bytes(code for code in range(128) if code != 10)
#: A line all of whose bytes above ASCII are three-byte UTF-8: by chance rare in GB18030.
_LIKE_UTF8 = re.compile(rb"\n(?:[\xe2-\xef][\x80-\xbf]{2})+(?=\n)")
_HEAD = 4 << 20


class _Doubt(Exception):
    """The bytes may not be what their beginning was."""

    why = Message("lines-look-like-utf-8")


@dataclass(slots=True)
class TextStream:
    """The text of one file or member as UTF-8 blocks; ``encoding`` is known once they flow."""

    open: Blocks
    where: str
    forced: str | None = None
    encoding: Encoding = field(default_factory=lambda: Encoding("utf-8"))
    judged: bool = False

    def __post_init__(self) -> None:
        if self.forced == "mixed":
            self.encoding, self.judged = Encoding("mixed", basis="named by hand"), True
        elif self.forced:
            self._check_forced(self.forced)
        else:
            self.encoding = self._first_opinion()

    def _check_forced(self, name: str) -> None:
        try:
            codec = codecs.lookup(name).name
        except LookupError as error:
            raise DecodeError(Message("no-encoding", name=repr(name)), where=self.where) from error
        try:
            sniffed = sniff(self.open(), self.where)
        except DecodeError:
            sniffed = Encoding(codec)
        else:
            check_forced(name, sniffed, self.where)
        self.encoding = Encoding(codec, sniffed.bom, "named by hand")
        self.judged = True

    def _first_opinion(self) -> Encoding:
        """Judge by the first block; where it is all ASCII, UTF-8 until a later byte says no."""
        blocks = self.open()
        head = next(blocks, b"")
        if head.isascii() and b"\0" not in head:
            return Encoding("utf-8")
        return self._opinion(head[: head.rfind(b"\n") + 1] or head)

    def _opinion(self, head: bytes) -> Encoding:
        try:
            return sniff([head], self.where)
        except DecodeError:
            return self._judge()

    def _judge(self) -> Encoding:
        self.judged = True
        return sniff(self.open(), self.where)

    def blocks(self) -> Iterator[bytes]:
        """Yield the whole text in UTF-8; raise DecodeError where a line is not what the rest is.

        Nothing may be kept from the blocks if :class:`Restart` is raised: begin again.
        """
        try:
            yield from _transcoded(self.open(), self.encoding, self.judged)
        except (_Doubt, UnicodeDecodeError) as doubt:
            if self.judged:
                why = doubt.why if isinstance(doubt, _Doubt) else str(doubt)
                what = Message("not-in-encoding", encoding=self.encoding.name, why=why)
                raise DecodeError(what, where=self.where) from doubt
            self.encoding = self._judge()
            raise Restart from doubt


class Restart(Exception):
    """The encoding was judged anew: read the blocks again from the start."""


def _transcoded(blocks: Iterable[bytes], encoding: Encoding, judged: bool) -> Iterator[bytes]:
    if encoding.name == "mixed":
        for lines in _whole_lines(blocks):
            yield b"\n".join(decode_mixed(line).encode() for line in lines.split(b"\n"))
        return
    skip, decoder = len(encoding.bom), codecs.getincrementaldecoder(encoding.name)("strict")
    look_twice = encoding.name == "gb18030" and not judged
    for block in blocks:
        skipped, block = min(skip, len(block)), block[skip:]
        skip -= skipped
        yield _utf8(decoder, block, encoding.name, look_twice)
    decoder.decode(b"", final=True)


def _utf8(decoder: codecs.IncrementalDecoder, block: bytes, name: str, look_twice: bool) -> bytes:
    if block.isascii() and name in ("utf-8", "gb18030") and decoder.getstate()[0] == b"":
        return block
    if look_twice and _LIKE_UTF8.search(b"\n" + block.translate(None, _ASCII_BUT_NEWLINE)):
        raise _Doubt
    text = decoder.decode(block)
    return block if name == "utf-8" else text.encode()


def _whole_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        whole, newline, rest = (rest + block).rpartition(b"\n")
        yield whole + newline
    yield rest
