import type { ContainersConfig } from "../config/index.ts";
import type { ResolvedSandbox } from "../sandbox/index.ts";

/** Milliseconds between two looks at what is idle or old. */
const interval = 600_000;

/** Removes what is idle, old or too much, what an earlier gateway left included, now and from then on; closing removes all. */
export async function keepWarm(
  { sandbox }: ResolvedSandbox,
  { idleHours, maxAgeDays, max }: ContainersConfig,
): Promise<() => Promise<void>> {
  const warm = sandbox?.warm;
  if (warm === undefined) return async () => {};
  const bounds = { idleMs: idleHours * 3_600_000, ageMs: maxAgeDays * 86_400_000, max };
  await warm.prune(bounds);
  const timer = setInterval(() => void warm.prune(bounds).catch(() => {}), interval);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await warm.close();
  };
}
