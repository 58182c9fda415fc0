import { type Installation, install } from "../matrix/installation.ts";
import { blindJudge } from "./blind-judge.ts";
import { gullible } from "./gullible-model.ts";

/** An agent that does what any text says, behind a Sallyport in which it is the structure that holds: no detector helps. */
export function installBlind(): Promise<Installation> {
  return install({
    model: gullible,
    judge: blindJudge,
    resolver: async () => ["127.0.0.1"],
    config: ({ workspace }) => ({
      agents: [{ id: "main", profile: "full", workspace }],
      budgets: { toolCalls: 200 },
      net: {
        dangerouslyAllowPrivate: {
          hosts: ["pages.test"],
          until: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
          reason: "the pages of this test are on this machine",
        },
      },
    }),
  });
}
