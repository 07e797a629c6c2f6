// Search over everything in the file: names, handles, kinds, relations, and amounts.

import { amounts, currency, handles, kind, labels, largest, M, N, relation, source, sumsOf, target } from "./mapdata";
import { kindLabel, relationLabel } from "./mapwords";

export type Hit = { thing: number; sum?: string } | { pair: number };
export interface Found {
  hits: Hit[];
  things: number;
  pairs: number;
}

const MOST = 60;
const AMOUNT = /^([<>]=?)?\s*[¥$€]?\s*(\d[\d,，]*(?:\.\d+)?)\s*(万|亿|[kmb])?$/i;
const UNITS: Record<string, number> = { 万: 4, 亿: 8, k: 3, m: 6, b: 9 };

export function find(text: string): Found {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return { hits: [], things: 0, pairs: 0 };
  const things = named(wanted);
  const amount = AMOUNT.exec(wanted);
  const pairs = amount ? paid(amount[1] ?? "", plain(amount[2] ?? "", amount[3] ?? "")) : related(wanted);
  const sums = amount && !amount[1] ? summed(plain(amount[2] ?? "", amount[3] ?? "")) : [];
  const hits: Hit[] = [...things.slice(0, MOST).map((thing) => ({ thing })), ...sums.slice(0, MOST), ...pairs.slice(0, MOST).map((pair) => ({ pair }))];
  return { hits, things: things.length + sums.length, pairs: pairs.length };
}

function named(wanted: string): number[] {
  const best: number[] = [];
  const rest: number[] = [];
  const kinds = new Set<number>();
  for (let at = 0; at < 65535 && kindLabel(at); at++) if (kindLabel(at).toLowerCase().includes(wanted)) kinds.add(at);
  for (let n = 0; n < N; n++) {
    const label = (labels[n] ?? "").toLowerCase();
    if (label === wanted || (handles[n] ?? "").toLowerCase() === wanted) best.push(n);
    else if (label.includes(wanted) || kinds.has(kind[n] as number)) rest.push(n);
  }
  return [...best, ...rest];
}

function related(wanted: string): number[] {
  const relations = new Set<number>();
  // as a system writes it, or as the map does
  const words = wanted.replace(/_/g, " ");
  for (let at = 0; relationLabel(at); at++) if (relationLabel(at).toLowerCase().includes(words)) relations.add(at);
  const found: number[] = [];
  if (relations.size) for (let at = 0; at < M; at++) if (relations.has(relation[at] as number)) found.push(at);
  return found;
}

// 1,250.50 and 0.125万 are one amount, written as the columns have it.
function plain(figure: string, unit: string): string {
  const [whole = "", part = ""] = figure.replace(/[,，]/g, "").split(".");
  const places = UNITS[unit.toLowerCase()] ?? 0;
  const digits = whole + part.padEnd(places, "0");
  const point = whole.length + places;
  const rest = digits.slice(point).replace(/0+$/, "");
  return (digits.slice(0, point).replace(/^0+(?=\d)/, "") || "0") + (rest && `.${rest}`);
}

function paid(sign: string, amount: string): number[] {
  const found: number[] = [];
  const bound = Number(amount);
  for (let at = 0; at < M; at++) {
    const total = amounts[at];
    if (!total) continue;
    if (!sign ? total === amount || largest[at] === amount : passes(sign, Number(total), bound)) found.push(at);
  }
  return sign ? found.sort((a, b) => Number(amounts[b]) - Number(amounts[a]) || a - b) : found;
}

const passes = (sign: string, value: number, bound: number): boolean =>
  sign === ">" ? value > bound : sign === ">=" ? value >= bound : sign === "<" ? value < bound : value <= bound;

// What all payments of a thing come to is an amount of the file, too; near sums are added up exactly.
function summed(amount: string): Hit[] {
  const bound = Number(amount);
  const sums = new Map<number, number>();
  const add = (end: number, out: number, at: number) => {
    const key = ((currency[at] as number) * 2 + out) * N + end;
    sums.set(key, (sums.get(key) ?? 0) + Number(amounts[at]));
  };
  for (let at = 0; at < M; at++) {
    if (!amounts[at]) continue;
    add(source[at] as number, 1, at);
    add(target[at] as number, 0, at);
  }
  const found: Hit[] = [];
  for (const [key, sum] of sums) {
    if (Math.abs(sum - bound) > 1e-6 * Math.max(1, bound)) continue;
    const thing = key % N;
    const isOut = Math.floor(key / N) % 2 === 1;
    if (sumsOf(thing, isOut).some((one) => one.total === amount)) found.push({ thing, sum: isOut ? "out" : "in" });
  }
  return found.sort((a, b) => ("thing" in a && "thing" in b ? a.thing - b.thing : 0));
}
