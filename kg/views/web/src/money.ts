// What of the money of a trace is chosen, and how it is said.

import { data } from "./data";
import type { Account, Bar, Flow, Money, Rule } from "./moneydata";
import { state } from "./state";
import { exactly, label, say, short } from "./words";

export const money: Money | null = data.money ?? null;

export const flow = (): Flow | undefined => money?.flows[state.flow];
export const rule = (): Rule | undefined => flow()?.rules[state.rule];
export const currency = (): string => flow()?.currency ?? "";
export const exactMoney = (amount: string | undefined): string => exactly(amount ?? "0", currency());
export const shortMoney = (amount: string | undefined): string => short(amount ?? "0", currency());
export const account = (at: number | undefined): Account | undefined => money?.accounts[at ?? -1];

// By its full name, and the word that one types.
export const ruleName = (code: string): string => `${label(money?.rules[code], code)} (${code})`;

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
