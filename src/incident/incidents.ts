import type { JsonObject } from "../decision/index.ts";
import type { Store } from "../store/index.ts";
import type { Finding, Severity } from "./finding.ts";
import { type Incident, type IncidentState, isOver, movedTo, noted, type StepRun, withStep } from "./incident.ts";
import { IncidentLedger } from "./ledger.ts";
import { needsApproval, type Playbooks, playbookFor, type Step, type StepKind } from "./playbook.ts";
import { tagsOf } from "./taxonomy.ts";

/** What became of one step; it never rejects. */
export interface StepResult {
  readonly state: Extract<StepRun["state"], "done" | "failed" | "timed-out" | "unapproved" | "not-applicable">;
  readonly detail: string;
}

/** What incidents rest on. */
export interface IncidentOptions {
  readonly store: Store;
  readonly playbooks: Playbooks;
  /** Appends to the audit log and says where; rejecting leaves a step undone. */
  readonly record: (body: JsonObject) => Promise<{ readonly index: number }>;
  /** Carries out a step, asking somebody first where `ask` says so. Doing it twice must be like doing it once. */
  readonly carryOut: (incident: Incident, step: Step, ask: boolean, signal: AbortSignal) => Promise<StepResult>;
  /** Takes back what steps of these kinds did for the incident. */
  readonly undo: (incident: Incident, kinds: readonly StepKind[]) => Promise<void>;
  /** Takes secrets out of what is stored. */
  readonly redact: (text: string) => string;
  readonly now: () => number;
}

/** What whoever answers a finding calls it. */
export interface Naming {
  readonly title: string;
  readonly severity: Severity;
  readonly provider: string;
  /** Names of playbooks; those that there are not are passed over. */
  readonly playbooks: readonly string[];
}

/** What changes the world, and not only what is known of it. */
const containing: ReadonlySet<StepKind> = new Set<StepKind>([
  "kill-processes",
  "revoke-session",
  "revoke-token",
  "freeze-tool",
  "quarantine-agent",
  "block-peer",
]);

/** The incidents of an installation: opened by findings, met by playbooks, ended by operators. */
export class Incidents {
  readonly #options: IncidentOptions;
  readonly #ledger: IncidentLedger;
  readonly #running = new Map<string, { readonly done: Promise<void>; wait: AbortController }>();
  #closing = false;

  private constructor(options: IncidentOptions) {
    this.#options = options;
    this.#ledger = new IncidentLedger(options.store, options.now);
  }

  /** Goes on with what a former process left in the midst of a playbook. */
  static async open(options: IncidentOptions): Promise<Incidents> {
    const incidents = new Incidents(options);
    await incidents.#ledger.sweep(keepMs);
    return incidents;
  }

