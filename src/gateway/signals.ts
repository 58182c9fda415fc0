/** What an operator's signals do. */
export interface SignalActions {
  /** SIGTERM and SIGINT, once: stop taking work and finish what runs. */
  readonly stop: () => Promise<void>;
  /** SIGHUP: read again what can be read again. Must not reject: what fails keeps what was in force. */
  readonly reload: () => Promise<void>;
}

interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

const stopSignals: readonly NodeJS.Signals[] = ["SIGTERM", "SIGINT"];

/** Obeys signals until the returned function is called; resolves `stopped` when `stop` is done. */
export function obeySignals(
  { stop, reload }: SignalActions,
  source: SignalSource = process,
): { readonly stopped: Promise<void>; readonly release: () => void } {
  const { promise: stopped, resolve, reject } = Promise.withResolvers<void>();
  let stopping = false;
  const onStop = () => {
    if (stopping) return;
    stopping = true;
    stop().then(resolve, reject);
  };
  const onReload = () => void reload();
  for (const signal of stopSignals) source.on(signal, onStop);
  source.on("SIGHUP", onReload);
  return {
    stopped,
    release: () => {
      for (const signal of stopSignals) source.off(signal, onStop);
      source.off("SIGHUP", onReload);
    },
  };
}
