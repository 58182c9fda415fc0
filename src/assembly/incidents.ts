import { setTimeout as sleep } from "node:timers/promises";
import type { AuditLog } from "../audit/index.ts";
import type { IncidentsConfig } from "../config/index.ts";
import { cleanTaint } from "../content/index.ts";
import type { JsonObject, Permit, Request } from "../decision/index.ts";
import {
  builtInPlaybooks,
  Containments,
  type Incident,
  Incidents,
  playbooksWith,
  type Step,
  type StepResult,
} from "../incident/index.ts";
import {
  type AskForApproval,
  ceilingScope,
  type Enforced,
  enforce,
  SecurityContext,
  type SecurityRuntime,
} from "../provider/index.ts";
import type { Store } from "../store/index.ts";
import { heldBy, type StepAct, type StepParts, stepActs } from "./incident-steps.ts";

/** What incidents are opened with. */
export interface IncidentParts {
  readonly config: IncidentsConfig;
  readonly store: Store;
  readonly log: Pick<AuditLog, "append">;
  readonly redact: (text: string) => string;
  readonly now: () => number;
}

/** What carrying out steps needs, which is opened after what raises findings. */
export interface StepServices extends StepParts {
  readonly runtime: SecurityRuntime;
  readonly ask: AskForApproval;
}

/** The incidents of an installation, and what is held because of them. */
export interface OpenedIncidents {
  readonly incidents: Incidents;
  readonly containments: Containments;
  /** Lets steps be carried out, those that a former process left included. */
  start(services: StepServices): Promise<void>;
}

/** Opens the incidents of an installation; until `start`, findings are taken in, and steps wait. */
export async function openIncidents({ config, store, log, redact, now }: IncidentParts): Promise<OpenedIncidents> {
  const containments = await Containments.open(store, now);
  const services = Promise.withResolvers<StepServices>();
  const incidents = await Incidents.open({
    ...{ store, redact, now },
    playbooks: playbooksWith(builtInPlaybooks, config.playbooks),
    record: (body: JsonObject) => log.append({ kind: "incident", body }),
    async carryOut(incident, step, ask, signal) {
      const parts = await Promise.race([services.promise, aborted(signal)]);
      return parts === undefined ? unapproved : carryOut(incident, step, ask, signal, parts);
    },
    async undo(incident, kinds) {
      const undone = new Set(kinds.map((kind) => heldBy[kind]));
      for (const { id, held, incident: by } of containments.list())
        if (by === incident.id && undone.has(held.kind)) await containments.lift(id);
    },
  });
  return {
    incidents,
    containments,
    start(parts) {
      services.resolve(parts);
      return incidents.resume();
    },
  };
}

const unapproved: StepResult = { state: "unapproved", detail: "" };

/**
 * Does one step by the double door, like everything that has an effect: decided, where the playbook says so asked about,
 * on record, and done with a permit.
 */
async function carryOut(
  incident: Incident,
  step: Step,
  ask: boolean,
  signal: AbortSignal,
  services: StepServices,
): Promise<StepResult> {
  const context = contextOf(incident, step, ask, services.runtime);
  let acts: readonly StepAct[];
  try {
    acts = await stepActs[step.do](incident, step, services);
  } catch (error) {
    return { state: "failed", detail: error instanceof Error ? error.message : String(error) };
  }
  if (acts.length === 0) return { state: "not-applicable", detail: "" };
  const details: string[] = [];
  for (const act of acts) {
    let isLate = false;
    const proposal = {
      request: requestOf(incident, step, act, services.runtime.generation),
      async run(permit: Permit) {
        const done = new AbortController();
        const late = sleep(step.seconds * 1_000, undefined, { signal: done.signal }).then(() => {
          isLate = true;
          throw new Error(`not done within ${step.seconds} s`);
        });
        // Nobody waits for it where the act throws at once.
        late.catch(() => {});
        try {
          const text = await Promise.race([act.run(permit, proposal.request), late]);
          return { text, source: "playbook", untrusted: false, sensitive: false, ok: true };
        } finally {
          done.abort();
        }
      },
    };
    const enforced = await enforce(proposal, context, services.runtime, services.ask, signal);
    const { disposition, result } = enforced;
    if (disposition !== "completed") {
      return {
        state: isLate ? "timed-out" : disposition === "failed" ? "failed" : "unapproved",
        detail: whyNot(enforced),
      };
    }
    details.push(result?.text ?? "");
  }
  return { state: "done", detail: details.join(", ") };
}

function whyNot({ result, decision, disposition }: Enforced): string {
  if (disposition === "unapproved") return "nobody approved it";
  return result?.text ?? decision.reasons.map(({ message }) => message).join("; ");
}

/** Who acts is the playbook: no policy of an agent's stands in its way, and nothing but the step is in its scope. */
function contextOf({ id, playbooks }: Incident, step: Step, ask: boolean, runtime: SecurityRuntime): SecurityContext {
  const reasons = [
    {
      rule: `playbook.${step.do}`,
      message: `${playbooks.join(", ")} for incident ${id}${ask ? "; a person says whether" : ""}`,
    },
  ];
  const scope = { ...ceilingScope({}), tools: [actionOf(step)], delegationDepth: 0 };
  const decider = {
    ...{ name: "playbook", role: "default" as const },
    decide: () => ({ effect: ask ? ("ask" as const) : ("allow" as const), reasons }),
  };
  return new SecurityContext({ agent: actor, principal: actor }, scope, { A: {}, B: {}, C: {} }, [decider], runtime);
}

const actor = "sallyport";

function actionOf(step: Step): string {
  return `incident.${step.do}`;
}

function requestOf(incident: Incident, step: Step, act: StepAct, generation: number): Request {
  const { id, title, severity, agent, session, peer } = incident;
  const about = { incident: id, title, severity, agent, session, ...(peer !== undefined && { peer }) };
  return {
    subject: { type: "agent", id: actor, principal: act.principal ?? actor, session: id },
    action: { name: actionOf(step) },
    resource: act.resource,
    context: {
      ...{ ingress: "incident", tier: "A", taint: cleanTaint },
      arguments: act.text === undefined ? about : { ...about, text: act.text },
      generation,
    },
  };
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
