import type { ConfigProblem } from "../errors.ts";
import type { Config, OidcGrantConfig, OidcProviderConfig } from "./config.ts";
import type { Path } from "./document.ts";
import { problem, thisMachine, unknownName } from "./problem.ts";

/** Claims that whoever a token is about may change, or that somebody else may have one day. */
const changeable = /^(?:email|email_verified|preferred_username|upn|unique_name|name|given_name|family_name|nickname)$/;

/** What is wrong with the OpenID providers and with what is granted to whom. */
export function identityProblems({ identity: { oidc }, agents }: Config): readonly ConfigProblem[] {
  const ids = agents.map(({ id }) => id);
  const entries = Object.entries(oidc);
  return entries.flatMap(([name, provider], index) => {
    const at: Path = ["identity", "oidc", name];
    const twin = entries.slice(0, index).find(([, { issuer }]) => issuer === provider.issuer)?.[0];
    return [
      ...(twin === undefined
        ? []
        : [problem([...at, "issuer"], `"${twin}" has the same issuer`, "make one provider of the two")]),
      ...addressProblems(provider, at),
      ...kindProblems(provider, at),
      ...provider.map.flatMap((grant, rule) => grantProblems(grant, [...at, "map", rule], ids)),
    ];
  });
}

function addressProblems({ issuer, jwksUri }: OidcProviderConfig, at: Path): readonly ConfigProblem[] {
  const addresses = Object.entries({ issuer, ...(jwksUri !== undefined && { jwksUri }) });
  const open = addresses.filter(
    ([, url]) => !url.startsWith("https:") && !thisMachine.test(URL.parse(url)?.hostname ?? ""),
  );
  const message = "anybody on the way could put keys of their own in the place of the issuer's";
  return [
    ...open.map(([key]) => problem([...at, key], message, "use https")),
    ...(/[?#]/.test(issuer)
      ? [problem([...at, "issuer"], "an issuer has no query and no fragment", "write it as its tokens say it")]
      : []),
  ];
}

function kindProblems({ tokens: { access, id } }: OidcProviderConfig, at: Path): readonly ConfigProblem[] {
  if (access === undefined && id === undefined) {
    return [problem([...at, "tokens"], "none of its tokens would be taken", "add access or id, with the audience")];
  }
  if (access?.typ !== "JWT" || id === undefined) return [];
  const message = "access tokens and ID tokens could not be told from each other";
  return [problem([...at, "tokens", "access", "typ"], message, "take only one of the two kinds")];
}

function grantProblems(
  { subject, claims, role, agent }: OidcGrantConfig,
  at: Path,
  agents: readonly string[],
): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const claimed = Object.keys(claims);
  if (subject === undefined && claimed.length === 0)
    problems.push(problem(at, "it does not say whom it is for", "name a subject, or claims"));
  if (subject === undefined && role === "operator")
    problems.push(problem([...at, "role"], "an operator is one subject and no group", "name the subject"));
  for (const claim of claimed.filter((name) => changeable.test(name))) {
    const message = "whoever it is about may change it, or somebody else may have it one day";
    problems.push(problem([...at, "claims", claim], message, "use the subject (OpenID Connect Core 1.0 §5.7)"));
  }
  if (agent !== undefined && !agents.includes(agent))
    problems.push(unknownName([...at, "agent"], "agent", agent, agents));
  return problems;
}
