// What a copy of the page keeps beside its data: what was worked on it, its filters, its language.

import { data } from "./data";

export interface Group {
  name: string;
  nodes: number[];
  closed: boolean;
}

// Places, hidden things, groups, colours and notes. A place is of one picture (things.12: node 12, or
// the group that it is the first of); a note on node 3 is n3, on line 4 it is e4.
export interface Work {
  at: Record<string, [x: number, y: number]>;
  hidden: number[];
  groups: Group[];
  colours: Record<number, string>;
  notes: Record<string, string>;
}

export const NOTHING: Work = { at: {}, hidden: [], groups: [], colours: {}, notes: {} };
export const COLOURS = ["#c0392b", "#d98b00", "#1e8449", "#1f5fae", "#7d3c98", "#5b6675"];

const VIEWS = ["flow", "time", "chain", "table", "lanes"] as const;

interface Kept {
  lang: string;
  view: (typeof VIEWS)[number];
  kindsOff: ReadonlySet<string>;
  familiesOff: ReadonlySet<string>;
  proofsOff: ReadonlySet<string>;
  from: number;
  to: number;
  layers: ReadonlySet<string>;
  lanes: readonly number[];
  work: Work;
}

type Packed = Record<string, unknown>;

const isNode = (n: unknown): n is number => typeof n === "number" && Number.isInteger(n) && n >= 0 && n < data.nodes.length;
const isText = (text: unknown): text is string => typeof text === "string";
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const table = (value: unknown): [string, unknown][] => (value && typeof value === "object" ? Object.entries(value) : []);

// A file that somebody else changed by hand may hold anything: what does not fit is left out.
export function kept(): Partial<Kept> {
  const text = document.getElementById("work")?.textContent;
  if (!text) return {};
  const from: Packed = JSON.parse(text);
  const texts = (name: string) => new Set(list(from[name]).filter(isText));
  const moment = (name: string, otherwise: number) => (typeof from[name] === "number" ? (from[name] as number) : otherwise);
  const view = VIEWS.find((one) => one === from["view"]);
  return {
    ...(isText(from["lang"]) && data.words.ui["app"] && from["lang"] in data.words.ui["app"] ? { lang: from["lang"] } : {}),
    ...(view ? { view } : {}),
    kindsOff: texts("kindsOff"),
    familiesOff: texts("familiesOff"),
    proofsOff: texts("proofsOff"),
    layers: texts("layers"),
    lanes: list(from["lanes"]).filter(isNode),
    from: moment("from", -Infinity),
    to: moment("to", Infinity),
    work: workOf((from["work"] ?? {}) as Packed),
  };
}

function workOf(from: Packed): Work {
  const isPlace = (place: unknown): place is [number, number] => Array.isArray(place) && place.length === 2 && place.every(Number.isFinite);
  const group = (one: Packed): Group => ({ name: String(one["name"] ?? ""), nodes: list(one["nodes"]).filter(isNode), closed: !!one["closed"] });
  return {
    at: Object.fromEntries(table(from["at"]).filter(([spot, place]) => /^\w+\.\d+$/.test(spot) && isPlace(place))) as Work["at"],
    hidden: list(from["hidden"]).filter(isNode),
    groups: list(from["groups"]).map((one) => group((one ?? {}) as Packed)),
    colours: Object.fromEntries(table(from["colours"]).filter(([, colour]) => COLOURS.includes(String(colour)))) as Work["colours"],
    notes: Object.fromEntries(table(from["notes"]).filter(([on, note]) => /^[ne]\d+$/.test(on) && isText(note))) as Work["notes"],
  };
}
