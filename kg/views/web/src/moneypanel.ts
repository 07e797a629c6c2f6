// The panel of the money: what an account got, passed on and kept, and the rows behind a figure.

import { bdi, button, header, html, note, span } from "./dom";
import { heading, paid } from "./flowview";
import { account, accountName, barName, exactMoney, flow, isEnd, mark, money, rule, sum } from "./money";
import type { Bar, Listed, MoneyRow, TimeBar } from "./moneydata";
import { evidence, pairs, section } from "./panel";
import { change, state } from "./state";
import { when } from "./timeview";
import { exactly, label, say, span as spanned } from "./words";
import type { Row } from "./data";

const MOST = 200;

export function moneyPanel(): HTMLElement[] {
  const pick = state.spot;
  if (!pick) return [];
  if ("bar" in pick) return barPanel(pick.bar);
  if ("ribbon" in pick) return ribbonPanel(pick.ribbon);
  const bars = flow()?.time.bars ?? [];
  if ("time" in pick) return timePanel(bars.filter((_, at) => at === pick.time));
  return timePanel(bars.filter(([, at]) => at >= pick.from && at <= pick.to));
}

const figure = (amount: string | undefined): HTMLElement[] => (amount && amount !== "0" ? [html("div", { class: "figure" }, exactMoney(amount))] : []);

function barPanel(at: number): HTMLElement[] {
  const now = rule();
  const bar = now?.bars[at];
  if (!now || !bar) return [];
  const one = account(bar.account);
  const step = now.columns[bar.column]?.[0] ?? 0;
  const tags = bar.mark ? [span("tag warn", say(bar.mark === "returned" ? "money-returned-long" : "money-again-long"))] : [];
  const came = now.ribbons.flatMap(([, target], n) => (target === at ? [n] : []));
  const went = now.ribbons.flatMap(([source], n) => (source === at ? [n] : []));
  return [
    header(bdi(barName(bar)), html("p", { class: "tags" }, span("tag", heading(step)), ...tags)),
    pairs(
      [say("handle"), one?.handle ? [bdi(one.handle)] : []],
      [say("kind"), one ? [label(money?.kinds[one.kind], one.kind)] : []],
      [say("money-holder"), (one?.holders ?? []).map((name) => html("div", {}, bdi(name)))],
      [say("money-started"), figure(bar.started)],
      [say("money-received"), figure(bar.came)],
      [say("money-passed-on"), figure(bar.went)],
      [say("money-left"), figure(bar.left)],
      [say(isEnd(bar) ? "money-ended" : "money-kept"), bar.is === "left" ? [] : [html("div", { class: "figure" }, exactMoney(bar.kept))]],
      [say("money-unordered"), figure(sum([bar.owed, bar.repaid]))],
      [say("money-first"), bar.first ? [time(bar.first)] : []],
      [say("money-last"), bar.last ? [time(bar.last)] : []],
    ),
    ...whole(bar),
    ...(bar.stops?.length ? [section(say("money-why"), ...bar.stops.map((said) => html("p", { class: "said" }, bdi(label(said)))))] : []),
    ...members(bar),
    ...ways(say("money-from"), came, 0),
    ...ways(say("money-to"), went, 1),
  ];
}

const time = (text: string): string => text.slice(0, 19).replace("T", " ");

// An account that stands at several steps has sums of its own over all of them.
function whole(bar: Bar): HTMLElement[] {
  if (!bar.whole || (bar.spots ?? 1) < 2) return [];
  const [received, passed, kept] = bar.whole;
  return [section(say("money-whole", { n: bar.spots ?? 1 }), pairs([say("money-received"), figure(received)], [say("money-passed-on"), figure(passed)], [say("money-kept"), figure(kept)]))];
}

function members(bar: Bar): HTMLElement[] {
  if (!bar.members) return [];
  const rows = bar.members.map(([at, amount, why]) => html("li", {}, bdi(accountName(at) + mark(why)), " ", span("figure", exactMoney(amount))));
  const rest = bar.rest ? [html("li", {}, say("money-rest", { n: bar.rest[0], amount: exactMoney(bar.rest[1]) }))] : [];
  return [section(say("money-members"), html("ul", { class: "bullets" }, ...rows, ...rest))];
}

