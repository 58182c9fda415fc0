import type { ReportCursors } from "../provider/index.ts";
import type { Store } from "../store/index.ts";

const table = "report";

/** How far each provider is with the records, kept in the store: what it has not taken comes again after a restart. */
export function reportCursors(store: Store): ReportCursors {
  return {
    async load(provider) {
      const next = (await store.get(table, provider))?.value;
      return Number.isSafeInteger(next) && (next as number) >= 0 ? (next as number) : undefined;
    },
    save: (provider, next) => store.put(table, provider, next),
  };
}
