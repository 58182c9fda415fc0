import { readFileSync } from "node:fs";
import type { PolicySource } from "./load.ts";

const files = ["profiles.json5", "tools.json5", "protection.json5", "commands.json5"];

/** The policies that come with the package; a user's own sources are loaded after them. */
export function shippedPolicies(): readonly PolicySource[] {
  return files.map((file) => ({
    file: `policies/${file}`,
    shipped: true,
    text: readFileSync(new URL(`../../policies/${file}`, import.meta.url), "utf8"),
  }));
}
