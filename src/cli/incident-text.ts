import type { Containment, Incident } from "../incident/index.ts";
import { printable } from "./printable.ts";

const date = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** An incident as lists tell it. */
export type ListedIncident = Omit<Incident, "steps" | "timeline" | "evidence" | "key">;

/** One line for a list of incidents. */
export function incidentLine({
  id,
  state,
  severity,
  title,
  agent,
  session,
  peer,
  count,
  opened,
}: ListedIncident): string {
  const about = [agent, session, peer ?? ""].filter((part) => part !== "").map(printable);
  return `${id}  ${state.padEnd(14)} ${severity.padEnd(8)} ${date(opened)}  ${count}×  ${printable(title)}${about.length === 0 ? "" : `  (${about.join(", ")})`}`;
}

/** One incident with all that is known of it. */
export function incidentText(incident: Incident & { readonly contained: readonly Containment[] }): string {
  const { steps, timeline, evidence, contained, playbooks } = incident;
  return [
    incidentLine(incident),
    `  playbook    ${playbooks.join(", ") || "none"}`,
    ...steps.map(({ step, state, detail }) => {
      const what = step.tool === undefined ? step.do : `${step.do} ${printable(step.tool)}`;
      return `  step        ${what}: ${state}${detail === "" ? "" : `, ${printable(detail)}`}`;
    }),
    ...timeline.map(({ time, what, record }) => `  ${date(time)}  ${printable(what)} (record ${record})`),
    `  evidence    records ${evidence.join(", ")}`,
    ...contained.map((held) => `  contained   ${containmentLine(held)}`),
  ].join("\n");
}

/** One line for what is held. */
export function containmentLine({ id, held, incident, since }: Containment): string {
  return `${id}  ${heldText(held)}  since ${date(since)}, incident ${incident}`;
}

function heldText(held: Containment["held"]): string {
  switch (held.kind) {
    case "agent":
      return `agent ${printable(held.agent)} is quarantined`;
    case "tool":
      return `tool ${printable(held.tool)} is frozen for ${held.agent === null ? "all agents" : printable(held.agent)}`;
    case "peer":
      return `network ${printable(held.peer)} is blocked`;
  }
}
