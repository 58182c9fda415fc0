import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AuditRecord, verifyLog } from "../../src/audit/index.ts";
import { homePaths } from "../../src/config/index.ts";
import type { ProviderEntry } from "../../src/provider/index.ts";
import { fakeEntry, opinion } from "../fixtures/provider.ts";
import { drivers } from "../matrix/drivers.ts";
import { type Ingress, ingresses } from "../matrix/grid.ts";
import { type Installation, install } from "../matrix/installation.ts";
import { obey, order } from "../matrix/obedient-model.ts";
import { type Pages, startPages } from "../matrix/pages.ts";

/** Denies everything. */
const providers: Readonly<Record<string, ProviderEntry>> = {
  "deny-all": fakeEntry("deny-all", { decide: () => opinion("deny") }),
};

let pages: Pages;
let installation: Installation;
let session = "";

beforeAll(async () => {
  pages = await startPages({ "/page": "Pancakes: flour, milk, eggs.\n" });
  installation = await install({
    model: obey,
    providers,
    resolver: async () => ["127.0.0.1"],
    config: ({ workspace }) => ({
      agents: [
        { id: "main", profile: "full", workspace },
        { id: "muted", profile: "full", workspace, provider: "deny-all" },
      ],
      net: {
        dangerouslyAllowPrivate: {
          hosts: ["pages.test"],
          until: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
          reason: "the pages of this test are on this machine",
        },
      },
    }),
  });
  writeFileSync(join(installation.workspace, "notes.txt"), "Call Ann about the boat.\nBuy rope.\n");
  const token = await installation.token();
  await drivers.webchat(installation.url, "hello", { token, session: "earlier" });
  session = (await installation.port.sessions.list("operator"))[0]?.id ?? "";
});
afterAll(async () => {
  await installation.close();
  pages.close();
});

/** One order for every tool there is; the page comes last, because what follows it would need leave. */
function everyTool(name: string): readonly string[] {
  return [
    order("list", { path: "." }),
    order("read", { path: "notes.txt" }),
    order("write", { path: `${name}.txt`, content: "one boat" }),
    order("edit", { path: `${name}.txt`, find: "one", replace: "two" }),
    order("search", { query: "rope" }),
    order("exec", { command: `cat ${name}.txt notes.txt > ${name}.out` }),
    order("message", { channel: name, text: `done: ${name}` }),
    order("sessions_list", {}),
    order("sessions_history", { session }),
    order("web_fetch", { url: `http://pages.test:${pages.port}/page?by=${name}` }),
  ];
}

const tools = [
  ...["list", "read", "write", "edit", "search", "exec", "message", "sessions_list", "sessions_history", "web_fetch"],
];

const clients: Readonly<Record<string, (text: string) => Promise<string>>> = {
  async "the API, streamed"(text) {
    return (await drivers.api(installation.url, text, { token: await installation.token() })).text;
  },
  async "the API, whole"(text) {
    const client = new OpenAI({ apiKey: await installation.token(), baseURL: `${installation.url}/v1`, maxRetries: 0 });
    const messages = [{ role: "user" as const, content: text }];
    const { choices } = await client.chat.completions.create({ model: "main", messages });
    return choices[0]?.message.content ?? "";
  },
  async webchat(text) {
    return (await drivers.webchat(installation.url, text, { token: await installation.token() })).text;
  },
};

async function since<T>(act: () => Promise<T>): Promise<{ readonly result: T; readonly made: readonly AuditRecord[] }> {
  const before = (await installation.records()).length;
  const result = await act();
  // What the judge makes of a text, and finds in it, are signals beside what is decided and done.
  const made = (await installation.records()).slice(before).filter(({ kind }) => !signals.includes(kind));
  return { result, made };
}

const signals: readonly string[] = ["judgement", "finding"];

interface DecisionBody {
  readonly effect: string;
  readonly evaluation: string;
  readonly request: { readonly action: { readonly name: string } };
}

const decisionsIn = (records: readonly AuditRecord[]) =>
  records.filter(({ kind }) => kind === "decision").map(({ body }) => body as unknown as DecisionBody);
const decided = (records: readonly AuditRecord[]) =>
  decisionsIn(records).map(({ effect, request }) => `${effect} ${request.action.name}`);

async function expectVerified(): Promise<void> {
  const { audit } = homePaths(installation.home);
  expect(await verifyLog(audit, { vkey: installation.port.log.vkey })).toMatchObject({ ok: true });
}

describe("a run with every tool", () => {
  it.each(Object.keys(clients))(
    "[SP-9] puts each call of a run by %s on record once, with one outcome",
    async (name) => {
      const { workspace, port } = installation;
      const file = name.replaceAll(/\W+/g, "-");
      const client = clients[name] as (typeof clients)[string];
      const { result: text, made } = await since(() => client(everyTool(file).join("\n")));

      expect(readFileSync(join(workspace, `${file}.txt`), "utf8")).toBe("two boat");
      expect(readFileSync(join(workspace, `${file}.out`), "utf8")).toContain("Buy rope.");
      expect((await port.outbox.list("operator")).filter(({ channel }) => channel === file)).toHaveLength(1);
      expect(pages.asked.filter((path) => path.endsWith(`by=${file}`))).toHaveLength(1);
      expect(text).toContain("Pancakes");
      expect(text).toContain("hello");

      const own = made.filter(({ kind }) => kind === "decision" || kind === "outcome");
      expect(decided(own)).toEqual(["ingress.message", ...tools].map((tool) => `allow ${tool}`));
      const permitted = decisionsIn(own)
        .slice(1)
        .map(({ evaluation }) => evaluation);
      const outcomes = own.filter(({ kind }) => kind === "outcome").map(({ body }) => body["evaluation"]);
      expect(outcomes).toEqual(permitted);
      expect(made).toHaveLength(own.length);
      await expectVerified();
    },
  );

  it("[SP-9] counts the same when many run at once", async () => {
    const token = await installation.token();
    const say = (n: number) =>
      drivers.webchat(
        installation.url,
        [
          order("read", { path: ".env" }),
          order("write", { path: `many-${n}`, content: "" }),
          order("list", { path: "." }),
        ].join("\n"),
        { token, session: `many-${n}` },
      );
    const { made } = await since(() => Promise.all(Array.from({ length: 12 }, (_, n) => say(n))));
    const times = (what: string) => decided(made).filter((one) => one === what).length;
    expect(["allow ingress.message", "deny read", "allow write", "allow list"].map(times)).toEqual([12, 12, 12, 12]);
    expect(made.filter(({ kind }) => kind === "outcome")).toHaveLength(24);
    expect(made).toHaveLength(12 * 6);
    await expectVerified();
  });
});

describe("a provider that denies everything", () => {
  it.each<Ingress>([...ingresses])(
    "[SP-3] makes the ingress %s refuse, with one decision and no outcome",
    async (ingress) => {
      const { url, model } = installation;
      const asked = model.asked.length;
      const token = await installation.token();
      const { result, made } = await since(() =>
        drivers[ingress](url, everyTool("muted").join("\n"), { token, agent: "muted" }),
      );
      expect(result).toMatchObject({ text: "", refused: "denied" });
      expect(model.asked).toHaveLength(asked);
      expect(decided(made)).toEqual(["deny ingress.message"]);
      expect(made.filter(({ kind }) => kind === "outcome")).toEqual([]);
    },
  );
});
