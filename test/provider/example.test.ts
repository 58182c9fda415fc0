import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { entry, officeHours } from "../../examples/office-hours.ts";
import { checkProvider, ProviderRegistry, SecurityRuntime } from "../../src/provider/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { policySet } from "../fixtures/policies.ts";
import { selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";

const at = (hour: number) => () => new Date(Date.UTC(2026, 0, 5, hour));

it("[SP-14] the provider of the guide is a conforming one", async () => {
  expect((await checkProvider("office-hours", officeHours(at(12)))).filter(({ ok }) => !ok)).toEqual([]);
});

it("[SP-14] the provider of the guide, registered and selected, narrows and is told of every record", async () => {
  const night = officeHours(at(23));
  const log = new MemoryLog();
  const registry = new ProviderRegistry({ "office-hours": { ...entry, create: () => night } });
  const runtime = await SecurityRuntime.open({
    log,
    registry,
    ...selecting({ main: ["office-hours"] }),
    policies: policySet({ main: wideScope }),
  });
  const context = runtime.forAgent("main", "ann");
  const write = request({ action: { name: "write" }, resource: { type: "path", id: "/ws/a", access: "write" } });
  expect((await context.evaluate(request())).decision.effect).toBe("allow");
  expect(await context.evaluate(write)).toMatchObject({
    decision: { effect: "ask", reasons: [{ rule: "office-hours.closed" }] },
  });
  await runtime.close();
  expect(night.seen.records).toBe(2);
});

it("[SP-14] the guide shows the example as it is", () => {
  const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  expect(text("docs/guide/providers.md")).toContain(text("examples/office-hours.ts"));
});
