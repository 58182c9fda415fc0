import type { Config } from "../config/index.ts";
import { type Reason, rootOf } from "../decision/index.ts";
import type { Job } from "../schedule/index.ts";
import { isOidcPrincipal, type OidcVerifier, type Tokens } from "../session/index.ts";

/** Where it stands who has access. */
export interface Access {
  readonly config: Config;
  readonly tokens: Tokens;
  readonly identities: OidcVerifier;
  readonly now: () => number;
}

/** Why nothing is done any more for the principal of a job; absent while they could still ask for it themselves. */
export async function withdrawn(job: Job, access: Access): Promise<Reason | undefined> {
  const { principal } = job;
  if (await hasAccess(job, access)) return undefined;
  return { rule: "cron.principal", message: `"${principal}" has no access any more, or has been made to sign in anew` };
}

async function hasAccess({ principal, agent, created }: Job, { config, tokens, identities, now }: Access) {
  // INVARIANT: what an issuer says of a principal now cannot be asked without them; what was revoked stays so.
  if (isOidcPrincipal(principal)) return identities.stands(principal, created);
  // Whoever owns the home is the operator, with a token or without.
  if (principal === "operator" || config.approvals.approvers.includes(principal)) return true;
  const root = rootOf(agent);
  return (await tokens.list()).some(
    (token) =>
      token.principal === principal && now() < token.expires && (token.agent === undefined || token.agent === root),
  );
}
