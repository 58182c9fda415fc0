import { randomUUID } from "node:crypto";
import type { JsonObject, Request } from "../../decision/index.ts";
import { ProviderUnavailable } from "../../errors.ts";
import type { ProviderServices } from "../registry.ts";
import { Remote } from "../remote/remote.ts";
import type { SecurityProvider } from "../seam.ts";
import { opinionOf } from "./opinion.ts";
import type { AuthzenSettings } from "./settings.ts";

const usualPath = "/access/v1/evaluation";
const metadataPath = "/.well-known/authzen-configuration";

/**
 * Asks any decision point that speaks the OpenID Authorization API 1.0.
 * @throws {ProviderSettingsInvalid | ConfigInvalid | ProviderUnavailable}
 */
export async function openAuthzenProvider(
  services: ProviderServices,
  settings: AuthzenSettings,
): Promise<SecurityProvider> {
  const remote = await Remote.open(services, settings);
  const path = settings.discover ? await discoveredPath(services.name, remote, settings) : usualPath;
  const evaluate = async (question: JsonObject, signal: AbortSignal) => {
    const id = randomUUID();
    const { body, header } = await remote.post(path, question, { "x-request-id": id }, signal);
    // INVARIANT: an answer is to this question, or to none (§10.1.2).
    if (header("x-request-id") !== id) throw new Error("answered another question");
    return opinionOf(body, settings.askWhen);
  };
  return {
    name: services.name,
    seam: 1,
    async availability() {
      try {
        await evaluate(probe, new AbortController().signal);
        return { available: true };
      } catch (error) {
        const reason = `${settings.url} ${error instanceof Error ? error.message : String(error)}`;
        return { available: false, reason, fix: "start it, and see what it answers to an evaluation" };
      }
    },
    decide: (request, signal) => evaluate(questionOf(request), signal),
    report() {},
    respond: () => ({}),
    async close() {
      remote.close();
    },
  };
}

/** An evaluation that any decision point can answer, whatever it says. */
const probe: JsonObject = {
  subject: { type: "agent", id: "sallyport" },
  action: { name: "probe" },
  resource: { type: "tool", id: "probe" },
};

function questionOf({ subject, action, resource, context }: Request): JsonObject {
  const { type, id, ...who } = subject;
  return {
    subject: { type, id, properties: { ...who } },
    action: { name: action.name },
    resource: { type: resource.type, id: resource.id, properties: { access: resource.access } },
    context: context as unknown as JsonObject,
  };
}

/** The path of the endpoint that the metadata names (§9); one on another server is not taken. */
async function discoveredPath(name: string, remote: Remote, { url }: AuthzenSettings): Promise<string> {
  const unavailable = (what: string) =>
    new ProviderUnavailable(`the security provider "${name}" ${what}`, {
      fix: `see what ${url}${metadataPath} says, or leave out discover`,
    });
  const { body } = await remote.get(metadataPath).catch((error: Error) => {
    throw unavailable(`has no metadata: ${error.message}`);
  });
  const base = url.replace(/\/*$/, "");
  if (String(body["policy_decision_point"]).replace(/\/*$/, "") !== base) throw unavailable("says it is another one");
  const endpoint = String(body["access_evaluation_endpoint"]);
  if (!endpoint.startsWith(`${base}/`)) throw unavailable("names an endpoint outside its own address");
  return endpoint.slice(base.length);
}
