import { describe, expect, it } from "vitest";
import { analyseCommand } from "../../src/command/analyse.ts";
import { type Arguments, divide, grammar } from "../../src/command/options.ts";
import type { Word } from "../../src/command/word.ts";

function words(command: string): readonly Word[] {
  const analysis = analyseCommand(command);
  if (!analysis.ok) throw new TypeError(command);
  return analysis.programs.at(-1)?.args ?? [];
}

function shown({ options, operands, unknown, loose }: Arguments): object {
  const texts = (list: readonly Word[]): readonly string[] => list.map(({ text }) => text);
  const given = options.map(({ option, value }) =>
    value === undefined ? option.name : `${option.name}=${value.value}`,
  );
  return { given, operands: texts(operands), unknown: texts(unknown), loose: texts(loose) };
}

describe("dividing arguments", () => {
  it("[CE-1.1] reads a first word of letters as tar does, each with a word after it", () => {
    const tar = grammar("-x -z -f,--file=write -C=write -I!=program", { bundled: true });
    expect(shown(divide(words("tar xzfC a.tgz out b"), tar))).toMatchObject({
      given: ["x", "z", "file=a.tgz", "C=out"],
      operands: ["b"],
      unknown: [],
    });
    expect(divide(words("tar xfI a ./run"), tar).options.some(({ option }) => option.asks)).toBe(true);
    expect(shown(divide(words("tar xqf a"), tar))).toMatchObject({ unknown: ["xqf"] });
    expect(shown(divide(words("tar * a"), tar))).toMatchObject({ unknown: ["*"] });
    expect(shown(divide(words("tar -xf a b"), tar))).toMatchObject({ given: ["x", "file=a"], operands: ["b"] });
  });

  it("[CE-1.1] takes the longest name in a cluster, as zip does", () => {
    const zip = grammar("-T -TT!=program -r -q");
    expect(shown(divide(words("zip -rT a"), zip))).toMatchObject({ given: ["r", "T"], operands: ["a"] });
    expect(shown(divide(words("zip -qTT run a"), zip))).toMatchObject({ given: ["q", "TT=run"], operands: ["a"] });
    expect(shown(divide(words("zip -TTrun a"), zip))).toMatchObject({ given: ["TT=run"] });
  });

  it("[CE-1.1] reads name=value as dd does, and keeps it an operand for rules", () => {
    const dd = grammar("--if=read --of=write", { keyed: true });
    expect(shown(divide(words("dd if=a of=/dev/sda"), dd))).toEqual({
      given: ["if=a", "of=/dev/sda"],
      operands: ["if=a", "of=/dev/sda"],
      unknown: [],
      loose: [],
    });
    expect(shown(divide(words("dd xf=a"), dd))).toMatchObject({ given: [], unknown: ["xf=a"] });
  });

  it("[CE-1.1] gives an option of two values two, each with its role", () => {
    const jq = grammar("--slurpfile=text,read -n");
    const { options, operands } = divide(words("jq -n --slurpfile a b.json .a"), jq);
    expect(options.map(({ option, value }) => [option.role, value?.value])).toEqual([
      ["none", undefined],
      ["text", "a"],
      ["read", "b.json"],
    ]);
    expect(operands.map(({ value }) => value)).toEqual([".a"]);
  });

  it("[CE-1.1] does not understand values of another form than the program's own", () => {
    const mkdir = grammar("-m,--mode=text", { forms: { mode: /^[0-7]{3}$/, operands: /^[^@]/ } });
    expect(shown(divide(words("mkdir -m 755 a"), mkdir))).toMatchObject({ unknown: [] });
    expect(shown(divide(words("mkdir --mode=4755 a @b"), mkdir))).toMatchObject({ unknown: ["--mode=4755", "@b"] });
    expect(shown(divide(words('mkdir -m "$mode" a'), mkdir))).toMatchObject({ unknown: ['"$mode"'] });
  });

  it("[CE-1.1] takes a pattern for an option only where a file so named could be one", () => {
    const plain = grammar("-f -t=write --no-preserve-root!");
    expect(shown(divide(words("rm *.log ./* -- *"), plain))).toMatchObject({ loose: [] });
    expect(shown(divide(words("rm * *log"), plain))).toMatchObject({ loose: ["*", "*log"] });
    const starting = grammar("-f --checkpoint-action=program");
    expect(shown(divide(words("tar *.log"), starting))).toMatchObject({ loose: ["*.log"] });
  });
});
