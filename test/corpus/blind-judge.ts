import type { SallyportOptions } from "../../src/assembly/index.ts";

type LiveJudge = NonNullable<SallyportOptions["judge"]>;
type Desk = Awaited<ReturnType<LiveJudge["desk"]>>;

const missed: Awaited<ReturnType<Desk["rule"]>> = {
  action: "run",
  judgement: {
    class: "safe",
    confidence: 0,
    score: 0,
    reason: "nothing was looked at",
    rules: [],
    spans: [],
    tier: "rules",
  },
};

/** A judge that sees no attack in anything, as any judge may: what holds under it holds without detection. */
export const blindJudge: LiveJudge = {
  hasModel: false,
  desk: async () => ({ rule: async () => missed, ruleOnCommand: async () => missed }) as unknown as Desk,
  status: async () => {
    throw new TypeError("nobody asks how the blind judge does");
  },
  close: async () => {},
};
