import { type Dialect, dialects, explanationOf, isDialect } from "../command/index.ts";
import type { Effect, Json, Opinion } from "../decision/index.ts";
import { PolicyInvalid, SallyportError } from "../errors.ts";
import type { ExitCode } from "./command.ts";
import { type Judge, type Judges, type Place, placeOf } from "./command-judge.ts";
import { type JsonLine, jsonLines } from "./json-lines.ts";
import type { Output } from "./output.ts";

/** What holds for lines that say nothing of it. */
export interface LineDefaults {
  readonly place: Place;
  readonly policy: string | undefined;
  /** The language of their commands; default bash. */
  readonly dialect?: Dialect;
}

/**
 * Judges commands that come as lines `{id, command, cwd?, workspace?, policy?, dialect?}` and writes one line for each,
 * in their order: `{id, effect, risk, rules, reasons, ms}`, `ms` being the milliseconds of the judgement alone. A line
 * that cannot be judged is denied, with the reason.
 */
export async function checkLines(
  input: AsyncIterable<Uint8Array>,
  judges: Judges,
  defaults: LineDefaults,
  output: Output,
): Promise<ExitCode> {
  const counts: Record<Effect, number> = { allow: 0, ask: 0, deny: 0 };
  for await (const line of jsonLines(input)) {
    const judged = await judgeLine(line, judges, defaults);
    counts[judged.effect]++;
    output.result(
      judged as unknown as Json,
      `${judged.effect}\t${judged.rules.join(" ")}\t${JSON.stringify(judged.id)}`,
    );
  }
  const { allow, ask, deny } = counts;
  output.progress(`${countOf(allow + ask + deny)}: ${allow} allow, ${ask} ask, ${deny} deny`);
  return ask + deny === 0 ? 0 : 1;
}

function countOf(commands: number): string {
  return commands === 1 ? "1 command" : `${commands} commands`;
}

interface JudgedLine {
  readonly id: Json;
  readonly effect: Effect;
  readonly risk: string;
  readonly rules: readonly string[];
  readonly reasons: Json;
  readonly ms: number;
}

async function judgeLine(
  line: JsonLine,
  judges: Judges,
  { place, policy, dialect: usual = "bash" }: LineDefaults,
): Promise<JudgedLine> {
  if (!line.ok) return answer(null, "", denial("check.line", line.message), 0);
  const { id = null, command, cwd, workspace, dialect = usual } = line.value;
  if (typeof command !== "string") return answer(id, "", denial("check.command", "there is no command as text"), 0);
  const where = placeText(cwd, workspace, place);
  if (typeof where === "string") return answer(id, command, denial("check.place", where), 0);
  if (!isDialect(dialect)) {
    return answer(id, command, denial("check.dialect", `dialect is none of ${dialects.join(", ")}`), 0);
  }
  let judge: Judge;
  try {
    judge = await judges.of(Object.hasOwn(line.value, "policy") ? line.value["policy"] : policy);
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error;
    return answer(id, command, denial("check.policy", problemsOf(error)), 0);
  }
  const start = performance.now();
  const opinion = judge(command, where, dialect);
  return answer(id, command, opinion, performance.now() - start);
}

function placeText(cwd: Json | undefined, workspace: Json | undefined, place: Place): Place | string {
  if (cwd !== undefined && typeof cwd !== "string") return "cwd is not a text";
  if (workspace !== undefined && typeof workspace !== "string") return "workspace is not a text";
  if (workspace === undefined) return cwd === undefined ? place : placeOf(place.workspace, cwd);
  return placeOf(workspace, cwd);
}

function problemsOf(error: SallyportError): string {
  if (!(error instanceof PolicyInvalid)) return error.message;
  return error.problems
    .map(
      ({ path, message, fix }) =>
        `${path === "" ? "the policy" : path} ${message}${fix === undefined ? "" : `; ${fix}`}`,
    )
    .join("; ");
}

function denial(rule: string, message: string): Opinion {
  return { effect: "deny", reasons: [{ rule, message }], risk: "high" };
}

function answer(id: Json, command: string, opinion: Opinion, ms: number): JudgedLine {
  const { effect, risk = "high", reasons } = explanationOf(command, opinion);
  const rules = [...new Set(reasons.map(({ rule }) => rule))];
  return { id, effect, risk, rules, reasons: reasons as unknown as Json, ms: Math.round(ms * 1000) / 1000 };
}
