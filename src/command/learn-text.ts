import type { LearnedArgument, LearnedProgram, LearnedRule, LearnedValue } from "./learn.ts";

/** A learned rule as a person reads it: the command with what may vary in angle brackets, and where it starts. */
export function ruleText({ cwd, shape, programs }: LearnedRule): string {
  const texts = programs.filter(({ name }) => name !== ":").map(programText);
  let next = 0;
  // A command may have `{}` in its own words; those that stand for programs are as many as there are programs.
  const marks = shape.split("{}");
  const filled = marks.length - 1 === texts.length ? shape.replaceAll("{}", () => texts[next++] ?? "") : undefined;
  return `${filled ?? [shape, ...texts].join("\n")}  (in ${cwd})`;
}

function programText({ name, arguments: given }: LearnedProgram): string {
  return [name, ...given.map(argumentText)].join(" ");
}

function argumentText(argument: LearnedArgument): string {
  if ("word" in argument) return quoted(argument.word);
  if ("operand" in argument) return valueText(argument.operand);
  return argument.value === undefined ? argument.option : `${argument.option} ${valueText(argument.value)}`;
}

function valueText(value: LearnedValue): string {
  return "is" in value ? quoted(value.is) : `<any file in ${value.within}>`;
}

/** Quoted where a shell would have to see quotes. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
