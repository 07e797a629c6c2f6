// From columns and rows to pixels: where nodes stand and how lines run between them.

import type { Drawn, Route } from "./data";
import { scene } from "./scene";

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
// So far above somebody the next one's name may still reach down to the own height.
const ABOVE = 84;
export const SMALL = 9.5;
const WIDEST = 2.4;
export const BESIDE: Point = { x: 20, y: -12 };

export function radius(at: number): number {
  return (scene.spots[at]?.host ?? -1) >= 0 ? SMALL : RADIUS;
}

export function point(at: number, stretch: Stretch): Point {
  const node = scene.spots[at];
  if (!node) return { x: 0, y: 0 };
  const beside = node.host >= 0 ? BESIDE : { x: 0, y: 0 };
  return { x: node.x * stretch.x + node.side * beside.x, y: node.y * stretch.y + beside.y };
}

// Host and companion, or two companions of one host.
export function together(a: number, b: number): boolean {
  const [one = -1, two = -1] = [scene.spots[a]?.host, scene.spots[b]?.host];
  return one === b || two === a || (one >= 0 && one === two);
}

function port(at: number, side: number, share: number, gap: number, stretch: Stretch): Point {
  const middle = point(at, stretch);
  const r = radius(at);
  const dy = share * r * 0.72;
  return { x: middle.x + side * (Math.sqrt(r * r - dy * dy) + gap), y: middle.y + dy };
}

const fixed = (n: number) => String(Math.round(n * 10) / 10);
const at = (p: Point) => `${fixed(p.x)} ${fixed(p.y)}`;

export function line(edge: Pick<Drawn, "source" | "target" | "family" | "width">, route: Route, stretch: Stretch): Line {
  const [leaves, enters, out, into, ...via] = route;
  if (edge.source === edge.target) return { d: "", arrow: "", tail: point(edge.source, stretch), curves: [] };
  if (together(edge.source, edge.target)) {
    return short(point(edge.source, stretch), point(edge.target, stretch));
  }
  const head = edge.family === "money" ? 5 + edge.width * 0.75 : 6.5;
  const start = port(edge.source, leaves, out, 1, stretch);
  const tip = port(edge.target, enters, into, 2, stretch);
  const end = { x: tip.x + enters * head * 0.9, y: tip.y };
  const points = level([start, ...pairs(via, stretch), end], edge, stretch);
  const curves = leaves === enters ? [beside(start, end, leaves)] : smooth(points);
  return { d: path(curves), arrow: arrow(tip, enters, head, edge.family), tail: start, curves };
}

// Where a line runs straight past the neighbours of its own rank it keeps the height of its port.
function level(points: Point[], edge: { source: number; target: number }, stretch: Stretch): Point[] {
  const heights = [edge.source, edge.target].map((node) => (scene.spots[node]?.y ?? 0) * stretch.y);
  const last = points.length - 1;
  return points.map((p, n) => {
    if (n === 1 && n < last && p.y === heights[0]) return { x: p.x, y: points[0]?.y ?? p.y };
    if (n === last - 1 && n > 0 && p.y === heights[1]) return { x: p.x, y: points[last]?.y ?? p.y };
    return p;
  });
}

function pairs(flat: number[], stretch: Stretch): Point[] {
  const points: Point[] = [];
  for (let n = 0; n + 1 < flat.length; n += 2) {
    points.push({ x: (flat[n] ?? 0) * stretch.x, y: (flat[n + 1] ?? 0) * stretch.y });
  }
  return points;
}

// A line inside one rank bulges out to the side.
function beside(a: Point, b: Point, side: number): Point[] {
  const bulge = 20 + Math.min(40, Math.abs(b.y - a.y) * 0.16);
  return [a, { x: a.x + side * bulge, y: a.y }, { x: b.x + side * bulge, y: b.y }, b];
}

// Through all points without a wave between them (Fritsch and Carlson 1980), level at both ends.
function smooth(points: Point[]): Point[][] {
  const slopes = points.slice(1).map((b, n) => slope(points[n] ?? b, b));
  const tangents = points.map((_, n) => {
    const [before, after] = [slopes[n - 1], slopes[n]];
    if (before === undefined || after === undefined || before * after <= 0) return 0;
    return (2 * before * after) / (before + after);
  });
  return points.slice(1).map((b, n) => {
    const a = points[n] ?? b;
    const ends = n === 0 || n === points.length - 2;
    const reach = (b.x - a.x) * (ends && points.length === 2 ? 0.5 : 0.42);
    const [out, into] = [tangents[n] ?? 0, tangents[n + 1] ?? 0];
    return [a, { x: a.x + reach, y: a.y + reach * out }, { x: b.x - reach, y: b.y - reach * into }, b];
  });
}

