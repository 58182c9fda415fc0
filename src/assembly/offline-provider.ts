import { type Environment, loadConfig } from "../config/index.ts";
import { ProviderRegistry, type SecurityProvider } from "../provider/index.ts";
import { buildPolicies } from "./policies.ts";

/** A provider of the registry under the policies of the configuration, without a runtime around it. @throws {ProviderUnknown} */
export async function offlineProvider({ home }: Environment, name: string): Promise<SecurityProvider> {
  const entry = new ProviderRegistry().entry(name);
  const { policies } = await buildPolicies(home, await loadConfig(home), 1, Date.now);
  return entry.create({ policyFor: (agent) => policies.agents.get(agent), raise: () => {} });
}
