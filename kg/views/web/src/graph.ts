// What joins what, and which rows pass the filters.

import { data, type Edge, type Row } from "./data";
import { state } from "./state";

const out: number[][] = data.nodes.map(() => []);
const into: number[][] = data.nodes.map(() => []);
data.edges.forEach((edge, at) => {
  out[edge.source]?.push(at);
  into[edge.target]?.push(at);
});

export const edgesFrom = (node: number): number[] => out[node] ?? [];
export const edgesInto = (node: number): number[] => into[node] ?? [];
export const edgesOf = (node: number): number[] => [...(into[node] ?? []), ...(out[node] ?? [])];

// From when to when there are records of these nodes, as days, with 7 signs as months; nothing where none has a date.
export function daysOf(nodes: readonly number[], signs = 10): string {
  const edges = [...new Set(nodes.flatMap(edgesOf))].map((at) => data.edges[at]);
  const starts = edges.flatMap((edge) => [...(edge?.links ?? []).map((row) => row.start ?? ""), edge?.last ?? ""]);
  const days = starts.filter(Boolean).map((start) => start.slice(0, signs)).sort();
  const [first, last] = [days[0], days[days.length - 1]];
  return !first || !last ? "" : first === last ? first : `${first} – ${last}`;
}

// Moments on the clock of the case, so that a day is a day of the case.
export function moment(text: string | undefined): number {
  return text ? Date.parse(`${text.slice(0, 19)}Z`) : NaN;
}

export function rowPasses(row: Row): boolean {
  if (state.proofsOff.has(row.proof)) return false;
  const start = moment(row.start);
  return Number.isNaN(start) || (start <= state.to && (moment(row.end) || start) >= state.from);
}

// A row that is counted and not listed: its payment has a moment, of others only the last is known.
export function placePasses(at: number, place: number): boolean {
  const edge = data.edges[at];
  const row = edge?.links[place];
  if (!edge || row) return !!row && rowPasses(row);
  if (state.proofsOff.has(edge.rest?.[place - edge.links.length]?.[0] ?? "")) return false;
  const start = edge.moments?.[place]?.[0];
  if (start === undefined) return restPasses(edge);
  const when = caseClock(start);
  return when <= state.to && when >= state.from;
}

// Moments of payments count from the first one, in microseconds of UTC; filters go by the case's clock.
function caseClock(start: number): number {
  const [, sign = "+", hours = "0", minutes = "0"] = /UTC([+-])(\d+):(\d+)/.exec(data.zone) ?? [];
  const ahead = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  return (data.follow.base + start) / 1000 + ahead * 60_000;
}

// Rows beyond those listed lie between the last listed one and the last of all.
function restPasses(edge: Edge): boolean {
  const known = moment(edge.links[edge.links.length - 1]?.start);
  if (edge.count <= edge.links.length) return false;
  return !(known > state.to) && !(moment(edge.last) < state.from);
}

export function nodePasses(node: number): boolean {
  const kind = data.nodes[node]?.kind;
  return kind !== undefined && !state.kindsOff.has(kind) && !state.work.hidden.includes(node);
}

export function edgePasses(at: number): boolean {
  const edge = data.edges[at];
  if (!edge || state.familiesOff.has(edge.family)) return false;
  if (!nodePasses(edge.source) || !nodePasses(edge.target)) return false;
  return edge.links.some(rowPasses) || restPasses(edge);
}
