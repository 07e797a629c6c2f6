// The panel beside the map: the case, a cluster, a thing, or what a search found.

import { exactly } from "../amounts";
import { bdi, button, html } from "../dom";
import { chosen } from "./camera";
import { bundles, C, clusterOf, clusters, colours, degree, facts, handles, head, kind, left, linksOf, many, N, otherEnd, pairsOf, source, sumsOf, stage, type Sum, amounts } from "./mapdata";
import { leftOut, linksInAll, ofKinds } from "./lead";
import type { Found, Hit } from "./find";
import { around, count, inside, kindLabel, label, money, nameOf, pairText, relationLabel, say, shortMoney } from "./mapwords";
import { linesOfCluster } from "./paint";

export interface Acts {
  thing: (n: number) => void;
  cluster: (at: number) => void;
  home: () => void;
  zoomTo: (at: number) => void;
  redraw: () => void;
}

const LISTED = 60;

function section(title: string, ...children: (globalThis.Node | string)[]): HTMLElement {
  return html("section", {}, html("h3", {}, title), ...children);
}

function rows(lines: [string, string][]): HTMLElement {
  return html("dl", {}, ...lines.flatMap(([name, value]) => [html("dt", {}, name), html("dd", {}, bdi(value))]));
}

function note(text: string): HTMLElement {
  return html("p", { class: "note" }, text);
}

function list(items: HTMLElement[], all: number): HTMLElement {
  const box = html("div", {}, html("ul", { class: "list" }, ...items.map((item) => html("li", {}, item))));
  if (all > items.length) box.append(note(say("more", { n: all - items.length })));
  return box;
}

function swatch(of: number): HTMLElement {
  const made = html("span", { class: "swatch", "aria-hidden": "true" });
  made.style.background = colours[of] ?? "";
  return made;
}

export function casePanel(acts: Acts): HTMLElement[] {
  const total = ofKinds();
  const links = linksInAll();
  const parts = [
    html("header", {}, html("h2", {}, bdi(head.title || say("case")))),
    html("div", { class: "counts" }, ...[[N, say("things")], [links, say("links")], [C, say("clusters")]].map(([n, what]) =>
      html("div", {}, html("b", {}, count(n as number)), html("span", {}, String(what))))),
    note(say(head.real ? "real" : "masked")),
  ];
  if (head.days.length) parts.push(note(say("days", { from: head.days[0] ?? "", to: head.days[1] ?? "" })));
  for (const [code, sum, n] of head.sums.slice(0, 3)) parts.push(note(say("sum-of-links", { sum: exactly(sum, code), n: count(n) })));
  const cut = leftOut();
  const limits = note(say("limits", { things: head.most[0], pairs: head.most[1] }));
  parts.push(...(cut.length ? [section(say("left-out"), html("ul", { class: "bullets" }, ...cut.map((text) => html("li", {}, text))), limits)] : [note(say("whole"))]));
  const kinds = head.kinds.map((_, of) => {
    const box = html("input", { type: "checkbox", ...(chosen.hidden.has(of) ? {} : { checked: "" }) });
    box.addEventListener("change", () => {
      if (box.checked) chosen.hidden.delete(of);
      else chosen.hidden.add(of);
      acts.redraw();
    });
    return html("label", { class: "kind" }, box, swatch(of), html("span", {}, kindLabel(of)), html("small", {}, count(total[of] as number)));
  });
  parts.push(section(say("kinds"), html("div", { class: "kinds" }, ...kinds)));
  parts.push(section(say("largest"), list(clusters.slice(0, LISTED).map((one) => clusterButton(one.at, acts)), C)));
  parts.push(section(say("reading"), note(say("how-to-read")), note(say("keys"))));
  parts.push(html("p", { class: "foot" }, say("made-by"), html("br"), say("digest"), " ", html("code", {}, head.digest.slice(0, 16))));
  return parts;
}

function clusterButton(at: number, acts: Acts): HTMLElement {
  const one = clusters[at];
  if (!one) return html("span");
  const made = button("", () => acts.cluster(at), { class: "row" });
  made.append(html("b", {}, bdi(inside(one, 3))), html("small", {}, bdi(around(one))));
  return made;
}

function thingButton(n: number, acts: Acts, ...rest: (globalThis.Node | string)[]): HTMLElement {
  const made = button("", () => acts.thing(n), { class: "row" });
  made.append(html("b", {}, swatch(kind[n] as number), bdi(nameOf(n))), ...rest);
  return made;
}

