// The side panel: what is known of a choice, down to the row of the file.

import { data, familyOf, fileName, hashOf, iconOf, type Edge, type Evidence, type Node, type Row, type Values } from "./data";
import { bdi, button, html, note, span, svg } from "./dom";
import { excerptOf, handleButton } from "./excerpt";
import { currencyOf, type Place } from "./follow";
import { edgePasses, edgesOf, rowPasses } from "./graph";
import { path, type Path } from "./path";
import { reach, supplyOf } from "./reach";
import { addLane, change, choose, state, type Pick } from "./state";
import { added, isRanged, passing } from "./sums";
import { workSection } from "./work";
import * as words from "./words";

const { say } = words;

export function nodeIcon(node: Node, size: number): SVGSVGElement {
  const family = familyOf(node);
  return svg(
    "svg",
    { viewBox: "0 0 24 24", width: size, height: size, class: "icon", "aria-hidden": "true" },
    svg("path", { d: data.look.shapes[family] ?? "", fill: data.look.families[family] ?? "#555" }),
    svg("path", { d: iconOf(node), fill: "#fff", "fill-rule": "evenodd" }),
  );
}

export function pairs(...rows: [string, (string | globalThis.Node)[]][]): HTMLElement {
  const list = html("dl", {});
  for (const [name, values] of rows) {
    if (values.length) list.append(html("dt", {}, name), html("dd", {}, ...values));
  }
  return list;
}

export function section(title: string, ...children: (globalThis.Node | string)[]): HTMLElement {
  return html("section", {}, html("h3", {}, title), ...children);
}

export function nodePanel(at: number): HTMLElement[] {
  const node = data.nodes[at];
  if (!node) return [];
  const roles = node.roles.map((role) => span("tag", words.roleLabel(role)));
  const masked = node.masked ? [span("tag quiet", say("masked"))] : [];
  const why = words.label(node.why ?? undefined, say(`basis-${node.basis}`));
  const title = html("h2", {}, nodeIcon(node, 26), bdi(words.nodeLabel(node)));
  return [
    html("header", {}, title, html("p", { class: "tags" }, ...roles, ...masked, button(say("lane-open"), () => addLane(at), { class: "chip", "data-open": "lanes" }))),
    ...walked(at),
    pairs(
      [say("handle"), node.handle ? [handleButton(node.handle)] : []],
      [say("kind"), [words.kindLabel(node.kind)]],
      [say("stage"), [words.stageLabel(node.stage)]],
      [say("stage-why"), [why]],
      [say("level"), node.level > 0 ? [words.levelLabel(node.level)] : []],
    ),
    ...parts(node),
    ...(node.values.length ? [section(say("identifiers"), values(node.values))] : []),
    ...totals(at),
    ...workSection("n", at),
    section(say("its-links"), ...itsRows(at), linkList(at)),
    ...(node.evidence.length ? [section(say("evidence"), ...node.evidence.map((one) => evidence(one, node.handle)))] : []),
  ];
}

// All rows of its lines one below the other, as a table of its own.
function itsRows(at: number): HTMLElement[] {
  const many = edgesOf(at).reduce((sum, n) => sum + (edgePasses(n) ? passing(n).count : 0), 0);
  return many ? [button(say("its-rows", { n: many }), () => change({ only: at, view: "table", panel: "closed" }), { class: "chip", "data-open": "rows" })] : [];
}

// Each role with who says so, from when to when, and how else such numbers come about.
function parts(node: Node): HTMLElement[] {
  if (!node.parts?.length) return [];
  const text = (n: number | undefined) => (n === undefined ? "" : words.label(data.sentences[n]));
  const one = (part: (typeof node.parts & object)[number]) => {
    const isComputed = part.role.startsWith("computed:");
    const name = isComputed ? say("computed", { role: text(part.label) }) : words.roleLabel(part.role);
    const dates = [part.since ? say("since", { day: part.since }) : "", part.until ? say("until-day", { day: part.until }) : ""].filter(Boolean).join(" ");
    return html(
      "li",
      { class: isComputed ? "computed" : "alleged" },
      html("b", {}, name),
      " ",
      span("place", dates),
      handleButton(part.handle ?? ""),
      part.said === undefined ? "" : html("div", {}, bdi(text(part.said))),
      part.innocent === undefined ? "" : html("div", { class: "innocent" }, span("title", say("innocent")), bdi(text(part.innocent))),
    );
  };
  return [section(say("roles"), html("ul", { class: "parts" }, ...node.parts.map(one)))];
}

function walked(at: number): HTMLElement[] {
  if (state.goal !== null) {
    const found = path(at, state.goal);
    if (!found) return [html("p", { class: "walk none" }, say("path-none"))];
    return [html("p", { class: "walk" }, say("path", { n: found.steps.length })), steps(found)];
  }
  return [reachText({ node: at }), ...untimed(at)];
}

