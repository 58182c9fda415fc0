import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { homePaths } from "../../src/config/index.ts";
import { toolNames } from "../../src/policy/index.ts";
import type { ProviderEntry } from "../../src/provider/index.ts";
import { fakeEntry, opinion } from "../fixtures/provider.ts";
import { audience, issuer, Parties, purchase } from "../intent/signer.ts";
import { drivers } from "../matrix/drivers.ts";
import { ingresses } from "../matrix/grid.ts";
import { type Installation, install } from "../matrix/installation.ts";
import { obey, order } from "../matrix/obedient-model.ts";
import { type Pages, startPages } from "../matrix/pages.ts";

/** What the provider denies; whatever else is decided it allows, in the default provider's place. */
let denied: (action: string) => boolean = () => false;

/** Decides every action alone, so that whether something happens is up to it and to nobody else. */
const gate: ProviderEntry = fakeEntry("gate", {
  decide: ({ action }) => opinion(denied(action.name) ? "deny" : "allow", "gate"),
});

let world: Installation;
let pages: Pages;
const parties = new Parties();
const ran = (mark: string) => join(world.workspace, `${mark}.txt`);

beforeAll(async () => {
  pages = await startPages({ "/page": "Pancakes: flour, milk, eggs.\n" });
  const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  world = await install({
    model: obey,
    providers: { gate },
    resolver: async () => ["127.0.0.1"],
    config: ({ workspace, scripted }) => {
      const provider = [{ name: "gate", owns: [...toolNames] }];
      return {
        agents: [
          { id: "main", profile: "full", workspace, provider, delegatesTo: ["helper"] },
          { id: "helper", profile: "full", workspace },
        ],
        models: { default: scripted, second: { ...scripted, model: "second" } },
        net: { dangerouslyAllowPrivate: { hosts: ["pages.test"], until, reason: "the pages are on this machine" } },
        sandbox: { egress: { hosts: ["pages.test"], ports: [pages.port] } },
        intent: { issuers: { [issuer]: { jwks: [parties.issuer.jwk] } }, audience },
      };
    },
  });
  writeFileSync(join(world.workspace, "known.txt"), "the heron stands in the reeds\n");
  const skill = join(homePaths(world.home).skills, "mark");
  mkdirSync(skill, { recursive: true });
  writeFileSync(
    join(skill, "skill.json"),
    JSON.stringify({
      description: "Leaves a mark.",
      interpreter: "python3",
      script: "mark.py",
      workspace: "write",
      arguments: {
        type: "object",
        properties: { name: { type: "string" } },
        required: ["name"],
        additionalProperties: false,
      },
    }),
  );
  writeFileSync(
    join(skill, "mark.py"),
    'import json, sys\nopen(json.loads(sys.argv[1])["name"] + ".txt", "w").write("marked")\n',
  );
  await world.port.skills.pin("mark", undefined, async () => undefined);
});

afterAll(async () => {
  await world.close();
  pages.close();
});

/** One tool: a call that does something, and whether it has been done; `mark` is another word each time. */
interface Point {
  readonly prepare?: (mark: string) => void | Promise<void>;
  readonly args: (mark: string) => object | Promise<object>;
  readonly done: (mark: string, told: string) => boolean | Promise<boolean>;
}

const told =
  (text: string): Point["done"] =>
  (_, answer) =>
    answer.includes(text);
/** Whether a model was told so, and not only told to call a tool with it. */
const asked = (text: string) =>
  world.model.asked.some(({ messages }) => {
    const first = messages.find(({ role }) => role === "user")?.content ?? "";
    return first.includes(text) && !first.includes("call ");
  });
const jobs = () => world.port.schedule.jobs.list({ agent: "main", principal: "operator" });
const plan = (mark: string) =>
  letThrough(order("cron_add", { schedule: "0 7 * * *", name: mark, command: `touch ${mark}.txt` }));
const note = (mark: string) => letThrough(order("memory_write", { name: mark, text: `${mark} noted` }));
const jobOf = async (mark: string) => (await jobs()).find(({ name }) => name === mark)?.id ?? "none";

