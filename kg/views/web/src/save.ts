// The picture as a file of its own: drawn at full size, with its headings, on white.

import { data } from "./data";
import { size, view } from "./canvas";
import { draw, picture, settle, transform } from "./chain";
import { svg } from "./dom";
import { picture as flowPicture } from "./flowview";
import { FOOT, HEAD } from "./heads";
import { currency, rule, ruleName } from "./money";
import { state } from "./state";
import { picture as timePicture } from "./timeview";
import { label, say } from "./words";

const NOTE = 26;

interface Copy {
  text: string;
  width: number;
  height: number;
}

function copy(): Copy {
  if (state.view === "flow" || state.view === "time") return moneyCopy(state.view === "flow" ? flowPicture : timePicture);
  const before = { ...view };
  const whole = size();
  const width = Math.ceil(whole.width + 20);
  const height = Math.ceil(whole.height + HEAD + FOOT + NOTE + 16);
  Object.assign(view, { k: 1, x: 10, y: HEAD + 8 });
  transform();
  settle();
  const clone = picture.cloneNode(true) as SVGSVGElement;
  Object.assign(view, before);
  draw();
  settle();
  return finished(clone, width, height, []);
}

// The flow and the timeline as they are drawn, with the rule by which, and nothing chosen.
function moneyCopy(drawn: SVGSVGElement): Copy {
  const clone = drawn.cloneNode(true) as SVGSVGElement;
  for (const one of clone.querySelectorAll(".ribbon .stroke")) one.setAttribute("opacity", one.closest(".back") ? "0.4" : "0.26");
  const now = rule();
  return finished(clone, Number(drawn.getAttribute("width")), Number(drawn.getAttribute("height")) + NOTE, now ? [ruleName(now.rule), currency()] : []);
}

function finished(clone: SVGSVGElement, width: number, height: number, about: string[]): Copy {
  for (const one of clone.querySelectorAll(".hit, .ring, .crowded, .brush")) one.remove();
  for (const one of clone.querySelectorAll("[tabindex]")) one.removeAttribute("tabindex");
  clone.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) clone.setAttribute(name, String(value));
  clone.setAttribute("font-family", getComputedStyle(document.body).fontFamily);
  clone.prepend(svg("rect", { width, height, fill: "#ffffff" }));
  clone.append(note(width, height, about));
  return { text: new XMLSerializer().serializeToString(clone), width, height };
}

function note(width: number, height: number, about: string[]): SVGGElement {
  const said = [data.title, ...about, data.marking, ...data.banners.map((banner) => label(banner)), `${say("digest")} ${data.digest.slice(0, 16)}`];
  return svg(
    "g",
    {},
    svg("rect", { y: height - NOTE, width, height: NOTE, fill: "#ffffff" }),
    svg("text", { x: 10, y: height - 9, "font-size": 11, fill: "#5b6675" }, said.filter(Boolean).join("  ·  ")),
  );
}

function hand(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const fileName = (suffix: string) => `${(data.name || "chain").replace(/[^\p{L}\p{N}_-]+/gu, "-")}.${suffix}`;

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
