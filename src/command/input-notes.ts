import { isBuildFile } from "./build-files.ts";
import type { Inspected } from "./inspect.ts";
import { ask, type Note } from "./note.ts";
import type { CommandView } from "./rules.ts";

const answersOnly: ReadonlySet<string> = new Set(["version", "v", "V", "help", "test", "check"]);

const producers: ReadonlySet<string> = new Set(["find", "git", "rg", "grep", "ls", "fd"]);

/** Where code or arguments come from that are not in the command's own words. */
export function noteInput(at: Inspected, name: string, view: CommandView, notes: Note[]): void {
  const { program, profile, operands, given } = at;
  if (profile === undefined) return;
  if (profile.interprets === true && !program.parsed) noteScript(at, name, view, notes);
  if (!program.appended || profile.lenient === true) return;
  const inert = profile.effects.every((effect) => effect === "read") && !profile.options.hazardous;
  const fromList = program.command.stages.some(({ pipeline, index }) =>
    view.inspected.some(
      (other) =>
        producers.has(other.program.name ?? "") &&
        other.program.command.stages.some((stage) => stage.pipeline === pipeline && stage.index < index),
    ),
  );
  if (
    inert &&
    fromList &&
    view.directories.mayTouchHere("read") &&
    operands.every((word) => word.value !== undefined) &&
    given.every((g) => !g.option.asks)
  )
    return;
  notes.push(
    ask(
      "command.appended-arguments",
      `${name} takes arguments that are known only when it runs`,
      program.span,
      "name the arguments",
    ),
  );
}

function noteScript(
  { program, profile, operands, given, touches }: Inspected,
  name: string,
  view: CommandView,
  notes: Note[],
): void {
  const code = given.some(({ option }) => option.role === "code" || option.role === "module");
  if (code) return;
  const script = operands[0];
  if (script === undefined) {
    if (given.some(({ option }) => answersOnly.has(option.name))) return;
    notes.push(
      ask(
        "command.code-from-input",
        `${name} runs what it reads from its input`,
        program.span,
        "put the code into a file of the workspace",
      ),
    );
    return;
  }
  const touch = touches.find((t) => t.word === script);
  const file = touch?.paths[0];
  const ordinary =
    file !== undefined && touch?.outside === false && profile?.scripts?.test(file) === true && !file.includes("/.");
  const written = view.inspected.some((other) =>
    other.touches.some((t) => t.mode === "write" && t.paths.some((p) => p === file)),
  );
  if (!ordinary)
    notes.push(
      ask(
        "command.script",
        `${name}: ${script.text} is not an ordinary script of the workspace`,
        script.span,
        "allow this exact command",
      ),
    );
  else if (written)
    notes.push(
      ask(
        "command.written-script",
        `${script.text} is written by the same command that runs it`,
        script.span,
        "write it first, then run it",
      ),
    );
}

/** Notes that a program runs what the same command wrote for it. */
export function noteWrittenBuild(name: string, program: Inspected["program"], view: CommandView, notes: Note[]): void {
  const written = view.inspected
    .flatMap(({ touches }) => touches)
    .concat(view.touches)
    .find(({ mode, paths }) => mode === "write" && paths.some((path) => isBuildFile(path)));
  if (written === undefined) return;
  const message = `${name} runs what the same command writes to ${written.word.text}`;
  notes.push(ask("command.written-script", message, program.span, "write it first, then run it"));
}
