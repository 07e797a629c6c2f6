// Who lies up- or downstream of somebody, by column: a click shows the way there, step by step.

import { data } from "./data";
import { bdi, button, header, html, note } from "./dom";
import { list, nodeButton } from "./headline";
import { section } from "./panel";
import { reach } from "./reach";
import { change, state } from "./state";
import { nodeLabel, roleLabel, say, stageLabel } from "./words";

const MOST = 400;

export function reachedPanel(): HTMLElement[] {
  const { pick } = state;
  const node = pick && "node" in pick ? data.nodes[pick.node] : undefined;
  if (!pick || !node) return [];
  const { upstream, downstream } = reach(pick);
  const found = state.panel === "up" ? upstream : downstream;
  const columns = new Map(data.bands.map(({ stage }): [string, number[]] => [stage, []]));
  for (const at of found.slice(0, MOST)) {
    const column = data.nodes[at]?.column ?? "";
    columns.set(column, [...(columns.get(column) ?? []), at]);
  }
  const parts = [...columns].filter(([, nodes]) => nodes.length);
  return [
    header(say(state.panel === "up" ? "upstream" : "downstream", { n: found.length }), html("p", { class: "ends" }, button(nodeLabel(node), () => change({ panel: "pick" }), { class: "end" }))),
    note(say("reached-hint")),
    ...parts.map(([column, nodes]) => section(`${stageLabel(column)} ${nodes.length}`, list(nodes.map(goal)))),
    found.length > MOST ? note(say("rows-left-out", { n: found.length - MOST })) : "",
  ].filter((one): one is HTMLElement => !!one);
}

function goal(at: number): HTMLElement {
  const made = nodeButton(at, () => change({ goal: at, panel: "pick" }));
  const [role] = data.nodes[at]?.roles ?? [];
  if (role) made.querySelector(".what")?.append(" ", html("small", {}, bdi(roleLabel(role))));
  return made;
}
