// How amounts are written: exactly in the panel, short beside a line.

import type { Lang } from "./data";

const STEPS: Record<Lang, readonly (readonly [number, string])[] | undefined> = { zh: [[1e8, "亿"], [1e4, "万"]], en: [[1e9, "B"], [1e6, "M"], [1e3, "K"]] };
const SIGNS: Record<string, string> = { CNY: "¥", USD: "$", EUR: "€" };

// A short amount is for reading beside a line; the panel always shows the exact text.
export function shortIn(lang: Lang, amount: string, currency: string): string {
  const value = Number(amount);
  const [step, unit] = (STEPS[lang] ?? STEPS["en"] ?? []).find(([size]) => Math.abs(value) >= size) ?? [1, ""];
  const part = value / step;
  const places = Math.abs(part) >= 100 ? 0 : Math.abs(part) >= 10 ? 1 : 2;
  const figure = unit ? String(Number(part.toFixed(places))) : exact(amount);
  return signed(figure + unit, currency);
}

export function exact(amount: string): string {
  const [whole = "", part] = amount.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return part ? `${grouped}.${part}` : grouped;
}

export function exactly(amount: string, currency: string): string {
  return signed(exact(amount), currency);
}

function signed(figure: string, currency: string): string {
  const sign = SIGNS[currency];
  return sign ? sign + figure : `${figure} ${currency}`.trim();
}
