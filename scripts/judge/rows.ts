import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Direction } from "../../src/judge/classifier/index.ts";

/** One text to learn from. */
export interface Row {
  readonly text: string;
  readonly attack: boolean;
  readonly sides: readonly Direction[];
  /** The data sets it came from; it is learned from only when none of them is held out. */
  readonly sources: readonly string[];
  /** The group in which it counts for the balance of sources. */
  readonly group: string;
  readonly category: string;
  readonly lang: string;
}

/** Files whose rows are read by agents, besides those whose category says so. */
const readByAgents = new Set([
  "skills",
  "security-docs",
  "tldr-pages",
  "commits",
  "webhooks",
  "code",
  "malicious-skills",
  "bipia-train",
  "injecagent",
]);
/** Tasks that people give to a machine: as content they would be attacks or not, who knows. */
const tasks = new Set(["awesome-prompts", "benign-chat", "benign-dolly", "benign-nlp-tasks", "mitre-frr"]);

/** The labelled rows of every JSON Lines file in `directory`; files are sources. */
export function readRows(directory: string): readonly Row[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".jsonl"))
    .sort()
    .flatMap((file) => {
      const source = file.slice(0, -".jsonl".length);
      return readFileSync(join(directory, file), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line): Row => {
          const { text, label, category, lang } = JSON.parse(line);
          const attack = label === "injection";
          const content = readByAgents.has(source);
          const sides: readonly Direction[] =
            content && attack ? ["content"] : tasks.has(source) ? ["user"] : ["user", "content"];
          return { text, attack, sides, sources: [source], group: `${source}/${label}`, category, lang };
        });
    });
}
