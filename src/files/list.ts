import type { Permit, Request } from "../decision/index.ts";
import { openPlace, type Pin } from "./descriptor.ts";
import { type Entry, entriesOf } from "./directory.ts";
import { answering, halt, type Refused } from "./refusal.ts";
import { spendOnPath } from "./spend.ts";

/** The entries of a directory, in order of their names; `truncated` when there are more. */
export type Listing = { readonly ok: true; readonly entries: readonly Entry[]; readonly truncated: boolean } | Refused;

/**
 * Lists the directory that the request names, beneath `root`, at most `maxEntries` of it.
 * @throws what `Permit.spend` throws.
 */
export async function listDirectory(
  permit: Permit,
  request: Request,
  root: string,
  maxEntries = 2_000,
): Promise<Listing> {
  spendOnPath(permit, request, "read");
  return answering(request.resource.id, async (path): Promise<Listing> => {
    using place = openPlace(root, path);
    using directory = place.pin();
    requireDirectory(directory, path);
    return { ok: true, ...(await entriesOf(directory, maxEntries)) };
  });
}

function requireDirectory(pin: Pin, path: string): void {
  if (!pin.stats().isDirectory()) halt("not-a-directory", `${path} is not a directory`);
}
