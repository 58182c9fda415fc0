import type { CommandAnalysis } from "../analyse.ts";
import { Refused } from "../enumerate.ts";
import { cmdPrograms } from "./cmd.ts";
import type { Dialect } from "./dialect.ts";
import { powershellPrograms } from "./powershell.ts";
import { guardText } from "./source.ts";

/**
 * Analyses a command of another system by a small part of its language. Total: whatever is outside that part is a
 * refusal, so nothing is allowed that is not read exactly as that system reads it.
 */
export function analyseDialect(source: string, dialect: Exclude<Dialect, "bash">): CommandAnalysis {
  try {
    guardText(source);
    const programs = dialect === "cmd" ? cmdPrograms(source) : powershellPrograms(source);
    const nothing = { features: [], constructs: [], redirects: [], variables: [], dynamic: [], scripts: [] };
    return { ok: true, source, dialect, programs, ...nothing };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, source, refusal: error.refusal };
    throw error;
  }
}
