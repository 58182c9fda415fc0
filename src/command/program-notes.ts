import type { Risk } from "../decision/index.ts";
import { noteArguments } from "./argument-notes.ts";
import { moves } from "./flow.ts";
import { noteInput, noteWrittenBuild } from "./input-notes.ts";
import type { Inspected } from "./inspect.ts";
import { noteHosts } from "./network-notes.ts";
import { allowRemedy, ask, type Note } from "./note.ts";
import { type Leave, leaveByDefault, noteInputOnly, noteRepositoryCode, noteUnnamedWrite } from "./policy-notes.ts";
import type { ProgramEffect, ProgramProfile } from "./profile.ts";
import type { CommandView } from "./rules.ts";
import { noteStranger } from "./stranger-notes.ts";
import type { Strictness } from "./strictness.ts";
import type { Word } from "./word.ts";

function isOrdinary(effect: ProgramEffect): boolean {
  return effect === "read" || effect === "write";
}

/** The risk of a program's effects. */
function riskOf({ effects }: ProgramProfile): Risk {
  if (effects.every((effect) => effect === "read")) return "low";
  return effects.every((effect) => isOrdinary(effect) || effect === "exec") ? "medium" : "high";
}

/** What the judgement of a program rests on beside itself. */
export interface ProgramContext {
  readonly allowed: Leave | undefined;
  readonly strictness: Strictness;
  readonly view: CommandView;
}

/** Notes what running one program comes to: who it is, what its arguments do, where its code comes from. */
export function noteProgram(at: Inspected, { allowed: listed, strictness, view }: ProgramContext, notes: Note[]): void {
  const { program, profile } = at;
  const { word, span } = program;
  const name = program.name ?? word?.text ?? ":";
  if (word !== undefined && !isPlainName(word)) {
    notes.push(
      ask(
        "command.disguised-name",
        `the program's name is written as ${word.text}`,
        word.span,
        "write the name plainly",
      ),
    );
  }
  if (word !== undefined && program.name === undefined) {
    notes.push(
      ask("command.dynamic-program", "which program runs is known only when it runs", word.span, "name the program"),
    );
    return;
  }
  if (program.opaque !== undefined) {
    notes.push(ask("command.opaque", `${name}: ${program.opaque}`, span, "use the plain form of the command"));
    return;
  }
  const allowed = listed ?? leaveByDefault(at, name, strictness, notes);
  if (strictness.hosts !== undefined) noteHosts(at, strictness.hosts, notes);
  noteRepositoryCode(at, name, strictness, notes);
  noteHistory(program, name, notes);
  // A rule that names every token has judged them; any other rule only vouches for the program.
  if (allowed === "closed") return;
  if (strictness.inputOnly === true) noteInputOnly(at, name, notes);
  if (profile === undefined) {
    if (allowed !== undefined) noteStranger(at, view.directories, notes);
    if (at.unknownSubcommand !== undefined) {
      const message = `${name} ${at.unknownSubcommand.text} is not a known sub-command`;
      if (allowed === undefined || allowed === "open")
        notes.push(ask("command.unknown-subcommand", message, at.unknownSubcommand.span, allowRemedy(name)));
    } else if (allowed === undefined) {
      const message = name.includes("/") ? `${name} is not in a trusted directory` : `${name} is not a known program`;
      notes.push(ask("command.unknown-program", message, word?.span ?? span, allowRemedy(name)));
    }
    return;
  }
  // Code that was parsed has been judged where it stands; a trap runs it wherever the shell is by then.
  const isJudged =
    program.parsed && !(name === "trap" && view.inspected.some((one) => moves.has(one.program.name ?? "")));
  if (profile.asks !== undefined && !isJudged && needsLeave(profile, allowed)) {
    notes.push({
      ...ask("command.needs-leave", `${name}: ${profile.asks}`, span, allowRemedy(name)),
      risk: riskOf(profile),
    });
    return;
  }
  noteArguments(at, name, notes);
  if (name === "cd" && (at.operands[0] === undefined || at.operands[0].value === "-")) {
    notes.push(ask("command.directory", "it leaves the workspace for a directory it does not name", span, "name it"));
  }
  noteInput(at, name, view, notes);
  noteUnnamedWrite(at, name, view, notes);
  if (profile.effects.includes("exec")) noteWrittenBuild(name, program, view, notes);
  notes.push({
    effect: "allow",
    rule: "command.known",
    message: `${name} is known and its arguments are understood`,
    span,
    risk: riskOf(profile),
  });
}

/** Nobody has leave by default for what changes rights, later programs or what cannot be had back. */
function needsLeave({ effects, own }: ProgramProfile, allowed: Leave | undefined): boolean {
  if (allowed === undefined) return true;
  if (own === true) return allowed !== "named";
  return allowed === "default" && !effects.every((effect) => effect === "network" || isOrdinary(effect));
}

/** Notes what an interactive shell would replace by earlier commands. */
function noteHistory({ args }: Inspected["program"], name: string, notes: Note[]): void {
  const isEnabling = name === "set" && args.some(({ value }) => /^(?:history|histexpand|allexport)$/.test(value ?? ""));
  const word = args.find(({ text }) => /(?<![\\=])!(?:!|\$|\^|\*|\?|-?\d)/.test(text.replaceAll(/'[^']*'/g, "")));
  if (word === undefined && !isEnabling) return;
  const message = "it may be replaced by an earlier command";
  notes.push(ask("command.history", message, (word ?? args[0])?.span ?? [0, 0], "quote the exclamation mark"));
}

/** Written plainly, or wholly inside one pair of quotes, or with one backslash before it against aliases. */
function isPlainName({ text, value, plain }: Word): boolean {
  if (plain || value === undefined) return true;
  return text === `"${value}"` || text === `'${value}'` || text === `\\${value}`;
}
