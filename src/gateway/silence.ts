import type { StartTimer } from "../dlp/index.ts";

/** Stands for a while in which nothing came. */
export const silence: unique symbol = Symbol("silence");

/** How long nothing must come, in milliseconds, and what tells. */
export interface Pace {
  readonly idleMs: number;
  readonly startTimer: StartTimer;
}

/** The items, and once after each of them that is followed by nothing for a while, `silence`. */
export async function* withSilences<T>(
  items: AsyncIterable<T>,
  { idleMs, startTimer }: Pace,
): AsyncGenerator<T | typeof silence, void, undefined> {
  const source = items[Symbol.asyncIterator]();
  let isWaiting = false;
  try {
    for (;;) {
      isWaiting = true;
      const next = source.next();
      // Who stops listening in a silence hears of no failure; the process must not end of it.
      next.catch(() => {});
      const { promise: silent, resolve } = Promise.withResolvers<typeof silence>();
      const stop = startTimer(() => resolve(silence), idleMs);
      const first = await Promise.race([next, silent]).finally(stop);
      if (first === silence) yield silence;
      const item = await next;
      isWaiting = false;
      if (item.done === true) return;
      yield item.value;
    }
  } finally {
    // An item that is still on its way would keep whoever stops listening from doing so.
    const closed = Promise.resolve(source.return?.());
    if (isWaiting) closed.catch(() => {});
    else await closed;
  }
}
