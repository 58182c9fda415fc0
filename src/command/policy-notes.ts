import type { Inspected } from "./inspect.ts";
import { allowRemedy, ask, type Note } from "./note.ts";
import { selfTelling } from "./options.ts";
import type { CommandView } from "./rules.ts";
import { inertBuiltins, type Strictness } from "./strictness.ts";

/**
 * Who vouches for a program: the policy's default, a rule about the program, a rule that names its sub-command too, or a
 * rule that names every token.
 */
export type Leave = "default" | "open" | "named" | "closed";

/** The leave that a policy gives, or does not, to programs that no rule speaks of. */
export function leaveByDefault(
  { program, profile }: Inspected,
  name: string,
  { unlisted }: Strictness,
  notes: Note[],
): Leave | undefined {
  const isNamed = program.word !== undefined && !program.parsed;
  if (unlisted === undefined || !isNamed || (inertBuiltins.has(name) && profile !== undefined)) return undefined;
  if (unlisted === "allow") {
    const message = `the policy allows ${name}, which it does not list`;
    notes.push({ effect: unlisted, rule: "command.unlisted", message, span: program.span, risk: "medium" });
    return "default";
  }
  const note = ask("command.unlisted", `the policy does not list ${name}`, program.span, allowRemedy(name));
  notes.push({ ...note, effect: unlisted });
  return undefined;
}

/** Notes that a program runs code of the workspace, or is told by files there what to run. */
export function noteRepositoryCode(
  { program, profile, given }: Inspected,
  name: string,
  { repositoryCode }: Strictness,
  notes: Note[],
): void {
  if (repositoryCode === undefined || repositoryCode === "allow" || program.parsed) return;
  const runs = profile?.effects.includes("exec") === true || heeding.has(name) || name.includes("/");
  if (
    !runs ||
    (program.args.length > 0 &&
      given.length === program.args.length &&
      given.every(({ option }) => selfTelling.has(option.name)))
  )
    return;
  const message = `${name} runs code of the workspace, which is not trusted here`;
  const note = ask("command.repository-code", message, program.span, "require the sandbox, or trust the workspace");
  notes.push({ ...note, effect: repositoryCode });
}

/** Programs that files of the workspace tell what to start, whatever they are asked to do. */
const heeding: ReadonlySet<string> = new Set("git npm pnpm yarn npx bun cargo go".split(" "));

/** Notes what is more than a filter of its input with literal arguments. */
export function noteInputOnly({ program, touches, given }: Inspected, name: string, notes: Note[]): void {
  const redirected = new Set(program.redirects.map(({ target }) => target));
  const file = touches.find(({ word, mode }) => mode === "write" || !redirected.has(word));
  const odd =
    program.args.find((word) => word.value === undefined || word.glob) ??
    given.find(({ option }) => /recurs|director|files0/.test(option.name))?.word;
  const word = file?.word ?? odd;
  if (word === undefined) return;
  const what = file === undefined ? "is not literal" : "is a file";
  notes.push(ask("command.not-input-only", `${name}: ${word.text} ${what}`, word.span, "pipe the input into it"));
}

/** Options with which a program that could change something only lists. */
const listing: ReadonlySet<string> = new Set(
  "list all remotes merged no-merged contains no-contains points-at show-current verbose v vv dry-run".split(" "),
);

/** Notes that a program changes the workspace without naming a file in it, where that may not be written. */
export function noteUnnamedWrite(
  { program, profile, touches, operands, given }: Inspected,
  name: string,
  view: CommandView,
  notes: Note[],
): void {
  // What code of the workspace writes is a matter of whether that code is trusted, and of the sandbox.
  if (
    profile?.effects.includes("write") !== true ||
    profile.effects.includes("exec") ||
    touches.some(({ mode }) => mode === "write")
  )
    return;
  if (operands.length === 0 || given.some(({ option }) => listing.has(option.name))) return;
  if (view.directories.mayTouchHere("write")) return;
  const message = `${name} changes the directory it runs in, which may not be written`;
  notes.push(ask("command.outside-workspace", message, program.span, "add the directory to the scope's roots"));
}
