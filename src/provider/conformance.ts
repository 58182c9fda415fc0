import type { AuditRecord } from "../audit/index.ts";
import { canonicalJson, opinionFault, type Request, type Resource } from "../decision/index.ts";
import type { Finding, SecurityProvider } from "./seam.ts";
import { seamVersion } from "./seam.ts";

/** One thing every provider must do, and whether this one does. */
export interface ConformanceCheck {
  readonly check: string;
  readonly ok: boolean;
  readonly detail?: string;
}

/** Milliseconds in which each answer must come. */
const deadline = 5_000;

/** Puts one provider through what the runtime relies on; never rejects. The answers themselves are the provider's own. */
export async function checkProvider(name: string, provider: SecurityProvider): Promise<readonly ConformanceCheck[]> {
  const checks: ConformanceCheck[] = [];
  const check = async (what: string, holds: () => Promise<boolean | string> | boolean | string) => {
    const outcome = await settled(holds);
    checks.push({ check: what, ok: outcome === true, ...(typeof outcome === "string" && { detail: outcome }) });
  };
  await check("is called by the name it is registered under", () => provider.name === name);
  await check("speaks this version of the interface", () => provider.seam === seamVersion);
  await check("says whether it is available, and how to mend it when not", async () => {
    const answer = await provider.availability();
    return answer.available || (answer.reason !== "" && answer.fix !== "");
  });
  for (const request of sampleRequests()) {
    const about = `${request.action.name} on a ${request.resource.type}`;
    await check(`answers ${about} with an opinion`, async () => {
      const opinion = await provider.decide(request, new AbortController().signal);
      return opinionFault(opinion) ?? true;
    });
    await check(`answers ${about} the same way twice`, async () => {
      const [first, second] = await Promise.all(
        [1, 2].map(() => provider.decide(request, new AbortController().signal)),
      );
      return first?.effect === second?.effect;
    });
  }
  await check("leaves the request as it was", async () => {
    const request = sampleRequests()[0] as Request;
    const before = canonicalJson(request);
    await provider.decide(request, new AbortController().signal);
    return canonicalJson(request) === before;
  });
  await check("keeps concurrent answers apart", async () => {
    const alone: string[] = [];
    for (const request of sampleRequests())
      alone.push((await provider.decide(request, new AbortController().signal)).effect);
    const together = await Promise.all(sampleRequests().map((r) => provider.decide(r, new AbortController().signal)));
    return together.every((opinion, i) => opinion.effect === alone[i]);
  });
  await check("takes records of every kind", async () => {
    for (const record of sampleRecords) await provider.report(record);
    return true;
  });
  await check("answers a finding", async () => typeof (await provider.respond(sampleFinding)) === "object");
  return checks;
}

async function settled(holds: () => Promise<boolean | string> | boolean | string): Promise<boolean | string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${deadline} ms`), deadline);
  });
  try {
    return await Promise.race([Promise.resolve().then(holds), late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}

const resources: readonly [action: string, Resource][] = [
  ["exec", { type: "command", id: "ls -l", access: "execute" }],
  ["exec", { type: "command", id: "rm -rf / # \u202e \0", access: "execute" }],
  ["read", { type: "path", id: "/workspace/notes.txt", access: "read" }],
  ["write", { type: "path", id: "/workspace/notes.txt", access: "write" }],
  ["web_fetch", { type: "url", id: "https://example.com/", access: "connect" }],
  ["web_fetch", { type: "url", id: "not a url", access: "connect" }],
  ["message", { type: "channel", id: "webchat", access: "send" }],
  ["sessions_list", { type: "session", id: "*", access: "read" }],
  ["ingress.message", { type: "message", id: "webchat", access: "use" }],
  ["nonesuch", { type: "tool", id: "nonesuch", access: "use" }],
];

/** Made anew each time: a provider that changes a request must not change the next check. */
const sampleRequests = (): readonly Request[] =>
  resources.map(([name, resource]) => ({
    subject: { type: "agent", id: "main", principal: "conformance", session: "conformance" },
    action: { name },
    resource,
    context: {
      ingress: "cli",
      tier: "C",
      taint: { untrusted: true, sensitive: false, sources: ["conformance"] },
      arguments: {},
      generation: 1,
    },
  }));

const sampleRecords: readonly AuditRecord[] = (["decision", "outcome", "finding", "lifecycle"] as const).map(
  (kind, index) => ({
    v: 1,
    index,
    time: "2026-01-01T00:00:00.000Z",
    kind,
    body: {},
    prev: "0".repeat(64),
  }),
);

const sampleFinding: Finding = {
  rule: "conformance",
  severity: "low",
  message: "a sample",
  agent: "main",
  session: "conformance",
  evidence: [],
};
