import type { AuditRecord } from "../audit/index.ts";
import { meetOpinions, type Opinion, type Request } from "../decision/index.ts";
import { protectedPath, secretPath } from "../files/index.ts";
import { isAtLeast } from "../incident/index.ts";
import { judgeUrl } from "../net/index.ts";
import { Bursts } from "./bursts.ts";
import type { AgentPolicy } from "./policies.ts";
import { ruleInMode } from "./ruling.ts";
import type { Finding, Response, SecurityProvider } from "./seam.ts";
import { judgeTaint } from "./taint.ts";

/** What the default provider needs from the runtime. */
export interface DefaultProviderServices {
  readonly policyFor: (agent: string) => AgentPolicy | undefined;
  readonly raise: (finding: Finding) => void;
  /** The playbook that the operator, or Sallyport, has for such a finding; default: none. */
  readonly playbookFor?: (finding: Finding) => { readonly name: string; readonly title: string } | undefined;
}

/** The provider that decides when nothing else is configured: rules, command analysis, path and address guards. */
export function createDefaultProvider(services: DefaultProviderServices): SecurityProvider {
  const bursts = new Bursts();
  return {
    name: "default",
    seam: 1,
    availability: async () => ({ available: true }),
    decide: (request) => decideByDefault(request, services.policyFor(request.subject.id)),
    report(record: AuditRecord) {
      for (const finding of bursts.see(record)) services.raise(finding);
    },
    respond(finding): Response {
      const { severity, message } = finding;
      const playbook = services.playbookFor?.(finding);
      if (playbook !== undefined) return { incident: { title: playbook.title, severity, playbook: playbook.name } };
      return isAtLeast(severity, "high") ? { incident: { title: message, severity } } : {};
    },
  };
}

/** The default decision: the meet of the agent's rules, the guard for the kind of resource, and the turn's taint. Reads where links lead. */
export function decideByDefault(request: Request, agent: AgentPolicy | undefined): Opinion {
  if (agent === undefined) return denial("agent.unknown", `there is no agent "${request.subject.id}"`);
  const isSecret = (path: string) => secretPath(path, agent.statePaths);
  const ruled = ruleInMode(request, agent);
  return meetOpinions([ruled, judgeResource(request, agent, isSecret), judgeTaint(request, ruled.risk)]);
}

const unobjectionable: Opinion = { effect: "allow", reasons: [] };

function judgeResource(request: Request, agent: AgentPolicy, isSecret: (path: string) => string | undefined): Opinion {
  const { type, id, access } = request.resource;
  if (type === "path") {
    const secret = isSecret(id);
    if (secret !== undefined) return denial("path.secret", `${id} holds secrets (${secret})`);
    const guarded = access === "write" ? protectedPath(id) : undefined;
    return guarded === undefined
      ? unobjectionable
      : denial("path.protected", `${id} may not be written by an agent (${guarded})`);
  }
  if (type === "url") {
    const judged = judgeUrl(id, agent.net);
    return judged.ok ? unobjectionable : { effect: "deny", reasons: [judged.reason] };
  }
  return unobjectionable;
}

function denial(rule: string, message: string): Opinion {
  return { effect: "deny", reasons: [{ rule, message }] };
}
