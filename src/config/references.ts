import type { ConfigProblem } from "../errors.ts";
import type { Config } from "./config.ts";
import { identityProblems } from "./identity-references.ts";
import { problem, thisMachine, unknownName } from "./problem.ts";
import { acceptedRisks, isRiskAccepted } from "./risk.ts";

/** What no single value shows: names that lead nowhere, ids used twice, accepted risks that have run out. */
export function crossCheck(config: Config, now: number): readonly ConfigProblem[] {
  return [
    ...agentProblems(config),
    ...layerProblems(config),
    ...approvalProblems(config),
    ...identityProblems(config),
    ...riskProblems(config, now),
    ...sandboxProblems(config),
    ...judgeProblems(config),
    ...revealProblems(config),
  ];
}

function agentProblems({ agents, models }: Config): ConfigProblem[] {
  const ids = agents.map(({ id }) => id);
  return agents.flatMap((agent, index) => [
    ...(agents.findIndex(({ id }) => id === agent.id) === index
      ? []
      : [
          problem(["agents", index, "id"], `another agent is called "${agent.id}"`, "give each agent an id of its own"),
        ]),
    ...(Object.hasOwn(models, agent.model)
      ? []
      : [unknownName(["agents", index, "model"], "model", agent.model, Object.keys(models))]),
    ...agent.delegatesTo.flatMap((other, at) => {
      const path = ["agents", index, "delegatesTo", at];
      if (other === agent.id)
        return [problem(path, "this is the agent itself", "remove it; an agent has its own tasks done by sub-agents")];
      return ids.includes(other) ? [] : [unknownName(path, "agent", other, ids)];
    }),
  ]);
}

function layerProblems({ agents, policy }: Config): ConfigProblem[] {
  const ids = agents.map(({ id }) => id);
  return policy.layers.flatMap((layer, index) =>
    (layer.agents === "*" ? [] : layer.agents)
      .filter((agent) => !ids.includes(agent))
      .map((agent) => unknownName(["policy", "layers", index, "agents"], "agent", agent, ids)),
  );
}

function approvalProblems({ approvals }: Config): ConfigProblem[] {
  const { approvers, fourEyes, quorum, socket } = approvals;
  const different = new Set(approvers).size;
  const most = Math.max(quorum.high, quorum.critical);
  const needed = most + (fourEyes ? 1 : 0);
  const problems: ConfigProblem[] = [];
  if (fourEyes && different < 2) {
    const fix = "name a second approver, or turn fourEyes off";
    problems.push(problem(["approvals", "approvers"], "fourEyes needs two approvers at least", fix));
  } else if (most > 1 && different < needed) {
    const message = `a quorum of ${most}${fourEyes ? " besides the one who asks" : ""} needs ${needed} approvers at least`;
    problems.push(problem(["approvals", "quorum"], message, "name more approvers, or lower the quorum"));
  }
  if (socket.enabled && socket.principal !== "operator" && !approvers.includes(socket.principal)) {
    const fix = `add "${socket.principal}" to approvals.approvers, or remove the key`;
    problems.push(problem(["approvals", "socket", "principal"], "this principal may not answer", fix));
  }
  return problems;
}

function riskProblems(config: Config, now: number): ConfigProblem[] {
  const outdated = acceptedRisks(config).filter(({ risk }) => !isRiskAccepted(risk, now));
  return outdated.map(({ path, risk }) => {
    const fix = "remove the key, or accept the risk until a later date";
    return problem([...path, "until"], `this was accepted until ${risk.until}`, fix);
  });
}

function sandboxProblems({ sandbox: { mode, dangerouslyUnconfined } }: Config): ConfigProblem[] {
  if (mode !== "off" || dangerouslyUnconfined !== undefined) return [];
  const fix = "use required, or accept the risk for a time with sandbox.dangerouslyUnconfined";
  return [problem(["sandbox", "mode"], "off lets commands run without a sandbox", fix)];
}

function revealProblems({ dlp: { reveal, modes } }: Config): ConfigProblem[] {
  if (reveal.hosts.length === 0 || modes.results === "tokenise") return [];
  const fix = "set dlp.modes.results to tokenise, or remove the hosts";
  return [problem(["dlp", "reveal", "hosts"], "nothing is revealed unless results are tokenised", fix)];
}

function judgeProblems({ judge: { model, rules, policies }, security, agents }: Config): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const ids = agents.map(({ id }) => id);
  const conditions = [
    ...rules.map(({ when }, index) => [when, "rules", index] as const),
    ...policies.map(({ when }, index) => [when, "policies", index] as const),
  ];
  for (const [{ agents: named = [] }, list, index] of conditions) {
    for (const agent of named.filter((name) => !ids.includes(name)))
      problems.push(unknownName(["judge", list, index, "when", "agents"], "agent", agent, ids));
  }
  const twice = rules.findIndex(({ id }, index) => rules.findIndex((rule) => rule.id === id) !== index);
  if (twice >= 0) {
    const message = `another rule is called "${rules[twice]?.id}"`;
    problems.push(problem(["judge", "rules", twice, "id"], message, "give each rule an id of its own"));
  }
  if (model === undefined) return problems;
  if (model.deadlineMs >= security.deadlineMs) {
    const message = "the decision would be over before the model has had its time";
    problems.push(problem(["judge", "model", "deadlineMs"], message, "make it less than security.deadlineMs"));
  }
  const isSecure = model.url.startsWith("https:");
  if (model.pins !== undefined && !isSecure) {
    problems.push(problem(["judge", "model", "pins"], "only a server reached over https shows a key", "use https"));
  }
  // What is judged may be private, and a key is.
  const nearby = model.apiKeyEnv === undefined ? near : thisMachine;
  if (!isSecure && model.docker === undefined && !nearby.test(URL.parse(model.url)?.hostname ?? "")) {
    const message = "what is judged would cross the network for everybody to read";
    problems.push(problem(["judge", "model", "url"], message, "use https for a server on another machine"));
  }
  return problems;
}

/** This machine, a container beside it, or a host of the same private network. */
const near =
  /^(?:[^.[\]]+|.*\.(?:localhost|internal|local)|(?:127|10)\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+|\[(?:::1|f[cd][0-9a-f:]+)\])$/;
