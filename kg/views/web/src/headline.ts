// The first sentence: each clause leads to the facts that it is made from. And the panel of a group.

import { data } from "./data";
import { bdi, button, header, html, note, span } from "./dom";
import { daysOf, edgesOf } from "./graph";
import { marked } from "./named";
import { nodeIcon, section } from "./panel";
import { MOST_OPEN } from "./scene";
import { change, choose, state } from "./state";
import { count, edgeVerb, exactly, kindLabel, label, nodeLabel, say, shorts, time } from "./words";
import { show } from "./zoom";

const MOST = 200;
export const headline = html("section", { class: "headline" });
export const headlineTools = html("div", { class: "controls" });

export function drawHeadline(): void {
  const and = label(data.words.ui["headline-and"], "; ");
  const clauses = data.headline.flatMap((clause, at) => [
    at ? and : "",
    link(marked(clause), () => open(at), { class: `clause of-${clause.name}`, "data-clause": clause.name, "aria-pressed": String(state.panel === "clause" && state.clause === at) }),
  ]);
  const counter = (n: number, text: string, name: string) => (n ? [button(text, () => change({ panel: "overview" }), { class: `counter ${name}` })] : []);
  headline.replaceChildren(
    html("div", { class: "side" }, html("div", { class: "counters", role: "note" }, ...counter(data.banners.length, say("notices-count", { n: data.banners.length }), "notices"), ...counter(data.gaps.length, say("gaps-count", { n: data.gaps.length }), "gaps")), headlineTools),
    html("p", {}, ...clauses, data.headline.length ? label(data.words.ui["headline-end"], ".") : ""),
  );
}

// A clause wraps like text, which no button does.
function link(text: HTMLElement, act: () => void, attributes: Record<string, string>): HTMLElement {
  const made = html("span", { role: "button", tabindex: 0, ...attributes }, text);
  made.addEventListener("click", act);
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
  return made;
}

function open(at: number): void {
  const clause = data.headline[at];
  if (clause && !clause.nodes.length && !clause.rows.length && !clause.more) return change({ panel: "overview" });
  if (state.view === "table" || !state.view) change({ view: "chain" });
  change({ panel: "clause", clause: at, pick: null, goal: null, spot: null });
}

export function clausePanel(): HTMLElement[] {
  const clause = data.headline[state.clause];
  if (!clause) return [];
  const { nodes, rows, more, places = [], unplaced = 0 } = clause;
  return [
    header(bdi(label(clause.said))),
    note(say("headline-rows")),
    ...(places.length ? [section(`${say("places")} ${count(places.length + unplaced)}`, html("ol", {}, ...places.map(([said, at]) => html("li", {}, at < 0 ? bdi(label(said)) : button(label(said), () => (show(at), choose({ node: at })), { class: "link", "data-place": at })))), ...(unplaced ? [note(say("rows-left-out", { n: unplaced }))] : []))] : []),
    ...(nodes.length && !places.length ? [section(`${say("entities")} ${count(nodes.length)}`, list(nodes.slice(0, MOST).map((node) => nodeButton(node))))] : []),
    ...(rows.length ? [section(`${say("rows")} ${count(rows.length + more)}`, list(rows.slice(0, MOST).map(rowButton)))] : []),
    ...(more ? [note(say("headline-undrawn", { n: more }))] : []),
  ];
}

// A group's members with what came in and went out of each, the largest first; or the lines of a bundle.
export function groupPanel(): HTMLElement[] {
  const { members, facts } = state;
  if (facts.length) {
    const edge = data.edges[facts[0] ?? -1];
    return [header(edge ? edgeVerb(edge) : ""), section(`${say("links")} ${count(facts.length)}`, list(facts.slice(0, MOST).map((at) => rowButton([at, -1]))))];
  }
  const kind = data.nodes[members[0] ?? -1]?.kind ?? "";
  const order = [...members].sort((a, b) => weight(b) - weight(a) || a - b);
  return [
    header(say("group-of", { n: members.length, kind: kindLabel(kind) })),
    note(daysOf(members) || say("date-none")),
    members.length > MOST_OPEN ? note(say("group-rows", { n: members.length })) : "",
    list(order.map((node) => nodeButton(node))),
  ].filter((one): one is HTMLElement => !!one);
}

function weight(node: number): number {
  return edgesOf(node).reduce((sum, at) => sum + (data.edges[at]?.totals ?? []).reduce((all, [, amount]) => all + Math.abs(Number(amount)), 0) + (data.edges[at]?.count ?? 0) / 1e6, 0);
}

export function list(items: HTMLElement[]): HTMLElement {
  return html("ul", { class: "links" }, ...items.map((item) => html("li", {}, item)));
}

export function nodeButton(at: number, act?: () => void): HTMLElement {
  const node = data.nodes[at];
  if (!node) return html("span");
  const made = button("", () => {
    show(at);
    if (act) act();
    else choose({ node: at });
  }, { class: "link", "data-member": at });
  made.append(nodeIcon(node, 17), span("what", bdi(nodeLabel(node)), " ", html("small", {}, node.handle)), html("small", {}, paid(at)));
  return made;
}

// What came in and went out of somebody in this picture, short.
function paid(node: number): string {
  const isPayment = (at: number) => data.words.links[data.edges[at]?.kind ?? ""]?.supply === "time";
  const paying = edgesOf(node).some(isPayment);
  const sums = (way: "source" | "target") => {
    const whole = new Map<string, number>();
    for (const at of edgesOf(node)) {
      const edge = data.edges[at];
      if (!edge || edge[way] !== node || (paying && !isPayment(at))) continue;
      for (const [code, amount] of edge.totals) whole.set(code, (whole.get(code) ?? 0) + Number(amount));
    }
    return shorts([...whole].map(([code, amount]): [string, string] => [code, String(amount)]));
  };
  const [came, went] = [sums("target"), sums("source")];
  return [came && `← ${came}`, went && `→ ${went}`].filter(Boolean).join(" ");
}

function rowButton([at, place]: [number, number]): HTMLElement {
  const edge = data.edges[at];
  const [from, to] = [data.nodes[edge?.source ?? -1], data.nodes[edge?.target ?? -1]];
  if (!edge || !from || !to) return html("span");
  const row = edge.links[place];
  const made = button("", () => choose({ edge: at }), { class: "link", "data-row": at });
  const amount = row ? (row.amount ? exactly(row.amount, row.currency ?? "") : "") : shorts(edge.totals);
  made.append(html("span", { class: `dot ${edge.family}` }), span("what", bdi(nodeLabel(from)), ` ${edgeVerb(edge)} `, bdi(nodeLabel(to)), " ", html("small", {}, row?.start ? time(row.start, row.precision) : "")), html("small", {}, amount));
  return made;
}
