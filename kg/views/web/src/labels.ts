// Captions of lines, each where there is room: not over a node, not over another caption.

import { data } from "./data";
import { along, point, RADIUS, textWidth } from "./geometry";
import { labelElements, lines, nodeElements, size, stretch, view } from "./canvas";

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const SHARES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74];
const SIZE = 10.5;
// From here on every line says what it is; before, only the weighty ones do.
const CLOSE = 1.6;

export function placeLabels(): void {
  const taken = data.nodes.flatMap((node, at) => (node.host < 0 ? nodeBoxes(at) : []));
  const scale = Math.max(1, 10 / (SIZE * view.k));
  const order = data.edges.map((_, at) => at).sort((a, b) => rank(b) - rank(a) || a - b);
  for (const at of order) place(at, scale, taken);
}

// Money first, the largest first; then what people and data do.
function rank(at: number): number {
  const edge = data.edges[at];
  if (!edge) return 0;
  return edge.family === "money" ? 100 + edge.width : edge.family === "data" ? 50 : 0;
}

function place(at: number, scale: number, taken: Box[]): void {
  const text = labelElements[at];
  const curves = lines[at]?.curves;
  if (!text || !curves?.length) return;
  if (!data.edges[at]?.said && view.k < CLOSE) {
    const middle = along(curves, 0.5);
    return show(text, middle.x, middle.y, scale, true);
  }
  const width = textWidth(text.textContent ?? "", SIZE) * scale;
  for (const share of SHARES) {
    const middle = along(curves, share);
    const x = Math.min(middle.x, size().width - width / 2); // a bow beyond the last column
    const box = around(x, middle.y, width + 4, 13 * scale);
    if (taken.some((other) => overlap(box, other))) continue;
    taken.push(box);
    show(text, x, middle.y, scale, false);
    return;
  }
  const middle = along(curves, 0.5);
  show(text, middle.x, middle.y, scale, true);
}

function show(text: SVGTextElement, x: number, y: number, scale: number, crowded: boolean): void {
  text.setAttribute("transform", `translate(${x} ${y + 3.6 * scale}) scale(${scale})`);
  text.classList.toggle("crowded", crowded);
  if (crowded) text.setAttribute("visibility", "hidden");
  else text.removeAttribute("visibility");
}

function nodeBoxes(at: number): Box[] {
  const { x, y } = point(at, stretch);
  const captions = [...(nodeElements[at]?.querySelectorAll("text") ?? [])];
  const widest = Math.max(0, ...captions.map((c) => textWidth(c.textContent ?? "", 11.5)));
  const body = around(x, y, 2 * RADIUS + 8, 2 * RADIUS + 8);
  return [body, { ...around(x, 0, widest, 0), top: y + RADIUS, bottom: y + RADIUS + 4 + 12 * captions.length }];
}

function around(x: number, y: number, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