function slope(a: Point, b: Point): number {
  return Math.abs(b.x - a.x) < 0.5 ? 0 : (b.y - a.y) / (b.x - a.x);
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

// How wide a text will be in the font of this machine, bold: no label is cut too late.
const pen = document.createElement("canvas").getContext("2d");
const ems = new Map<string, number>();
export function textWidth(text: string, size: number): number {
  let sum = 0;
  for (const sign of text) {
    // one ideograph is as wide as another, and each would cost a look into the font
    const like = /[㐀-鿿]/.test(sign) ? "一" : sign;
    sum += ems.get(like) ?? measured(like);
  }
  return sum * size;
}

function measured(sign: string): number {
  if (!pen) return 1;
  if (!ems.size) pen.font = `600 100px ${getComputedStyle(document.documentElement).fontFamily}`;
  const em = pen.measureText(sign).width / 100;
  ems.set(sign, em);
  return em;
}

// How wide a caption may be: half the way to whoever stands at about the same height, at most.
export function room(at: number, stretch: Stretch, near: number): number {
  const here = point(at, stretch);
  const width = scene.size[0] * stretch.x;
  let free = Math.max(stretch.x, Math.min(WIDEST * stretch.x, 2 * here.x, 2 * (width - here.x)));
  scene.spots.forEach((other, n) => {
    const there = point(n, stretch);
    const below = there.y - here.y;
    const beside = n !== at && other.host < 0 && below > -ABOVE && below < near;
    if (beside) free = Math.min(free, Math.max(stretch.x, Math.abs(there.x - here.x)));
  });
  return free;
}

// How far below somebody stands the next one in the same column.
export function depth(at: number, stretch: Stretch): number {
  const here = point(at, stretch);
  const under = scene.spots.flatMap((other, n) => {
    const there = point(n, stretch);
    const below = other.host < 0 && there.y > here.y && Math.abs(there.x - here.x) < 0.95 * stretch.x;
    return below ? [there.y - here.y] : [];
  });
  return Math.min(...under, Infinity);
}

// The largest size, within limits, at which a text fits.
export function sizeFor(text: string, most: number, least: number, width: number): number {
  const wanted = (most * width) / Math.max(1, textWidth(text, most));
  return Math.floor(Math.min(most, Math.max(least, wanted)) * 10) / 10;
}

// Of a mask the end is kept: it tells one number from another. Of sums whole ones, of days all but the century.
export function fitted(text: string, size: number, width: number): string {
  const fits = (cut: string) => textWidth(cut, size) <= width;
  if (fits(text)) return text;
  const parts = text.split(" · ");
  while (parts.length > 1 && parts.pop()) if (fits(`${parts.join(" · ")} · …`)) return `${parts.join(" · ")} · …`;
  const [head = "", ...more] = text.split(/\*\*\*\*|…/);
  const end = more[more.length - 1] ?? "";
  for (let kept = /\s/.test(head) ? 0 : head.length; more.length && kept >= 0; kept--) {
    const cut = `${head.slice(0, kept)}…${end}`;
    if (fits(cut)) return cut;
  }
  const bare = `…${end.split(" ")[0] ?? ""}`;
  if (bare.length > 1 && fits(bare)) return bare;
  const days = text.replace(/\b(19|20)(?=\d\d-\d\d)/g, "");
  if (fits(days)) return days;
  const sums = text.split(" + ");
  while (sums.length > 1 && sums.pop()) if (fits(`${sums.join(" + ")} + …`)) return `${sums.join(" + ")} + …`;
  if (more.length || !/\s/.test(text)) return cutInTheMiddle(text, size, width);
  let kept = "";
  for (const sign of text) {
    if (!fits(`${kept}${sign}…`)) break;
    kept += sign;
  }
  // of words only the first one may be cut
  return `${kept.replace(/([a-z].* )[a-z]+$/i, "$1")}…`;
}

// Numbers and long names differ most at their ends: both are kept.
function cutInTheMiddle(text: string, size: number, width: number): string {
  const signs = [...text];
  for (let kept = signs.length - 1; kept > 2; kept--) {
    const head = Math.floor(kept / 2);
    const cut = `${signs.slice(0, head).join("")}…${signs.slice(head - kept).join("")}`;
    if (textWidth(cut, size) <= width) return cut;
  }
  return `…${signs.slice(-2).join("")}`;
}

// Where a row may end: behind a word or a part of it, a sign of Chinese; never inside a number, nor before its last few digits.
const PIECES = /(?:.?某|[^\s!-~])\d{1,3}(?![!-~])\s*|[!-~…×¥]*\d[!-~…×¥万亿]*(?: \(\d+\))?\s*|[!-,.-~]+-?\s*|[^]\s*/gu;

// A few rows at most.
export function broken(text: string, size: number, width: number, most = 2): string[] {
  if (most < 2 || textWidth(text, size) <= width) return [fitted(text, size, width)];
  const parts = text.match(PIECES) ?? [];
  let first = "";
  let at = 0;
  while (at < parts.length && textWidth(first + (parts[at] ?? "").trimEnd(), size) <= width) first += parts[at++];
  if (!first) {
    // a word that is wider than its row goes on in the next one; a number never does
    const word = (parts[at++] ?? "").trimEnd();
    let kept = word.length;
    if (/^[^\d\u0100-\uffff]+$/.test(word)) while (kept > 1 && textWidth(`${word.slice(0, kept)}-`, size) > width) kept--;
    // no row has less than three letters of it
    if (kept < word.length && word.length > 6) kept = Math.max(3, Math.min(kept, word.length - 3));
    first = kept < word.length ? `${word.slice(0, kept)}-` : fitted(word, size, width);
    if (kept < word.length) parts[--at] = `${word.slice(kept)} `;
  }
  const rest = parts.slice(at).join("");
  return rest ? [first.trim(), ...broken(rest, size, width, most - 1)] : [first.trim()];
}