function ways(title: string, ribbons: number[], end: 0 | 1): HTMLElement[] {
  const now = rule();
  if (!now || !ribbons.length) return [];
  const list = html("ul", { class: "links" });
  const order = [...ribbons].sort((a, b) => Number(now.ribbons[b]?.[2].amount) - Number(now.ribbons[a]?.[2].amount));
  for (const at of order) {
    const ribbon = now.ribbons[at];
    const other = ribbon && now.bars[ribbon[end]];
    if (!ribbon || !other) continue;
    const row = button("", () => change({ spot: { ribbon: at } }), { class: "link" });
    row.append(span("arrow money", end ? "→" : "←"), span("what", bdi(barName(other))), span("figure", exactMoney(ribbon[2].amount)));
    list.append(html("li", {}, row));
  }
  return [section(title, list)];
}

function ribbonPanel(at: number): HTMLElement[] {
  const now = rule();
  const ribbon = now?.ribbons[at];
  if (!now || !ribbon) return [];
  const [source, target, behind] = ribbon;
  const end = (n: number) => button(now.bars[n] ? barName(now.bars[n] as Bar) : "", () => change({ spot: { bar: n } }), { class: "end" });
  const none = behind.count ? [] : [note(say("money-no-rows"))];
  return [
    html("header", {}, html("h2", { class: "figure" }, exactMoney(behind.amount)), html("p", { class: "ends" }, end(source), " → ", end(target))),
    html("p", { class: "walk" }, behind.count ? paid(behind.count) : ""),
    section(say("evidence"), ...none, ...cards(behind, true)),
  ];
}

function timePanel(bars: TimeBar[]): HTMLElement[] {
  const order = [...bars].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
  const [first, last] = [order[0], order[order.length - 1]];
  if (!first || !last) return [note(say("money-nothing-then"))];
  const levels = [...new Set(order.map(([level]) => level))].sort((a, b) => a - b);
  const sums = levels.map((level): [string, HTMLElement[]] => {
    const mine = order.filter((bar) => bar[0] === level);
    const traced = sum(mine.map(([, , , of]) => of[state.rule]));
    return [heading(level), [html("div", { class: "figure" }, rule() ? say("money-traced-of", { traced: exactMoney(traced), paid: exactMoney(sum(mine.map(([, , all]) => all))) }) : exactMoney(sum(mine.map(([, , all]) => all))))]];
  });
  const title = first[1] === last[1] ? when(first[1]) : `${when(first[1])} … ${when(last[1])}`;
  const payments = order.reduce((all, [, , , , rows]) => all + rows.count, 0);
  const listed = order.flatMap(([, , , , rows]) => rows.rows);
  const all: Listed = { rows: listed.slice(0, MOST), count: payments };
  const rest = payments - all.rows.length;
  return [
    header(title),
    html("p", { class: "walk" }, paid(payments)),
    pairs(...sums),
    section(say("evidence"), ...cards(all, false), ...(rest > 0 ? [note(say("rows-left-out", { n: rest }))] : [])),
  ];
}

function cards(behind: Listed, traced: boolean): HTMLElement[] {
  const shown = behind.rows.slice(0, MOST);
  const hidden = behind.rows.length - shown.length;
  const more = behind.more ? [note(say("money-more-rows", { n: behind.more[0], amount: exactMoney(behind.more[1]) }))] : [];
  const left = hidden > 0 ? [note(say("rows-left-out", { n: hidden }))] : [];
  return [...shown.map(([at, amount]) => card(at, traced ? amount : "")), ...left, ...more];
}

function card(at: number, traced: string): HTMLElement {
  const row = money?.rows[at] as (MoneyRow & Row) | undefined;
  if (!row) return html("p", {});
  return html(
    "article",
    { class: "row" },
    html("div", { class: "row-head" }, html("time", {}, spanned(row)), html("strong", { class: "figure" }, exactly(row.amount, row.currency))),
    html("div", { class: "place" }, bdi(accountName(row.from)), " → ", bdi(accountName(row.to))),
    traced ? html("div", { class: "place figure" }, say("money-of-it", { amount: exactMoney(traced) })) : "",
    row.unproven ? html("p", { class: "tags" }, span("tag warn", say("money-unproven"))) : "",
    ...(row.evidence ?? []).map((one) => evidence(one)),
  );
}
