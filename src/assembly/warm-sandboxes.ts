import type { ContainersConfig } from "../config/index.ts";
import type { LiveSandbox } from "./live-sandbox.ts";
import { warmBounds } from "./sandbox.ts";

/** Milliseconds between two looks at what is idle or old. */
const interval = 600_000;

/** Removes what is idle, old or too much, what an earlier gateway left included, now and from then on; closing removes all. */
export async function keepWarm({ sandbox }: LiveSandbox, config: ContainersConfig): Promise<() => Promise<void>> {
  const warm = sandbox?.warm;
  if (warm === undefined) return async () => {};
  const bounds = warmBounds(config);
  await warm.prune(bounds);
  const timer = setInterval(() => void warm.prune(bounds).catch(() => {}), interval);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await warm.close();
  };
}
