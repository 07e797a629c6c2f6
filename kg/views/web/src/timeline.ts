// When it happened: one step for each day that has records, and two handles that cut a span out.

import { data, FAMILIES, type Family } from "./data";
import { button, html, INK, note, QUIET, svg, text } from "./dom";
import { moment } from "./graph";
import { change, state } from "./state";
import { count, label, say } from "./words";

const DAY = 86_400_000;
const BARS = 105;
// On a small screen letters would shrink with the drawing: it is as wide there as its place.
const WIDE = window.innerWidth > 1180 ? 430 : 380;
const HIGH = 34;
// Half a handle: where the first and the last day of the sliders lie.
const EDGE = 7;

const startOf = (at: number) => Math.floor(at / DAY) * DAY;
const begun = data.edges.flatMap((edge) =>
  edge.links.map((row) => ({ at: moment(row.start), end: moment(row.end), family: edge.family })).filter(({ at }) => !Number.isNaN(at)),
);
const undated = data.edges.reduce((sum, edge) => sum + edge.links.length, 0) - begun.length;
// The span ends where the last row ends, as in the first sentence.
const last = begun.reduce((most, { at, end }) => Math.max(most, at, end || at), -Infinity);
const ended = begun.filter(({ at, end }) => startOf(end) === startOf(last) && startOf(at) < startOf(last));
const dated = begun.some(({ at }) => startOf(at) === startOf(last)) ? begun : [...begun, ...ended.map(({ end, family }) => ({ at: end, end, family }))];
const days = [...new Set(dated.map(({ at }) => startOf(at)))].sort((a, b) => a - b);
const final = days.length - 1;
const spanned = (days[final] ?? 0) - (days[0] ?? 0);
// A day with records is one step; where days without any lie between, the axis is not one of time.
const isEven = spanned <= DAY * final;

const day = (n: number) => new Date(days[n] ?? 0).toISOString().slice(0, 10);

let pane: HTMLElement | null = null;

export function drawTimeline(into: HTMLElement): void {
  pane = into;
  const wasPlay = document.activeElement?.classList.contains("play");
  if (!days.length) return into.replaceChildren(note(`${say("filter-dates")}: ${say("date-none")}`));
  const from = slider(say("filter-from"), Math.max(0, days.findIndex((at) => at >= state.from)));
  const to = slider(say("filter-to"), days.filter((at) => at <= state.to).length - 1);
  const said = html("output", { class: "range" });
  const tell = () => {
    const [a, b] = [Number(from.value), Number(to.value)];
    said.textContent = a === b ? day(a) : `${day(a)} – ${day(b)}`;
    from.setAttribute("aria-valuetext", day(a));
    to.setAttribute("aria-valuetext", day(b));
  };
  const cut = () => {
    const [a, b] = [Number(from.value), Number(to.value)];
    tell();
    change({ from: a <= 0 ? -Infinity : (days[a] ?? 0), to: b >= final ? Infinity : (days[b] ?? 0) + DAY - 1 });
  };
  // A handle that meets the other takes it along: both on one day show that day alone.
  const moved = (one: HTMLInputElement, other: HTMLInputElement) => {
    if (Number(from.value) > Number(to.value)) other.value = one.value;
    cut();
  };
  from.addEventListener("input", () => moved(from, to));
  to.addEventListener("input", () => moved(to, from));
  const pick = (a: number, b: number) => {
    const again = Number(from.value) === a && Number(to.value) === b;
    from.value = String(again ? 0 : a);
    to.value = String(again ? final : b);
    cut();
  };
  tell();
  into.replaceChildren(
    html("div", { class: "time-head" }, playButton(), html("span", { class: "title", title: say("day-steps", { n: days.length }) }, say(isEven ? "filter-dates" : "days")), said, undated ? html("abbr", { title: say("undated-kept", { n: undated }) }, say("undated-count", { n: undated })) : ""),
    histogram(pick),
    html("div", { class: "sliders" }, from, to),
  );
  if (wasPlay) into.querySelector<HTMLElement>(".play")?.focus();
}

// Day by day from the first of the span to its last; at the end everything of the span is there.
let playing: { timer: number; to: number } | null = null;
const TICK = 650;

function playButton(): HTMLElement {
  const made = button(playing ? "❚❚" : "▶", () => (playing ? stop() : play()), { class: "play", title: say(playing ? "pause" : "play"), "aria-label": say(playing ? "pause" : "play") });
  made.disabled = final < 1;
  return made;
}

