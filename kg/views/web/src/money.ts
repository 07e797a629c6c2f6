// The money of a trace as the page is told it, and what of it is chosen.

import { data, type Said } from "./data";
import { state } from "./state";
import { exactly, label, say, short } from "./words";

export interface Listed {
  rows: [row: number, amount: string][];
  count: number;
  more?: [count: number, amount: string];
}
export interface Bar {
  is: "account" | "others" | "beyond" | "left";
  column: number;
  account?: number;
  level?: number;
  mark?: "again" | "returned";
  reason?: string;
  started?: string;
  came?: string;
  owed?: string;
  went?: string;
  left?: string;
  kept?: string;
  repaid?: string;
  first?: string;
  last?: string;
  whole?: [received: string, passed: string, kept: string];
  stops?: Said[];
  spots?: number;
  count?: number;
  members?: [account: number, amount: string, mark: string][];
  rest?: [count: number, amount: string];
}
export type Ribbon = [source: number, target: number, behind: Listed & { amount: string }];
export type TimeBar = [level: number, at: number, paid: string, traced: string[], rows: Listed];

export interface Rule {
  rule: string;
  columns: [step: number, amount: string][];
  bars: Bar[];
  ribbons: Ribbon[];
  untouched: number;
}
export interface Flow {
  currency: string;
  rules: Rule[];
  time: { span: number; starts: string[]; bars: TimeBar[] };
}
export interface MoneyRow {
  id: string;
  proof: string;
  precision?: string;
  start: string;
  amount: string;
  currency: string;
  from: number;
  to: number;
  level: number;
  unproven: number;
}
export interface Account {
  label: string;
  handle: string;
  kind: string;
  holders: string[];
}
export interface Money {
  name: string;
  direction: string;
  victims: boolean;
  rules: Record<string, Said>;
  unshared: string[];
  flows: Flow[];
  accounts: Account[];
  rows: MoneyRow[];
  kinds: Record<string, Said & { family: string; icon: string }>;
  shapes: Record<string, string>;
  icons: Record<string, string>;
}

export const money: Money | null = data.money ?? null;

export const flow = (): Flow | undefined => money?.flows[state.flow];
export const rule = (): Rule | undefined => flow()?.rules[state.rule];
export const currency = (): string => flow()?.currency ?? "";
export const exactMoney = (amount: string | undefined): string => exactly(amount ?? "0", currency());
export const shortMoney = (amount: string | undefined): string => short(amount ?? "0", currency());
export const account = (at: number | undefined): Account | undefined => money?.accounts[at ?? -1];

// By the word that one types; its full name is beside it where there is room.
export function ruleName(code: string): string {
  return state.lang === "zh" ? `${label(money?.rules[code], code)} ${code}` : code;
}

// The number it is known by; an end has none, so what kind of end it is and its handle.
export function accountName(at: number | undefined): string {
  const one = account(at);
  if (!one) return "";
  const kind = label(money?.kinds[one.kind], one.kind);
  return one.label || `${kind} ${one.handle}`.trim();
}

export function isEnd(bar: Bar): boolean {
  const kind = account(bar.account)?.kind ?? "";
  return kind !== "" && /End$/.test(kind);
}

export function barName(bar: Bar): string {
  if (bar.is === "left") return say(`money-left-${bar.reason ?? ""}`);
  if (bar.is === "others") return say("money-others", { n: bar.count ?? 0 });
  if (bar.is === "beyond") return say("money-beyond", { n: bar.count ?? 0 });
  return accountName(bar.account) + mark(bar.mark);
}

export function mark(of: string | undefined): string {
  if (!of) return "";
  return ` ${say(of === "returned" ? "money-returned" : "money-again")}`;
}

// What goes through a bar: as much came in as went on, stayed or left.
export function through(bar: Bar): string {
  return sum([bar.started, bar.came, bar.owed]);
}

const PLACES = 18;

// Exact sums in whole units of the smallest part, never in floating point.
export function sum(amounts: (string | undefined)[]): string {
  let all = 0n;
  for (const amount of amounts) {
    const [whole = "0", part = ""] = (amount ?? "0").split(".");
    all += BigInt(whole + part.padEnd(PLACES, "0"));
  }
  const text = String(all).padStart(PLACES + 1, "0");
  const part = text.slice(-PLACES).replace(/0+$/, "");
  return text.slice(0, -PLACES) + (part ? `.${part}` : "");
}
