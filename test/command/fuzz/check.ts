import { analyseCommand, type CommandAnalysis, type Program } from "../../../src/command/analyse.ts";
import type { Word } from "../../../src/command/word.ts";
import { runWithBash, type Started } from "./bash.ts";

/** How the analysis of a script accounts for a program that bash ran. */
export type Account = "listed" | "dynamic" | "refused";

/** A program that bash ran, where the analysis lists no such program, or only with other arguments. */
export interface Miss {
  readonly script: string;
  readonly ran: Started;
}

/** `undefined` when bash ran a program of which the analysis says nothing, or something else. */
export function accountFor(script: string, ran: Started): Account | undefined {
  const analysis = analyseCommand(script);
  return analysis.ok ? accountIn(analysis, ran) : "refused";
}

function accountIn({ programs, features }: Analysed, ran: Started): Account | undefined {
  const [program] = ran;
  const named = programs.filter(({ name = "", base = "" }) => sameText(name, program) || sameText(base, program));
  if (named.some((one) => isCallOf(one, ran)) || programs.some(({ wrappers }) => wrappers.includes(program)))
    return "listed";
  if (features.some(({ kind }) => takesCode.has(kind))) return "dynamic";
  // In a substitution bash 5.2 starts the default name of a coprocess as a program.
  if (program === "COPROC" && features.some(({ kind }) => kind === "coprocess")) return "dynamic";
  return programs.some(({ name, opaque }) => name === undefined || opaque !== undefined || runsText.has(name))
    ? "dynamic"
    : undefined;
}

/** Whether a listed program may have been given these arguments. */
function isCallOf({ word, args, appended, wrappers }: Program, [, ...given]: Started): boolean {
  // What expands to several words, or none, leaves open which argument is which.
  const known = args.every((arg) => !arg.glob && (arg.value !== undefined || arg.choices !== undefined));
  const replaced = wrappers.includes("find") && args.some(({ text }) => text.includes("{}"));
  if (!known || appended || replaced || word?.value === undefined) return true;
  return args.length === given.length && args.every((arg, i) => mayBe(arg, given[i] as string));
}

function mayBe({ text, value, choices }: Word, given: string): boolean {
  // Home and working directory are judged as `~` and `.`, numbers as one of them.
  if (/~|\$(?:\{?(?:HOME|PWD)|\(\(|\[|\{?[?#$!])/.test(text)) return true;
  return choices?.some((choice) => choice.glob || sameText(choice.value, given)) ?? sameText(value as string, given);
}

function sameText(text: string, noted: string): boolean {
  return text.replaceAll("\n", "?") === noted;
}

type Analysed = Extract<CommandAnalysis, { ok: true }>;

/** What bash ran and the analysis missed, and how the rest was accounted for. */
export async function findMisses(
  scripts: readonly string[],
): Promise<{ readonly misses: readonly Miss[]; readonly counts: Readonly<Record<Account, number>> }> {
  const accepted = scripts.map((script) => analyseCommand(script)).filter((analysis) => analysis.ok);
  const ran = await runWithBash(accepted.map(({ source }) => source));
  const misses: Miss[] = [];
  const counts = { listed: 0, dynamic: 0, refused: scripts.length - accepted.length };
  for (const [i, analysis] of accepted.entries()) {
    for (const started of ran[i] ?? []) {
      const account = accountIn(analysis, started);
      if (account === undefined) misses.push({ script: analysis.source, ran: started });
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
    const [found] = (await findMisses(shorter.filter((one) => one !== "" && one.isWellFormed()))).misses;
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
