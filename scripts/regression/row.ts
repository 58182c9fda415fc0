import type { EngineName } from "./engine.ts";

/** One thing that was tried in the containers of one engine. */
export interface Row {
  readonly engine: EngineName;
  /** `image`, `container`, `injection by api`, `escape from landlock`, … */
  readonly part: string;
  readonly title: string;
  readonly ok: boolean;
  /** How it was held, or how it was not. */
  readonly detail: string;
  readonly ms: number;
}

/** Times one try; whatever it throws is a failure of that row and of no other. */
export async function row(
  { engine, part, title }: Pick<Row, "engine" | "part" | "title">,
  attempt: () => Promise<{ readonly ok: boolean; readonly detail: string }>,
): Promise<Row> {
  const from = performance.now();
  const { ok, detail } = await attempt().catch((error: unknown) => ({ ok: false, detail: String(error) }));
  return { engine, part, title, ok, detail, ms: Math.round(performance.now() - from) };
}
