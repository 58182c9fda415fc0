import type { Opinion } from "../../decision/index.ts";
import { ProviderSettingsInvalid, ProviderUnavailable } from "../../errors.ts";
import { resolveSandbox, type ServiceCommand, type UsableSandbox } from "../../sandbox/index.ts";
import { operatorPath } from "../operator-path.ts";
import type { ProviderServices } from "../registry.ts";
import { type Availability, type Finding, type Response, type SecurityProvider, seamVersion } from "../seam.ts";
import type { ProcessSettings } from "./settings.ts";
import { Supervisor } from "./supervisor.ts";

/** Starts a program that decides, takes records and answers findings, and stands for it at the seam. */
export async function createProcessProvider(
  services: ProviderServices,
  settings: ProcessSettings,
): Promise<SecurityProvider> {
  const { name, lifecycle } = services;
  const { deadlineMs, startMs, concurrency } = settings;
  const tell = (what: string, severity: Finding["severity"], message: string) =>
    services.raise({
      ...{ rule: `provider.process.${what}`, severity, agent: "", session: "", evidence: [] },
      message: `the process of the security provider "${name}" ${message}`,
    });
  const command = commandOf(services, settings);
  const sandbox = await sandboxFor(services, settings);
  const supervisor = await Supervisor.open({
    ...{ command, sandbox, concurrency, startMs },
    onStarted: (start) => lifecycle("provider process started", { start }),
    onDeath(why) {
      lifecycle("provider process ended", { why });
      tell("ended", "high", why);
    },
    onRaised: (finding) => services.raise(attributed(name, finding)),
    onStray: (what) => tell("stray", "medium", what),
  });
  const ask = (method: string, params: unknown, signal?: AbortSignal) =>
    supervisor.call(method, params, deadlineMs, signal);
  return {
    name,
    seam: seamVersion,
    async availability() {
      return standing(await ask("health", { seam: seamVersion }));
    },
    // What it answers is checked where every provider's answer is: by the runtime.
    decide: (request, signal) => ask("decide", request, signal) as Promise<Opinion>,
    async report(record) {
      await ask("report", record);
    },
    respond: (finding) => ask("respond", finding) as Promise<Response>,
    async close() {
      await supervisor.close();
      lifecycle("provider process stopped");
    },
  };
}

/** @throws {ProviderSettingsInvalid} when it names what may not be shown, or a variable that is not set. */
function commandOf(services: ProviderServices, settings: ProcessSettings): ServiceCommand {
  const { command, directory, readOnly, environment, memoryBytes, processes, cpus } = settings;
  const values = environment.map((variable) => {
    const value = services.variable(variable);
    if (value !== undefined) return [variable, value] as const;
    const where = `security.providers.${services.name}.environment`;
    throw new ProviderSettingsInvalid(`${where}: the variable ${variable} is not set`, {
      fix: "set it where the gateway is started, or remove its name",
    });
  });
  return {
    argv: command,
    directory: operatorPath(services, "directory", directory),
    readOnly: readOnly.map((path) => operatorPath(services, "readOnly", path)),
    environment: Object.fromEntries(values),
    limits: { memoryBytes, pids: processes, cpus },
  };
}

/** What gives the sandbox for each start: one that confines, or none where that is accepted for this provider. */
async function sandboxFor(
  { name, now, raise, sandbox }: ProviderServices,
  { dangerouslyUnconfined: risk }: ProcessSettings,
): Promise<() => Promise<UsableSandbox>> {
  if (risk !== undefined) {
    const isAccepted = () => now() <= Date.parse(`${risk.until}T23:59:59.999Z`);
    const unconfined = { ...risk, isAccepted };
    const { sandbox: none, findings } = await resolveSandbox({ mode: "off", backend: "auto", unconfined });
    for (const { rule, message } of findings) {
      const what = `the security provider "${name}": ${message}, until ${risk.until}: ${risk.reason}`;
      raise({ rule, severity: "critical", message: what, agent: "", session: "", evidence: [] });
    }
    return async () => none as UsableSandbox;
  }
  return async () => {
    const usable = await sandbox();
    // INVARIANT: that commands may run unconfined says nothing about this process.
    if (usable?.confines === true) return usable;
    throw new ProviderUnavailable("cannot run: there is no sandbox that holds", {
      fix: "see sallyport sandbox doctor, or accept the risk for a time with dangerouslyUnconfined in its settings",
    });
  };
}

/** What it says of itself. */
function standing(answer: unknown): Availability {
  const { available, reason, fix } = Object(answer) as Record<string, unknown>;
  if (available === true) return { available };
  const text = (value: unknown, otherwise: string) => (typeof value === "string" && value !== "" ? value : otherwise);
  return {
    available: false,
    reason: text(reason, "it does not say that it is available"),
    fix: text(fix, "see what it says of itself"),
  };
}

/** A finding of the process's, under a rule that no other source has; whether it is one, the runtime looks. */
function attributed(name: string, said: unknown): Finding {
  const { rule, ...rest } = Object(said) as Finding;
  const nobody = { agent: "", session: "", evidence: [] };
  return Object.assign(nobody, rest, { rule: `provider.${name}.${rule}` });
}
