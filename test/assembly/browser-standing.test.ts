import { expect, it } from "vitest";
import { browserStanding } from "../../src/assembly/browser-standing.ts";
import type { LiveSandbox } from "../../src/assembly/live-sandbox.ts";

const egress = { hosts: ["pages.test"], ports: [443], methods: ["GET"], maxBytes: 1, maxSeconds: 1 };
const containers = { idleHours: 1, maxAgeDays: 1, max: 1 };
const holds = { name: "docker", confines: true, hasWayOut: true, warm: {} };

it.each<[string, object | undefined, object, string]>([
  ["there is no sandbox", undefined, { egress, containers }, "there is no sandbox"],
  ["nothing confines", { ...holds, confines: false }, { egress, containers }, "there is no sandbox"],
  ["nothing is opened", holds, { containers }, "sandbox.egress is not set"],
  ["the sandbox leads nowhere", { ...holds, hasWayOut: false }, { egress, containers }, "docker leads nowhere"],
  [
    "the programs are those of an image",
    holds,
    { egress, containers: { ...containers, image: "a:1" } },
    "the image a:1",
  ],
])("[OC-4] a browser is not offered where %s, and it is said", (_what, sandbox, config, why) => {
  const live = { sandbox } as unknown as LiveSandbox;
  const { active, detail } = browserStanding(live, config as Parameters<typeof browserStanding>[1]);
  expect([active, detail]).toEqual([false, expect.stringContaining(why)]);
});

it("[OC-4] a browser is offered where all of it is there", () => {
  const live = { sandbox: holds } as unknown as LiveSandbox;
  expect(browserStanding(live, { egress, containers })).toEqual({ active: true, detail: "in docker, to pages.test" });
});