function reachText(pick: Pick): HTMLElement {
  const { upstream, downstream, paidUp, paidDown } = reach(pick);
  const paid = paidUp + paidDown ? [html("br", {}), say("paid-reached", { up: paidUp, down: paidDown })] : [];
  const way = (panel: "up" | "down", text: string, nodes: number[]) => (nodes.length && "node" in pick ? button(text, () => change({ panel }), { class: "flat", "data-way": panel }) : text);
  return html("p", { class: "walk" }, way("up", say("upstream", { n: upstream.length }), upstream), " · ", way("down", say("downstream", { n: downstream.length }), downstream), ...paid);
}

// Payments that no trace follows: failed ones, sums over a period, those without a time.
function untimed(at: number): HTMLElement[] {
  const many = edgesOf(at).reduce((sum, n) => {
    const edge = data.edges[n];
    if (!edge || supplyOf(edge) !== "time") return sum;
    return sum + edge.count - (edge.moments ?? []).filter((numbers) => numbers.length).length;
  }, 0);
  return many ? [note(say("untimed", { n: many }))] : [];
}

// A path as its steps, each with when, how much, from whom to whom, and the row that says so.
function steps(found: Path): HTMLElement {
  return html("ol", { class: "steps" }, ...found.steps.map(step));
}

function step({ edge: at, place }: Place): HTMLElement {
  const edge = data.edges[at];
  const row = edge?.links[place];
  if (!edge) return html("li", {});
  const amount = row ? row.amount : edge.rest?.[place - edge.links.length]?.[2];
  const made = button("", () => choose({ edge: at }), { class: "link step", "data-step": `${at}.${place}` });
  const name = (end: number) => bdi(words.nodeLabel(data.nodes[end] as Node));
  made.append(
    span("what", html("time", {}, row ? words.span(row) : say("row-unlisted")), " ", name(edge.source), html("span", { class: `arrow ${edge.family}` }, " → "), name(edge.target)),
    span("figure", amount ? words.exactly(amount, currencyOf(at, place)) : words.edgeVerb(edge)),
  );
  const [first] = row?.evidence ?? [];
  const cited = first ? html("div", { class: "place" }, bdi(fileName(first[0]) || first[2]), " ", bdi(words.place(first[1]))) : html("div", { class: "place" }, say("evidence-none"));
  return html("li", {}, made, cited);
}

function values(all: Values): HTMLElement {
  return pairs(...all.map(([name, texts]): [string, globalThis.Node[]] => [
    words.propertyLabel(name),
    texts.map((text) => html("div", {}, bdi(text))),
  ]));
}

// What the case sums, as `kg show` does; where no case was asked, what is drawn.
function totals(at: number): HTMLElement[] {
  const node = data.nodes[at];
  if (!node) return [];
  const traced = node.traced.map(([currency, received, passed, kept]) =>
    pairs([say("money-received"), [figure(received, currency)]], [say("money-passed-on"), [figure(passed, currency)]], [say("money-kept"), [figure(kept, currency)]]),
  );
  const ranged = isRanged() && data.follow.summed ? drawnSums(at, say("totals-range")) : [];
  return [...ranged, ...(data.follow.summed ? summed(node) : drawnSums(at)), ...(traced.length ? [section(say("traced-money"), ...traced)] : [])];
}

function summed(node: Node): HTMLElement[] {
  const sums = node.sums ?? [];
  const parts = sums.map(([handle, currency, received, receipts, paid, payments]) => [
    ...(handle !== node.handle ? [html("p", { class: "whose" }, bdi(handle))] : []),
    pairs(
      [say("incoming"), receipts ? [figure(received, currency, receipts)] : []],
      [say("outgoing"), payments ? [figure(paid, currency, payments)] : []],
    ),
  ]);
  return parts.length ? [section(say("totals-case"), ...parts.flat())] : [];
}

function figure(amount: string, currency: string, payments?: number): HTMLElement {
  const many = payments === undefined ? "" : span("many", ` ${say("sum-of", { n: payments })}`);
  return html("div", { class: "figure" }, words.exactly(amount, currency), many);
}

// What the drawn rows sum to, those alone that pass the filters.
function drawnSums(at: number, title = say("totals")): HTMLElement[] {
  const lines = edgesOf(at).filter((n) => edgePasses(n) && supplyOf(data.edges[n] as Edge) === "time");
  const come = sums(lines.filter((n) => data.edges[n]?.target === at));
  const go = sums(lines.filter((n) => data.edges[n]?.source === at));
  if (come.length || go.length) return [section(title, pairs([say("incoming"), come], [say("outgoing"), go]))];
  return isRanged() && data.follow.summed ? [section(title, note(say("totals-nothing")))] : [];
}

