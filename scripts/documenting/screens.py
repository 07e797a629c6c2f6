"""Pictures of real pages for the documentation: made, opened in Chromium, written with few colours.

Needs Chromium and playwright, as the tests of the pages do.
"""

from __future__ import annotations

import base64
import json
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "kg" / "docs" / "screens"
SIZE = (1280, 800)
LANGS = ("zh", "en")
COLOURS = 255
PIXELS = """async png => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + png;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const {data} = pen.getImageData(0, 0, image.width, image.height);
  let text = '';
  for (let at = 0; at < data.length; at += 32768)
    text += String.fromCharCode(...data.subarray(at, at + 32768));
  return btoa(text);
}"""


@dataclass(frozen=True)
class Screen:
    """One picture: of which page, and what is clicked before it is taken."""

    name: str
    page: str
    clicks: Callable[[Any], None] = lambda tab: None


def night(tab: Any) -> None:
    """Show the day with the most calls, side by side, hand by hand from the start."""
    tab.locator(".node.start").dispatch_event("click")
    max(tab.locator(".day").all(), key=_rows).click()
    tab.locator("[data-open=lanes]").click()
    while tab.locator("[data-more]").count():
        tab.locator("[data-more]").click()


def _rows(day: Any) -> int:
    return int("".join(filter(str.isdigit, day.text_content().rpartition(":")[2])))


TAKEN = (Screen("overview", "chain"), Screen("money", "money"), Screen("lanes", "word", night))


def main(arguments: list[str]) -> int:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if chromium is None:
        sys.stderr.write("no Chromium on this machine\n")
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(arguments[0] if arguments else scratch).resolve()
        pages = written(place)
        SCREENS.mkdir(exist_ok=True)
        take(chromium, pages)
    return 0


def written(place: Path) -> dict[tuple[str, str], Path]:
    """Make the demo, and write the pages that are taken; return them by name and language.

    Each language has its own: the names that masks give are those of the language of an export.
    """
    case = str(place / "case")
    kg("demo", str(place), "--seed", "1", "--victims", "20")
    kg("open", str(place / "files"), "--case", case)
    answer = json.loads((place / "answer.json").read_text(encoding="utf-8"))
    kg("chain", case, answer["contacts"]["relay"]["start"], "--hops", "5", "--as", "word")
    pages = {"chain": "", "word": "word", "money": "victims"}
    made = {(name, lang): place / f"{name}.{lang}.html" for name in pages for lang in LANGS}
    for (name, lang), page in made.items():
        words = filter(None, [str(page), pages[name]])
        kg("--lang", lang, "export", case, *words, "--force")
    return made


def kg(*words: str) -> None:
    """Run a command; what it prints is not wanted."""
    command = [sys.executable, "-m", "kg", *words]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 3):  # 3: rows that could not be read, which the demo has
        sys.exit(done.returncode)


def take(chromium: str, pages: dict[tuple[str, str], Path]) -> None:
    """Open every page in each language and write its picture."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"],
        )
        converter = browser.new_page()
        for screen in TAKEN:
            for lang in LANGS:
                tab = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
                tab.goto(pages[screen.page, lang].as_uri())
                if not str(tab.locator("html").get_attribute("lang")).startswith(lang):
                    tab.locator(".language").click()
                screen.clicks(tab)
                tab.mouse.move(0, 0)
                tab.wait_for_timeout(400)
                seen = base64.b64encode(tab.screenshot()).decode()
                raw = base64.b64decode(converter.evaluate(PIXELS, seen))
                out = SCREENS / f"{screen.name}.{lang}.png"
                out.write_bytes(png(np.frombuffer(raw, np.uint8).reshape(SIZE[1], SIZE[0], 4)))
                sys.stdout.write(f"{out.relative_to(ROOT)}: {out.stat().st_size:,} bytes\n")
                tab.close()
        browser.close()


def png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Return a picture as PNG with a palette of its most frequent colours (RFC 2083)."""
    high, wide, _ = pixels.shape
    codes = (pixels[:, :, :3].astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)).ravel()
    every, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
    palette = every[np.argsort(-counts.astype(np.int64), kind="stable")[:COLOURS]]
    parts, own = (
        np.stack([one >> 16, one >> 8 & 255, one & 255], 1).astype(np.int16)
        for one in (every, palette)
    )
    nearest = np.concatenate(
        [np.abs(some[:, None] - own[None]).sum(2).argmin(1) for some in np.array_split(parts, 16)]
    ).astype(np.uint8)
    rows = np.zeros((high, wide + 1), np.uint8)
    rows[:, 1:] = nearest[place].reshape(high, wide)
    colours = own.astype(np.uint8).tobytes()
    head = struct.pack(">IIBBBBB", wide, high, 8, 3, 0, 0, 0)
    chunks = [
        (b"IHDR", head),
        (b"PLTE", colours),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
