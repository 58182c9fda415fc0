import { analyseCommand } from "../../../src/command/analyse.ts";
import { runWithBash } from "./bash.ts";

/** How the analysis of a script accounts for a program that bash ran. */
export type Account = "listed" | "dynamic" | "refused";

/** A program that bash ran and that the analysis of the script says nothing about. */
export interface Miss {
  readonly script: string;
  readonly program: string;
}

/** `undefined` when bash ran a program of which the analysis says nothing. */
export function accountFor(script: string, program: string): Account | undefined {
  const analysis = analyseCommand(script);
  if (!analysis.ok) return "refused";
  const { programs, features } = analysis;
  const names = programs.flatMap(({ name = "", base = "", wrappers }) => [name, base, ...wrappers]);
  if (names.some((name) => name.replaceAll("\n", "?") === program)) return "listed";
  if (features.some(({ kind }) => takesCode.has(kind))) return "dynamic";
  // In a substitution bash 5.2 starts the default name of a coprocess as a program.
  if (program === "COPROC" && features.some(({ kind }) => kind === "coprocess")) return "dynamic";
  return programs.some(({ name, opaque }) => name === undefined || opaque !== undefined || runsText.has(name))
    ? "dynamic"
    : undefined;
}

/** The programs that bash ran and that were missed, and how the others were accounted for. */
export async function findMisses(
  scripts: readonly string[],
): Promise<{ readonly misses: readonly Miss[]; readonly counts: Readonly<Record<Account, number>> }> {
  const accepted = scripts.filter((script) => analyseCommand(script).ok);
  const ran = await runWithBash(accepted);
  const misses: Miss[] = [];
  const counts = { listed: 0, dynamic: 0, refused: scripts.length - accepted.length };
  for (const [i, programs] of ran.entries()) {
    const script = accepted[i] as string;
    for (const program of programs) {
      const account = accountFor(script, program);
      if (account === undefined) misses.push({ script, program });
      else counts[account]++;
    }
  }
  return { misses, counts };
}

/** The shortest script found that still misses a program; `undefined` when the script by itself misses none. */
export async function shrink(script: string): Promise<Miss | undefined> {
  let [shortest] = (await findMisses([script])).misses;
  for (let size = script.length; size >= 1 && shortest !== undefined; ) {
    const text: string = shortest.script;
    const starts = Array.from({ length: Math.ceil(text.length / size) }, (_, i) => i * size);
    const shorter = starts.map((start) => text.slice(0, start) + text.slice(start + size));
    const [found] = (await findMisses(shorter.filter((candidate) => candidate !== "" && candidate.isWellFormed())))
      .misses;
    if (found === undefined) size = Math.floor(size / 2);
    else shortest = found;
  }
  return shortest;
}

/** Constructs that may run text which is known only when it runs; a command with one of them is never allowed unasked. */
const takesCode: ReadonlySet<string> = new Set(["arithmetic", "subscript", "transform", "indirect"]);
const runsText: ReadonlySet<string> = new Set(
  "eval trap source . alias mapfile readarray let printf test [ read unset declare typeset local export readonly bash sh".split(
    " ",
  ),
);
