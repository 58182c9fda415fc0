import type { Word } from "./word.ts";

const flags = /^[-+][a-zA-Z]+$/;

/** The script of `-c`, at whatever place in whatever cluster; `unknown` when options could hide it. */
export function inlineScript(args: readonly Word[]): Word | "unknown" | undefined {
  let inline = false;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as Word;
    if (word.value === undefined) return inline ? word : word.head.startsWith("-") ? "unknown" : undefined;
    const text = word.value;
    if (text === "--" || text === "-") return inline ? args[i + 1] : undefined;
    if (!/^[-+]./.test(text)) return inline ? word : undefined;
    if (text === "--norc" || text === "--noprofile" || text === "--posix") continue;
    if (text === "--version" || text === "--help") return undefined;
    if (!flags.test(text) || /[il]/.test(text)) return "unknown";
    if (text.startsWith("-") && text.includes("c")) inline = true;
    // Each -o and -O takes a word of its own.
    i += text.replaceAll(/[^oO]/g, "").length;
  }
  return inline ? "unknown" : undefined;
}
