// Captions of lines, each where there is room: not over a node, not over another caption.

import { along, point, RADIUS, SMALL, textWidth, type Point } from "./geometry";
import { labelElements, lineElements, lines, spotElements, size, stretch } from "./canvas";
import { svg } from "./dom";
import { scene } from "./scene";

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const SHARES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];
// How far from its line a weighty amount may stand if there is no room on it.
const ASIDE = [0, ...Array.from({ length: 28 }, (_, n) => (n % 2 ? 1 : -1) * 13.5 * ((n >> 1) + 1))];
const BESIDE = [0, -34, 34, -68, 68, -110, 110];
export const SIZE = 11;
// A caption so far from its line is led to it.
const LED = 11;
// An amount above this part of all that is drawn in its currency is always told.
const WEIGHTY = 0.05;
// From so many pixels a row on every line says what it is; before, only the weighty ones do.
const CLOSE = 130;

export function placeLabels(): void {
  const taken = scene.spots.flatMap((_, at) => nodeBoxes(at));
  const weighty = weightyLines();
  const rank = (at: number) => {
    const line = scene.lines[at];
    if (!line) return 0;
    const money = line.family === "money" && line.totals.length;
    return (weighty.has(at) ? 1000 : 0) + (money ? 100 + line.width : line.family === "data" ? 50 : 0);
  };
  const order = scene.lines.map((_, at) => at).sort((a, b) => rank(b) - rank(a) || a - b);
  for (const at of order) place(at, taken, weighty.has(at));
}

export function weightyLines(): Set<number> {
  const whole = new Map<string, number>();
  for (const line of scene.lines) for (const [code, amount] of line.totals) whole.set(code, (whole.get(code) ?? 0) + Math.abs(Number(amount)));
  const isWeighty = ([code, amount]: [string, string]) => Math.abs(Number(amount)) > WEIGHTY * (whole.get(code) ?? Infinity);
  return new Set(scene.lines.flatMap((line, at) => (line.source !== line.target && line.totals.some(isWeighty) ? [at] : [])));
}

function place(at: number, taken: Box[], isWeighty: boolean): void {
  const text = labelElements[at];
  const curves = lines[at]?.curves;
  if (!text) return;
  lineElements[at]?.querySelector(".leader")?.remove();
  if (!curves?.length) return show(text, { x: 0, y: 0 }, true);
  const line = scene.lines[at];
  if (isWeighty) text.setAttribute("data-weighty", "");
  if (isWeighty || (line?.said ?? 0) > 0 || (stretch.y > CLOSE && line?.said === 0)) {
    const width = textWidth(text.textContent ?? "", SIZE);
    const ways = isWeighty ? ASIDE : line?.totals.length ? ASIDE.slice(0, 3) : [0];
    for (const [aside, beside] of ways.flatMap((dy) => (Math.abs(dy) > 20 ? BESIDE : [0]).map((dx) => [dy, dx] as const))) {
      for (const share of SHARES) {
        const on = along(curves, share);
        const middle = { x: on.x + beside, y: on.y };
        // a bow beyond the last column stays in the picture
        const x = Math.max(width / 2, Math.min(middle.x, size().width - width / 2));
        const box = around(x, middle.y + aside, width + 6, 14);
        if (taken.some((other) => overlap(box, other))) continue;
        taken.push(box);
        const y = middle.y + aside;
        // what stands off its line is led to it
        if (Math.hypot(on.x - x, on.y - y) > LED) lineElements[at]?.append(svg("path", { class: "leader", d: `M${x} ${y}L${on.x} ${on.y}`, stroke: text.getAttribute("fill") ?? "" }));
        return show(text, { x, y }, false);
      }
    }
  }
  show(text, along(curves, 0.5), true);
}

function show(text: SVGTextElement, { x, y }: Point, crowded: boolean): void {
  text.setAttribute("transform", `translate(${x} ${y + 3.8})`);
  text.classList.toggle("crowded", crowded);
  if (crowded) text.setAttribute("visibility", "hidden");
  else text.removeAttribute("visibility");
}

function nodeBoxes(at: number): Box[] {
  const { x, y } = point(at, stretch);
  if ((scene.spots[at]?.host ?? -1) >= 0) return [around(x, y, 2 * SMALL + 4, 2 * SMALL + 4)];
  const captions = [...(spotElements[at]?.querySelectorAll<SVGTextElement>("text.name, text.second") ?? [])];
  const widest = Math.max(0, ...captions.map((c) => textWidth(c.textContent ?? "", Number(c.getAttribute("font-size")))));
  const body = around(x, y, 2 * RADIUS + 8, 2 * RADIUS + 8);
  return [body, { ...around(x, 0, widest + 8, 0), top: y + RADIUS, bottom: y + RADIUS + 7 + 13 * captions.length }];
}

function around(x: number, y: number, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
