// The money of a trace as the page is told it.

import type { Said } from "./said";

export interface Listed {
  rows: [row: number, amount: string][];
  count: number;
  more?: [count: number, amount: string];
}
export interface Bar {
  is: "account" | "others" | "beyond" | "left";
  column: number;
  account?: number;
  level?: number;
  mark?: "again" | "returned";
  reason?: string;
  started?: string;
  came?: string;
  owed?: string;
  went?: string;
  left?: string;
  kept?: string;
  repaid?: string;
  first?: string;
  last?: string;
  whole?: [received: string, passed: string, kept: string];
  stops?: Said[];
  spots?: number;
  count?: number;
  members?: [account: number, amount: string, mark: string][];
  rest?: [count: number, amount: string];
}
export type Ribbon = [source: number, target: number, behind: Listed & { amount: string }];
export type TimeBar = [level: number, at: number, paid: string, traced: string[], rows: Listed];

export interface Rule {
  rule: string;
  columns: [step: number, amount: string][];
  bars: Bar[];
  ribbons: Ribbon[];
  untouched: number;
}
export interface Flow {
  currency: string;
  rules: Rule[];
  time: { span: number; starts: string[]; bars: TimeBar[] };
}
export interface MoneyRow {
  id: string;
  proof: string;
  precision?: string;
  start: string;
  amount: string;
  currency: string;
  from: number;
  to: number;
  level: number;
  unproven: number;
}
export interface Account {
  label: string;
  handle: string;
  kind: string;
  holders: string[];
}
export interface Money {
  name: string;
  direction: string;
  victims: boolean;
  rules: Record<string, Said>;
  unshared: string[];
  flows: Flow[];
  accounts: Account[];
  rows: MoneyRow[];
  kinds: Record<string, Said & { family: string; icon: string }>;
  shapes: Record<string, string>;
  icons: Record<string, string>;
}
