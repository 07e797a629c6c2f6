// The picture as a file of its own: as it is seen, with legend, filters and marking, on white.

import { data } from "./data";
import { picture } from "./chain";
import { INK, QUIET, svg, text as letters } from "./dom";
import { filterText, legendItems } from "./filters";
import { picture as flowPicture } from "./flowview";
import { textWidth } from "./geometry";
import { picture as lanesPicture } from "./lanes";
import { currency, rule, ruleName } from "./money";
import { state } from "./state";
import { picture as timePicture } from "./timeview";
import { heading, label, say } from "./words";

const SMALL = 11;
// A program that opens the file may have another font.
const WIDE = 1.12;

interface Copy {
  text: string;
  width: number;
  height: number;
}

// What is seen: filters, choice, moved and hidden things as they are, in the window as it is.
function copy(): Copy {
  if (state.view === "flow" || state.view === "time") return moneyCopy(state.view === "flow" ? flowPicture : timePicture);
  if (state.view === "lanes") return finished(seen(lanesPicture), Number(lanesPicture.getAttribute("width")), Number(lanesPicture.getAttribute("height")), []);
  return finished(seen(picture), picture.clientWidth, picture.clientHeight, []);
}

// A picture file has no style sheet: what the sheet hides goes, what it fades is written on it.
function seen(drawn: SVGSVGElement): SVGSVGElement {
  const clone = drawn.cloneNode(true) as SVGSVGElement;
  const [from, to] = [[...drawn.querySelectorAll("*")], [...clone.querySelectorAll("*")]];
  const gone: Element[] = [];
  from.forEach((element, at) => {
    const style = getComputedStyle(element);
    const other = to[at];
    if (!other) return;
    if (style.display === "none" || style.visibility === "hidden") gone.push(other);
    else if (style.opacity !== "1" && !element.classList.contains("ring")) other.setAttribute("opacity", style.opacity);
    if (element.classList.contains("stroke") && style.stroke) other.setAttribute("stroke", style.stroke);
  });
  for (const one of gone) one.remove();
  return clone;
}

// The flow and the timeline as they are drawn, with the rule by which, and nothing chosen.
function moneyCopy(drawn: SVGSVGElement): Copy {
  const clone = drawn.cloneNode(true) as SVGSVGElement;
  for (const one of clone.querySelectorAll(".ribbon .stroke")) one.setAttribute("opacity", one.closest(".back") ? "0.4" : "0.26");
  const now = rule();
  return finished(clone, Number(drawn.getAttribute("width")), Number(drawn.getAttribute("height")), now ? [ruleName(now.rule), currency()] : []);
}

function finished(clone: SVGSVGElement, width: number, high: number, about: string[]): Copy {
  for (const one of clone.querySelectorAll(".hit, .ring, .crowded, .brush")) one.remove();
  for (const one of clone.querySelectorAll("[tabindex]")) one.removeAttribute("tabindex");
  const under = foot(width, about);
  const height = high + under.height;
  clone.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) clone.setAttribute(name, String(value));
  clone.setAttribute("font-family", getComputedStyle(document.body).fontFamily);
  clone.prepend(svg("rect", { width, height, fill: "#ffffff" }));
  under.element.setAttribute("transform", `translate(0 ${high})`);
  clone.append(under.element);
  return { text: new XMLSerializer().serializeToString(clone), width, height };
}

// Below the picture: what its signs mean, what is filtered, the first sentence, the marking.
function foot(width: number, about: string[]): { element: SVGGElement; height: number } {
  const element = svg("g", { class: "foot" }, svg("path", { d: `M10 4H${width - 10}`, stroke: "#cbd3dc" }));
  const isMoney = state.view === "flow" || state.view === "time";
  let y = 22;
  if (!isMoney) {
    let x = 10;
    for (const { sample, text } of legendItems()) {
      const wide = 28 + textWidth(text, SMALL) * WIDE + 16;
      if (x + wide > width - 10 && x > 10) [x, y] = [10, y + 20];
      const icon = sample.cloneNode(true) as SVGSVGElement;
      const size = Number(icon.getAttribute("width"));
      for (const [name, value] of Object.entries({ x: x + (22 - Math.min(22, size)) / 2, y: y - 12, width: Math.min(22, size), height: 16 })) icon.setAttribute(name, String(value));
      element.append(icon, letters(x + 27, y, SMALL, INK, text));
      x += wide;
    }
    y += 20;
  }
  const head = document.querySelector(".headline p")?.textContent?.trim() ?? "";
  const lines = [head, ...(isMoney ? [] : [filterText()]), [...heading(), ...about, data.marking, ...data.banners.map((banner) => label(banner)), `${say("digest")} ${data.digest.slice(0, 16)}`].filter(Boolean).join("  ·  ")];
  for (const line of lines.filter(Boolean).flatMap((text) => rows(text, width - 20))) {
    element.append(letters(10, y, SMALL, QUIET, line));
    y += 16;
  }
  element.prepend(svg("rect", { width, height: y + 2, fill: "#ffffff" }));
  return { element, height: y + 2 };
}

function rows(text: string, width: number): string[] {
  const made: string[] = [];
  let row = "";
  for (const word of text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) ?? []) {
    if (row && textWidth(row + word, SMALL) * WIDE > width) {
      made.push(row);
      row = "";
    }
    row += word;
  }
  return [...made, row];
}

export function hand(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const fileName = (suffix: string) => `${(data.name || "chain").replace(/[^\p{L}\p{N}_-]+/gu, "-")}.${suffix}`;

export function saveSvg(): void {
  hand(new Blob([copy().text], { type: "image/svg+xml" }), fileName("svg"));
}

export function savePng(): void {
  const { text, width, height } = copy();
  const image = new Image();
  const from = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  image.onload = () => {
    const scale = Math.min(2, 8000 / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(from);
    canvas.toBlob((blob) => blob && hand(blob, fileName("png")));
  };
  image.src = from;
}
