// The only ways in which this page makes elements: by name, with text as text.

type Attributes = Record<string, string | number>;
type Child = globalThis.Node | string | null | undefined | false;

const SVG = "http://www.w3.org/2000/svg";

function fill<T extends Element>(element: T, attributes: Attributes, children: Child[]): T {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children.filter((child): child is globalThis.Node | string => !!child));
  return element;
}

export function html<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(name), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

export const INK = "#1b2430";
export const QUIET = "#5b6675";
export const MIDDLE = { "text-anchor": "middle" };
export const HALO = { stroke: "#fff", "stroke-width": 3, "paint-order": "stroke" };

// A row of letters in a picture.
export function text(x: number, y: number, size: number, fill: string, said: Child, more: Attributes = {}, ...children: Child[]): SVGTextElement {
  return svg("text", { x, y, "font-size": size, fill, ...more }, said, ...children);
}

export const span = (name: string, ...said: Child[]): HTMLElement => html("span", { class: name }, ...said);

// The head of a panel: what it is about, and what belongs to that.
export const header = (title: Child, ...more: Child[]): HTMLElement => html("header", {}, html("h2", {}, title), ...more);

// A quiet sentence beside what it is about.
export const note = (...said: Child[]): HTMLElement => html("p", { class: "note" }, ...said);

// Text of others never changes the direction of the text around it.
export function bdi(text: string): HTMLElement {
  return html("bdi", {}, text);
}

export function button(label: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = html("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", act);
  return made;
}

export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
