import type { CodeLanguage } from "./profile.ts";

const sedAddress = String.raw`(?:\d+|\$|/(?:[^/\\\n]|\\.)*/)`;
const sedSubstitution = String.raw`s(?:/(?:[^/\\\n]|\\.)*/(?:[^/\\\n]|\\.)*/|\|(?:[^|\\\n]|\\.)*\|(?:[^|\\\n]|\\.)*\||#(?:[^#\\\n]|\\.)*#(?:[^#\\\n]|\\.)*#|,(?:[^,\\\n]|\\.)*,(?:[^,\\\n]|\\.)*,)[gpiI0-9]*`;
const sedCommand = new RegExp(
  String.raw`^\s*(?:${sedAddress}(?:\s*,\s*${sedAddress})?)?\s*!?\s*(?:[pdqQ=n]|${sedSubstitution})\s*(?:;|\n|$)`,
);

const awkReaching = /system|getline|ENVIRON|PROCINFO|@|close|fflush|\bprintf?\b[^;}\n]*>|(?<!\|)\|(?!\|)/;
const jqReaching =
  /\benv\b|\$ENV|\bimport\b|\binclude\b|\binput_filename\b|\$__loc__|\bmodulemeta\b|\bdebug\b|\bgetpath\s*\(\s*\$__/;

/** What a program in another language may reach beyond its input; `undefined` when it only computes. */
export function codeReaches(language: CodeLanguage | undefined, code: string): string | undefined {
  switch (language) {
    case "sed":
      return sedIsInert(code) ? undefined : "the sed script may write files or run programs";
    case "awk":
      return awkReaching.test(code)
        ? "the awk program may run programs, write files or read the environment"
        : undefined;
    case "jq":
      return jqReaching.test(code) ? "the jq filter may read the environment or other files" : undefined;
    default:
      return "code in an argument can do anything the program can";
  }
}

/** Recognises printing, deleting, quitting and plain substitution; everything else may reach out. */
function sedIsInert(script: string): boolean {
  let rest = script;
  while (rest.trim() !== "") {
    const command = sedCommand.exec(rest);
    if (command === null) return false;
    rest = rest.slice(command[0].length);
  }
  return true;
}
