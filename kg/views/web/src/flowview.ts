// The Sankey of a trace: bars are accounts at a step, ribbons are what went from one to the next.

import { data } from "./data";
import { HALO, html, INK, QUIET, span, svg, text as letters } from "./dom";
import { fitted, textWidth } from "./geometry";
import { account, accountName, barName, exactMoney, flow, isEnd, mark, money, rule, ruleName, shortMoney, through } from "./money";
import type { Bar, Rule } from "./moneydata";
import { isNamed, MARKER, tag, tagWidth } from "./named";
import { BAR, place, type Placed } from "./sankey";
import { change, state } from "./state";
import { levelLabel, say } from "./words";

const PAPER = "#ffffff";
const GREY = "#8c96a3";
const BACK = "#a3261f";
const HEAD = 52;
const FOOT = 12;
const EDGE = 14;
const COLUMN = 146;
const LAST = 190;
const LINE = 15;
const SIZE = 11.5;

export const flowPane = html("div", { class: "flow-pane" });
export const picture = svg("svg", { class: "flow", role: "group" });
export const flowLegend = html("div", { class: "flow-legend" });
flowPane.append(picture);
let placed: Placed[] = [];
let focus = 0;

export function drawFlow(): void {
  const now = rule();
  drawLegend(now);
  if (!now) {
    picture.replaceChildren();
    return;
  }
  const columns = now.columns.map((_, at) => now.bars.filter((bar) => bar.column === at).length);
  const last = Math.min(LAST, widest(now));
  const width = Math.max(flowPane.clientWidth, now.columns.length * COLUMN);
  const height = Math.max(flowPane.clientHeight, HEAD + FOOT + Math.max(...columns) * 25);
  const gap = Math.min(20, Math.max(LINE, (height - HEAD - FOOT) / (2.2 * Math.max(...columns))));
  const made = place(now, { left: EDGE, right: width - last, top: HEAD, bottom: height - FOOT }, gap);
  placed = made.bars;
  const room = columnWidth(now) - BAR - 12;
  const ribbons = now.ribbons.map(([source, target, { amount }], at) => ribbon(now, source, target, amount, at, made.ribbons[at]));
  const bars = now.bars.map((bar, at) => drawBar(bar, at, bar.column === now.columns.length - 1 ? last - BAR - 8 : room));
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  for (const [name, value] of Object.entries({ width, height })) picture.setAttribute(name, String(value));
  picture.setAttribute("aria-label", say("money-flow-label"));
  picture.replaceChildren(...heads(now), svg("g", { class: "ribbons" }, ...ribbons), svg("g", { class: "bars" }, ...bars));
  markFlow();
}

function columnWidth(now: Rule): number {
  const [first, second] = [0, 1].map((at) => placed[now.bars.findIndex((bar) => bar.column === at)]?.x ?? 0);
  return now.columns.length > 1 ? (second ?? 0) - (first ?? 0) : COLUMN;
}

// The names of the last column stand to the right of their bars.
function widest(now: Rule): number {
  const names = now.bars.filter((bar) => bar.column === now.columns.length - 1).map(caption);
  return Math.max(80, ...names.map((name) => textWidth(name, SIZE))) + BAR + 16;
}

function heads(now: Rule): SVGElement[] {
  return now.columns.flatMap(([step, amount], at) => {
    const x = placed[now.bars.findIndex((bar) => bar.column === at)]?.x ?? EDGE;
    const only = now.bars.filter((bar) => bar.column === at);
    const name = only.every((bar) => bar.is === "left") ? say("money-gone") : heading(step);
    return [
      letters(x, 18, 13, INK, name, { "font-weight": 650 }),
      letters(x, 34, 11.5, QUIET, Number(amount) ? shortMoney(amount) : "", {}, svg("title", {}, exactMoney(amount))),
      svg("path", { d: `M${x} 41H${x + Math.min(COLUMN, columnWidth(now)) - 16}`, stroke: "#c3ccd7", "stroke-width": 2 }),
    ];
  });
}

export function heading(step: number): string {
  if (step <= 0) return say(money?.victims ? "money-victims" : "money-starts");
  return levelLabel(step);
}

function ribbon(now: Rule, source: number, target: number, amount: string, at: number, made: { d: string; width: number } | undefined): SVGElement {
  const [from, to] = [now.bars[source], now.bars[target]];
  const back = to?.mark === "returned";
  const colour = back ? BACK : to?.is === "left" ? GREY : (data.look.links["money"] ?? INK);
  const said = `${from ? barName(from) : ""} → ${to ? barName(to) : ""}: ${exactMoney(amount)}`;
  const shape = { d: made?.d ?? "", fill: "none" };
  const width = made?.width ?? 1;
  return svg(
    "g",
    { class: `ribbon${back ? " back" : ""}`, "data-ribbon": at, "aria-label": said },
    svg("path", { ...shape, class: "hit", stroke: "#000", "stroke-opacity": 0, "stroke-width": Math.max(7, width) }),
    svg("path", { ...shape, class: "stroke", stroke: colour, "stroke-width": width }),
    svg("title", {}, said),
  );
}

