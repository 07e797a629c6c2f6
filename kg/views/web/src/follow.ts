// Which drawn payments can follow which: the rules of `kg trace` (kg/trace/follow.py), and no others.

import { data, type Row } from "./data";

export interface Payment {
  edge: number;
  place: number;
  from: number;
  to: number;
  currency: string;
  start: number;
  width: number;
  source: number;
  tellings: [source: number, reporter: number, seq: number][];
}

export interface Place {
  edge: number;
  place: number;
}

const NO = 0;
const UNPROVEN = 1;
const PROVEN = 2;

const { base, within, skew, strict } = data.follow;
const barred = new Set(data.follow.barred);
export const payments: Payment[] = data.edges.flatMap((_, edge) => ofLine(edge));
const widest = payments.reduce((most, one) => Math.max(most, one.width), 0);

const numberOf = new Map(payments.map((one, n) => [key(one.edge, one.place), n]));
export const paymentAt = (edge: number, place: number): number | undefined => numberOf.get(key(edge, place));

function key(edge: number, place: number): string {
  return `${edge}.${place}`;
}

export function currencyOf(edge: number, place: number): string {
  const line = data.edges[edge];
  return line?.links[place]?.currency ?? line?.rest?.[place - line.links.length]?.[1] ?? "";
}

function ofLine(edge: number): Payment[] {
  const line = data.edges[edge];
  return (line?.moments ?? []).flatMap((numbers, place) => {
    const [start, width, source = -1, reporter = -1, seq = -1, alsoSource = -1, alsoReporter = -1, alsoSeq = -1] = numbers;
    if (!line || start === undefined || width === undefined) return [];
    const tellings: Payment["tellings"] = [[source, reporter, seq], [alsoSource, alsoReporter, alsoSeq]];
    const told = tellings.filter(([, , number]) => number >= 0);
    return [{ edge, place, from: line.source, to: line.target, currency: currencyOf(edge, place), start: base + start, width, source, tellings: told }];
  });
}

// Whether the second came after the first: by their times, else by the order of one statement.
function later(first: Payment, second: Payment): number {
  const gap = first.source === second.source ? 0 : skew;
  if (second.start >= first.start + first.width + gap) return PROVEN;
  if (first.start >= second.start + second.width + gap) return NO;
  for (const [source, reporter, seq] of first.tellings) {
    for (const [otherSource, otherReporter, otherSeq] of second.tellings) {
      if (source !== otherSource || reporter !== otherReporter || seq === otherSeq) continue;
      return otherSeq > seq ? PROVEN : NO;
    }
  }
  return UNPROVEN;
}

function follows(first: Payment, second: Payment): boolean {
  return second.start - first.start <= within && later(first, second) >= (strict ? PROVEN : UNPROVEN);
}

// The payments of one direction by account, currency and time, so that a window is one stretch.
class Side {
  readonly order: number[];
  readonly groups = new Map<string, [begin: number, end: number]>();

  constructor(readonly end: "from" | "to") {
    const of = (n: number) => payments[n] as Payment;
    this.order = payments.map((_, n) => n).sort((a, b) => of(a)[end] - of(b)[end] || (of(a).currency < of(b).currency ? -1 : of(a).currency > of(b).currency ? 1 : 0) || of(a).start - of(b).start || a - b);
    this.order.forEach((n, at) => {
      const name = `${of(n)[end]} ${of(n).currency}`;
      const group = this.groups.get(name);
      if (group) group[1] = at + 1;
      else this.groups.set(name, [at, at + 1]);
    });
  }

  of(node: number): number[] {
    return this.order.filter((n) => payments[n]?.[this.end] === node);
  }
}

const leaving = new Side("from");
const arriving = new Side("to");

export const paymentsOf = (node: number, backward: boolean): number[] => (backward ? arriving : leaving).of(node);

// Tells of each payment that can follow some of the seeds (backward: that some can have followed)
// by which one it was reached first; every payment is looked at once, whatever leads to it.
export function spread(seeds: Iterable<number>, backward: boolean, passes: (n: number) => boolean): Map<number, number> {
  const side = backward ? arriving : leaving;
  const next = Int32Array.from({ length: payments.length + 1 }, (_, at) => at);
  const place = new Int32Array(payments.length);
  side.order.forEach((n, at) => (place[n] = at));
  const unseen = (at: number): number => {
    let found = at;
    while ((next[found] as number) !== found) found = next[found] as number;
    for (let turn = at; turn !== found; ) [turn, next[turn]] = [next[turn] as number, found];
    return found;
  };
  const reached = new Map<number, number>();
  const queue: number[] = [];
  const add = (n: number, before: number) => {
    if (reached.has(n)) return;
    reached.set(n, before);
    const at = place[n] as number;
    next[at] = at + 1;
    queue.push(n);
  };
  for (const seed of seeds) if (passes(seed)) add(seed, -1);
  for (let turn = 0; turn < queue.length; turn++) {
    const n = queue[turn] as number;
    const here = payments[n] as Payment;
    const joint = backward ? here.from : here.to;
    const group = side.groups.get(`${joint} ${here.currency}`);
    if (!group || barred.has(joint)) continue;
    const earliest = backward ? here.start - within : here.start - widest - skew;
    const latest = backward ? here.start + here.width + skew : here.start + within;
    for (let at = unseen(lowest(side.order, group, earliest)); at < group[1]; at = unseen(at + 1)) {
      const other = side.order[at] as number;
      const there = payments[other] as Payment;
      if (there.start > latest) break;
      if (passes(other) && (backward ? follows(there, here) : follows(here, there))) add(other, n);
    }
  }
  return reached;
}

function lowest(order: number[], [begin, end]: [number, number], moment: number): number {
  while (begin < end) {
    const middle = (begin + end) >> 1;
    if ((payments[order[middle] as number] as Payment).start < moment) begin = middle + 1;
    else end = middle;
  }
  return begin;
}

// The report that a payment answers to stands for that payment; others flow by their own time.
export function toldBy(edge: number, place: number): number | undefined {
  const row = data.edges[edge]?.tells?.[place];
  return row ? paymentAt(row[0], row[1]) : undefined;
}

export const reportsOf = new Map<number, Place[]>();
data.edges.forEach((line, edge) => {
  for (const place of Object.keys(line.tells ?? {}).map(Number)) {
    const told = toldBy(edge, place);
    if (told !== undefined) reportsOf.set(told, [...(reportsOf.get(told) ?? []), { edge, place }]);
  }
});

// Moments of rows that are no payments, in microseconds: from when, and until when at the latest.
const WIDTHS: Record<string, number> = { second: 1e6, minute: 6e7 };

export function span(row: Row | undefined, isState: boolean): [since: number, until: number] {
  const start = row?.start ? Date.parse(row.start) * 1000 : NaN;
  const width = WIDTHS[row?.precision ?? "day"] ?? 8.64e10;
  const end = row?.end ? Date.parse(row.end) * 1000 + width : isState || Number.isNaN(start) ? Infinity : start + width;
  return [Number.isNaN(start) ? -Infinity : start, end];
}