/** What one call of each tool comes to, where it is let through. */
const points: Readonly<Record<string, Point>> = {
  exec: { args: (mark) => ({ command: `touch ${mark}.txt` }), done: (mark) => existsSync(ran(mark)) },
  read: { args: () => ({ path: "known.txt" }), done: told("heron") },
  list: { args: () => ({ path: "." }), done: told("known.txt") },
  search: { args: () => ({ query: "heron" }), done: told("known.txt") },
  write: { args: (mark) => ({ path: `${mark}.txt`, content: "x" }), done: (mark) => existsSync(ran(mark)) },
  edit: {
    prepare: (mark) => writeFileSync(ran(mark), "before"),
    args: (mark) => ({ path: `${mark}.txt`, find: "before", replace: "after" }),
    done: (mark) => readFileSync(ran(mark), "utf8") === "after",
  },
  web_fetch: {
    args: (mark) => ({ url: `http://pages.test:${pages.port}/page?${mark}` }),
    done: (mark) => pages.asked.includes(`/page?${mark}`),
  },
  browse: {
    args: (mark) => ({ url: `http://pages.test:${pages.port}/page?${mark}` }),
    done: (mark) => pages.asked.includes(`/page?${mark}`),
  },
  message: {
    args: (mark) => ({ channel: "webchat", text: mark }),
    done: async (mark) => (await world.port.outbox.list("operator")).some(({ text }) => text === mark),
  },
  sessions_list: { args: () => ({}), done: told("s_") },
  sessions_history: {
    args: async () => ({ session: (await world.port.sessions.list("operator"))[0]?.id }),
    done: told("user:"),
  },
  memory_write: {
    args: (mark) => ({ name: mark, text: mark }),
    done: async (mark) => JSON.stringify(await world.port.store.scan("memory")).includes(mark),
  },
  memory_read: { prepare: note, args: () => ({}), done: (mark, answer) => answer.includes(`${mark} noted`) },
  config_set: {
    args: (mark) => ({ setting: "scope.credentials", value: JSON.stringify([mark]) }),
    done: (mark) => JSON.stringify(world.port.runtime.policyFor("main")?.scope.credentials) === JSON.stringify([mark]),
  },
  cron_add: {
    args: (mark) => ({ schedule: "0 7 * * *", name: mark, command: "ls" }),
    done: async (mark) => (await jobOf(mark)) !== "none",
  },
  cron_list: { prepare: plan, args: () => ({}), done: (mark, answer) => answer.includes(mark) },
  cron_run: { prepare: plan, args: async (mark) => ({ id: await jobOf(mark) }), done: (mark) => existsSync(ran(mark)) },
  cron_remove: {
    prepare: plan,
    args: async (mark) => ({ id: await jobOf(mark) }),
    done: async (mark) => (await jobOf(mark)) === "none",
  },
  skill_run: {
    args: (mark) => ({ skill: "mark", arguments: JSON.stringify({ name: mark }) }),
    done: (mark) => existsSync(ran(mark)),
  },
  verifiable_intent: {
    args: (mark) => {
      const now = Math.floor(Date.now() / 1_000);
      const credential = parties.chain({
        credential: { iat: now - 10, exp: now + 1_000 },
        mandate: { iat: now - 10, exp: now + 1_000, jti: mark },
        presentation: { iat: now - 5 },
      });
      return { credential, ...purchase };
    },
    done: told("Verified: purchase"),
  },
  sessions_spawn: { args: (mark) => ({ task: `look at ${mark}` }), done: (mark) => asked(`look at ${mark}`) },
  delegate: { args: (mark) => ({ agent: "helper", task: `see to ${mark}` }), done: (mark) => asked(`see to ${mark}`) },
  model_switch: {
    args: () => ({ model: "second" }),
    done: async () => {
      await say("nothing", "switching");
      return world.model.asked.at(-1)?.body["model"] === "second";
    },
  },
};

/** Says something as the operator through the ingress of the command line, and gives the answer. */
async function say(text: string, session: string = crypto.randomUUID()): Promise<string> {
  const { text: answer, refused } = await drivers.cli(world.url, text, { token: await world.token(), session });
  return refused ?? answer;
}

/** Says something that is to be done whatever is denied otherwise. */
async function letThrough(text: string): Promise<void> {
  const was = denied;
  denied = () => false;
  await say(text);
  denied = was;
}

/** Decisions about an action that were recorded from an index on. */
const decisions = async (action: string, from: number) =>
  (await world.records({ kind: "decision" })).filter(({ index, body }) => {
    const { request } = body as { request: { action: { name: string } } };
    return index >= from && request.action.name === action;
  });

async function call(tool: string, { prepare, args, done }: Point) {
  const mark = `m${crypto.randomUUID().slice(0, 8)}`;
  await prepare?.(mark);
  const from = world.port.log.size;
  const answer = await say(order(tool, await args(mark)), tool === "model_switch" ? "switching" : undefined);
  const recorded = await decisions(tool, from);
  return { done: await done(mark, answer), recorded: recorded.map(({ body }) => body["effect"]), answer };
}

describe("every tool", () => {
  it("[SP-3] is one of those that are put to the proof here, and every one is offered", async () => {
    await say("hello");
    expect(Object.keys(points).sort()).toEqual(toolNames.filter((name) => !name.includes(".")).toSorted());
    const offered = world.model.asked.at(-1)?.tools ?? [];
    expect([...offered].sort()).toEqual(Object.keys(points).toSorted());
  });

  it.each(Object.entries(points))(
    "[SP-3] [SP-9] %s does nothing where a provider denies it, does it where it is let through, and is on record once each time",
    async (tool, point) => {
      denied = (action) => action !== "ingress.message";
      const stopped = await call(tool, point);
      expect(stopped).toMatchObject({ done: false, recorded: ["deny"] });
      denied = () => false;
      const through = await call(tool, point);
      expect(through, through.answer).toMatchObject({ done: true, recorded: ["allow"] });
    },
  );
});

describe("every ingress", () => {
  it.each(ingresses)(
    "[SP-3] [SP-9] %s reaches no agent where a provider denies it, and is on record once",
    async (ingress) => {
      const through = async () => {
        const mark = crypto.randomUUID();
        const from = world.port.log.size;
        const { refused } = await drivers[ingress](world.url, `say ${mark}`, { token: await world.token() });
        const recorded = (await decisions("ingress.message", from)).map(({ body }) => body["effect"]);
        return { refused: refused !== undefined, reached: asked(mark), recorded };
      };
      denied = () => true;
      expect(await through()).toEqual({ refused: true, reached: false, recorded: ["deny"] });
      denied = () => false;
      expect(await through()).toEqual({ refused: false, reached: true, recorded: ["allow"] });
    },
  );
});
