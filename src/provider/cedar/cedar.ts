import { isBeneath, type Opinion, type Request } from "../../decision/index.ts";
import { PolicyInvalid, type PolicyProblem } from "../../errors.ts";
import type { AgentPolicy } from "../policies.ts";
import type { ProviderServices } from "../registry.ts";
import { ruleInMode } from "../ruling.ts";
import type { SecurityProvider } from "../seam.ts";
import { loadCedar } from "./files.ts";
import { opinionOf, unpermitted } from "./opinion.ts";
import { cedarRequest } from "./request.ts";
import type { CedarSettings } from "./settings.ts";
import { PolicyStanding, type Standing } from "./standing.ts";
import { untold } from "./untold.ts";

/**
 * A provider that decides by policies in Cedar, read again whenever their files change.
 * @throws {PolicyInvalid} when the policies are not to be used as they are.
 */
export async function openCedarProvider(
  services: ProviderServices,
  settings: CedarSettings,
  load: typeof loadCedar = loadCedar,
): Promise<SecurityProvider> {
  const { name, directory, now } = services;
  const inline = `security.providers.${name}.inline`;
  const standing = new PolicyStanding({ directory, settings, inline, load, now });
  const invalid = (problems: readonly PolicyProblem[]) =>
    new PolicyInvalid(problems, `correct it, then run sallyport providers check ${name}`);
  const decide = (request: Request, now: Standing): Opinion => {
    if (!now.ok) throw invalid(now.problems);
    return judge(request, now, services.policyFor(request.subject.id));
  };
  const first = await standing.look();
  if (!first.ok) throw invalid(first.problems);
  return {
    name,
    seam: 1,
    async availability() {
      const now = await standing.look();
      if (now.ok) return { available: true };
      const { message, fix = "correct the policies" } = invalid(now.problems);
      return { available: false, reason: message, fix };
    },
    decide(request) {
      const { recent } = standing;
      return recent === undefined ? standing.look().then((now) => decide(request, now)) : decide(request, recent);
    },
    report() {},
    respond: () => ({}),
  };
}

function judge(
  request: Request,
  { engine, set, files }: Standing & { ok: true },
  agent: AgentPolicy | undefined,
): Opinion {
  const writable = files.find((file) => agent !== undefined && mayWrite(agent, file));
  if (writable !== undefined) return denial("cedar.writable", `the agent may write its own policy, ${writable}`);
  const fault = untold(request);
  if (fault !== undefined) return denial("cedar.untold", `it cannot be put to Cedar policies: ${fault}`);
  const slice = set.slice(request);
  if (slice === undefined) return unpermitted;
  const risk = () => (agent === undefined ? undefined : ruleInMode(request, agent).risk);
  const call = { ...cedarRequest(request, slice, risk), preparsedPolicySetId: slice.id };
  return opinionOf(
    engine.run((cedar) => cedar.statefulIsAuthorized(call)),
    set,
  );
}

/** INVARIANT: nobody is judged by policies of his own making. */
function mayWrite({ scope, statePaths }: AgentPolicy, file: string): boolean {
  return (
    scope.roots.write.some((root) => isBeneath(root, file)) &&
    !statePaths.some((directory) => isBeneath(directory, file))
  );
}

function denial(rule: string, message: string): Opinion {
  return { effect: "deny", reasons: [{ rule, message }] };
}
