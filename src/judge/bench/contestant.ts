import { screenText } from "../../content/index.ts";
import type { Circumstances, Judgement } from "../judgement.ts";
import { type JudgeModelSettings, openJudgeModel } from "../model/open.ts";
import { type JudgeSettings, openJudge, shipped } from "../open.ts";
import type { Sample } from "./measure.ts";
import type { LabelledText } from "./row.ts";

/** Something that is compared: a tier alone, the tiers together, or a model alone. */
export interface Contestant {
  readonly name: string;
  judge(row: LabelledText): Promise<Omit<Sample, "isAttack" | "ms">>;
}

/**
 * A contestant by its name: `rules` and `classifier` alone, `tiers` for both together, `judge` for both and the configured
 * model, or the name of a model of the configured server.
 */
export async function contestant(name: string, settings: JudgeSettings): Promise<Contestant> {
  switch (name) {
    case "rules":
      return { name, judge: async ({ text }) => byRules(text) };
    case "classifier":
      return { name, judge: async (row) => byClassifier(row) };
    case "tiers": {
      const { model: _, ...without } = settings;
      return together(name, without);
    }
    case "judge":
      return together(name, settings);
    default:
      return modelAlone(name, settings.model);
  }
}

function byRules(text: string): Awaited<ReturnType<Contestant["judge"]>> {
  const { class: level, confidence } = screenText(text);
  const flagged = level === "suspicious" || level === "dangerous";
  return { flagged, score: flagged ? confidence / 100 : 0, asked: false, unknown: level === "unknown" };
}

function byClassifier({ text, direction }: LabelledText): Awaited<ReturnType<Contestant["judge"]>> {
  const { score } = shipped.classify(text, direction);
  return { flagged: score >= shipped.band(direction).doubtful, score, asked: false, unknown: false };
}

async function together(name: string, settings: JudgeSettings): Promise<Contestant> {
  const { judge, model } = await openJudge(settings);
  await model?.warm();
  return {
    name: model === undefined ? name : `${name} (${model.name})`,
    async judge({ text, direction }) {
      const of: Circumstances = { point: direction === "user" ? "ingress" : "results", direction };
      return sampleOf(await judge.judge(text, of));
    },
  };
}

function sampleOf({ class: level, score, tier }: Judgement): Awaited<ReturnType<Contestant["judge"]>> {
  return { flagged: level !== "safe", score, asked: tier === "model", unknown: level === "unknown" };
}

async function modelAlone(name: string, configured: JudgeModelSettings | undefined): Promise<Contestant> {
  const model = openJudgeModel({ ...(configured ?? localOllama), format: "auto", model: name, deadlineMs: 60_000 });
  await model.warm();
  return {
    name: model.name,
    async judge({ text, direction }) {
      const asked = await model.ask({ kind: direction === "user" ? "message" : "content", text }, []);
      const score = asked.ok ? asked.probability : 0.5;
      return { flagged: score >= 0.5, score, asked: true, unknown: !asked.ok };
    },
  };
}

const localOllama: Omit<JudgeModelSettings, "model" | "format" | "deadlineMs"> = {
  type: "ollama",
  url: "http://localhost:11434",
  contextTokens: 4_096,
  cloud: false,
};
