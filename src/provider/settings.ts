import { ProviderSettingsInvalid } from "../errors.ts";
import type { ProviderEntry } from "./registry.ts";

/**
 * What a provider is told, in the form that its entry gives; `name` is where it stands in `security.providers`.
 * @throws {ProviderSettingsInvalid}
 */
export async function checkedSettings(
  name: string,
  entry: ProviderEntry,
  given: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const where = `security.providers.${name}`;
  if (entry.settings === undefined) {
    const unknown = Object.keys(given)[0];
    if (unknown === undefined) return undefined;
    throw new ProviderSettingsInvalid(`${where}.${unknown}: this provider takes no settings`, {
      fix: `remove ${unknown}`,
    });
  }
  const parsed = (await entry.settings()).safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${[where, ...path.map(String)].join(".")}: ${message}`,
  );
  throw new ProviderSettingsInvalid(problems.join("; "), {
    fix: "correct it; docs/guide/providers.md has each setting",
  });
}
