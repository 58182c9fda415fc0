import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { builtInPlaybooks, type Step, stepKinds } from "../../src/incident/index.ts";

const guide = readFileSync(new URL("../../docs/guide/incidents.md", import.meta.url), "utf8");

describe("the guide to incidents", () => {
  it("[IR-2] shows a configuration that is one", async () => {
    const example = /```json5\n([\s\S]*?)```/.exec(guide)?.[1] ?? expect.unreachable();
    const { playbooks } = (await parseConfig(example)).config.incidents;
    expect(playbooks["provider-failing"]).toBe(false);
    expect(playbooks["ssrf-probe"]).toMatchObject({
      severity: "medium",
      steps: [
        { do: "snapshot-evidence", approval: "never", seconds: 120 },
        { do: "freeze-tool", tool: "web_fetch", for: "all", approval: "unless-critical" },
        { do: "quarantine-agent", approval: "always", seconds: 30, rollback: true },
      ],
    });
  });

  it("[IR-2] has every playbook that ships, with what it is for and what it does", () => {
    const table = rowsBeneath("| playbook | match | by itself | after a yes |");
    const shipped = Object.entries(builtInPlaybooks).map(([name, { match, severity, steps }]) => {
      expect(severity, name).toBe("high");
      const own = steps.filter(({ approval }) => approval === "never");
      const asked = steps.filter(({ approval }) => approval !== "never");
      return `| ${[code([name]), code(match), stepsText(own), stepsText(asked)].join(" | ")} |`;
    });
    expect(table).toEqual(shipped);
  });

  it("[IR-2] says what each kind of step does", () => {
    const kinds = rowsBeneath("| step | what it does |").map((row) => /`([^`]+)`/.exec(row)?.[1]);
    expect(kinds).toEqual([...stepKinds]);
  });
});

function rowsBeneath(head: string): readonly string[] {
  const lines = guide.split("\n");
  const from = lines.indexOf(head) + 2;
  const to = lines.findIndex((line, at) => at >= from && !line.startsWith("|"));
  return lines.slice(from, to);
}

function code(texts: readonly string[]): string {
  return texts.map((text) => `\`${text}\``).join(", ");
}

function stepsText(steps: readonly Step[]): string {
  const told = steps.map(({ do: kind, tool, approval }) => {
    const what = code([tool === undefined ? kind : `${kind} ${tool}`]);
    return approval === "always" ? `${what} (always)` : what;
  });
  return told.join(", ") || "—";
}
