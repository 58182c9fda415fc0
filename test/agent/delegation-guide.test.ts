import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";

it("[SP-5] the guide to delegates shows a configuration that is one", async () => {
  const guide = readFileSync(new URL("../../docs/guide/delegation.md", import.meta.url), "utf8");
  const example = /```json5\n([\s\S]*?)```/.exec(guide)?.[1] ?? expect.unreachable();
  const { agents } = (await parseConfig(example)).config;
  expect(agents.map(({ id, delegatesTo }) => [id, delegatesTo])).toEqual([
    ["main", ["research"]],
    ["research", []],
  ]);
});
