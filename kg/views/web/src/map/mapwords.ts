// How the map says everything: its own texts, kinds, relations, amounts.

import { exactly, shortIn } from "../amounts";
import type { Said } from "../said";
import { type Cluster, currency, days, handles, head, kind, labels, type Lang, largest, many, relation, amounts } from "./mapdata";

export const now = { lang: head.lang };

export const label = (said: Said | undefined, otherwise = ""): string => said?.[now.lang] ?? said?.en ?? otherwise;

export function say(name: string, blanks: Record<string, string | number> = {}): string {
  let text = label(head.words.ui[name], name);
  for (const [blank, value] of Object.entries(blanks)) {
    text = text.replace(`{${blank}}`, () => (typeof value === "number" ? count(value) : value));
  }
  return text;
}

export const sayIn = (lang: Lang, name: string): string => head.words.ui[name]?.[lang] ?? name;
export const count = (n: number): string => n.toLocaleString(now.lang === "zh" ? "zh-CN" : "en");
export const langs = (): Lang[] => Object.keys(head.words.ui["search"] ?? {}) as Lang[];
export const nextLang = (): Lang => langs()[(langs().indexOf(now.lang) + 1) % langs().length] ?? now.lang;

export const kindLabel = (at: number): string => label(head.words.kinds[head.kinds[at] ?? ""], head.kinds[at]);
// The word of the file's own system where there is one: it is short, and tells more.
export const kindShort = (at: number): string => head.words.kinds[head.kinds[at] ?? ""]?.own || kindLabel(at);
export const kindNamed = (name: string): string => label(head.words.kinds[name], name);
export const relationLabel = (at: number): string => label(head.relations[at]?.[2]);
// A name of which the mask leaves nothing tells less than the handle.
export const nameOf = (n: number): string => {
  const name = labels[n] || kindLabel(kind[n] as number);
  return (/^\*+( \(\d+\))?$/.test(name) && handles[n]) || name;
};

// What is in a cluster: its kinds, the most frequent first.
export function inside(cluster: Cluster, most = 2): string {
  const shown = cluster.kinds.slice(0, most).map(([of, n]) => `${kindLabel(of)} ×${count(n)}`);
  if (cluster.kinds.length > most) shown.push(say("more-kinds", { n: cluster.kinds.length - most }));
  return shown.join(" · ");
}

// Whose cluster it is: the thing that most others in the case are joined to.
export function around(cluster: Cluster): string {
  const whose = cluster.apart ? say("apart") : say("around", { name: short(nameOf(cluster.first), 18) });
  return cluster.stage > 0 ? `${whose} · ${label(head.stages[cluster.stage - 1])}` : whose;
}

// A long name is cut in the middle: its end tells it from others.
export function short(text: string, most: number): string {
  const signs = [...text];
  if (signs.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return signs.slice(0, most - 1 - tail).join("") + "…" + signs.slice(signs.length - tail).join("");
}

export const money = (amount: string, of: number): string => exactly(amount, head.currencies[of] ?? "");
export const shortMoney = (amount: string, of: number): string => shortIn(now.lang, amount, head.currencies[of] ?? "");

// One line of what lies between two things.
export function pairText(at: number): string {
  const parts = [relationLabel(relation[at] as number)];
  if ((many[at] as number) > 1) parts.push(`×${count(many[at] as number)}`);
  const amount = amounts[at];
  if (amount) parts.push(money(amount, currency[at] as number));
  if (largest[at]) parts.push(say("largest-amount", { amount: money(largest[at] as string, currency[at] as number) }));
  const between = days(at);
  if (between) parts.push(between[0] === between[1] ? between[0] : `${between[0]} – ${between[1]}`);
  return parts.join(" · ");
}