export function clusterPanel(at: number, acts: Acts): HTMLElement[] {
  const one = clusters[at];
  if (!one) return [];
  const others = bundles.filter(([a, b]) => a === at || b === at);
  const members = Array.from({ length: Math.min(one.size, LISTED) }, (_, n) => one.first + n);
  return [
    back(acts),
    html("header", {}, html("h2", {}, bdi(around(one))), html("p", {}, bdi(inside(one, 12)))),
    html("div", { class: "counts" }, ...[[one.size, say("things")], [linesOfCluster(at), say("links-inside")], [others.length, say("joined-clusters")]].map(([n, what]) =>
      html("div", {}, html("b", {}, count(n as number)), html("span", {}, String(what))))),
    button(say("zoom-here"), () => acts.zoomTo(at), { class: "wide" }),
    section(say("members"), list(members.map((n) => thingButton(n, acts, html("small", {}, `${kindLabel(kind[n] as number)} · ${say("joined-to", { n: degree[n] as number })}`))), one.size)),
    ...(others.length ? [section(say("joined-clusters"), list(others.slice(0, 20).map(([a, b, links]) => {
      const made = clusterButton(a === at ? b : a, acts);
      made.append(html("em", {}, say("n-links", { n: links })));
      return made;
    }), others.length))] : []),
  ];
}

const back = (acts: Acts): HTMLElement => button(`‹ ${say("overview")}`, acts.home, { class: "back" });

export function thingPanel(n: number, acts: Acts): HTMLElement[] {
  const cluster = clusters[clusterOf[n] as number];
  const pairs = [...pairsOf(n)].sort((a, b) => Number(amounts[b] || 0) - Number(amounts[a] || 0) || (many[b] as number) - (many[a] as number) || a - b);
  const handle = handles[n] ?? "";
  const known: [string, string][] = [[say("kind"), kindLabel(kind[n] as number)]];
  if (stage[n]) known.push([say("stage"), label(head.stages[(stage[n] as number) - 1])]);
  if (handle) known.push([say("handle"), handle]);
  known.push([say("joined"), `${count(degree[n] as number)} ${say("things")}`], [say("links"), count(linksOf(n))]);
  const parts = [
    back(acts),
    html("header", {}, html("h2", {}, swatch(kind[n] as number), bdi(nameOf(n)))),
    rows(known),
    copyable(`kg show CASE ${handle || quoted(nameOf(n))}`),
  ];
  if (left[n]) parts.push(note(say("thing-cut", { n: left[n] as number })));
  const sums = [...sumsOf(n, false).map((sum) => total(say("in"), sum)), ...sumsOf(n, true).map((sum) => total(say("out"), sum))];
  if (sums.length) parts.push(section(say("sums"), rows(sums)));
  if (cluster) parts.push(section(say("cluster"), clusterButton(cluster.at, acts)));
  if (pairs.length) parts.push(section(say("joined"), list(pairs.slice(0, LISTED).map((at) => pairRow(at, n, acts)), pairs.length)));
  return parts;
}

function total(way: string, sum: Sum): [string, string] {
  return [`${way} · ${relationLabel(sum.relation)}`, `${money(sum.total, sum.currency)} (${say("n-links", { n: sum.count })})`];
}

const quoted = (text: string): string => `'${text.replace(/'/g, "'\\''")}'`;

function pairRow(at: number, from: number, acts: Acts): HTMLElement {
  const other = otherEnd(at, from);
  const way = source[at] === from ? "→" : "←";
  const row = thingButton(other, acts, html("small", {}, `${way} ${pairText(at)}`));
  const fact = facts[at];
  return html("div", {}, row, ...(fact ? [copyable(`kg explain CASE ${fact}`)] : []));
}

function copyable(text: string): HTMLElement {
  const box = html("input", { readonly: "", value: text, dir: "ltr", "aria-label": text });
  const copy = button(say("copy"), () => {
    box.select();
    copy.textContent = document.execCommand("copy") ? say("copied") : say("copy-failed");
  });
  return html("div", { class: "copyable" }, box, copy);
}

export function foundPanel(text: string, found: Found, acts: Acts): HTMLElement[] {
  const summary = found.hits.length ? say("found", { things: found.things, pairs: found.pairs }) : say("found-none");
  return [
    back(acts),
    html("header", {}, html("h2", {}, say("found-of", { text }))),
    html("p", { id: "found-count" }, summary),
    list(found.hits.map((hit) => hitRow(hit, acts)), found.things + found.pairs),
    note(say("search-hint")),
  ];
}

function hitRow(hit: Hit, acts: Acts): HTMLElement {
  if ("thing" in hit) {
    const n = hit.thing;
    const why = hit.sum ? ` · ${say(hit.sum)} ${sumsOf(n, hit.sum === "out").map((sum) => shortMoney(sum.total, sum.currency)).join(" + ")}` : "";
    return thingButton(n, acts, html("small", {}, `${kindLabel(kind[n] as number)} ${handles[n] ?? ""}${why}`));
  }
  const [a, b] = [source[hit.pair] as number, otherEnd(hit.pair, source[hit.pair] as number)];
  const made = button("", () => acts.thing(a), { class: "row" });
  made.append(html("b", {}, bdi(nameOf(a)), " → ", bdi(nameOf(b))), html("small", {}, pairText(hit.pair)));
  return made;
}
