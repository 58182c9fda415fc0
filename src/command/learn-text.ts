import type { LearnedProgram, LearnedRule, LearnedValue } from "./learn.ts";

/** A learned rule as a person reads it: the command with what may vary in angle brackets, and where it starts. */
export function ruleText({ cwd, shape, programs }: LearnedRule): string {
  const texts = programs.filter(({ name }) => name !== ":").map(programText);
  let next = 0;
  // A command may have `{}` in its own words; those that stand for programs are as many as there are programs.
  const marks = shape.split("{}");
  const filled = marks.length - 1 === texts.length ? shape.replaceAll("{}", () => texts[next++] ?? "") : undefined;
  return `${filled ?? [shape, ...texts].join("\n")}  (in ${cwd})`;
}

function programText({ name, subcommands, options, operands }: LearnedProgram): string {
  const given = options.map(({ name: option, value }) => {
    const dashes = option.length > 1 ? "--" : "-";
    return `${dashes}${option}${value === undefined ? "" : ` ${valueText(value)}`}`;
  });
  return [name, ...subcommands.map(quoted), ...given, ...operands.map(valueText)].join(" ");
}

function valueText(value: LearnedValue): string {
  return "is" in value ? quoted(value.is) : `<any file in ${value.within}>`;
}

/** Quoted where a shell would have to see quotes. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
