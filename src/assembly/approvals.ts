import { ApprovalQueue, type ApprovalRequest, LearnedRules, systemClock } from "../approval/index.ts";
import type { AuditLog } from "../audit/index.ts";
import type { ApprovalsConfig } from "../config/index.ts";
import { type Request, rootOf } from "../decision/index.ts";
import { type AskForApproval, askedByRules, commandSurroundings, type SecurityRuntime } from "../provider/index.ts";
import type { Store } from "../store/index.ts";

/** Told when an approval is asked for, so that whoever talks to the agent hears of it. */
export type ApprovalListener = (request: ApprovalRequest) => void;

/** What approvals rest on. */
export interface ApprovalParts {
  readonly config: ApprovalsConfig;
  readonly store: Store;
  readonly log: Pick<AuditLog, "append">;
  readonly runtime: SecurityRuntime;
  /** Identity of the policy in force. */
  readonly policy: () => string;
  readonly redact: (text: string) => string;
}

/** Questions to people, what they left behind, and how a turn gets from the one to the other. */
export interface Approvals {
  readonly queue: ApprovalQueue;
  readonly learned: LearnedRules;
  readonly ask: AskForApproval;
  /** Hears of approvals that turns of the session and their sub-agents ask for; returns what stops it. */
  onApproval(session: string, listener: ApprovalListener): () => void;
}

/** Milliseconds for which answered approvals are kept for looking back. */
const keepAnswered = 30 * 86_400_000;
/** Milliseconds a grant is good for: a turn takes it at once. */
const grantMs = 60_000;

/** Opens the approvals of an installation, those that an earlier process left included. */
export async function openApprovals({
  config,
  store,
  log,
  runtime,
  policy,
  redact,
}: ApprovalParts): Promise<Approvals> {
  const shared = {
    approvers: config.approvers,
    fourEyes: config.fourEyes,
    quorum: config.quorum,
    generation: () => runtime.generation,
    record: (entry: Parameters<typeof log.append>[0]) => log.append(entry),
    surroundings: (request: Request) => {
      const agent = runtime.policyFor(request.subject.id);
      return agent === undefined ? {} : commandSurroundings(agent, request);
    },
    grantMs,
    redact,
  };
  const learned = new LearnedRules(store, {
    ...shared,
    ...config.learned,
    clock: systemClock,
    askedBy(request) {
      const agent = runtime.policyFor(request.subject.id);
      return agent === undefined ? [] : askedByRules(request, agent);
    },
  });
  const queue = new ApprovalQueue(store, {
    ...shared,
    policy,
    timeoutMs: config.timeoutSeconds * 1_000,
    offer: (decision) => learned.offer(decision),
    learn: (request, approver) => learned.learn(request, approver),
  });
  await Promise.all([queue.sweep(keepAnswered), learned.sweep()]);
  const listeners = new Map<string, Set<ApprovalListener>>();
  return {
    queue,
    learned,
    async ask(decision, signal) {
      const standing = (await learned.claim(decision)) ?? (await queue.takeKept(decision));
      if (standing !== undefined) return standing;
      const { subject, resource } = decision.request;
      if (resource.access === "execute" && runtime.policyFor(subject.id)?.exec.ask === "off") return nobody;
      const asked = await queue.ask(decision);
      for (const listener of listeners.get(rootOf(subject.session)) ?? []) listener(asked);
      return queue.wait(asked.id, signal);
    },
    onApproval(session, listener) {
      const set = listeners.get(session) ?? new Set();
      listeners.set(session, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(session);
      };
    },
  };
}

const nobody = {
  refusal: {
    rule: "exec.ask",
    message: "this needs approval, and nobody is asked about the commands of this agent",
    remedy: "set exec.ask of the agent to on-miss, or allow the command by a rule",
  },
};
