import type { Inspected } from "./inspect.ts";
import { ask, type Note } from "./note.ts";
import { isRemote } from "./reach.ts";
import type { Span } from "./span.ts";

/** Notes the hosts that a program would reach and that are not among `hosts`; an empty list is no network at all. */
export function noteHosts({ program, profile, roles }: Inspected, hosts: readonly string[], notes: Note[]): void {
  const name = program.name ?? program.base ?? ":";
  if (profile?.effects.includes("network") === true && hosts.length === 0) {
    notes.push(refuse(`${name} talks to other machines`, program.span));
    return;
  }
  for (const { word, role } of roles) {
    const isAddress = role === "url" || ((role === "source" || role === "target") && isRemote(word));
    if (!isAddress) continue;
    if (word.value === undefined) {
      const message = `${name}: what ${word.text} reaches, or tells it, is known only when it runs`;
      notes.push(ask("command.dynamic-address", message, word.span, "write the address out"));
      continue;
    }
    const host = hostOf(word.value);
    if (host !== undefined && !hosts.some((allowed) => isHost(allowed, host)))
      notes.push(refuse(`${name} reaches ${host}, which is not an allowed host`, word.span));
  }
}

function refuse(message: string, span: Span): Note {
  const remedy = "add the host to the allowed ones";
  return { effect: "deny", rule: "command.network", message, span, risk: "high", remedy };
}

/** The host that a word names, with a port if there is one: of a URL, `user@host:path`, `host:port` or `host`. */
function hostOf(text: string): string | undefined {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? URL.parse(text) : null;
  if (url !== null) return url.protocol === "file:" ? "file:" : url.host.toLowerCase();
  if (/^(?:\.{0,2}\/|\.\.?$)/.test(text)) return undefined;
  const [, host, port] = /^(?:[^@/\s]*@)?(\[[^\]]*\]|[^:/?#\s]+)(?::(\d+)(?=$|[/?#]))?/.exec(text) ?? [];
  if (host === undefined) return text.toLowerCase();
  return (port === undefined ? host : `${host}:${port}`).toLowerCase();
}

/** Whether a host is the allowed one: the same name, one below `*.name`, and on the same port where one is given. */
function isHost(allowed: string, host: string): boolean {
  const [name, port] = divide(host.replace(/\.(?=$|:)/, ""));
  const [pattern, only] = divide(allowed.toLowerCase());
  if (only !== undefined && only !== port) return false;
  return pattern.startsWith("*.") ? name.endsWith(pattern.slice(1)) : name === pattern;
}

function divide(host: string): readonly [name: string, port: string | undefined] {
  const [, name = host, port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  return [name, port];
}
