// What is chosen and what is filtered; one change, one redraw of those who asked to be told.

import { data, type Lang } from "./data";

export type Pick = { node: number } | { edge: number };
export type Spot = { bar: number } | { ribbon: number } | { time: number } | { from: number; to: number };
export type Panel = "closed" | "overview" | "pick" | "ask" | "money";
export type Shown = "flow" | "time" | "chain" | "table";

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
  kindsOff: ReadonlySet<string>;
  familiesOff: ReadonlySet<string>;
  proofsOff: ReadonlySet<string>;
  from: number;
  to: number;
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
  kindsOff: new Set(),
  familiesOff: new Set(),
  proofsOff: new Set(),
  from: -Infinity,
  to: Infinity,
};

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

export function choose(pick: Pick | null): void {
  const focus = pick && "node" in pick ? { focus: pick.node } : {};
  change({ pick, goal: null, spot: null, panel: pick ? "pick" : "closed", ...focus });
}
