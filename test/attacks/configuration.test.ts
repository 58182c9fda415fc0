import { describe, expect, it } from "vitest";
import { openInstallation, turn } from "./installation.ts";

const main = { id: "main", profile: "full" };

describe("a key that only a start can put in force", () => {
  it.each([
    ["an approver who was removed", { approvals: { approvers: ["somebody"] } }, "approvals"],
    ["four eyes", { approvals: { approvers: ["operator", "second"], fourEyes: true } }, "approvals"],
    ["a model", { agents: [{ ...main, model: "other" }], models: { other: { type: "demo" } } }, "models"],
    ["an agent", { agents: [main, { id: "second" }] }, "agents"],
    ["a provider", { agents: [{ ...main, providerByPrincipal: { ann: "default" } }] }, "agents[0]"],
  ])("[CC-2.2] makes the reload fail and leaves everything as it was: %s", async (_, next, place) => {
    const { port, configure } = await openInstallation([]);
    configure(next);
    await expect(port.reload()).rejects.toMatchObject({
      code: "ERR_CONFIG_INVALID",
      message: expect.stringContaining(`${place}: `),
    });
    expect(port.runtime.generation).toBe(1);
  });

  it("[CC-2.2] does not keep the others from being read again", async () => {
    const { port, configure } = await openInstallation([]);
    configure({ version: 2, agents: [{ ...main, profile: "minimal", tier: "C", scope: { tools: [] } }] });
    await port.reload();
    expect(port.runtime.generation).toBe(2);
  });

  it("[OC-8] lets a fetch go by the hosts of the configuration that was read last", async () => {
    const fetching = { calls: [{ name: "web_fetch", arguments: { url: "https://b.example.org/" } }] };
    const { port, configure } = await openInstallation(
      [fetching, { text: "." }],
      { net: { hosts: ["a.example.org"] } },
      { resolver: async () => [] },
    );
    configure({ net: { hosts: ["b.example.org"] } });
    await port.reload();
    const [end] = (await turn(port, "go")).filter((event) => event.type === "tool-end");
    expect(end).toMatchObject({ effect: "allow", summary: expect.stringContaining("has no address") });
  });
});

describe("a scope that leaves out the agent's model", () => {
  it("[CC-2.1] refuses to start", async () => {
    const layers = [{ name: "house", scope: { models: ["local"] } }];
    await expect(openInstallation([], { policy: { layers } })).rejects.toMatchObject({ code: "ERR_CONFIG_INVALID" });
    await expect(
      openInstallation([], { agents: [{ ...main, scope: { models: ["default"] } }] }),
    ).resolves.toBeDefined();
  });
});
