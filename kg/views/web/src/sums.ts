// Exact sums of the rows that pass the filters: what the range of time governs is counted and summed.

import { data, type Edge, type Row, type Totals } from "./data";
import { edgePasses, placePasses } from "./graph";
import { state } from "./state";

const PLACES = 18;
const numberOf = new Map(data.edges.map((edge, at) => [edge, at]));

export const isRanged = (): boolean => state.from > -Infinity || state.to < Infinity;
const isFiltered = (): boolean => isRanged() || state.proofsOff.size > 0;

// In whole units of the smallest written part, never in floating point.
export function added(parts: Totals): Totals {
  const all = new Map<string, bigint>();
  for (const [currency, amount] of parts) {
    const [whole = "0", part = ""] = amount.split(".");
    all.set(currency, (all.get(currency) ?? 0n) + BigInt(whole + part.padEnd(PLACES, "0")));
  }
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, units]) => {
    const text = String(units).padStart(PLACES + 1, "0");
    const part = text.slice(-PLACES).replace(/0+$/, "");
    return [currency, text.slice(0, -PLACES) + (part ? `.${part}` : "")];
  });
}

// A line's rows that pass: their number, and their sums by currency.
export function passing(at: number): { count: number; totals: Totals } {
  const edge = data.edges[at];
  if (!edge) return { count: 0, totals: [] };
  if (!isFiltered()) return { count: edge.count, totals: edge.totals };
  const open = Array.from({ length: edge.count }, (_, place) => place).filter((place) => placePasses(at, place));
  const counts = edge.totals.length > 0;
  const parts = counts ? open.flatMap((place): Totals => amountAt(edge, place)) : [];
  return { count: open.length, totals: added(parts) };
}

function amountAt(edge: Edge, place: number): Totals {
  const row = edge.links[place];
  const flows = (one: Row) => !one.values?.some(([name, texts]) => name === "status" && !texts.includes("ok"));
  if (row) return row.amount && flows(row) ? [[row.currency ?? "", row.amount]] : [];
  const rest = edge.rest?.[place - edge.links.length];
  return rest?.[2] ? [[rest[1], rest[2]]] : [];
}

export function totalsOf(edge: Edge): Totals {
  return isFiltered() ? passing(numberOf.get(edge) ?? -1).totals : edge.totals;
}

// Of a line between groups: what its edges sum to, as far as they pass.
export function totalsOfAll(edges: number[], all: Totals): Totals {
  return isFiltered() ? added(edges.flatMap((at) => (edgePasses(at) ? passing(at).totals : []))) : all;
}

// Rows of some edges that pass; of all that are drawn.
export const rowsOf = (edges: number[]): number => edges.reduce((sum, at) => sum + (edgePasses(at) ? passing(at).count : 0), 0);
export const rowsDrawn = (): number => rowsOf(data.edges.map((_, at) => at));
