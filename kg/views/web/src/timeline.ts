// When it happened: rows over time, and two handles that cut a span out of it.

import { data, FAMILIES, type Family } from "./data";
import { html, svg } from "./dom";
import { moment } from "./graph";
import { change, state } from "./state";
import { label, say } from "./words";

const DAY = 86_400_000;
const BARS = 60;
const WIDE = 420;
const HIGH = 34;

const dated = data.edges.flatMap((edge) =>
  edge.links.map((row) => ({ at: moment(row.start), family: edge.family })).filter(({ at }) => !Number.isNaN(at)),
);
const undated = data.edges.reduce((sum, edge) => sum + edge.links.length, 0) - dated.length;
const first = Math.floor(Math.min(...dated.map(({ at }) => at)) / DAY) * DAY;
const last = Math.ceil((Math.max(...dated.map(({ at }) => at)) + 1) / DAY) * DAY;
const days = Math.max(1, Math.round((last - first) / DAY));

const day = (n: number) => new Date(first + n * DAY).toISOString().slice(0, 10);

export function drawTimeline(into: HTMLElement): void {
  if (!dated.length) return into.replaceChildren(html("p", { class: "note" }, say("date_none")));
  const from = slider(say("filter_from"), state.from === -Infinity ? 0 : (state.from - first) / DAY);
  const to = slider(say("filter_to"), state.to === Infinity ? days : (state.to + 1 - first) / DAY);
  const said = html("output", { class: "range" });
  const tell = () => {
    const [a, b] = [Number(from.value), Number(to.value)];
    said.textContent = `${day(a)} – ${day(Math.max(a, b - 1))}`;
    from.setAttribute("aria-valuetext", day(a));
    to.setAttribute("aria-valuetext", day(Math.max(a, b - 1)));
  };
  const cut = () => {
    if (Number(from.value) >= Number(to.value)) from.value = String(Number(to.value) - 1);
    const [a, b] = [Number(from.value), Number(to.value)];
    tell();
    change({ from: a <= 0 ? -Infinity : first + a * DAY, to: b >= days ? Infinity : first + b * DAY - 1 });
  };
  from.addEventListener("input", cut);
  to.addEventListener("input", cut);
  tell();
  into.replaceChildren(
    html("div", { class: "time-head" }, html("span", { class: "title" }, say("filter_dates")), said),
    histogram(),
    html("div", { class: "sliders" }, from, to),
    undated ? html("p", { class: "note" }, say("undated_kept", { n: undated })) : "",
  );
}

function slider(name: string, value: number): HTMLInputElement {
  const made = html("input", { type: "range", min: 0, max: days, step: 1, "aria-label": name });
  made.value = String(Math.round(value));
  return made;
}

function histogram(): SVGSVGElement {
  const bars = Math.min(BARS, days);
  const counts = FAMILIES.map(() => new Array<number>(bars).fill(0));
  for (const { at, family } of dated) {
    const bar = Math.min(bars - 1, Math.floor(((at - first) / (days * DAY)) * bars));
    const row = counts[FAMILIES.indexOf(family)];
    if (row) row[bar] = (row[bar] ?? 0) + 1;
  }
  const sums = Array.from({ length: bars }, (_, n) => counts.reduce((sum, row) => sum + (row[n] ?? 0), 0));
  const tallest = Math.max(...sums);
  const made = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH + 13}`, class: "histogram", role: "img", "aria-label": say("filter_dates") });
  made.append(svg("path", { d: `M0 ${HIGH + 0.5}H${WIDE}`, stroke: "#cbd3dc" }));
  const step = WIDE / bars;
  sums.forEach((_, n) => {
    let y = HIGH;
    FAMILIES.forEach((family, which) => {
      const many = counts[which]?.[n] ?? 0;
      if (!many) return;
      const high = Math.max(1.5, (Math.sqrt(sums[n] ?? 0) / Math.sqrt(tallest)) * (HIGH - 3) * (many / (sums[n] || 1)));
      y -= high;
      made.append(bar(family, n * step, y, Math.max(1, step - 1), high, many));
    });
  });
  return ticks(made);
}

function bar(family: Family, x: number, y: number, width: number, height: number, many: number): SVGRectElement {
  const title = svg("title", {}, `${label(data.words.linkFamilies[family], family)}: ${many}`);
  return svg("rect", { x, y, width, height, fill: data.look.links[family] ?? "#555", opacity: 0.8 }, title);
}

function ticks(made: SVGSVGElement): SVGSVGElement {
  const many = Math.min(5, days + 1);
  for (let n = 0; n < many; n++) {
    const share = many === 1 ? 0 : n / (many - 1);
    const anchor = n === 0 ? "start" : n === many - 1 ? "end" : "middle";
    const text = day(Math.round(share * (days - 1)));
    made.append(svg("text", { x: share * WIDE, y: HIGH + 11.5, "font-size": 10, fill: "#5b6675", "text-anchor": anchor }, text));
  }
  return made;
}