function sums(lines: number[]): HTMLElement[] {
  const all = lines.map(passing);
  const many = all.reduce((sum, { count }) => sum + count, 0);
  return added(all.flatMap(({ totals }) => totals)).map(([currency, amount], _, list) => figure(amount, currency, list.length === 1 ? many : undefined));
}

function linkList(at: number): HTMLElement {
  const list = html("ul", { class: "links" });
  const { rows } = reach({ node: at });
  for (const n of edgesOf(at)) {
    const edge = data.edges[n];
    if (!edge || !edgePasses(n)) continue;
    const other = data.nodes[edge.source === at ? edge.target : edge.source];
    const arrow = edge.source === at ? "→" : "←";
    const row = button("", () => choose({ edge: n }), { class: "link" });
    row.append(
      html("span", { class: `arrow ${edge.family}` }, arrow),
      span("what", words.edgeLabel(edge), " ", bdi(other ? words.nodeLabel(other) : "")),
      span("figure", [words.shorts(passing(n).totals), words.partOf(edge, rows.get(n)?.size)].filter(Boolean).join(" · ")),
    );
    list.append(html("li", {}, row));
  }
  return list;
}

export function edgePanel(at: number): HTMLElement[] {
  const edge = data.edges[at];
  const from = edge && data.nodes[edge.source];
  const to = edge && data.nodes[edge.target];
  if (!edge || !from || !to) return [];
  const places = edge.links.flatMap((row, place) => (rowPasses(row) ? [place] : []));
  const open = passing(at);
  const marks = edge.marks.map((mark) => span("tag warn", words.proofLabel(mark)));
  return [
    html(
      "header",
      {},
      html("h2", {}, html("span", { class: `dot ${edge.family}` }), words.edgeLabel(edge)),
      html("p", { class: "ends" }, end(edge.source, from), html("span", {}, " → "), end(edge.target, to)),
      html("p", { class: "tags" }, span("tag", words.proofLabel(edge.proof)), ...marks),
    ),
    reachText({ edge: at }),
    pairs(
      [say("total"), open.totals.map(([c, a]) => html("div", { class: "figure" }, words.exactly(a, c)))],
      [say("traced"), edge.traced.map(([c, a]) => html("div", { class: "figure" }, words.exactly(a, c)))],
      [say("unproven-title"), edge.unproven ? [say("unproven", { n: edge.unproven })] : []],
      [say("links"), [open.count < edge.count ? say("some-of", { n: open.count, all: edge.count }) : words.count(edge.count)]],
    ),
    ...workSection("e", at),
    section(say("evidence"), ...places.map((place) => rowCard(edge, at, place)), ...left(edge.count - edge.links.length)),
  ];
}

function end(at: number, node: Node): HTMLElement {
  const made = button("", () => choose({ node: at }), { class: "end" });
  made.append(nodeIcon(node, 16), bdi(words.nodeLabel(node)));
  return made;
}

function left(many: number): HTMLElement[] {
  return many > 0 ? [note(say("rows-left-out", { n: many }))] : [];
}

function rowCard(edge: Edge, at: number, place: number): HTMLElement {
  const row = edge.links[place] as Row;
  const handle = edge.handles?.[place] ?? "";
  const amount = row.amount ? words.exactly(row.amount, row.currency ?? "") : "";
  const head = html(
    "div",
    { class: "row-head" },
    html("time", {}, words.span(row)),
    html("strong", { class: "figure" }, amount),
    handleButton(handle),
    html("span", { class: `tag ${row.proof}` }, words.proofLabel(row.proof)),
  );
  const about = row.object ? pairs([say("object"), [bdi(row.object)]]) : "";
  const found = (row.evidence ?? []).map((one) => evidence(one, handle));
  const none = found.length ? [] : [note(say("evidence-none"))];
  return html("article", { class: state.row === `${at}.${place}` ? "row spotted" : "row", "data-row": `${at}.${place}` }, head, about, row.values ? values(row.values) : "", ...found, ...none, ...left(row.more ?? 0));
}

export function evidence(one: Evidence, handle = ""): HTMLElement {
  const [file, where, reader] = one;
  const name = fileName(file) || reader;
  return html(
    "div",
    { class: "evidence" },
    html("div", {}, span("file", bdi(name)), " ", span("place", bdi(words.place(where)))),
    ...excerptOf(one, handle),
    hash(hashOf(file)),
  );
}

export function hash(sha256: string): HTMLElement {
  const made = button(`sha256 ${sha256.slice(0, 12)}…`, () => made.replaceChildren(`sha256 ${sha256}`), {
    class: "hash",
    title: say("hash-hint"),
  });
  return made;
}

export function closeButton(): HTMLButtonElement {
  return button("×", () => change({ panel: "closed" }), { class: "close", "aria-label": say("close"), title: say("close") });
}
