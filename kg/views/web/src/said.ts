// A text in each language that it is in.

export type Said = Partial<Record<"zh" | "en", string>>;
