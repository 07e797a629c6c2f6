// What is chosen and what is filtered; one change, one redraw of those who asked to be told.

import { data, type Lang, type Node } from "./data";
import { kept, NOTHING, type Work } from "./kept";

export type Pick = { node: number } | { edge: number };
export type Spot = { bar: number } | { ribbon: number } | { time: number } | { from: number; to: number };
export type Panel = "closed" | "overview" | "pick" | "ask" | "money" | "layers" | "group" | "clause" | "up" | "down";
export type Shown = "flow" | "time" | "chain" | "table" | "lanes";

export interface State {
  lang: Lang;
  view: Shown;
  flow: number;
  rule: number;
  spot: Spot | null;
  panel: Panel;
  pick: Pick | null;
  goal: number | null;
  focus: number;
  members: readonly number[];
  facts: readonly number[];
  clause: number;
  only: number;
  kindsOff: ReadonlySet<string>;
  familiesOff: ReadonlySet<string>;
  proofsOff: ReadonlySet<string>;
  from: number;
  to: number;
  row: string;
  layers: ReadonlySet<string>;
  lanes: readonly number[];
  chosen: ReadonlySet<number>;
  work: Work;
}

export const state: State = {
  lang: data.lang,
  view: !data.money ? "chain" : data.money.flows[0]?.rules.length ? "flow" : "time",
  flow: 0,
  rule: 0,
  spot: null,
  panel: "closed",
  pick: null,
  goal: null,
  focus: 0,
  members: [],
  facts: [],
  clause: -1,
  only: -1,
  kindsOff: new Set(),
  familiesOff: new Set(),
  proofsOff: new Set(),
  from: -Infinity,
  to: Infinity,
  row: "",
  layers: new Set(),
  lanes: [],
  chosen: new Set(),
  work: NOTHING,
  ...kept(),
};

// What somebody is called on this page because they were put into a closed group.
export const renamed = new Map<Node, string>();

type Listener = (changed: ReadonlySet<keyof State>) => void;
const listeners: Listener[] = [];

export function onChange(listener: Listener): void {
  listeners.push(listener);
}

export function change(patch: Partial<State>): void {
  const changed = new Set(
    (Object.keys(patch) as (keyof State)[]).filter((key) => patch[key] !== state[key]),
  );
  Object.assign(state, patch);
  if (changed.size) for (const listener of listeners) listener(changed);
}

export function toggled<T>(set: ReadonlySet<T>, item: T): Set<T> {
  const copy = new Set(set);
  if (!copy.delete(item)) copy.add(item);
  return copy;
}

// Puts somebody beside the others on the clock, and opens it.
export function addLane(node: number): void {
  change({ lanes: state.lanes.includes(node) ? state.lanes : [...state.lanes, node], view: "lanes", panel: "closed" });
}

export function choose(pick: Pick | null): void {
  const focus = pick && "node" in pick ? { focus: pick.node } : {};
  change({ pick, goal: null, spot: null, row: "", panel: pick ? "pick" : "closed", ...focus });
}
