// How everything is said: texts of the interface, labels of the ontology, amounts, times, places.

import { exact, exactly, shortIn } from "./amounts";
import { data, type Drawn, type Edge, type Lang, type Node, type Row, type Totals } from "./data";
import type { Said } from "./said";
import { renamed, state } from "./state";
import { rowsOf, totalsOf, totalsOfAll } from "./sums";

export function say(name: string, blanks: Record<string, string | number> = {}): string {
  return sayIn(state.lang, name, blanks);
}

export function sayIn(lang: Lang, name: string, blanks: Record<string, string | number> = {}): string {
  let text = label(data.words.ui[name], name, lang);
  for (const [blank, value] of Object.entries(blanks)) {
    text = text.replace(`{${blank}}`, () => (typeof value === "number" ? count(value) : value));
  }
  return text;
}

export function label(said: Said | undefined, otherwise = "", lang: Lang = state.lang): string {
  return (said as Record<Lang, string> | undefined)?.[lang] ?? said?.en ?? otherwise;
}

// What the page is called, and what of the case it shows.
export const heading = (): string[] => [data.title || data.name || say("app"), label(data.subject)].filter(Boolean);

export const kindLabel = (kind: string) => label(data.words.kinds[kind], kind);
// What a line is called: by its file's own word for the relation, else by its kind.
export const edgeLabel = (edge: Pick<Edge, "name" | "kind">) => label(edge.name ?? data.words.links[edge.kind]);
export const edgeVerb = (edge: Pick<Edge, "name" | "kind">) => label(edge.name ?? data.words.links[edge.kind]?.verb);
export const stageLabel = (stage: string) => label(data.words.stages[stage], stage);
export const proofLabel = (proof: string) => label(data.words.proofs[proof], proof);
export const propertyLabel = (name: string) => label(data.words.properties[name], name);

export function roleLabel(role: string): string {
  const [how, name = ""] = role.includes(":") ? role.split(":", 2) : ["alleged", role];
  const said = label(data.words.roles[name], name);
  if (data.words.roles[name]?.harmed) return said;
  return say(how === "computed" ? "computed" : "alleged", { role: said });
}

export function levelLabel(level: number): string {
  const numeral = say("numerals")[level] ?? String(level);
  return say("level-n", { n: numeral });
}

export function nodeLabel(node: Node): string {
  return renamed.get(node) ?? (node.label || kindLabel(node.kind));
}

// What the file calls somebody, where that is more than the kind: an officer is a person.
export function recordedAs({ kind, values }: Node): string {
  const [, [word = ""] = []] = values.find(([name]) => name === "recordedAs") ?? [];
  const plain = (text: string) => text.toLowerCase().replace(/z/g, "s");
  const kinds = Object.values(data.words.kinds[kind] ?? {}).map(String).map(plain);
  return kinds.includes(plain(word)) ? "" : word;
}

export function secondLine(node: Node): string {
  const role = node.roles[0];
  return role ? roleLabel(role) : `${recordedAs(node)} ${node.handle}`.trim() || kindLabel(node.kind);
}

// To make a format takes a millisecond, and a page has thousands of numbers.
const formats = new Map<Lang, Intl.NumberFormat>();
export function count(n: number): string {
  const format = formats.get(state.lang) ?? new Intl.NumberFormat(htmlLang(state.lang));
  formats.set(state.lang, format);
  return format.format(n);
}

// The code of a language as HTML has it.
export const htmlLang = (lang: Lang) => sayIn(lang, "html-language");

// The language after this one, of those in which the page can be read.
export function nextLang(): Lang {
  const langs = Object.keys(data.words.ui["app"] ?? {});
  return langs[(langs.indexOf(state.lang) + 1) % langs.length] ?? state.lang;
}

export { exact, exactly };

export function short(amount: string, currency: string): string {
  return shortIn(state.lang, amount, currency);
}

export function shorts(totals: Totals): string {
  return totals.map(([currency, amount]) => short(amount, currency)).join(" + ");
}

// Times are shown as they are packed: no clock and no zone of the reader's machine comes in.
export function time(text: string | undefined, precision = "second"): string {
  if (!text) return say("date-none");
  const day = text.slice(0, 10);
  if (precision === "day" || text.length < 16) return day;
  return `${day} ${text.slice(11, precision === "minute" ? 16 : 19)}`;
}

export function span(row: Row): string {
  const start = time(row.start, row.precision);
  return row.end ? `${start} ${say("until")} ${time(row.end, row.precision)}` : start;
}

export function place(locator: string): string {
  const counted = /^(?:(.*)#)?(line|entry) (\d+)$/.exec(locator);
  if (counted) {
    const [, member, unit, row = ""] = counted;
    if (unit === "entry") return member ? say("place-member-entry", { member, row }) : say("place-entry", { row });
    return member ? say("place-member", { member, row }) : say("place-line", { row });
  }
  const sheet = /^(.*)!(\d+)$/.exec(locator);
  return sheet ? say("place-sheet", { sheet: sheet[1] ?? "", row: sheet[2] ?? "" }) : locator;
}

export function edgeTextOf(edge: Pick<Drawn, "totals" | "name" | "kind" | "family"> & { edges: number[] }): string {
  const totals = totalsOfAll(edge.edges, edge.totals);
  const paid = data.words.links[edge.kind]?.supply === "time";
  // a loss that is reported is not a second payment of the same sum
  const text = [...(totals.length && (paid || edge.family !== "money") ? [] : [edgeVerb(edge)]), ...(totals.length ? [shorts(totals)] : [])].join(" ");
  // a bundle of lines says how many rows are in it
  return edge.edges.length > 1 ? `${text} · ${count(rowsOf(edge.edges))} ${say("rows")}` : text;
}

// How many of a line's rows are reached, where it is not all of them.
export function partOf(edge: Pick<Edge, "count">, reached: number | undefined): string {
  return reached && reached < edge.count ? `${count(reached)}/${count(edge.count)}` : "";
}

export function edgeTitle(edge: Edge): string {
  const from = data.nodes[edge.source];
  const to = data.nodes[edge.target];
  const amounts = totalsOf(edge).map(([c, a]) => exactly(a, c)).join(" + ");
  const traced = edge.traced.map(([c, a]) => exactly(a, c)).join(" + ");
  return say("edge-label", {
    from: from ? nodeLabel(from) : "",
    to: to ? nodeLabel(to) : "",
    kind: edgeVerb(edge),
    amount: (amounts || count(edge.count)) + (traced ? ` (${say("traced")} ${traced})` : ""),
    proof: proofLabel(edge.proof),
  });
}

// A line between groups: what it is, how many rows, how much.
export function lineTitle(line: Drawn): string {
  const amounts = totalsOfAll(line.edges, line.totals).map(([c, a]) => exactly(a, c)).join(" + ");
  return [edgeLabel(line), `${count(line.count)} ${say("rows")}`, amounts].filter(Boolean).join(" · ");
}
