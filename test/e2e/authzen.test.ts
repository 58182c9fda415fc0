import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { homePaths } from "../../src/config/index.ts";
import { ProviderRegistry } from "../../src/provider/index.ts";
import type { TokenTerms } from "../../src/session/index.ts";
import { providerServices } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";
import { type Installation, install } from "../matrix/installation.ts";
import { obey } from "../matrix/obedient-model.ts";

let world: Installation;
beforeAll(async () => {
  world = await install({
    model: obey,
    config: ({ workspace }) => ({
      agents: [
        { id: "main", profile: "coding", workspace },
        { id: "public", profile: "coding", workspace, tier: "C" },
      ],
    }),
  });
});
afterAll(() => world.close());

interface Asking {
  readonly token?: Partial<TokenTerms> | null;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

async function ask(body: unknown, { token = {}, path = "evaluation", headers = {}, method = "POST" }: Asking = {}) {
  const authorization = token === null ? {} : { authorization: `Bearer ${await world.token(token)}` };
  const response = await fetch(`${world.url}/access/v1/${path}`, {
    method,
    headers: { "content-type": "application/json", ...authorization, ...headers },
    ...(method === "POST" && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
  return { status: response.status, headers: response.headers, json: (await response.json()) as any };
}

const about = (command: string, more: object = {}) => ({
  subject: { type: "agent", id: "main", properties: { principal: "ann" } },
  action: { name: "exec" },
  resource: { type: "command", id: command },
  context: { cwd: world.workspace },
  ...more,
});
const decisions = () => world.records({ kind: "decision" });
const user = { principal: "ann", role: "user" } as const;

describe("the gateway as a decision point", () => {
  it("[SP-9] answers allow, ask and deny, each with one record and no outcome", async () => {
    const before = (await world.records()).length;
    const answers = await Promise.all(
      ["ls -l", "git push origin main", "rm -rf /"].map((command) => ask(about(command))),
    );
    expect(answers.map(({ status, json }) => [status, json.decision, json.context.effect])).toEqual([
      [200, true, "allow"],
      [200, false, "ask"],
      [200, false, "deny"],
    ]);
    const made = (await world.records()).slice(before);
    expect(made.map(({ kind }) => kind)).toEqual(["decision", "decision", "decision"]);
    expect(
      made.map(({ body }) => (body as { request: { context: { ingress: string } } }).request.context.ingress),
    ).toEqual(Array(3).fill("authzen"));
    expect(made.map(({ body }) => body["evaluation"]).sort()).toEqual(
      answers.map(({ json }) => json.context.id).sort(),
    );
    expect(answers[0]?.json.context.obligations).toContainEqual({ id: "sandbox", hosts: [] });
  });

  it("[SP-14] answers what the guide asks", async () => {
    const guide = readFileSync(new URL("../../docs/guide/authzen.md", import.meta.url), "utf8");
    const body = /-d '\n(\{[\s\S]*?\n\})'/.exec(guide)?.[1] ?? "";
    expect((await ask(body)).json).toMatchObject({ decision: false, context: { effect: "deny" } });
  });

  it("[SP-6] says no about what it does not know, on record, and refuses what is no question", async () => {
    const before = (await decisions()).length;
    const unknown = [
      about("ls", { subject: { type: "user", id: "main" } }),
      about("ls", { subject: { type: "agent", id: "nobody" } }),
      about("ls", { action: { name: "nonesuch" } }),
      about("ls", { resource: { type: "tool", id: "ls" } }),
      about("ls", { resource: { type: "wish", id: "ls" } }),
    ];
    for (const question of unknown)
      expect((await ask(question)).json, JSON.stringify(question)).toMatchObject({ decision: false });
    expect((await decisions()).length).toBe(before + unknown.length);
    const wrong = [{}, [], "{", about("ls", { context: [] }), about("ls", { subject: "main" }), about("")];
    for (const question of wrong) expect((await ask(question)).status, JSON.stringify(question)).toBe(400);
    expect((await ask({ ...about("ls"), padding: "x".repeat(5 << 20) })).status).toBe(413);
    expect((await decisions()).length).toBe(before + unknown.length);
  });

  it("[SP-15] answers nobody who is not known, and others only about themselves", async () => {
    expect((await ask(about("ls"), { token: null })).status).toBe(401);
    expect((await ask(about("ls"), { token: user })).json).toMatchObject({ decision: true });
    const forBob = { subject: { type: "agent", id: "main", properties: { principal: "bob" } } };
    expect((await ask(about("ls", forBob), { token: user })).status).toBe(403);
    expect((await ask(about("ls", forBob))).json).toMatchObject({ decision: true });
    expect((await ask(about("ls"), { token: { ...user, agent: "public" } })).status).toBe(403);
    expect((await ask({}, { method: "GET" })).status).toBe(405);
  });

  it("[SP-5] takes nobody's word for a better turn than their own", async () => {
    const effect = async (question: object, token: Partial<TokenTerms> = {}) =>
      (await ask(question, { token })).json.context.effect;
    const claims = { context: { cwd: world.workspace, tier: "A" } };
    expect(await effect(about("ls", claims))).toBe("allow");
    expect(await effect(about("ls", claims), { ...user, tier: "C" })).toBe("deny");
    expect(await effect(about("ls", { ...claims, subject: { type: "agent", id: "public" } }))).toBe("deny");
    expect(await effect(about("ls", { context: { ...claims.context, tier: "C" } }))).toBe("deny");
    const write = { action: { name: "write" }, resource: { type: "path", id: join(world.workspace, "a") } };
    expect(await effect(about("", write))).toBe("allow");
    expect(await effect(about("", { ...write, context: { taint: { untrusted: true } } }))).toBe("ask");
  });

  it("[SP-9] tells remedies to operators only", async () => {
    const asked = about("git push origin main");
    expect((await ask(asked)).json.context.reason_admin).toMatchObject({ en: expect.stringMatching(/\w+/) });
    expect((await ask(asked, { token: user })).json.context).not.toHaveProperty("reason_admin");
  });

  it("[SP-9] answers many at once, and stops where it is told to, without a record of the rest", async () => {
    const commands = ["ls", "rm -rf /", "pwd"];
    const many = (semantic?: string) => ({
      ...about("x"),
      evaluations: commands.map((id) => ({ resource: { type: "command", id } })),
      ...(semantic && { options: { evaluations_semantic: semantic } }),
    });
    const answered = async (semantic?: string) => {
      const before = (await decisions()).length;
      const { json } = await ask(many(semantic), { path: "evaluations" });
      const given = json.evaluations.map(({ decision }: { decision: boolean }) => decision);
      expect((await decisions()).length).toBe(before + given.length);
      return given;
    };
    expect(await answered()).toEqual([true, false, true]);
    expect(await answered("deny_on_first_deny")).toEqual([true, false]);
    expect(await answered("permit_on_first_permit")).toEqual([true]);
    expect((await ask(many("maybe"), { path: "evaluations" })).status).toBe(400);
    expect((await ask({ evaluations: [] }, { path: "evaluations" })).status).toBe(400);
    expect((await ask(about("ls"), { path: "evaluations" })).json).toMatchObject({ decision: true });
  });

  it("[SP-10] makes no finding of what others ask about an agent", async () => {
    const before = (await world.records({ kind: "finding" })).length;
    const evaluations = Array.from({ length: 40 }, () => ({ resource: { type: "command", id: "rm -rf /" } }));
    await ask({ ...about("x"), evaluations }, { path: "evaluations" });
    await ask(about("ls"));
    expect((await world.records({ kind: "finding" })).length).toBe(before);
  });

  it("[SP-1] gives back the id of a request, and says where it is asked", async () => {
    expect((await ask(about("ls"), { headers: { "x-request-id": "q-1" } })).headers.get("x-request-id")).toBe("q-1");
    expect((await ask(about("ls"), { headers: { "x-request-id": "a b" } })).headers.get("x-request-id")).not.toBe(
      "a b",
    );
    const metadata = await (await fetch(`${world.url}/.well-known/authzen-configuration`)).json();
    expect(metadata).toEqual({
      policy_decision_point: world.url,
      access_evaluation_endpoint: `${world.url}/access/v1/evaluation`,
      access_evaluations_endpoint: `${world.url}/access/v1/evaluations`,
    });
  });

  it("[SP-1] is a security provider of another Sallyport, over TLS that it verifies", async () => {
    const token = await world.token();
    const open = (ca: string) =>
      new ProviderRegistry().create(
        "peer",
        { peer: { kind: "authzen", url: world.url, ca, tokenEnv: "PEER_TOKEN", discover: true } },
        providerServices({ variable: () => token }),
      );
    const peer = await open(join(homePaths(world.home).tls, "authority.pem"));
    const decide = async (id: string) =>
      peer.decide(
        request({
          action: { name: "exec" },
          resource: { type: "command", id, access: "execute" },
          context: { arguments: { command: id }, cwd: world.workspace },
        }),
        new AbortController().signal,
      );
    expect(await decide("ls -l")).toMatchObject({
      effect: "allow",
      obligations: expect.arrayContaining([{ id: "sandbox", hosts: [] }]),
    });
    expect((await decide("git push origin main")).effect).toBe("ask");
    expect((await decide("rm -rf /")).effect).toBe("deny");
    expect(await peer.availability()).toEqual({ available: true });
    const stranger = new URL("../net/certificates.ts", import.meta.url);
    await expect(open(stranger.pathname)).rejects.toMatchObject({ code: "ERR_PROVIDER_UNAVAILABLE" });
    await peer.close?.();
  });
});
