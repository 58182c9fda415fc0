import { includesName } from "../decision/index.ts";
import type { Provenance } from "../provider/index.ts";
import { type ActServices, act, type TurnContext } from "./act.ts";
import { Budget } from "./budget.ts";
import { Conversation } from "./conversation.ts";
import { cleanLabels, type JoinLabels, type Labels } from "./labels.ts";
import type { ModelClient, ToolCall } from "./model.ts";
import { provenanceOf } from "./provenance.ts";
import type { Authority, ToolContext } from "./tool.ts";
import { type ActResult, runTurn, type TurnEvent } from "./turn.ts";

/** A message to an agent from an authenticated principal, already screened. */
export interface AgentInput extends Labels {
  readonly principal: string;
  readonly session: string;
  readonly ingress: string;
  /** In an envelope wherever it is not to be trusted. */
  readonly text: string;
  /** True when nothing leads back to the session, so that it is forgotten after the turn. */
  readonly fleeting?: boolean;
  /** What was said before, where the caller keeps the conversation. */
  readonly history?: readonly (Labels & { readonly role: "user" | "assistant" | "system"; readonly text: string })[];
}

/** What a turn that no person began acts under: a context cut from another one, and the budget it spends from too. */
export interface Delegated extends Authority {
  /** The turn that began it; absent where none did. */
  readonly from?: Pick<ToolContext, "generation" | "namedBy">;
}

/** What an agent is made of. */
export interface AgentParts extends ActServices {
  readonly id: string;
  readonly model: ModelClient;
  /** The other models that its sessions can use, by their names in the configuration. */
  readonly modelCalled: (name: string) => ModelClient;
  readonly instructions: string;
  /** Real absolute directory. */
  readonly workspace: string;
  readonly join: JoinLabels;
}

interface Session {
  readonly history: Conversation;
  readonly budget: Budget;
  turn: Promise<void>;
  /** The model that it was switched to. */
  model?: { readonly name: string; readonly client: ModelClient };
}

const maxSessions = 1_000;

/** One configured agent: its conversations, and the turns in them. */
export class Agent {
  readonly id: string;
  readonly model: ModelClient;
  readonly #parts: AgentParts;
  readonly #sessions = new Map<string, Session>();
  readonly #running = new Map<AbortController, { readonly session: string; readonly ended: Promise<void> }>();

  constructor(parts: AgentParts) {
    this.id = parts.id;
    this.model = parts.model;
    this.#parts = parts;
  }

  /**
   * Runs one turn of a session; turns of the same session wait for each other. A delegated turn has a conversation of
   * its own, which is forgotten after it. Never rejects.
   */
  async *turn(input: AgentInput, signal: AbortSignal, as?: Delegated): AsyncGenerator<TurnEvent, void, undefined> {
    const session = as === undefined ? this.#session(input) : this.#begin(as.budget, as.from?.namedBy);
    const before = session.turn;
    let done = (): void => {};
    session.turn = new Promise((resolve) => {
      done = resolve;
    });
    const stopped = new AbortController();
    this.#running.set(stopped, { session: input.session, ended: session.turn });
    try {
      // INVARIANT: a turn that reads untrusted text cannot slip it into another turn that runs beside it.
      await before;
      for (const { role, text, taint, tier } of input.history ?? []) {
        session.history.takeIn({ taint, tier }, text);
        session.history.append([{ role: role === "assistant" ? "assistant" : "user", content: text }]);
      }
      yield* this.#run(input, session, AbortSignal.any([signal, stopped.signal]), as);
    } finally {
      this.#running.delete(stopped);
      done();
    }
  }

