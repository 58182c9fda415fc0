import type { Playbook, Step, StepApproval } from "./playbook.ts";

// What is automatic costs little when the alarm is false: words, copies, and the end of one turn. What would stop
// somebody's work is asked about, or needs a critical finding, which only what did not hold can be.
const notify: Step = { do: "notify", approval: "never", seconds: 10, rollback: false };
const snapshot: Step = { do: "snapshot-evidence", approval: "never", seconds: 120, rollback: false };
const endTurn: Step = { do: "kill-processes", approval: "never", seconds: 10, rollback: false };
const revokeSession = (approval: StepApproval): Step => ({
  ...{ do: "revoke-session", approval },
  ...{ seconds: 10, rollback: false },
});
const quarantine = (approval: StepApproval): Step => ({
  ...{ do: "quarantine-agent", approval },
  ...{ seconds: 10, rollback: true },
});
const freeze = (tool: string, approval: StepApproval): Step => ({
  ...{ do: "freeze-tool", tool, approval },
  ...{ seconds: 10, rollback: true },
});

/** The playbooks that ship. A playbook of the operator's by the same name takes the place of one of these. */
export const builtInPlaybooks: Readonly<Record<string, Playbook>> = {
  "suspicious-command": {
    title: "An agent keeps asking for what it may not do",
    match: ["denial.burst"],
    severity: "high",
    // A model that tries this and that is stopped in its turn; whether it was more, a person says.
    steps: [snapshot, endTurn, notify, freeze("exec", "unless-critical")],
  },
  "prompt-injection": {
    title: "Text that an agent read tries to steer it",
    match: ["content."],
    severity: "high",
    // A new session forgets what was read; the judge is wrong at times, so a person says that it ends.
    steps: [snapshot, notify, revokeSession("unless-critical")],
  },
  "credential-leak": {
    title: "A secret was about to leave",
    match: ["dlp."],
    severity: "high",
    // The leak itself was refused; what the session knows of the secret ends with it.
    steps: [
      ...[snapshot, endTurn, revokeSession("never"), notify],
      { do: "revoke-token", approval: "always", seconds: 10, rollback: false },
    ],
  },
  "brute-force": {
    title: "Somebody guesses tokens",
    match: ["auth."],
    severity: "high",
    // The lock-out slows the guessing already; a network can have others in it, whom a person thinks of.
    steps: [snapshot, notify, { do: "block-peer", approval: "unless-critical", seconds: 10, rollback: true }],
  },
  "sandbox-missing": {
    title: "Commands run without the sandbox that was asked for",
    match: ["sandbox.unconfined", "sandbox.probe_failed"],
    severity: "high",
    // Nobody got out of anything; what runs is what the operator has accepted, and should hear of.
    steps: [notify],
  },
  "sandbox-escape": {
    title: "A command got, or tried to get, out of its sandbox",
    match: ["sandbox."],
    severity: "high",
    steps: [endTurn, snapshot, quarantine("unless-critical"), notify],
  },
  "audit-tampering": {
    title: "The audit log is not what was signed",
    match: ["audit."],
    severity: "high",
    // Nothing here helps against whoever can write the home; the copy and the word must get out at once.
    steps: [notify, snapshot],
  },
  "ssrf-probe": {
    title: "An agent probes addresses that are not public",
    match: ["net."],
    severity: "high",
    steps: [snapshot, endTurn, notify, freeze("web_fetch", "unless-critical")],
  },
  "runaway-agent": {
    title: "An agent uses up turn after turn",
    match: ["runaway."],
    severity: "high",
    steps: [endTurn, revokeSession("never"), notify, quarantine("unless-critical")],
  },
  "provider-failing": {
    title: "A security provider does not do its work",
    match: ["provider."],
    severity: "high",
    // What it should have decided is denied; only people can mend it.
    steps: [notify],
  },
  "malicious-skill": {
    title: "A skill is not what was approved",
    match: ["skill."],
    severity: "high",
    steps: [snapshot, endTurn, notify, freeze("skill_run", "unless-critical")],
  },
};
