import type { ProgramProfile } from "./profile.ts";
import { archivePrograms } from "./programs/archive.ts";
import { streamPrograms } from "./programs/archive-stream.ts";
import { cloudPrograms } from "./programs/cloud.ts";
import { containerPrograms } from "./programs/containers.ts";
import { cryptoPrograms } from "./programs/crypto.ts";
import { databasePrograms } from "./programs/databases.ts";
import { filePrograms } from "./programs/files.ts";
import { fileChangePrograms } from "./programs/files-change.ts";
import { gitPrograms } from "./programs/git.ts";
import { hostPrograms } from "./programs/github.ts";
import { goPrograms } from "./programs/go.ts";
import { javascriptPrograms } from "./programs/javascript.ts";
import { jvmPrograms } from "./programs/jvm.ts";
import { keyPrograms } from "./programs/keys.ts";
import { nativePrograms } from "./programs/native.ts";
import { networkClients } from "./programs/network.ts";
import { perilousPrograms } from "./programs/perilous.ts";
import { phpPrograms } from "./programs/php.ts";
import { privilegePrograms } from "./programs/privilege.ts";
import { processPrograms } from "./programs/process.ts";
import { sessionPrograms } from "./programs/process-sessions.ts";
import { pythonPrograms } from "./programs/python.ts";
import { rubyPrograms } from "./programs/ruby.ts";
import { rustPrograms } from "./programs/rust.ts";
import { scriptingPrograms } from "./programs/scripting.ts";
import { searchPrograms } from "./programs/search.ts";
import { findPrograms } from "./programs/search-find.ts";
import { shellPrograms } from "./programs/shell.ts";
import { systemPrograms } from "./programs/system.ts";
import { machinePrograms } from "./programs/system-machine.ts";
import { packagePrograms } from "./programs/system-packages.ts";
import { servicePrograms } from "./programs/system-services.ts";
import { textPrograms } from "./programs/text.ts";
import { bytePrograms } from "./programs/text-bytes.ts";
import { comparePrograms } from "./programs/text-compare.ts";
import { editorPrograms } from "./programs/text-editors.ts";
import { languagePrograms } from "./programs/text-languages.ts";
import { listPrograms } from "./programs/text-lists.ts";
import { tablePrograms } from "./programs/text-tables.ts";
import { watcherPrograms } from "./programs/watchers.ts";

/** Families of programs, each made when a name is not found in those before it; the most usual come first. */
const families: readonly (() => Readonly<Record<string, ProgramProfile>>)[] = [
  filePrograms,
  textPrograms,
  shellPrograms,
  gitPrograms,
  searchPrograms,
  findPrograms,
  languagePrograms,
  javascriptPrograms,
  bytePrograms,
  comparePrograms,
  editorPrograms,
  listPrograms,
  tablePrograms,
  archivePrograms,
  streamPrograms,
  fileChangePrograms,
  pythonPrograms,
  rustPrograms,
  nativePrograms,
  goPrograms,
  watcherPrograms,
  scriptingPrograms,
  rubyPrograms,
  phpPrograms,
  jvmPrograms,
  hostPrograms,
  cloudPrograms,
  cryptoPrograms,
  containerPrograms,
  keyPrograms,
  networkClients,
  databasePrograms,
  systemPrograms,
  machinePrograms,
  packagePrograms,
  servicePrograms,
  processPrograms,
  sessionPrograms,
  privilegePrograms,
  perilousPrograms,
];

const made = new Map<string, ProgramProfile>();
let next = 0;

function makeNext(): boolean {
  const family = families[next++];
  for (const [name, profile] of Object.entries(family?.() ?? {})) if (!made.has(name)) made.set(name, profile);
  return family !== undefined;
}

/** The profile of a program by its name; `undefined` for one that is not known. */
export function programProfile(name: string): ProgramProfile | undefined {
  while (!made.has(name) && makeNext());
  return made.get(name);
}

/** Every profile there is, by the name of its program. */
export function programProfiles(): ReadonlyMap<string, ProgramProfile> {
  while (makeNext());
  return made;
}

/** Directories whose programs are what their names say, because an agent cannot write there. */
export const trustedDirectories: readonly string[] = [
  "/bin",
  "/sbin",
  "/usr/bin",
  "/usr/sbin",
  "/usr/local/bin",
  "/usr/local/sbin",
];

/** Programs that fetch from, or send to, other machines. */
export const networkPrograms: ReadonlySet<string> = new Set(
  (
    "curl wget http https aria2c ftp sftp tftp lynx nc ncat netcat socat telnet openssl ssh scp rsync mosh dig nslookup host " +
    "ping traceroute whois fetch"
  ).split(" "),
);

/** Programs that run the code they are given. */
export const interpreters: ReadonlySet<string> = new Set(
  (
    "sh bash dash zsh ksh mksh ash rbash fish csh tcsh nu elvish xonsh pwsh osascript eval source . node deno bun ts-node tsx " +
    "python python2 python3 pypy pypy3 ipython perl ruby php lua luajit awk gawk mawk tclsh R Rscript julia groovy scala " +
    "elixir iex erl swift runghc guile dc ed ex"
  ).split(" "),
);
