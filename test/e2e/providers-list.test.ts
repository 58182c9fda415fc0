import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProviderRegistry } from "../../src/provider/index.ts";
import { fakeEntry } from "../fixtures/provider.ts";
import { runCommand } from "../matrix/command-line.ts";
import { type Installation, install } from "../matrix/installation.ts";
import { obey } from "../matrix/obedient-model.ts";

let world: Installation;
const zebra = fakeEntry("zebra");

beforeAll(async () => {
  world = await install({
    model: obey,
    providers: { zebra, stray: fakeEntry("stray") },
    config: ({ workspace }) => ({
      agents: [{ id: "main", profile: "coding", workspace, providerByPrincipal: { ann: ["inherited", "striped"] } }],
      security: {
        provider: { name: "zebra", owns: ["read"] },
        providers: { striped: { kind: "zebra" } },
      },
    }),
  });
});
afterAll(() => world.close());

const rpc = async (method: string, params: object = {}) => {
  const response = await fetch(`${world.url}/rpc`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${await world.token()}` },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  return ((await response.json()) as { result: unknown }).result;
};

describe("the list of providers", () => {
  it("[SP-2] is the registry's wherever it is shown, one that was registered a moment ago among them", async () => {
    const registry = new ProviderRegistry({ zebra, stray: zebra }).list().map(({ name }) => name);
    const listed = (await rpc("security.providers.list")) as { name: string }[];
    const shown = (await runCommand(world.home, "providers", "--json")).json as { name: string }[];
    expect(listed.map(({ name }) => name)).toEqual(registry);
    expect(shown.map(({ name }) => name)).toEqual(registry);
    expect(registry).toContain("zebra");
  });

  it("[SP-2] says which are in use, by the name under which each is selected", async () => {
    const listed = (await rpc("security.providers.list")) as { name: string; inUse: { name: string }[] }[];
    const used = Object.fromEntries(listed.map(({ name, inUse }) => [name, inUse.map((each) => each.name)]));
    expect(used).toMatchObject({ default: ["default"], zebra: ["zebra", "striped"], stray: [] });
  });

  it("[SP-2] stands once in the source: no other file names the providers that ship", () => {
    const root = fileURLToPath(new URL("../../src/", import.meta.url));
    const kinds = new ProviderRegistry().list().map(({ name }) => name);
    const quoted = (text: string) =>
      kinds.filter((kind) => new RegExp(`(?:["'\`]|^\\s*)${kind}(?:["'\`]|: \\{)`, "m").test(text));
    const lists = globSync("**/*.ts", { cwd: root }).filter(
      (file) => quoted(readFileSync(root + file, "utf8")).length > Math.floor(kinds.length / 2),
    );
    expect(lists).toEqual(["provider/registry.ts"]);
  });
});

describe("who decides", () => {
  it("[SP-7] is explained for an agent and a principal, by the method and by the command alike", async () => {
    const flags = ["--agent", "main", "--principal", "ann"];
    const told = await rpc("security.providers.explain", { agent: "main", principal: "ann" });
    expect(told).toMatchObject({
      chain: [
        { name: "default", level: "always" },
        { name: "zebra", kind: "zebra", level: "installation", owns: ["read"] },
        { name: "striped", kind: "zebra", level: "principal", owns: [] },
      ],
    });
    expect((await runCommand(world.home, "providers", "explain", "--json", ...flags)).json).toEqual(told);
    const { stdout } = await runCommand(world.home, "providers", "explain", ...flags);
    expect(stdout).toMatch(/^striped +zebra +healthy +principal$/m);
    const other = (await rpc("security.providers.explain", { agent: "main", principal: "bob" })) as { chain: object[] };
    expect(other.chain).toHaveLength(2);
  });
});