function drawBar(bar: Bar, at: number, room: number): SVGElement {
  const { x, y, height, kept } = placed[at] ?? { x: 0, y: 0, height: 0, kept: 0 };
  const colour = colourOf(bar);
  const harmed = bar.column === 0 && !!money?.victims;
  const body = harmed ? { fill: PAPER, stroke: colour, "stroke-width": 1.2 } : { fill: colour, "fill-opacity": 0.45 };
  const said = say("money-bar-label", { name: barName(bar), step: heading(rule()?.columns[bar.column]?.[0] ?? 0), amount: exactMoney(through(bar)), kept: exactMoney(bar.kept) });
  const stays = bar.is === "left" || isEnd(bar) ? height : kept;
  return svg(
    "g",
    { class: `spot ${bar.is}`, "data-bar": at, tabindex: at === focus ? 0 : -1, role: "button", "aria-label": said },
    svg("rect", { class: "hit", x: x - 3, y: y - 6, width: BAR + room, height: Math.max(height + 12, 20), "fill-opacity": 0 }),
    handles(bar) && svg("rect", { class: "named", x: x - 2, y: y - 2, width: BAR + 4, height: height + 4, fill: PAPER, stroke: MARKER, "stroke-width": 4 }),
    svg("rect", { class: "body", x, y, width: BAR, height, ...body }),
    stays > 0.6 && !harmed ? svg("rect", { class: "kept", x, y: y + height - stays, width: BAR, height: stays, fill: colour }) : "",
    svg("rect", { class: "ring", x: x - 2.5, y: y - 2.5, width: BAR + 5, height: height + 5, rx: 3 }),
    ...captions(bar, x + BAR + 5, y, height, room),
    svg("title", {}, said),
  );
}

function colourOf(bar: Bar): string {
  if (bar.is === "left" || bar.is === "others" || bar.is === "beyond") return GREY;
  if (bar.mark === "returned") return BACK;
  if (isEnd(bar)) return QUIET;
  const family = money?.kinds[account(bar.account)?.kind ?? ""]?.family ?? "money";
  return data.look.families[family] ?? INK;
}

function caption(bar: Bar): string {
  return `${barName(bar)}  ${shortMoney(through(bar))}`;
}

// Who is in a stack: as many names as have room, and how many more.
function membersOf(bar: Bar, room: number): string {
  const names = (bar.members ?? []).map(([at, , sign]) => `${accountName(at)}${sign ? mark(sign) : ""}`);
  const free = room - textWidth(`${barName(bar)}  ${shortMoney(through(bar))}  `, SIZE);
  for (let shown = Math.min(names.length, 3); shown > 0; shown--) {
    const more = (bar.count ?? names.length) - shown;
    const text = names.slice(0, shown).join(say("money-and")) + (more > 0 ? ` +${more}` : "");
    if (textWidth(text, 11) <= free) return text;
    if (shown === 1 && free > 48) return fitted(text, 11, free);
  }
  return "";
}

// The handles of a bar that the first sentence names.
function handles(bar: Bar): string {
  const all = bar.members ? bar.members.map(([at]) => at) : [bar.account];
  return all.map((at) => account(at)?.handle ?? "").filter((handle) => handle && isNamed(handle)).join(" ");
}

// Two lines where the bar is high enough for them: the name, then whose it is and how much.
function captions(bar: Bar, x: number, y: number, height: number, room: number): SVGElement[] {
  const holder = bar.members ? membersOf(bar, room) : (account(bar.account)?.holders[0] ?? "");
  const amount = shortMoney(through(bar));
  const named = handles(bar);
  const text = (line: string, dy: number, more: Record<string, string | number> = {}) => letters(x, y + dy, SIZE, INK, line, { ...HALO, ...more });
  if (height < 2 * LINE) {
    const sign = bar.mark ? `${say(bar.mark === "returned" ? "money-returned-short" : "money-again-short")} ` : "";
    const left = Math.max(20, room - (named ? tagWidth(named) : 0) - textWidth(`${sign}  ${amount}`, SIZE));
    const plain = bar.is === "others" ? say("money-others-short", { n: bar.count ?? 0 }) : bar.mark ? accountName(bar.account) : barName(bar);
    const name = sign + fitted(plain, SIZE, left);
    const made = text(name, height / 2 + 4);
    const more = textWidth(`${name}  ${holder}`, SIZE) < left ? holder : "";
    for (const part of [more, amount]) if (part) made.append(svg("tspan", { dx: 6, fill: QUIET, "font-size": 11 }, part));
    return named ? [made, ...tag(named, x + textWidth(made.textContent ?? "", SIZE) + 18, y + height / 2 + 4)] : [made];
  }
  const middle = height / 2;
  const second = fitted([amount, holder].filter(Boolean).join(" · "), SIZE, room);
  const name = fitted(barName(bar), SIZE, named ? room - tagWidth(named) : room);
  return [text(name, middle - 3, { "font-weight": 600 }), ...(named ? tag(named, x + textWidth(name, SIZE) + 10, y + middle - 3) : []), text(second, middle + 12, { fill: QUIET, "font-size": 11 })];
}

