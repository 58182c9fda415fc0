import type { JsonObject } from "../../decision/index.ts";
import type { ProviderServices } from "../registry.ts";
import { Remote } from "../remote/remote.ts";
import type { SecurityProvider } from "../seam.ts";
import { opinionOf } from "./opinion.ts";
import type { OpaSettings } from "./settings.ts";

/**
 * Asks an Open Policy Agent by its data API. Records go to its own decision logs, by the id that each decision has there.
 * @throws {ProviderSettingsInvalid | ConfigInvalid}
 */
export async function openOpaProvider(services: ProviderServices, settings: OpaSettings): Promise<SecurityProvider> {
  const remote = await Remote.open(services, settings);
  return {
    name: services.name,
    seam: 1,
    async availability() {
      try {
        await remote.get("/health?bundles&plugins");
        return { available: true };
      } catch (error) {
        const reason = `${settings.url} ${error instanceof Error ? error.message : String(error)}`;
        return { available: false, reason, fix: "start it, and see that its bundles are loaded" };
      }
    },
    async decide(request, signal) {
      const input = request as unknown as JsonObject;
      const { body } = await remote.post(`/v1/data/${settings.path}`, { input }, {}, signal);
      const id = body["decision_id"];
      return opinionOf(body["result"], typeof id === "string" ? id : undefined);
    },
    report() {},
    respond: () => ({}),
    async close() {
      remote.close();
    },
  };
}
