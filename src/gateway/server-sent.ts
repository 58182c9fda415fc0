/** Server-sent events (WHATWG HTML §9.2) as bytes; a silence longer than `keepAlive` milliseconds is filled by a comment. */
export async function* serverSent(
  events: AsyncIterable<unknown>,
  keepAlive: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  const source = events[Symbol.asyncIterator]();
  try {
    let next = source.next();
    for (;;) {
      const { promise: silence, resolve } = Promise.withResolvers<"silence">();
      const timer = setTimeout(resolve, keepAlive, "silence");
      const first = await Promise.race([next, silence]).finally(() => clearTimeout(timer));
      if (first === "silence") {
        yield encoder.encode(": the agent is at work\n\n");
        continue;
      }
      if (first.done === true) return;
      yield encoder.encode(`data: ${typeof first.value === "string" ? first.value : JSON.stringify(first.value)}\n\n`);
      next = source.next();
    }
  } finally {
    await source.return?.();
  }
}
