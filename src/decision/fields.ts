/** An object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

/** The members of a value that should be an object; none when it is not. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

/** The items of a value that should be a list; none when it is not. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A value that should be text; empty when it is not. */
export function string(value: unknown): string {
  return typeof value === "string" ? value : "";
}