  /**
   * Ends the turns of a session, or all, those that wait included, with the commands that run in them; resolves to how
   * many when they are over.
   */
  async stop(session?: string): Promise<number> {
    const turns = [...this.#running].filter(([, turn]) => session === undefined || turn.session === session);
    for (const [abort] of turns) abort.abort();
    await Promise.all(turns.map(([, { ended }]) => ended));
    return turns.length;
  }

  /** Makes a call that no model asked for, such as the command of a job; decided, recorded and shown like any other. */
  async call(
    call: ToolCall,
    input: Pick<AgentInput, "principal" | "session" | "ingress" | "taint" | "tier">,
    signal: AbortSignal,
    as: Delegated,
  ): Promise<ActResult> {
    const [stopped, { promise: ended, resolve: done }] = [new AbortController(), Promise.withResolvers<void>()];
    this.#running.set(stopped, { session: input.session, ended });
    try {
      const spent = as.budget.child(as.security.scopeAt(input.tier).budgets);
      const exhausted = spent.take("toolCalls");
      if (exhausted !== undefined) {
        const { reason } = exhausted;
        return { ...cleanLabels, text: reason, effect: "deny", disposition: "failed", summary: reason };
      }
      const { runtime, workspace } = this.#parts;
      const { principal, session, ingress, tier, taint } = input;
      const turn: TurnContext = {
        agent: as.security.subject.agent,
        ...{ principal, session, ingress, workspace, cwd: workspace },
        generation: as.from?.generation ?? runtime.generation,
        authority: { security: as.security, budget: spent },
      };
      const until = spent.deadline(AbortSignal.any([signal, stopped.signal]));
      return await act(call, { tier, taint }, turn, as.security, this.#parts, until);
    } finally {
      this.#running.delete(stopped);
      done();
    }
  }

  /** What was said in a session that has been heard of since the start, and where untrusted text in it came from. */
  history(
    session: string,
  ):
    | { readonly lines: readonly { role: string; text: string }[]; readonly provenance: Provenance | undefined }
    | undefined {
    const found = this.#sessions.get(session);
    if (found === undefined) return undefined;
    const lines = found.history.messages.map(({ role, content }) => ({ role, text: content }));
    return { lines, provenance: provenanceOf(found.history.labels) };
  }

  #run(
    input: AgentInput,
    session: Session,
    signal: AbortSignal,
    as: Delegated | undefined,
  ): AsyncGenerator<TurnEvent, void, undefined> {
    const { runtime, tools, modelCalled, instructions, workspace, join } = this.#parts;
    const { history, budget } = session;
    const security = as?.security ?? runtime.forAgent(this.id, input.principal);
    // INVARIANT: a session that a lower tier has spoken in keeps to that tier's tools.
    const scope = security.scopeAt(join(history.labels, input).tier);
    const spent = budget.child(scope.budgets);
    const turn: TurnContext = {
      agent: security.subject.agent,
      principal: input.principal,
      session: input.session,
      ingress: input.ingress,
      workspace,
      cwd: workspace,
      // INVARIANT: what a turn begins is void once the policy has changed under that turn.
      generation: as?.from?.generation ?? runtime.generation,
      namedBy: (resource) => history.namedBy(resource),
      ...(!input.taint.untrusted && { goal: input.text }),
      authority: { security, budget: spent },
      ...(as === undefined &&
        input.fleeting !== true && {
          useModel(name) {
            session.model = { name, client: modelCalled(name) };
          },
        }),
    };
    // INVARIANT: a model that has left the scope since it was switched to is used no more.
    const switched = session.model !== undefined && includesName(scope.models, session.model.name);
    return runTurn(
      { text: input.text, taint: input.taint, tier: input.tier, composed: as !== undefined },
      {
        model: switched ? (session.model as NonNullable<Session["model"]>).client : this.model,
        instructions,
        tools: new Map([...tools].filter(([name]) => includesName(scope.tools, name))),
        act: (call, soFar, callSignal) => act(call, soFar, turn, security, this.#parts, callSignal),
        budget: spent,
        history,
      },
      signal,
    );
  }

  #session({ session, principal, fleeting = false }: AgentInput): Session {
    const found = this.#sessions.get(session);
    if (found !== undefined) {
      // The one used longest ago is the first to be forgotten.
      this.#sessions.delete(session);
      this.#sessions.set(session, found);
      return found;
    }
    const { turns } = this.#parts.runtime.forAgent(this.id, principal).scope.budgets;
    const made = this.#begin(new Budget({ turns }));
    if (fleeting) return made;
    this.#sessions.set(session, made);
    const oldest = this.#sessions.keys().next();
    if (this.#sessions.size > maxSessions && !oldest.done) this.#sessions.delete(oldest.value);
    return made;
  }

  #begin(budget: Budget, namedBy?: ToolContext["namedBy"]): Session {
    return { history: new Conversation(this.#parts.join, { namedBy }), budget, turn: Promise.resolve() };
  }
}
