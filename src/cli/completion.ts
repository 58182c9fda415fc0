import type { Command } from "./command.ts";
import { everywhere } from "./invocation.ts";

/** Shell → the script that completes our command lines there. */
export const completionScripts: Readonly<Record<string, (table: readonly Command[]) => string>> = { bash, zsh, fish };

/** What may follow the words typed so far: a name, what it is. */
interface Candidate {
  readonly word: string;
  readonly about: string;
}

/** Words typed so far (options left out) → what may follow. */
function grammar(table: readonly Command[]): ReadonlyMap<string, readonly Candidate[]> {
  const first = new Map<string, string>();
  const following = new Map<string, Candidate[]>();
  for (const { name, summary, options } of table) {
    const [word = "", second] = name.split(" ");
    first.set(word, second === undefined ? summary : `${word} …`);
    if (second !== undefined) following.set(word, [...(following.get(word) ?? []), { word: second, about: summary }]);
    const all = Object.entries({ ...options, ...everywhere });
    following.set(name, [
      ...(following.get(name) ?? []),
      ...all.map(([option, { about }]) => ({ word: `--${option}`, about })),
    ]);
  }
  return new Map([["", [...first].map(([word, about]) => ({ word, about }))], ...following]);
}

function bash(table: readonly Command[]): string {
  const cases = [...grammar(table)].map(
    ([path, candidates]) => `    ${quote(path)}) words=${quote(candidates.map((c) => c.word).join(" "))} ;;`,
  );
  return `# bash completion of sallyport, made by: sallyport completion bash
_sallyport() {
  local current=\${COMP_WORDS[COMP_CWORD]} path= words= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  case $path in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _sallyport sallyport
`;
}

function zsh(table: readonly Command[]): string {
  const cases = [...grammar(table)].map(([path, candidates]) => {
    const described = candidates.map(({ word, about }) => quote(`${word.replaceAll(":", "\\:")}:${about}`));
    return `    ${quote(path)}) candidates=(${described.join(" ")}) ;;`;
  });
  return `#compdef sallyport
# zsh completion of sallyport, made by: sallyport completion zsh
_sallyport() {
  local path= word
  local -a candidates
  for word in \${words[2,CURRENT-1]}; do
    case $word in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  case $path in
${cases.join("\n")}
  esac
  _describe sallyport candidates || _files
}
compdef _sallyport sallyport
`;
}

function fish(table: readonly Command[]): string {
  const lines = [...grammar(table)].flatMap(([path, candidates]) =>
    candidates.map(({ word, about }) => {
      const condition = quote(`test (__sallyport_path) = ${quote(path)}`);
      const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-a ${word}`;
      return `complete -c sallyport -n ${condition} ${what} -d ${quote(about)}`;
    }),
  );
  return `# fish completion of sallyport, made by: sallyport completion fish
function __sallyport_path
  set -l words (commandline -opc)
  string join ' ' -- (string match -v -- '-*' $words[2..-1])
  or echo
end
${lines.join("\n")}
`;
}

/** A word in single quotes, as bash, zsh and fish all read it. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
