import { join } from "node:path";
import { type FolderEntry, readFolder } from "../files/index.ts";
import { folderHash } from "./hash.ts";
import type { Manifest } from "./manifest.ts";

/** A skill as it lay in its folder at one moment. */
export interface LoadedSkill {
  readonly name: string;
  readonly hash: string;
  readonly manifest: Manifest;
  readonly entries: readonly FolderEntry[];
}

/** A folder that is a skill, or why it is none. */
export type Loading =
  | { readonly ok: true; readonly skill: LoadedSkill }
  | { readonly ok: false; readonly message: string };

/** True for what can be the name of a skill, and so of its folder. */
export function isSkillName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,63}$/.test(name);
}

/** Reads the skill of a name from a directory of skills; `directory` is absolute and real. */
export async function loadSkill(directory: string, name: string): Promise<Loading> {
  if (!isSkillName(name)) return { ok: false, message: "a skill is named in lower case, with digits and hyphens" };
  const folder = await readFolder(join(directory, name));
  if (!folder.ok) return { ok: false, message: folder.message };
  const { entries } = folder;
  // The schema library costs a third of a cold start, and is loaded when there is something to judge.
  const { manifestName, manifestSchema } = await import("./manifest.ts");
  const text = entries.find((entry) => entry.name === manifestName)?.content;
  if (text === undefined) return { ok: false, message: `it has no ${manifestName}` };
  const parsed = manifestSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, message: `${manifestName}: ${issue?.path.join(".") || "the whole"}: ${issue?.message}` };
  }
  const { script } = parsed.data;
  if (entries.find((entry) => entry.name === script)?.content === undefined)
    return { ok: false, message: `it has no file ${script}, which ${manifestName} names as its script` };
  return { ok: true, skill: { name, hash: folderHash(entries), manifest: parsed.data, entries } };
}

/** `undefined`, which no manifest is, for what is not JSON. */
function jsonOf(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch {
    return undefined;
  }
}