function play(): void {
  const first = Math.max(0, days.findIndex((at) => at >= state.from));
  const last = state.to;
  let at = first;
  const show = () => {
    const end = (days[at] ?? 0) + DAY - 1;
    if (at >= final || end >= last) return stop();
    change({ to: end });
    at += 1;
  };
  playing = { timer: window.setInterval(show, TICK), to: last };
  show();
}

function stop(): void {
  const { timer, to } = playing ?? { timer: 0, to: state.to };
  window.clearInterval(timer);
  playing = null;
  change({ to });
  if (pane) drawTimeline(pane);
}

function slider(name: string, value: number): HTMLInputElement {
  const made = html("input", { type: "range", min: 0, max: final, step: 1, "aria-label": name });
  made.value = String(value);
  return made;
}

function middle(n: number): number {
  return final ? EDGE + (n / final) * (WIDE - 2 * EDGE) : WIDE / 2;
}

// One bar a day; where there are too many days for that, one bar for some neighbours.
function histogram(pick: (from: number, to: number) => void): SVGSVGElement {
  const bars = Math.min(BARS, days.length);
  const barOf = (n: number) => Math.floor((n * bars) / days.length);
  const at = new Map(days.map((start, n) => [start, n]));
  const counts = FAMILIES.map(() => new Array<number>(bars).fill(0));
  for (const row of dated) {
    const many = counts[FAMILIES.indexOf(row.family)];
    const bar = barOf(at.get(startOf(row.at)) ?? 0);
    if (many) many[bar] = (many[bar] ?? 0) + 1;
  }
  const sums = Array.from({ length: bars }, (_, n) => counts.reduce((sum, row) => sum + (row[n] ?? 0), 0));
  const tallest = Math.max(...sums);
  const made = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH + 13}`, class: "histogram", role: "img", "aria-label": say("filter-dates") });
  made.append(svg("path", { d: `M0 ${HIGH + 0.5}H${WIDE}`, stroke: "#cbd3dc" }));
  const step = WIDE / bars;
  const width = Math.min(14, Math.max(1, step - 1));
  sums.forEach((sum, n) => {
    const [a, b] = [Math.ceil((n * days.length) / bars), Math.ceil(((n + 1) * days.length) / bars) - 1];
    const x = (middle(a) + middle(b)) / 2;
    let y = HIGH;
    FAMILIES.forEach((family, which) => {
      const many = counts[which]?.[n] ?? 0;
      if (!many) return;
      const high = Math.max(1.5, (Math.sqrt(sum) / Math.sqrt(tallest)) * (HIGH - 3) * (many / (sum || 1)));
      y -= high;
      made.append(bar(family, x - width / 2, y, width, high, many));
    });
    made.append(target(x - step / 2, step, a, b, sum, pick));
    // a long time without records is cut out of the axis, and the cut is marked
    if (n && (days[a] ?? 0) - (days[a - 1] ?? 0) > Math.max(2 * DAY, spanned / 6)) made.append(svg("path", { class: "cut", d: `M${x - step / 2 - 3} ${HIGH + 4}l3-9m1 9l3-9`, stroke: INK, fill: "none" }));
  });
  return ticks(made);
}

// The whole height over a day can be clicked: that day alone, and once more for all of them.
function target(x: number, width: number, a: number, b: number, sum: number, pick: (from: number, to: number) => void): SVGRectElement {
  const when = a === b ? day(a) : `${day(a)} – ${day(b)}`;
  const made = svg("rect", { class: "day", x, y: 0, width, height: HIGH, "data-day": day(a) }, svg("title", {}, `${when}: ${count(sum)}`));
  made.addEventListener("click", () => pick(a, b));
  return made;
}

function bar(family: Family, x: number, y: number, width: number, height: number, many: number): SVGRectElement {
  const title = svg("title", {}, `${label(data.words.linkFamilies[family], family)}: ${many}`);
  return svg("rect", { x, y, width, height, fill: data.look.links[family] ?? "#555", opacity: 0.8 }, title);
}

function ticks(made: SVGSVGElement): SVGSVGElement {
  const many = Math.min(4, days.length);
  for (let n = 0; n < many; n++) {
    const at = many === 1 ? 0 : Math.round((n / (many - 1)) * final);
    const anchor = many === 1 ? "middle" : n === 0 ? "start" : n === many - 1 ? "end" : "middle";
    const x = anchor === "start" ? 0 : anchor === "end" ? WIDE : middle(at);
    made.append(text(x, HIGH + 11.5, 11, QUIET, day(at), { "text-anchor": anchor }));
  }
  return made;
}
