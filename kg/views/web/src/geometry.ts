// From columns and rows to pixels: where nodes stand and how lines run between them.

import { data, type Edge, type Route } from "./data";

export interface Point {
  x: number;
  y: number;
}
export interface Stretch {
  x: number;
  y: number;
}
export interface Line {
  d: string;
  arrow: string;
  tail: Point;
  curves: Point[][];
}

export const RADIUS = 15;
export const SMALL = 9.5;
export const BESIDE: Point = { x: -20, y: -12 };

export function radius(at: number): number {
  return (data.nodes[at]?.host ?? -1) >= 0 ? SMALL : RADIUS;
}

export function point(at: number, stretch: Stretch): Point {
  const node = data.nodes[at];
  if (!node) return { x: 0, y: 0 };
  const beside = node.host >= 0 ? BESIDE : { x: 0, y: 0 };
  return { x: node.x * stretch.x + beside.x, y: node.y * stretch.y + beside.y };
}

function port(at: number, side: number, share: number, gap: number, stretch: Stretch): Point {
  const middle = point(at, stretch);
  const r = radius(at);
  const dy = share * r * 0.72;
  return { x: middle.x + side * (Math.sqrt(r * r - dy * dy) + gap), y: middle.y + dy };
}

const fixed = (n: number) => String(Math.round(n * 10) / 10);
const at = (p: Point) => `${fixed(p.x)} ${fixed(p.y)}`;

export function line(edge: Pick<Edge, "source" | "target" | "family" | "width">, route: Route, stretch: Stretch): Line {
  const [leaves, enters, out, into, ...via] = route;
  if (edge.source === edge.target) return loop(edge.source, stretch);
  if (data.nodes[edge.source]?.host === edge.target || data.nodes[edge.target]?.host === edge.source) {
    return short(point(edge.source, stretch), point(edge.target, stretch));
  }
  const head = edge.family === "money" ? 5 + edge.width : 6.5;
  const start = port(edge.source, leaves, out, 1, stretch);
  const tip = port(edge.target, enters, into, 2, stretch);
  const end = { x: tip.x + enters * head * 0.9, y: tip.y };
  const points = [start, ...pairs(via, stretch), end];
  const curves = points.slice(1).map((to, n) => curve(points[n] ?? to, to, leaves, enters));
  return { d: path(curves), arrow: arrow(tip, enters, head, edge.family), tail: start, curves };
}

function pairs(flat: number[], stretch: Stretch): Point[] {
  const points: Point[] = [];
  for (let n = 0; n + 1 < flat.length; n += 2) {
    points.push({ x: (flat[n] ?? 0) * stretch.x, y: (flat[n + 1] ?? 0) * stretch.y });
  }
  return points;
}

// Leaves and arrives level; a line inside one rank bulges out to the side instead.
function curve(a: Point, b: Point, leaves: number, enters: number): Point[] {
  if (leaves === enters) {
    const bulge = 20 + Math.min(40, Math.abs(b.y - a.y) * 0.16);
    return [a, { x: a.x + leaves * bulge, y: a.y }, { x: b.x + enters * bulge, y: b.y }, b];
  }
  const half = (b.x - a.x) / 2;
  return [a, { x: a.x + half, y: a.y }, { x: b.x - half, y: b.y }, b];
}

function path(curves: Point[][]): string {
  const start = curves[0]?.[0] ?? { x: 0, y: 0 };
  return `M${at(start)}` + curves.map((c) => `C${c.slice(1).map(at).join(" ")}`).join("");
}

function arrow(tip: Point, side: number, head: number, family: string): string {
  const x = tip.x + side * head;
  const h = head * 0.62;
  const ends = [`M${at({ x, y: tip.y - h })}`, `L${at(tip)}`, `L${at({ x, y: tip.y + h })}`];
  if (family === "people") return ends.join("");
  return `${ends.join("")}L${at({ x: tip.x + side * head * 0.72, y: tip.y })}Z`;
}

function short(a: Point, b: Point): Line {
  return { d: `M${at(a)}L${at(b)}`, arrow: "", tail: a, curves: [[a, a, b, b]] };
}

function loop(node: number, stretch: Stretch): Line {
  const { x, y } = point(node, stretch);
  const a = { x: x + 8, y: y - 13 };
  const b = { x: x + 14.5, y: y - 7 };
  const c = [a, { x: x + 16, y: y - 42 }, { x: x + 46, y: y - 16 }, b];
  const tip = `M${at({ x: b.x + 8.5, y: b.y - 5.5 })}L${at(b)}L${at({ x: b.x + 8, y: b.y + 3.5 })}Z`;
  return { d: path([c]), arrow: tip, tail: a, curves: [c] };
}

export function along(curves: Point[][], share: number): Point {
  const whole = share * curves.length;
  const turn = Math.min(curves.length - 1, Math.floor(whole));
  const [a, b, c, d] = curves[turn] ?? [];
  const t = whole - turn;
  const u = 1 - t;
  const mix = (p = 0, q = 0, r = 0, s = 0) =>
    u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * s;
  return { x: mix(a?.x, b?.x, c?.x, d?.x), y: mix(a?.y, b?.y, c?.y, d?.y) };
}

// How wide a text will be: Chinese signs are square, others a bit more than half.
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const sign of text) ems += sign.charCodeAt(0) > 0x2e7f ? 1 : 0.57;
  return ems * size;
}

export function fitted(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  let kept = "";
  for (const sign of text) {
    if (textWidth(`${kept}${sign}…`, size) > width) break;
    kept += sign;
  }
  return `${kept}…`;
}
