// What a stranger asks first, in one sentence: what this is, how much, when, who is in the middle, what was cut off.

import { exactly } from "../amounts";
import { degree, head, isThird, kind, left, M, many, N } from "./mapdata";
import { count, kindLabel, kindNamed, nameOf, say } from "./mapwords";

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

function middle(): number[] {
  const best: number[] = [];
  for (let n = 0; n < N; n++) {
    best.push(n);
    best.sort((a, b) => (degree[b] as number) - (degree[a] as number) || a - b);
    best.length = Math.min(best.length, MIDDLE);
  }
  return best.filter((n) => degree[n]);
}

let inTheMiddle: number[] | null = null;

// Its clauses, the first of which says what the file is.
export function lead(): string[] {
  const total = ofKinds();
  const shown = total.slice(0, KINDS).map((n, of) => `${kindLabel(of)} ×${count(n)}`);
  if (total.length > KINDS) shown.push(say("more-kinds", { n: total.length - KINDS }));
  inTheMiddle ??= middle();
  const names = inTheMiddle.map((n) => say("lead-joined", { name: nameOf(n), n: degree[n] as number })).join(say("and"));
  const cut = leftOut();
  return [
    say("lead-what", { things: N, kinds: shown.join(say("and")), links: linksInAll() }),
    head.days.length ? say("days", { from: head.days[0] ?? "", to: head.days[1] ?? "" }) : say("lead-no-days"),
    ...head.sums.slice(0, 3).map(([code, sum, n]) => say("sum-of-links", { sum: exactly(sum, code), n: count(n) })),
    names ? say("lead-middle", { names }) : "",
    cut.length ? `${say("left-out")}: ${cut.join(say("and"))}` : say("whole"),
  ].filter(Boolean).map((text) => text.replace(/[。.]$/, ""));
}
