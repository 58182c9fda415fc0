import { randomUUID } from "node:crypto";
import { proxyVariables } from "../proxy.ts";
import type { SandboxCommand } from "../sandbox.ts";
import { ownEnvironment } from "../shown-paths.ts";
import type { SandboxSpec } from "../spec.ts";

/** What a shell in a container is to do, and the mark that frames what the command says on stderr. */
export interface ContainerScript {
  readonly text: string;
  readonly mark: string;
}

/** What the script has to know of its container. */
export interface ScriptTerms {
  readonly container: string;
  /** An image of somebody else's keeps its own search path. */
  readonly isForeign: boolean;
  /** Nothing bounds the tree as a whole. */
  readonly boundsEach: boolean;
  /** Standard input belongs to the command; otherwise its end means that the gateway has gone. */
  readonly isOpen: boolean;
}

/** Where a command is at home: in its private /tmp. */
export const containerHome = "/tmp/home";

/** The variable by which a container knows itself. */
export const containerVariable = "SALLYPORT_CONTAINER";

/**
 * Runs a command with its limits and its environment, and ends all that it leaves. It goes in by standard input, so that
 * nothing of it shows in the list of processes and no engine interprets a value; the braces make the shell read it whole
 * before it does anything.
 */
export function containerScript(command: SandboxCommand, spec: SandboxSpec, terms: ScriptTerms): ContainerScript {
  const mark = randomUUID();
  const own = Object.entries({ ...ownEnvironment, HOME: containerHome });
  const base = terms.isForeign ? own.filter(([name]) => name !== "PATH") : own;
  const leading = spec.network === "none" ? [] : Object.entries(proxyVariables);
  const variables = [...base, ...Object.entries(spec.environment), ...leading];
  const text = `{
# INVARIANT: it ends every process that it can, and so it runs nowhere but in the container that it was made for.
[ "$${containerVariable}" = ${quoted(terms.container)} ] || exit 125
unset ${containerVariable} HOSTNAME TERM container OLDPWD
printf '%s\\n' ${mark} >&2
# The shell itself says nothing: not that a command was killed either.
exec 3<&0 4>&2 2>/dev/null
trap : TERM
${limits(spec, terms.boundsEach)}
[ -d ${containerHome} ] || mkdir -m 700 ${containerHome}
${terms.isOpen ? "" : "(while read -r line; do :; done; kill -9 -1) <&3 &"}
(
${variables.map(([name, value]) => `export ${name}=${quoted(String(value))}`).join("\n")}
exec 2>&4 3>&- 4>&- ${terms.isOpen ? "" : "</dev/null"}
exec ${command.argv.map(quoted).join(" ")}
)
code=$?
kill -9 -1
printf '\\n%s %s\\n' ${mark} $code >&4
exit $code
}
`;
  return { text, mark };
}

/** A limit that cannot be set is one that is lower already. */
function limits(spec: SandboxSpec, boundsEach: boolean): string {
  const cpu = Math.ceil(spec.cpuSeconds);
  const each = boundsEach
    ? [`-d ${Math.floor(spec.memoryBytes / 1024)}`, `-u ${spec.pids} || ulimit -p ${spec.pids}`]
    : [];
  // POSIX counts `ulimit -f` in blocks of 512 bytes. SIGXCPU tells what happened; SIGKILL follows a second later.
  const blocks = Math.max(1, Math.floor(spec.fileBytes / 512));
  const all = ["-c 0", `-n ${spec.openFiles}`, `-f ${blocks}`, `-t ${cpu + 1}`, `-S -t ${cpu}`];
  return [...all, ...each].map((limit) => `ulimit ${limit}`).join("\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
