import type { CommandAnalysis } from "./analyse.ts";
import { interpreters, networkPrograms } from "./programs.ts";
import type { CommandCondition } from "./rules.ts";

/** Rules sorted by the programs they are about, so that a command is compared with a few of very many. */
export class RuleIndex<R> {
  /** Every rule, in order. */
  readonly all: readonly R[];
  /** Positions of rules about a program, by the last part of its name. */
  readonly #byProgram = new Map<string, number[]>();
  /** Positions of rules that may be about any program, or about none. */
  readonly #general: number[] = [];

  constructor(rules: readonly R[], conditionOf: (rule: R) => CommandCondition) {
    this.all = rules;
    for (const [position, rule] of rules.entries()) {
      const names = programsOf(conditionOf(rule));
      if (names === undefined) this.#general.push(position);
      // In a dialect without case a rule holds for every spelling of its name.
      for (const name of new Set([...(names ?? [])].flatMap((each) => [each, each.toLowerCase()]))) {
        const known = this.#byProgram.get(name);
        if (known === undefined) this.#byProgram.set(name, [position]);
        else known.push(position);
      }
    }
  }

  /** The rules that may apply to a command, in their order; every rule that does apply is among them. */
  about(analysis: CommandAnalysis): readonly R[] {
    if (!analysis.ok) return [];
    const names = new Set<string>();
    for (const { base, wrappers, names: others = [] } of analysis.programs) {
      if (base !== undefined) names.add(base.toLowerCase());
      for (const name of [...wrappers, ...others]) names.add(name);
    }
    const positions = new Set(this.#general);
    for (const name of names) for (const position of this.#byProgram.get(name) ?? []) positions.add(position);
    return [...positions].sort((a, b) => a - b).map((position) => this.all[position] as R);
  }
}

/** Last parts of the names that a condition can be about; `undefined` when it does not say. */
function programsOf({ program, argv, begins }: CommandCondition): ReadonlySet<string> | undefined {
  if (program !== undefined) return new Set(program.flatMap(membersOf));
  if (begins !== undefined) return new Set(begins.slice(0, 1).map(lastPart));
  const first = argv?.[0];
  if (first === undefined || first === "...") return undefined;
  const choice = /^\{([^{}*?\\]*)\}$/.exec(first)?.[1]?.split(",") ?? [first];
  return choice.some((name) => /[*?{}\\]/.test(name)) ? undefined : new Set(choice.map(lastPart));
}

function membersOf(name: string): readonly string[] {
  if (name === "@network") return [...networkPrograms];
  return name === "@interpreter" ? [...interpreters] : [lastPart(name)];
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1).toLowerCase();
}
