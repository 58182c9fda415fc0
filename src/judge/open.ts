import { hash } from "node:crypto";
import { canonicalJson, type JsonObject } from "../decision/index.ts";
import type { Store } from "../store/index.ts";
import { type CacheLimits, JudgementCache } from "./cache.ts";
import { classifyText, operatingPoints } from "./classify.ts";
import { type CustomRule, compileRules } from "./custom.ts";
import { type DeskParts, JudgeDesk } from "./desk.ts";
import { createJudge, type Judge } from "./judge.ts";
import type { AskedModel } from "./model/ask.ts";
import type { BreakerState } from "./model/breaker.ts";
import { type JudgeModelSettings, openJudgeModel } from "./model/open.ts";
import type { ModelStatus } from "./model/question.ts";
import type { OpenUpstream } from "./model/wire.ts";
import { Overrides } from "./override.ts";
import type { Classifier } from "./parts.ts";
import type { JudgePolicies } from "./policy.ts";

/** What a judge is configured to be. */
export interface JudgeSettings extends JudgePolicies {
  readonly rules: readonly CustomRule[];
  readonly cache: CacheLimits;
  readonly model?: JudgeModelSettings;
}

/** What a judge is opened with. */
export interface OpenJudgeOptions {
  /** Where judgements and overrides outlast the process; without it, nothing does. */
  readonly store?: Store;
  readonly open?: OpenUpstream | undefined;
  readonly redact?: (text: string) => string;
  readonly now?: () => number;
}

/** A judge and what it is made of. */
export interface OpenedJudge {
  readonly judge: Judge;
  readonly cache: JudgementCache;
  readonly model: AskedModel | undefined;
  status(): Promise<JudgeStatus>;
}

/** What works of a judge. */
export interface JudgeStatus {
  readonly tiers: readonly string[];
  /** Why the classifier cannot be used; every text it should judge is unknown then. */
  readonly fault?: string;
  readonly model?: ModelStatus & { readonly name: string; readonly breaker: BreakerState };
  readonly cache: { readonly entries: number; readonly hits: number; readonly misses: number };
}

/** Opens a judge; its model is asked nothing yet. @throws {DetectorInvalid} when a rule of the operator's is not linear. */
export async function openJudge(settings: JudgeSettings, options: OpenJudgeOptions = {}): Promise<OpenedJudge> {
  const { store, open, redact, now } = options;
  const custom = compileRules(settings.rules);
  const cache = await JudgementCache.open(settings.cache, store, now);
  const model = settings.model && openJudgeModel(settings.model, { open, ...(now !== undefined && { now }) });
  const judge = createJudge({
    custom,
    cache,
    classifier: shipped,
    version: versionOf(settings),
    ...(model !== undefined && { model }),
    ...(redact !== undefined && { redact }),
  });
  return {
    judge,
    cache,
    model,
    async status() {
      const answer = await model?.status();
      const fault = faultOf(shipped);
      return {
        tiers: ["rules", ...(fault === undefined ? ["classifier"] : []), ...(model === undefined ? [] : ["model"])],
        ...(model !== undefined &&
          answer !== undefined && { model: { ...answer, name: model.name, breaker: model.breaker } }),
        ...(fault !== undefined && { fault }),
        cache: { entries: cache.size, hits: cache.hits, misses: cache.misses },
      };
    },
  };
}

/** The classifier that comes with the package; it is read when it is first needed. */
export const shipped: Classifier = {
  classify: (text, direction) => classifyText(text, { direction }),
  band(direction) {
    const { fpr5, fpr2, fpr1 } = operatingPoints(direction);
    return { doubtful: fpr5, suspicious: fpr2, dangerous: fpr1 };
  },
};

function faultOf(classifier: Classifier): string | undefined {
  try {
    classifier.classify("", "user");
    return undefined;
  } catch (error) {
    return `the classifier cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Puts a judge to work under the policies of its settings. */
export function openDesk(
  { judge, cache }: OpenedJudge,
  policies: JudgePolicies,
  parts: Pick<DeskParts, "record" | "raise"> & { readonly store: Store; readonly now?: () => number },
): JudgeDesk {
  const { store, now, record, raise } = parts;
  return new JudgeDesk({ judge, cache, overrides: new Overrides(store, now), policies, record, raise });
}

/** Of everything in the settings that a judgement may depend on. */
function versionOf({ rules, model }: JudgeSettings): string {
  const format = model === undefined ? null : { format: model.format, contextTokens: model.contextTokens };
  return hash("sha256", canonicalJson(["sallyport/judge-version/v1", rules, format] as unknown as JsonObject));
}
