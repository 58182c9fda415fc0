import { type Environment, loadConfig } from "../config/index.ts";
import { ProviderRegistry, type SecurityProvider } from "../provider/index.ts";
import { openSandbox } from "./live-sandbox.ts";
import { buildPolicies, workspacesOf } from "./policies.ts";
import { sandboxChoice } from "./sandbox.ts";

/**
 * A provider that the configuration describes, or an implementation, without a runtime around it.
 * @throws {ProviderUnknown | ProviderSettingsInvalid | ProviderUnavailable}
 */
export async function offlineProvider({ home, variable }: Environment, name: string): Promise<SecurityProvider> {
  const loaded = await loadConfig(home);
  const { policies } = await buildPolicies(home, loaded, 1, Date.now);
  return new ProviderRegistry().create(name, loaded.config.security.providers, {
    directory: home,
    variable,
    now: Date.now,
    policyFor: (agent) => policies.agents.get(agent),
    raise: () => {},
    sandbox: async () => (await openSandbox(sandboxChoice(loaded.config.sandbox))).sandbox,
    workspaces: workspacesOf(loaded.config, home),
    lifecycle: () => {},
  });
}