// Which rule and currency is drawn, what the signs mean, and what is not on the picture.
function drawLegend(now: Rule | undefined): void {
  const choice = (text: string, pressed: boolean, act: () => void, more: Record<string, string> = {}) => {
    const made = html("button", { type: "button", "aria-pressed": String(pressed), ...more }, text);
    made.addEventListener("click", act);
    return made;
  };
  const rules = (flow()?.rules ?? []).map((one, at) => choice(ruleName(one.rule), at === state.rule, () => change({ rule: at, spot: null, panel: "closed" }), { "data-rule": one.rule, title: say(`rule-${one.rule}`) }));
  const codes = (money?.flows ?? []).map((one, at) => choice(one.currency, at === state.flow, () => change({ flow: at, spot: null, panel: "closed" }), { "data-currency": one.currency }));
  const key = (sign: string, text: string) => html("span", { class: `key ${sign}` }, html("i", {}), text);
  const marked = (now?.bars ?? []).some((bar) => bar.mark === "returned");
  const unshared = money?.unshared.length ? say("money-unshared", { rules: money.unshared.map(ruleName).join(say("money-and")) }) : "";
  flowLegend.replaceChildren(
    html("span", { class: "segments", role: "group", "aria-label": say("money-rule") }, ...rules),
    codes.length > 1 ? html("span", { class: "segments", role: "group", "aria-label": say("money-currency") }, ...codes) : "",
    now && state.view === "flow" ? span("keys", key("passed", say("money-passed")), key("stays", say("money-kept")), marked ? key("back", say("money-back")) : "") : "",
    span("notes", [say(now ? `rule-${now.rule}` : "money-no-flow"), unshared, now?.untouched ? say("money-untouched", { n: now.untouched }) : ""].filter(Boolean).join(" ")),
  );
}

// The choice and whatever touches it stay in sight; the rest is dimmed.
export function markFlow(): void {
  const now = rule();
  const pick = state.spot;
  const bar = pick && "bar" in pick ? pick.bar : -1;
  const one = pick && "ribbon" in pick ? pick.ribbon : -1;
  const lit = new Set<number>([bar]);
  picture.classList.toggle("choosing", bar >= 0 || one >= 0);
  for (const element of picture.querySelectorAll<SVGGElement>("[data-ribbon]")) {
    const at = Number(element.getAttribute("data-ribbon"));
    const [source = -1, target = -1] = now?.ribbons[at] ?? [];
    const touches = at === one || source === bar || target === bar;
    if (touches) lit.add(source).add(target);
    element.classList.toggle("lit", touches);
    element.classList.toggle("picked", at === one);
  }
  for (const element of picture.querySelectorAll<SVGGElement>("[data-bar]")) {
    const at = Number(element.getAttribute("data-bar"));
    element.classList.toggle("lit", lit.has(at));
    element.classList.toggle("picked", at === bar);
    element.setAttribute("tabindex", at === focus ? "0" : "-1");
  }
}

function walk(dx: number, dy: number): void {
  const now = rule();
  const here = now?.bars[focus];
  if (!now || !here) return;
  const column = now.bars.map((bar, at) => ({ bar, at })).filter(({ bar }) => bar.column === here.column).map(({ at }) => at);
  column.sort((a, b) => (placed[a]?.y ?? 0) - (placed[b]?.y ?? 0));
  const beside = now.ribbons.filter(([source, target]) => (dx > 0 ? source : target) === focus);
  beside.sort(([, , a], [, , b]) => Number(b.amount) - Number(a.amount));
  const [first] = beside;
  const next = dy ? column[column.indexOf(focus) + dy] : first && first[dx > 0 ? 1 : 0];
  if (next !== undefined) focusBar(next);
}

function focusBar(at: number): void {
  focus = at;
  markFlow();
  const element = picture.querySelector<SVGGElement>(`[data-bar="${at}"]`);
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function listenFlow(): void {
  const pick = (target: Element): void => {
    const bar = target.closest("[data-bar]")?.getAttribute("data-bar");
    const one = target.closest("[data-ribbon]")?.getAttribute("data-ribbon");
    if (bar) focus = Number(bar);
    const spot = bar ? { bar: Number(bar) } : one ? { ribbon: Number(one) } : null;
    change({ spot, panel: spot ? "money" : "closed" });
  };
  picture.addEventListener("click", (event) => pick(event.target as Element));
  picture.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (arrow) walk(...arrow);
    else if (event.key === "Enter" || event.key === " ") pick(event.target as Element);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  new ResizeObserver(() => state.view === "flow" && drawFlow()).observe(flowPane);
}

export const paid = (n: number): string => say("money-payments", { n });
