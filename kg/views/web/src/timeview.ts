// When the traced money moved: a lane for each level, bars of time, and the rows behind them.

import { data } from "./data";
import { html, INK, MIDDLE, QUIET, span, svg, text as letters } from "./dom";
import { heading, paid } from "./flowview";
import { exactMoney, flow, rule, shortMoney, sum } from "./money";
import type { TimeBar } from "./moneydata";
import { change, state } from "./state";
import { say, time } from "./words";

const LEFT = 134;
const RIGHT = 16;
const TOP = 10;
const TICKS = 34;

export const timePane = html("div", { class: "time-pane" });
export const picture = svg("svg", { class: "times", role: "group" });
const range = html("div", { class: "ranges" });
timePane.append(picture, range);

export function drawTimes(): void {
  const now = flow()?.time;
  if (!now) return;
  const width = Math.max(320, timePane.clientWidth);
  const levels = [...new Set(now.bars.map(([level]) => level))].sort((a, b) => a - b);
  const lane = Math.max(44, Math.min(120, (timePane.clientHeight - 60 - TOP - TICKS) / Math.max(1, levels.length)));
  const height = TOP + TICKS + lane * levels.length;
  const bars = now.starts.length - 1;
  const step = (width - LEFT - RIGHT) / bars;
  const largest = Math.max(...now.bars.map((bar) => Number(shown(bar))), 1e-9);
  const parts: SVGElement[] = ticks(now.starts, step, height, now.span);
  levels.forEach((level, at) => {
    const base = TOP + lane * (at + 1) - 6;
    const mine = now.bars.filter((bar) => bar[0] === level);
    parts.push(...laneHead(level, mine, base, lane, width));
    for (const bar of mine) parts.push(drawn(now.bars.indexOf(bar), bar, base, lane, step, largest));
  });
  parts.push(chosen(step, height));
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  for (const [name, value] of Object.entries({ width, height })) picture.setAttribute(name, String(value));
  picture.setAttribute("aria-label", say("money-time-label"));
  picture.replaceChildren(...parts);
  drawRange(bars);
}

// By a rule what it traces; where no rule shares the money, what was paid.
function shown([, , whole, traced]: TimeBar): string {
  return rule() ? (traced[state.rule] ?? "0") : whole;
}

function laneHead(level: number, mine: TimeBar[], base: number, lane: number, width: number): SVGElement[] {
  const payments = mine.reduce((all, [, , , , { count }]) => all + count, 0);
  const total = sum(mine.map(shown));
  return [
    svg("path", { d: `M${LEFT} ${base + 0.5}H${width - RIGHT}`, stroke: "#cbd3dc" }),
    letters(12, base - lane / 2 + 4, 13, INK, heading(level), { "font-weight": 650 }),
    letters(12, base - lane / 2 + 19, 11, QUIET, `${shortMoney(total)} · ${paid(payments)}`, {}, svg("title", {}, exactMoney(total))),
  ];
}

function drawn(at: number, bar: TimeBar, base: number, lane: number, step: number, largest: number): SVGElement {
  const [level, number, , , rows] = bar;
  const amount = shown(bar);
  // the square root lets small amounts be seen beside large ones
  const high = Number(amount) > 0 ? Math.max(2, Math.sqrt(Number(amount) / largest) * (lane - 14)) : 1;
  const x = LEFT + number * step;
  const said = `${heading(level)}, ${when(number)}: ${exactMoney(amount)}, ${paid(rows.count)}`;
  return svg(
    "g",
    { class: "time-bar", "data-time": at, tabindex: 0, role: "button", "aria-label": said },
    svg("rect", { class: "hit", x, y: base - lane + 6, width: Math.max(step, 3), height: lane - 6, "fill-opacity": 0 }),
    svg("rect", { class: "body", x: x + Math.min(1, step / 8), y: base - high, width: Math.max(1.5, Math.min(26, step - 1.5)), height: high, fill: Number(amount) > 0 ? (data.look.links["money"] ?? INK) : "#a9b2bd" }),
    svg("title", {}, said),
  );
}

export function when(number: number): string {
  const now = flow()?.time;
  const [from = "", to = ""] = [now?.starts[number], now?.starts[number + 1]];
  return (now?.span ?? 0) >= 86400 ? from.slice(0, 10) : `${time(from, "minute")} – ${to.slice(11, 16)}`;
}

// A line for every midnight and for some hours, or for some days; what is written keeps apart.
function ticks(starts: string[], step: number, height: number, span: number): SVGElement[] {
  const every = Math.max(1, Math.ceil(86 / step));
  const hours = span < 86400;
  let [written, dated] = [-Infinity, -Infinity];
  const text = (x: number, dy: number, fill: string, said: string) => letters(x, height - TICKS + dy, 11, fill, said, x > LEFT ? MIDDLE : {});
  return starts.slice(0, -1).flatMap((start, at) => {
    const x = LEFT + at * step;
    const midnight = hours && start.slice(11, 16) === "00:00";
    if (at % every && !midnight) return [];
    const parts: SVGElement[] = [svg("path", { d: `M${x} ${TOP}V${height - TICKS + 4}`, stroke: midnight ? "#9aa6b4" : "#e9edf2", "stroke-dasharray": midnight ? "3 3" : "none" })];
    if ((midnight || !at || !hours) && x - dated > 76) {
      parts.push(text(x, hours ? 30 : 17, INK, start.slice(0, 10)));
      dated = x;
    }
    if (hours && !midnight && x - written > 50) {
      parts.push(text(x, 17, QUIET, start.slice(11, 16)));
      written = x;
    }
    return parts;
  });
}

function chosen(step: number, height: number): SVGElement {
  const pick = state.spot;
  if (!pick || !("from" in pick)) return svg("g", {});
  const x = LEFT + pick.from * step;
  return svg("rect", { class: "brush", x, y: TOP - 4, width: (pick.to - pick.from + 1) * step, height: height - TICKS - TOP + 6 });
}

// Two ends of a span, by mouse, finger or keys; the panel lists what lies between.
function drawRange(bars: number): void {
  const pick = state.spot && "from" in state.spot ? state.spot : { from: 0, to: bars - 1 };
  const slider = (name: string, value: number) => {
    const made = html("input", { type: "range", min: 0, max: bars - 1, step: 1, "aria-label": name });
    made.value = String(value);
    return made;
  };
  const [from, to] = [slider(say("filter-from"), pick.from), slider(say("filter-to"), pick.to)];
  const text = span("range", `${when(pick.from)} … ${when(pick.to)}`);
  const take = () => change({ spot: { from: Math.min(+from.value, +to.value), to: Math.max(+from.value, +to.value) }, panel: "money" });
  for (const one of [from, to]) one.addEventListener("change", take);
  range.replaceChildren(span("title", say("money-span")), html("div", { class: "sliders" }, from, to), text);
}

export function listenTimes(): void {
  const pick = (target: Element): void => {
    const at = target.closest("[data-time]")?.getAttribute("data-time");
    change(at ? { spot: { time: Number(at) }, panel: "money" } : { spot: null, panel: "closed" });
  };
  picture.addEventListener("click", (event) => pick(event.target as Element));
  picture.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const all = [...picture.querySelectorAll<SVGGElement>("[data-time]")];
    if (step) all[all.indexOf(document.activeElement as SVGGElement) + step]?.focus();
    else if (event.key === "Enter" || event.key === " ") pick(event.target as Element);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  new ResizeObserver(() => state.view === "time" && drawTimes()).observe(timePane);
}
