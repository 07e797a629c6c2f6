// What a stranger asks first, in one sentence: what this is, how much, when, who is in the middle, what was cut off.

import { exactly } from "../amounts";
import { degree, handles, head, isThird, kind, left, M, many, N, relation } from "./mapdata";
import { count, kindLabel, kindNamed, nameOf, relationLabel, say } from "./mapwords";

const KINDS = 4;
const MIDDLE = 3;

export function linksInAll(): number {
  let links = 0;
  for (let at = 0; at < M; at++) if (!isThird(at)) links += many[at] as number;
  return links;
}

export function ofKinds(): number[] {
  const total = new Array<number>(head.kinds.length).fill(0);
  for (let n = 0; n < N; n++) total[kind[n] as number]! += 1;
  return total;
}

// What the file does not hold, kind by kind, then the lines; nothing where it holds all.
export function leftOut(): string[] {
  const texts = head.left.map(([name, n]) => say("left-things", { n, kind: kindNamed(name) }));
  let pairs = 0;
  for (let n = 0; n < N; n++) pairs += left[n] as number;
  if (pairs) texts.push(say("left-pairs", { n: pairs }));
  return texts;
}

function middle(passes: (n: number) => boolean = () => true): number[] {
  const best: number[] = [];
  for (let n = 0; n < N; n++) {
    if (!passes(n)) continue;
    best.push(n);
    best.sort((a, b) => (degree[b] as number) - (degree[a] as number) || a - b);
    best.length = Math.min(best.length, MIDDLE);
  }
  return best.filter((n) => degree[n]);
}

let inTheMiddle: [all: number[], actors: number[]] | null = null;
const isActor = (n: number): boolean => head.words.kinds[head.kinds[kind[n] as number] ?? ""]?.family === "actor";
const named = (n: number): string => say("lead-joined", { name: [nameOf(n), handles[n] && nameOf(n) !== handles[n] ? `(${handles[n]})` : ""].filter(Boolean).join(" "), n: degree[n] as number });

// Where no amount is recorded, how much there is of what: the relations that most links are.
function relations(): string {
  const links = head.relations.map(() => 0);
  for (let at = 0; at < M; at++) if (!isThird(at)) links[relation[at] as number]! += many[at] as number;
  const order = links.map((_, at) => at).filter((at) => links[at]).sort((a, b) => (links[b] as number) - (links[a] as number) || a - b);
  return order.slice(0, MIDDLE).map((at) => `${relationLabel(at)} ×${count(links[at] as number)}`).join(say("and"));
}

// Its clauses, the first of which says what the file is.
export function lead(): string[] {
  const total = ofKinds();
  const shown = total.slice(0, KINDS).map((n, of) => `${kindLabel(of)} ×${count(n)}`);
  if (total.length > KINDS) shown.push(say("more-kinds", { n: total.length - KINDS }));
  inTheMiddle ??= [middle(), middle(isActor)];
  const [first, actors] = inTheMiddle;
  const names = first.map(named).join(say("and"));
  const some = first.some(isActor) ? "" : actors.map(named).join(say("and"));
  const cut = leftOut();
  return [
    say("lead-what", { things: N, kinds: shown.join(say("and")), links: linksInAll() }),
    head.days.length ? say("days", { from: head.days[0] ?? "", to: head.days[1] ?? "" }) : say("lead-no-days"),
    head.sums.length || !M ? "" : say("lead-no-sums", { kinds: relations() }),
    ...head.sums.slice(0, 3).map(([code, sum, n]) => say("sum-of-links", { sum: exactly(sum, code), n: count(n) })),
    names ? say("lead-middle", { names }) : "",
    some ? say("lead-actors", { names: some }) : "",
    cut.length ? `${say("left-out")}: ${cut.join(say("and"))}` : say("whole"),
  ].filter(Boolean).map((text) => text.replace(/[。.]$/, ""));
}
