import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { JudgementCache } from "../../src/judge/cache.ts";
import type { Judgement } from "../../src/judge/judgement.ts";
import { openSqliteStore, type Store } from "../../src/store/index.ts";
import { tempDir } from "../fixtures/temp.ts";
import { judgeWith, message, ToldModel } from "./parts.ts";

const hour = 3_600_000;
const byModel: Judgement = {
  class: "safe",
  confidence: 90,
  score: 0.1,
  tier: "model",
  model: "told@d1",
  reason: "harmless",
  rules: [],
  spans: [[0, 1]],
};

function storeIn(directory: string): Store {
  const store = openSqliteStore(join(directory, "state.db"));
  onTestFinished(() => store.close());
  return store;
}

describe("the cache of judgements", () => {
  it("[IV-2.2] remembers a text for a day, and counts hits and misses", async () => {
    let now = 0;
    const cache = await JudgementCache.open({ hours: 24, entries: 10 }, undefined, () => now);
    const model = new ToldModel(0.05);
    const { judge } = await judgeWith({ cache, model });
    expect((await judge.judge("p=0.6", message)).cached).toBeUndefined();
    now = 24 * hour - 1;
    expect(await judge.judge("p=0.6", message)).toMatchObject({ class: "safe", cached: true });
    now = 24 * hour;
    expect((await judge.judge("p=0.6", message)).cached).toBeUndefined();
    expect(model.asked).toHaveLength(2);
    expect(cache).toMatchObject({ hits: 1, misses: 2 });
  });

  it("[IV-2.2] tells texts, directions, weights and versions apart, and joins only what is canonically equal", async () => {
    const cache = await JudgementCache.open({ hours: 24, entries: 10 });
    const keys = [
      cache.key("ab", ["c"]),
      cache.key("a", ["bc"]),
      cache.key("c", ["ab"]),
      cache.key("", ["c", "ab"]),
      cache.key("ab", ["c", ""]),
      cache.key("\0ab", ["c"]),
      cache.key("AB", ["c"]),
      cache.key("аb", ["c"]),
      cache.key("a\u200bb", ["c"]),
      ...["\ud800", "\udc00", "\ufffd"].map((unit) => cache.key(unit, [])),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(cache.key("e\u0301", [])).toBe(cache.key("é", []));
    const model = new ToldModel(0.05);
    const { judge } = await judgeWith({ cache, model });
    await judge.judge("p=0.6", message);
    model.digest = "d2";
    expect((await judge.judge("p=0.6", message)).cached).toBeUndefined();
    expect((await judge.judge("p=0.6", { ...message, direction: "content" })).cached).toBeUndefined();
    const { judge: newer } = await judgeWith({ cache, model, version: "v2" });
    expect((await newer.judge("p=0.6", message)).cached).toBeUndefined();
  });

  it("[IV-2.2] has keys that nobody can make who has not its secret", async () => {
    const limits = { hours: 24, entries: 10 };
    const [one, other] = [await JudgementCache.open(limits), await JudgementCache.open(limits)];
    expect(one.key("text", [])).not.toBe(other.key("text", []));
  });

  it("[IV-2.2] never remembers a failure", async () => {
    const model = new ToldModel(undefined);
    const { judge, cache } = await judgeWith({ model });
    await judge.judge("p=0.6", message);
    expect(cache.size).toBe(0);
    model.probability = 0.05;
    expect((await judge.judge("p=0.6", message)).class).toBe("safe");
  });

  it("[IV-2.2] is bounded, and forgets first what was not used longest, on the disk too", async () => {
    const store = storeIn(tempDir());
    const cache = await JudgementCache.open({ hours: 24, entries: 3 }, store);
    for (const key of ["a", "b", "c"]) await cache.put(key, byModel);
    cache.get("a");
    await cache.put("d", byModel);
    expect([cache.size, cache.get("b"), cache.get("a")?.class]).toEqual([3, undefined, "safe"]);
    expect((await store.scan("judge-cache")).map(({ key }) => key)).toEqual(["a", "c", "d"]);
  });

  it("[IV-2.2] outlasts the process with what a model was asked about", async () => {
    const directory = tempDir();
    const model = new ToldModel(0.05);
    const first = await JudgementCache.open({ hours: 24, entries: 10 }, storeIn(directory));
    await (await judgeWith({ cache: first, model })).judge.judge("p=0.6", message);
    const second = await JudgementCache.open({ hours: 24, entries: 10 }, storeIn(directory));
    const { judge } = await judgeWith({ cache: second, model });
    expect(await judge.judge("p=0.6", message)).toMatchObject({ class: "safe", cached: true, model: "told@d1" });
    expect(model.asked).toHaveLength(1);
    // A later start with smaller bounds, or after a day, keeps none of it.
    await JudgementCache.open({ hours: 24, entries: 10 }, storeIn(directory), () => Date.now() + 25 * hour);
    expect(await storeIn(directory).scan("judge-cache")).toEqual([]);
  });

  it("[IV-2.2] leaves out what is damaged, and works without its store", async () => {
    const directory = tempDir();
    const store = storeIn(directory);
    const at = Date.now();
    for (const [key, value] of Object.entries({
      text: "nonsense",
      empty: {},
      class: { at, judgement: { ...byModel, class: "harmless" } },
      unknown: { at, judgement: { ...byModel, class: "unknown" } },
      score: { at, judgement: { ...byModel, score: 7 } },
      tier: { at, judgement: { ...byModel, tier: "rules" } },
      spans: { at, judgement: { ...byModel, spans: [["a"]] } },
      future: { at: at + hour, judgement: byModel },
      good: { at, judgement: byModel },
    }))
      await store.put("judge-cache", key, JSON.parse(JSON.stringify(value)));
    await store.put("judge", "key", "short");
    const cache = await JudgementCache.open({ hours: 24, entries: 10 }, store);
    expect(cache.size).toBe(1);
    expect(cache.get("good")?.class).toBe("safe");
    expect((await store.scan("judge-cache")).map(({ key }) => key)).toEqual(["good"]);
    await store.close();
    await cache.put("later", byModel);
    expect(cache.get("later")?.class).toBe("safe");
    expect((await JudgementCache.open({ hours: 24, entries: 10 }, store)).size).toBe(0);
  });
});
