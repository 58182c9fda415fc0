export { type Containment, Containments, type Held } from "./containment.ts";
export { type Finding, isAtLeast, type Severity, severities } from "./finding.ts";
export type { Incident } from "./incident.ts";
export { Incidents, type Naming, type StepResult } from "./incidents.ts";
export { type Playbook, type Playbooks, playbooksWith, type Step, type StepKind, stepKinds } from "./playbook.ts";
export { builtInPlaybooks } from "./playbooks.ts";
