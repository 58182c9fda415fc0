import type { Socket } from "node:net";
import { dial } from "../connection.ts";
import { type NetRefusal, NetRefused, netRefusal } from "../policy.ts";
import { resolveTarget } from "../resolve.ts";
import { type JudgedUrl, judgeResolved, judgeUrl } from "../url.ts";
import type { Books } from "./books.ts";
import type { EgressOptions, EgressTarget } from "./options.ts";

/** Where everything that goes through one proxy is judged. */
export interface Gate {
  /**
   * Judges the URL of an origin and a method by the policy, then by who decides. The name of what is not admitted is
   * never resolved. What the policy says is at most a second old.
   */
  admit(origin: string, scheme: EgressTarget["scheme"], method: string): Promise<JudgedUrl | NetRefusal>;
  /** Resolves, judges every address, connects to one. Rejects with {@link NetRefused} or the error of the socket. */
  connect(target: JudgedUrl, halfOpen: boolean): Promise<Socket>;
  /** Ends what is still being connected. */
  close(): void;
}

interface Verdict {
  readonly judged: JudgedUrl | NetRefusal;
  /** By `performance.now`. */
  readonly until: number;
}

const verdictMs = 1_000;
/** Verdicts that are kept, and targets that are asked about: nobody needs more, and who decides is not to be flooded. */
const maxKept = 1_000;

/** The gate of one proxy. */
export function openGate({ policy, resolver, mayReach }: EgressOptions, books: Books): Gate {
  const verdicts = new Map<string, Verdict>();
  const answers = new Map<string, Promise<NetRefusal | undefined>>();
  const attempts = new Set<AbortController>();

  const judge = (origin: string, method: string): JudgedUrl | NetRefusal => {
    const judged = judgeUrl(origin, policy);
    if (!judged.ok) return judged;
    const { port } = judged;
    if (!policy.ports.includes(port)) return netRefusal("port", `port ${port} is not among those that may be reached`);
    return policy.methods.includes(method) ? judged : netRefusal("method", `the method ${method} may not be used`);
  };
  const recall = (origin: string, method: string): JudgedUrl | NetRefusal => {
    const key = `${method} ${origin}`;
    const known = verdicts.get(key);
    const now = performance.now();
    if (known !== undefined && known.until > now) return known.judged;
    const judged = judge(origin, method);
    if (verdicts.size >= maxKept) verdicts.clear();
    verdicts.set(key, { judged, until: now + verdictMs });
    return judged;
  };
  const decide = async (target: EgressTarget): Promise<NetRefusal | undefined> => {
    const answer = await mayReach(target);
    if (answer === true) return undefined;
    const why = typeof answer === "string" ? answer : "nobody permitted it";
    return netRefusal("permission", `${target.method} ${target.host}:${target.port}: ${why}`);
  };
  const ask = (target: EgressTarget): Promise<NetRefusal | undefined> => {
    const key = `${target.scheme} ${target.method} ${target.host} ${target.port}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    if (answers.size >= maxKept) return Promise.resolve(netRefusal("permission", `more than ${maxKept} targets`));
    const answer = decide(target).catch(() => netRefusal("permission", "whether it may be reached was not decided"));
    answers.set(key, answer);
    return answer;
  };
  const reach = async (target: JudgedUrl, halfOpen: boolean, signal: AbortSignal): Promise<Socket> => {
    const resolved = await resolveTarget(target, policy, resolver, signal);
    signal.throwIfAborted();
    if (!resolved.ok) throw new NetRefused(resolved);
    return dial({
      ...{ host: target.host, port: target.port, addresses: resolved.addresses, halfOpen, signal },
      onConnected(socket) {
        // INVARIANT: whatever the lookup was meant to do, this is the address that was reached.
        const refusal = judgeResolved(socket.remoteAddress ?? "", target, policy);
        if (refusal !== undefined) throw new NetRefused(refusal);
      },
    });
  };

  return {
    async admit(origin, scheme, method) {
      if (books.closed !== undefined) return closed(books.closed);
      const judged = recall(origin, method);
      if (!judged.ok) return judged;
      const refusal = await ask({ scheme, host: judged.host, port: judged.port, method });
      // The budget may have ended while somebody decided.
      return refusal ?? (books.closed === undefined ? judged : closed(books.closed));
    },
    async connect(target, halfOpen) {
      const attempt = new AbortController();
      const late = setTimeout(
        () => attempt.abort(new NetRefused(netRefusal("timeout", `${target.host} did not answer`))),
        books.limits.idleMs,
      );
      attempts.add(attempt);
      try {
        return await reach(target, halfOpen, attempt.signal);
      } finally {
        clearTimeout(late);
        attempts.delete(attempt);
      }
    },
    close() {
      for (const attempt of attempts) attempt.abort(new NetRefused(closed("net.closed")));
    },
  };
}

function closed(rule: string): NetRefusal {
  return { ok: false, reason: { rule, message: "nothing more goes through this proxy" } };
}
