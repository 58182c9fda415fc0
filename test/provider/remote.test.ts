import { describe, expect, it, onTestFinished } from "vitest";
import type { Request } from "../../src/decision/index.ts";
import { ProviderRegistry, type ProviderSettings, SecurityRuntime } from "../../src/provider/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import {
  type DecisionServer,
  type Question,
  startDecisionServer,
  type Wrong,
  wrongs,
} from "../fixtures/decision-server.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { policySet } from "../fixtures/policies.ts";
import { providerServices, selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";

/** How a decision point of each kind says a thing, and how it is asked. */
interface Kind {
  readonly kind: string;
  readonly settings: (url: string) => object;
  readonly allows: (question: Question) => object | undefined;
  /** Answers that mean a denial for a fault of theirs. */
  readonly faults: Readonly<Record<string, object>>;
  readonly wrongs: readonly Wrong[];
  /** The request as the decision point was sent it. */
  readonly sent: (question: Question) => unknown;
}

const kinds: readonly Kind[] = [
  {
    kind: "opa",
    settings: (url) => ({ url, deadlineMs: 300 }),
    allows: ({ path }) =>
      path.startsWith("/health") ? {} : { result: true, decision_id: "8d1c-4f", metrics: { timer: 1 } },
    faults: {
      "a text": { result: "allow" },
      "a number": { result: 1 },
      "a list": { result: [true] },
      "no effect": { result: {} },
      "an effect there is not": { result: { effect: "maybe" } },
      "two decisions": { result: { effect: "allow", allow: false } },
      "an obligation nobody knows": { result: { effect: "allow", obligations: [{ id: "dance" }] } },
      "obligations that are no list": { result: { effect: "allow", obligations: "all" } },
      "reasons that are none": { result: { effect: "allow", reasons: [1] } },
      "a risk there is not": { result: { effect: "allow", risk: "huge" } },
    },
    wrongs,
    sent: ({ body }) => body.input,
  },
  {
    kind: "authzen",
    settings: (url) => ({ url, deadlineMs: 300 }),
    allows: () => ({ decision: true }),
    faults: {
      "no decision": {},
      "a text": { decision: "true" },
      "a number": { decision: 1 },
      "a context that is none": { decision: true, context: "x" },
      "two decisions": { decision: true, context: { effect: "deny" } },
      "two decisions the other way": { decision: false, context: { effect: "allow" } },
      "an obligation nobody knows": { decision: true, context: { obligations: [{ id: "dance" }] } },
      "obligations that are no list": { decision: true, context: { obligations: {} } },
    },
    wrongs: [...wrongs, "another request"],
    sent: ({ body: { subject, action, resource, context } }) => ({
      subject: { type: subject.type, id: subject.id, ...subject.properties },
      action,
      resource: { type: resource.type, id: resource.id, access: resource.properties.access },
      context,
    }),
  },
];

async function world({ kind, settings, allows }: Kind, answer: Kind["allows"] = allows) {
  let current = answer;
  const server = await startDecisionServer((question) => current(question));
  const log = new MemoryLog();
  const runtime = await SecurityRuntime.open({
    log,
    registry: new ProviderRegistry(),
    providers: {
      ...selecting({ main: ["remote"] }).providers,
      described: { remote: { kind, ...settings(server.url) } as ProviderSettings },
    },
    services: providerServices(),
    policies: policySet({ main: wideScope }),
    deadline: 1_000,
  });
  onTestFinished(async () => {
    await runtime.close();
    await server.stop();
  });
  return {
    server,
    log,
    runtime,
    answerWith: (next: object) => {
      current = () => next;
    },
    answerRight: () => {
      current = allows;
    },
    decide: async (asked: Request = request()) => (await runtime.forAgent("main", "ann").evaluate(asked)).decision,
    state: async () => (await runtime.status()).find(({ name }) => name === "remote"),
  };
}

describe.each(kinds)("a decision point of the kind $kind", (kind) => {
  it("[SP-1] is asked about the whole request, and what it says is met with the rest", async () => {
    const { server, decide } = await world(kind);
    const asked = request({ context: { targets: ["/ws/notes.txt"], cwd: "/ws" } });
    expect(await decide(asked)).toMatchObject({ effect: "allow", cause: "decided" });
    const question = server.asked.at(-1) as Question;
    expect(question.method).toBe("POST");
    expect(kind.sent(question)).toEqual(asked);
  });

  it("[SP-8] that allows everything widens nothing", async () => {
    const { decide } = await world(kind);
    expect((await decide(request({ resource: { type: "path", id: "/ws/.env", access: "read" } }))).effect).toBe("deny");
  });

  it.each(kind.wrongs)(
    "[SP-6] that answers wrongly (%s) denies, on record with the cause, and is right again afterwards",
    async (wrong) => {
      const { server, log, decide, state } = await world(kind);
      server.wrong = wrong;
      const before = log.of("decision").length;
      const decision = await decide();
      expect(decision).toMatchObject({ effect: "deny", cause: "threw" });
      expect(decision.reasons.map(({ message }) => message)).toEqual(['the decider "remote" failed']);
      expect(log.of("decision").length).toBe(before + 1);
      expect(await state()).toMatchObject({ state: "failing" });
      server.wrong = undefined;
      expect((await decide()).effect).toBe("allow");
      expect(await state()).toMatchObject({ state: "healthy" });
    },
  );

  it.each(Object.entries(kind.faults))(
    "[SP-6] that answers with %s denies, and is right again afterwards",
    async (_, fault) => {
      const { answerWith, answerRight, decide, state } = await world(kind);
      answerWith(fault);
      const decision = await decide();
      expect(decision.effect).toBe("deny");
      expect(["threw", "malformed", "unknown-obligation"]).toContain(decision.cause);
      expect(await state()).toMatchObject({ state: "failing" });
      answerRight();
      expect((await decide()).effect).toBe("allow");
      expect(await state()).toMatchObject({ state: "healthy" });
    },
  );

  it("[SP-12] that goes away denies, and needs no restart of ours when it comes back", async () => {
    const { server, log, decide, state, runtime } = await world(kind);
    await server.stop();
    expect((await decide()).effect).toBe("deny");
    expect(await state()).toMatchObject({ state: "failing", available: false });
    await server.start();
    expect((await decide()).effect).toBe("allow");
    expect(await state()).toMatchObject({ state: "healthy", available: true });
    await runtime.close();
    expect(log.of("finding").map(({ body }) => body["rule"])).toContain("provider.failing");
  });

  it("[SP-12] that does not answer at the start, or not to us, refuses to start", async () => {
    const dead = await startDecisionServer(kind.allows);
    await dead.stop();
    const open = (settings: object) =>
      new ProviderRegistry().create(
        "remote",
        { remote: { kind: kind.kind, ...settings } as ProviderSettings },
        providerServices(),
      );
    const provider = await open(kind.settings(dead.url));
    expect(await provider.availability()).toMatchObject({ available: false, fix: expect.stringMatching(/./) });
    for (const wrong of [
      { url: "http://opa.example.com" },
      { url: "https://u:p@example.com" },
      { url: "ftp://127.0.0.1" },
      { nonesuch: 1 },
    ])
      await expect(open(wrong)).rejects.toMatchObject({ code: "ERR_PROVIDER_SETTINGS_INVALID" });
    await expect(open({ ...kind.settings(dead.url), tokenEnv: "NOT_SET" })).rejects.toMatchObject({
      code: "ERR_PROVIDER_SETTINGS_INVALID",
    });
    await expect(open({ ...kind.settings(dead.url), ca: "nowhere.pem" })).rejects.toMatchObject({
      code: "ERR_PROVIDER_SETTINGS_INVALID",
    });
  });

  it("[SP-1] is shown the token that a variable holds, and keeps concurrent answers apart", async () => {
    const server = await startDecisionServer((question) =>
      kind.kind === "opa"
        ? { result: JSON.stringify(question.body?.input).includes("/ws/even") }
        : { decision: JSON.stringify(question.body).includes("/ws/even") },
    );
    onTestFinished(() => server.stop());
    const provider = await new ProviderRegistry().create(
      "remote",
      {
        remote: {
          kind: kind.kind,
          ...kind.settings(server.url),
          deadlineMs: 10_000,
          tokenEnv: "TOKEN",
          concurrency: 8,
        },
      },
      providerServices({ variable: (name) => (name === "TOKEN" ? "shown" : undefined) }),
    );
    const ids = Array.from({ length: 200 }, (_, i) => `/ws/${i % 2 ? "odd" : "even"}${i}`);
    const signal = new AbortController().signal;
    const answers = await Promise.all(
      ids.map(
        async (id) =>
          (
            await provider.decide(
              request({ resource: { type: "path", id, access: "read" }, context: { arguments: {} } }),
              signal,
            )
          ).effect,
      ),
    );
    expect(answers).toEqual(ids.map((id) => (id.includes("even") ? "allow" : "deny")));
    expect(server.asked.at(-1)?.headers.authorization).toBe("Bearer shown");
    await provider.close?.();
  });
});

describe("what an Open Policy Agent says", () => {
  const [opa] = kinds as [Kind];

  it("[SP-1] may be an effect with reasons, obligations and risk, traced by the id its decision log has", async () => {
    const { answerWith, decide } = await world(opa);
    answerWith({
      decision_id: "8d1c",
      result: {
        effect: "ask",
        reasons: ["office is closed", { rule: "hours", message: "come back at eight", remedy: "change data.hours" }],
        obligations: [{ id: "envelope" }],
        risk: "high",
      },
    });
    expect(await decide()).toMatchObject({
      effect: "ask",
      risk: "high",
      obligations: expect.arrayContaining([{ id: "envelope" }]),
      reasons: [
        { rule: "opa.policy", message: "office is closed" },
        { rule: "hours", message: "come back at eight", remedy: "change data.hours" },
        { rule: "opa.decision", message: "decision 8d1c" },
      ],
    });
  });

  it("[SP-6] that has no policy for it denies", async () => {
    const { answerWith, decide } = await world(opa);
    answerWith({ decision_id: "8d1c" });
    expect(await decide()).toMatchObject({
      effect: "deny",
      cause: "decided",
      reasons: [{ rule: "opa.undefined" }, {}],
    });
  });
});

describe("what another decision point says", () => {
  const [, authzen] = kinds as [Kind, Kind];
  const asking: Kind = { ...authzen, settings: (url) => ({ ...authzen.settings(url), askWhen: "requestable" }) };

  it("[SP-1] is an ask where a person can lift the refusal, with reasons for whom they are", async () => {
    const { answerWith, decide } = await world(asking);
    answerWith({
      decision: false,
      context: { requestable: { url: "x" }, reason_user: { en: "too late" }, reason_admin: { "403": "hours" } },
    });
    expect(await decide()).toMatchObject({
      effect: "ask",
      reasons: [{ rule: "authzen.decision", message: "too late", remedy: "hours" }],
    });
    answerWith({ decision: false, context: { requestable: false } });
    expect((await decide()).effect).toBe("deny");
  });

  it("[SP-1] is sought where its metadata says, and nowhere else", async () => {
    const metadata = (endpoint: string) => ({
      policy_decision_point: server.url,
      access_evaluation_endpoint: endpoint,
    });
    let endpoint = (): string => `${server.url}/pdp/evaluate`;
    const server: DecisionServer = await startDecisionServer(({ path }) => {
      if (path === "/.well-known/authzen-configuration") return metadata(endpoint());
      return path === "/pdp/evaluate" ? { decision: true } : undefined;
    });
    onTestFinished(() => server.stop());
    const open = () =>
      new ProviderRegistry().create(
        "remote",
        { remote: { kind: "authzen", url: server.url, discover: true } },
        providerServices(),
      );
    const found = await open();
    expect((await found.decide(request(), new AbortController().signal)).effect).toBe("allow");
    endpoint = () => "http://127.0.0.1:1/evaluate";
    await expect(open()).rejects.toMatchObject({ code: "ERR_PROVIDER_UNAVAILABLE" });
  });
});
