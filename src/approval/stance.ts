/** Whether commands run at all: none, those that policy allows, or also those that policy would ask about. */
export type ExecMode = "deny" | "allowlist" | "full";

/** When a person is asked about a command: never, when policy does not allow it by itself, or about every one. */
export type ExecAsk = "off" | "on-miss" | "always";

/** How an agent's commands are taken. */
export interface ExecStance {
  readonly mode: ExecMode;
  readonly ask: ExecAsk;
}

/** What holds where nobody says anything. */
export const defaultStance: ExecStance = { mode: "allowlist", ask: "on-miss" };

const modes: readonly ExecMode[] = ["deny", "allowlist", "full"];
const asks: readonly ExecAsk[] = ["always", "on-miss", "off"];

/** The stricter part of each of several stances; what none of them speaks of is at its default. */
export function strictest(stances: readonly Partial<ExecStance>[]): ExecStance {
  // INVARIANT: both lists begin with the strictest, so that whoever says more can only narrow.
  const first = <T>(order: readonly T[], given: readonly (T | undefined)[], preset: T): T =>
    order.find((choice) => given.includes(choice)) ?? preset;
  return {
    mode: first(
      modes,
      stances.map(({ mode }) => mode),
      defaultStance.mode,
    ),
    ask: first(
      asks,
      stances.map(({ ask }) => ask),
      defaultStance.ask,
    ),
  };
}
