import { hash } from "node:crypto";
import type { OwnSettings } from "../agent/index.ts";
import { strictest } from "../approval/index.ts";
import { type AgentConfig, type Config, editConfig, type LoadedConfig, parseConfig } from "../config/index.ts";
import { canonicalJson, isWithin, type Json, type Reason } from "../decision/index.ts";
import { SallyportError } from "../errors.ts";
import { type BuiltPolicies, buildPolicies } from "./policies.ts";

/** What of an installation the settings of its agents are changed with. */
export interface OwnSettingsParts {
  readonly home: string;
  readonly loaded: () => LoadedConfig;
  readonly built: () => BuiltPolicies;
  readonly reload: () => Promise<void>;
  readonly now: () => number;
}

const settable = /^(?:scope\.[a-zA-Z]+(?:\.[a-zA-Z]+)?|exec\.(?:mode|ask))$/;

/** Lets agents make their own scope and stance stricter in the configuration. */
export function ownSettings(parts: OwnSettingsParts): OwnSettings {
  return {
    async plan(agent, setting, value) {
      const { config, source, hash: before } = parts.loaded();
      const index = config.agents.findIndex(({ id }) => id === agent);
      if (index < 0) return refusal("config.child", "only an agent of the configuration has settings");
      if (!settable.test(setting)) return refusal("config.fixed", `an agent cannot set "${setting}"`);
      if (source === undefined) return refusal("config.none", "there is no configuration file to write to");
      try {
        const edit = await editConfig(source, ["agents", index, ...setting.split(".")], value);
        if (edit === undefined) return refusal("config.form", `the file has no place for "${setting}"`);
        const next = { ...(await parseConfig(edit.text, source, parts.now())), source };
        const why = await whyNot(index, config, next, parts);
        if (why !== undefined) return why;
        return {
          bound: [`config ${before}`, `config after ${next.hash}`, `text ${hash("sha256", edit.text)}`],
          async apply(permit, request) {
            permit.spend(request, []);
            await edit.write();
            await parts.reload();
          },
        };
      } catch (error) {
        if (!(error instanceof SallyportError)) throw error;
        return refusal("config.invalid", error.message.split("\n", 1)[0] ?? "");
      }
    },
  };
}

/**
 * INVARIANT: an agent never widens its own policy, nor brings another's change into force: nothing differs but its own
 * scope and stance, and what is built from it is within what is in force, for every agent.
 */
async function whyNot(
  index: number,
  running: Config,
  next: LoadedConfig,
  { home, built, now }: OwnSettingsParts,
): Promise<Reason | undefined> {
  if (canonicalJson(without(running, index)) !== canonicalJson(without(next.config, index)))
    return refusal("config.other", "this would change more than the agent's own settings");
  const after = await buildPolicies(home, next, 1, now);
  if (after.policy.hash !== built().policy.hash) return refusal("config.other", "the rules have changed meanwhile");
  for (const [id, { scope, exec }] of after.policies.agents) {
    const before = built().policies.agents.get(id);
    if (before === undefined || !isWithin(scope, before.scope))
      return refusal("config.wider", `this would widen the scope of "${id}"`);
    if (canonicalJson({ ...strictest([before.exec, exec]) }) !== canonicalJson({ ...exec }))
      return refusal("config.wider", `this would loosen how the commands of "${id}" are taken`);
  }
  const same =
    canonicalJson(scopeAndStance(running.agents[index])) === canonicalJson(scopeAndStance(next.config.agents[index]));
  return same ? refusal("config.same", "this is what it is already") : undefined;
}

/** The configuration as it is but for the scope and the stance of one agent. */
function without(config: Config, index: number): Json {
  const agents = config.agents.map((agent, i) => (i === index ? { ...agent, scope: {}, exec: {} } : agent));
  return { ...config, agents } as unknown as Json;
}

function scopeAndStance(agent: AgentConfig | undefined): Json {
  return { scope: agent?.scope, exec: agent?.exec } as unknown as Json;
}

function refusal(rule: string, message: string): Reason {
  return { rule, message, remedy: "an operator changes config.json5 and reloads" };
}
