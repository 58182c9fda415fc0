import type { Permit, Request } from "../decision/index.ts";
import { openPlace } from "./descriptor.ts";
import { readPinned, requireFile } from "./read.ts";
import { answering, halt } from "./refusal.ts";
import { requireDecided, spendOnPath } from "./spend.ts";
import { decodeText } from "./text.ts";
import { refuseProtected, replaceFile, type Written } from "./write.ts";

/** One replacement: `find` must occur exactly once. */
export interface Edit {
  readonly find: string;
  readonly replace: string;
}

/**
 * Applies edits, which must stand in the arguments of the request, to the text file that the request names, beneath
 * `root`: all of them or none. Refuses when the file is larger than `maxBytes` or changes meanwhile.
 * @throws what `Permit.spend` throws.
 */
export async function editFile(
  permit: Permit,
  request: Request,
  root: string,
  edits: readonly Edit[],
  maxBytes: number,
): Promise<Written> {
  const bounds = spendOnPath(permit, request, "write");
  requireDecided(
    request,
    edits.flatMap(({ find, replace }) => [find, replace]),
  );
  return answering(request.resource.id, async (path): Promise<Written> => {
    refuseProtected(path);
    using place = openPlace(root, path);
    using pin = place.pin();
    const seen = pin.stats();
    requireFile(seen, path);
    const { content, truncated } = await readPinned(pin, maxBytes);
    if (truncated) halt("too-large", `${path} is larger than the ${maxBytes} bytes that can be edited`);
    const before = decodeText(content) ?? halt("not-a-file", `${path} is not a text file`);
    return await replaceFile(place, path, applyEdits(before, edits), { maxBytes: bounds.bytes, seen });
  });
}

/** The text after every edit in order; halts when a passage is not there exactly once. */
function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduce((current, { find, replace }) => {
    const at = find === "" ? -1 : current.indexOf(find);
    if (at < 0) halt("no-match", "the text to replace is not in the file");
    if (current.indexOf(find, at + 1) >= 0) halt("no-match", "the text to replace is in the file more than once");
    return current.slice(0, at) + replace + current.slice(at + find.length);
  }, text);
}