  /** Takes up the playbooks that were not at their end. */
  async resume(): Promise<void> {
    for (const incident of await this.#ledger.list()) if (dueStep(incident) !== undefined) this.#run(incident.id);
  }

  has(playbook: string): boolean {
    return Object.hasOwn(this.#options.playbooks, playbook);
  }

  /** The playbook that a finding calls for. */
  playbookFor(finding: Finding): { readonly name: string; readonly title: string } | undefined {
    const name = playbookFor(this.#options.playbooks, finding);
    return name === undefined ? undefined : { name, title: this.#options.playbooks[name]?.title ?? name };
  }

  /** Takes a recorded finding into its incident, opening it if need be; resolves when that is stored and on record. */
  async take(finding: Finding, record: number, { playbooks, title, ...naming }: Naming): Promise<Incident> {
    const { redact } = this.#options;
    const { incident, opened, worse } = await this.#ledger.take({
      ...naming,
      title: redact(title),
      finding: { ...finding, message: redact(finding.message) },
      record,
      playbooks: playbooks.flatMap((name) => {
        const steps = this.has(name) ? this.#options.playbooks[name]?.steps : undefined;
        return steps === undefined ? [] : [{ name, steps }];
      }),
    });
    if (opened) await this.#record(incident, "opened", { finding: record, tags: { ...tagsOf(incident.rule) } });
    if (worse) {
      await this.#record(incident, "worse", { finding: record });
      // What somebody is being asked about may need no answer any more.
      this.#running.get(incident.id)?.wait.abort();
    }
    if (opened || worse) this.#run(incident.id);
    return incident;
  }

  /** Counts a finding that equals one of a moment ago. */
  async repeated(finding: Finding): Promise<void> {
    await this.#ledger.count(finding);
  }

  list(): Promise<readonly Incident[]> {
    return this.#ledger.list();
  }

  get(id: string): Promise<Incident | undefined> {
    return this.#ledger.get(id);
  }

  /**
   * An operator's last word on an incident; `undefined` when there is none that lasts. A false alarm takes back what
   * the playbook says can be taken back; anything else stays held until it is lifted.
   */
  async conclude(id: string, state: "resolved" | "false-positive", by: string): Promise<Incident | undefined> {
    const before = await this.#ledger.get(id);
    if (before === undefined || isOver(before)) return undefined;
    const { index } = await this.#record({ ...before, state }, state, { by });
    const after = await this.#move(id, state, `${state}, said ${by}`, index);
    if (after === undefined) return undefined;
    this.#running.get(id)?.wait.abort();
    await this.#running.get(id)?.done;
    if (state === "false-positive") await this.#takeBack(id);
    return this.#ledger.get(id);
  }

  /** Lets the steps that run come to their end, and asks nobody any more. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const { wait } of this.#running.values()) wait.abort();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  #run(id: string): void {
    if (this.#running.has(id) || this.#closing) return;
    const running = { done: Promise.resolve(), wait: new AbortController() };
    this.#running.set(id, running);
    const done = this.#runSteps(id, running).then(
      async () => {
        this.#running.delete(id);
        // What became due while the last look was under way.
        const incident = await this.#ledger.get(id);
        if (incident !== undefined && dueStep(incident) !== undefined) this.#run(id);
      },
      // A log or a store that cannot be written denies everything by now; the next start takes the steps up.
      () => void this.#running.delete(id),
    );
    Object.assign(running, { done: done.catch(() => {}) });
  }

  async #runSteps(id: string, running: { wait: AbortController }): Promise<void> {
    while (!this.#closing) {
      const incident = await this.#ledger.get(id);
      const index = incident && dueStep(incident);
      const run = index === undefined ? undefined : incident?.steps[index];
      if (incident === undefined || index === undefined || run === undefined) return;
      running.wait = new AbortController();
      const { step } = run;
      await this.#ledger.update(id, (now) => withStep(now, index, { state: "running" }, this.#options.now()));
      const ask = needsApproval(step, incident.severity);
      const result = await this.#options.carryOut(incident, step, ask, running.wait.signal);
      // Asked again by the next start: nobody has said no.
      if (this.#closing && result.state === "unapproved") return;
      await this.#settle(incident, index, step, result);
    }
  }

  async #settle(incident: Incident, index: number, step: Step, { state, detail }: StepResult): Promise<void> {
    const { now, redact } = this.#options;
    const told = redact(detail);
    const what = `${step.do}: ${state}${told === "" ? "" : `, ${told}`}`;
    const record = await this.#record(incident, "step", { step: step.do, outcome: state, detail: told });
    const after = await this.#ledger.update(incident.id, (current) =>
      noted(withStep(current, index, { state, detail: told }, now()), what, record.index, now()),
    );
    if (state !== "done" || !containing.has(step.do) || after?.state !== "open") return;
    const contained = await this.#record({ ...after, state: "contained" }, "contained", {});
    await this.#move(after.id, "contained", "contained", contained.index);
  }

  async #move(id: string, state: IncidentState, what: string, record: number): Promise<Incident | undefined> {
    const now = this.#options.now();
    return this.#ledger.update(id, (incident) => {
      const moved = movedTo(incident, state, now);
      return moved && noted(moved, what, record, now);
    });
  }

  /** INVARIANT: after the last step has ended, so that nothing is held behind its back. */
  async #takeBack(id: string): Promise<void> {
    const incident = await this.#ledger.get(id);
    const done = incident?.steps.filter(({ step, state }) => step.rollback && state !== "pending") ?? [];
    if (incident === undefined || done.length === 0) return;
    const kinds = [...new Set(done.map(({ step }) => step.do))];
    await this.#record(incident, "undone", { steps: kinds });
    await this.#options.undo(incident, kinds);
    await this.#ledger.update(id, (current) => ({
      ...current,
      steps: current.steps.map((run) => (kinds.includes(run.step.do) ? { ...run, state: "undone" } : run)),
    }));
  }

  #record(incident: Incident, event: string, detail: JsonObject): Promise<{ readonly index: number }> {
    const { id, state, title, severity, provider, agent, session, peer, playbooks, rule } = incident;
    const about = { incident: id, state, title, severity, provider, rule, agent, session, playbooks: [...playbooks] };
    return this.#options.record({ event, ...about, ...(peer !== undefined && { peer }), ...detail });
  }
}

/** How long an incident that is over can be looked at; milliseconds. */
const keepMs = 365 * 86_400_000;

/** The next step to take: one that is not at its end, or that nobody approved and nobody needs to any more. */
function dueStep(incident: Incident): number | undefined {
  if (isOver(incident)) return undefined;
  const index = incident.steps.findIndex(
    ({ step, state }) =>
      state === "pending" ||
      state === "running" ||
      (state === "unapproved" && step.approval !== "never" && !needsApproval(step, incident.severity)),
  );
  return index < 0 ? undefined : index;
}
