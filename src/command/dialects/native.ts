import type { ProgramProfile } from "../profile.ts";
import { interpreters, programProfile } from "../programs.ts";
import type { Word } from "../word.ts";
import { shells, wrappers } from "../wrappers.ts";
import { windowsPath } from "./windows-path.ts";

/** Programs that are the same everywhere, and in Windows are executables. */
const executables: ReadonlySet<string> = new Set(
  (
    "git gh glab node deno bun python python3 py pytest ruff black mypy flake8 isort uv pip pip3 poetry tox coverage " +
    "cargo rustc rustup rustfmt clippy-driver go gofmt java javac jar kotlinc dotnet ruby php make cmake ctest ninja " +
    "rg fd jq yq docker kubectl helm terraform protoc shellcheck hadolint actionlint hugo sqlite3 psql curl"
  ).split(" "),
);

/** Programs that are the same everywhere, and in Windows are started by batch files. */
const batches: ReadonlySet<string> = new Set(
  (
    "npm npx pnpm yarn tsc tsx eslint prettier vitest jest mocha biome vite webpack rollup esbuild next nuxt turbo nx " +
    "playwright cypress mvn gradle bundle rake rspec composer az gcloud firebase"
  ).split(" "),
);

/** The profile of a program that is the same in Windows as elsewhere, by its name in small letters. */
export function nativeProfile(name: string): ProgramProfile | undefined {
  // A wrapper is known by what it starts, and nobody looks for that here.
  if (wrappers.has(name) || shells.has(name)) return undefined;
  return executables.has(name) || batches.has(name) ? programProfile(name) : undefined;
}

/** True for a program that is started by a script or a batch file in Windows. */
export function isBatch(name: string): boolean {
  return batches.has(name);
}

/** Why nobody can say what a program is given, or `undefined`: each one divides the text of its command by itself. */
export function unclearArgument(name: string, args: readonly Word[]): string | undefined {
  for (const { text, value = "" } of args) {
    if (value === "") return "an empty argument may be dropped on the way to it";
    if (value.includes('"')) return `the quotes in ${text} may be lost on the way to it`;
    if (/\s/.test(value) && value.endsWith("\\")) return `the backslash at the end of ${text} may undo its quotes`;
    if (/(?:^|[^A-Za-z0-9%])[A-Za-z]:/.test(value)) return `${text} may name a drive`;
    if (/^-[A-Za-z_][^=]*[.:]/.test(text)) return `${text} may be taken for two arguments`;
    if (!executables.has(name) && /[&|<>^%!()]/.test(value)) {
      return `${text} may be read as a command by the batch file it is given to`;
    }
  }
  return undefined;
}

/** Why a program without a profile needs leave whatever vouches for it, or `undefined`: an argument that is not plain. */
export function strangeArgument(args: readonly Word[]): string | undefined {
  for (const { text, value = "" } of args) {
    const written = value.slice(value.indexOf("=") + 1);
    const named = written.toLowerCase();
    const plain = /^[\w./=+,-]+$/.test(value) && (/^[\w,-]*$/.test(named) || windowsPath(bare(named)).value === named);
    const base = named.slice(named.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
    const isProgram = named !== written && (interpreters.has(base) || programProfile(base) !== undefined);
    if (!plain || isProgram || starters.has(base) || /\.(?:exe|com|cmd|bat|ps1|vbs|msi|dll)$/.test(named)) {
      return `what ${text} is to it is not known`;
    }
  }
  return undefined;
}

function bare(value: string): Word {
  return { text: value, span: [0, 0], value, head: value, glob: false, plain: true };
}

/** Programs of Windows that start others, or run code. */
const starters: ReadonlySet<string> = new Set(
  (
    "cmd powershell pwsh wsl bash sh wscript cscript mshta rundll32 regsvr32 msiexec installutil msbuild certutil " +
    "bitsadmin forfiles wmic schtasks at runas start explorer conhost scriptrunner pcalua ftp odbcconf cmstp hh"
  ).split(" "),
);

/** Why a program is never more than asked about, or `undefined`. */
export function startsOthers(name: string): string | undefined {
  return starters.has(name) ? "it starts other programs, or runs the text it is given" : undefined;
}
