import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cleanLabels } from "../../src/agent/index.ts";
import { execTool } from "../../src/agent/tools/exec.ts";
import { resolveSandbox } from "../../src/sandbox/index.ts";
import { defaultLimits } from "../../src/sandbox/spec.ts";
import { fileLabels } from "../agent/labels.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { permitFor } from "../fixtures/permit.ts";
import { missing, type Place, place, skipped } from "../sandbox/box.ts";

const shown = { workspace: "rw", scope: "session", onFinding: () => {} } as const;

/** Prepares a command in the workspace, lets something happen, and runs it under a permit for what was prepared. */
async function run(command: string, { workspace }: Place, meanwhile: () => void = () => {}) {
  const { sandbox, status } = await resolveSandbox({ mode: "required", backend: "bubblewrap" });
  const turn = {
    agent: "main",
    principal: "ann",
    session: "s",
    ingress: "cli",
    workspace,
    cwd: workspace,
    generation: 1,
  };
  const scope = { ...wideScope, roots: { read: [workspace], write: [workspace] } };
  const tool = execTool(
    { sandbox, sandboxStatus: status, limits: defaultLimits, statePaths: [], ...shown },
    fileLabels(),
  );
  const proposal = await tool.prepare({ command }, { ...turn, ...cleanLabels, scope });
  if (!("run" in proposal)) throw new Error(JSON.stringify(proposal.refusal));
  const permit = await permitFor(proposal.request);
  meanwhile();
  return { result: await proposal.run(permit, new AbortController().signal), permit, request: proposal.request };
}

describe.skipIf(missing !== undefined)(`[CE-4] the command that was approved, in the sandbox${skipped}`, () => {
  it("runs the script that was looked at", async () => {
    const at = place();
    writeFileSync(join(at.workspace, "greet.sh"), "echo hello\n");
    const { result } = await run("bash greet.sh", at);
    expect(result).toMatchObject({ ok: true, text: "hello\n", note: "(exit status 0)" });
  });

  it("does not run another script of that name, and spends the permit", async () => {
    const at = place();
    writeFileSync(join(at.workspace, "greet.sh"), "echo hello\n");
    const { result, permit, request } = await run("bash greet.sh", at, () =>
      writeFileSync(join(at.workspace, "greet.sh"), "echo other\n"),
    );
    expect(result).toMatchObject({ ok: false, detail: { rule: "exec.changed" } });
    expect(() => permit.spend(request, ["sandbox", "limit"])).toThrow(
      expect.objectContaining({ code: "ERR_PERMIT_SPENT" }),
    );
  });

  it("does not follow a link that came to stand where a file is named", async () => {
    const at = place();
    writeFileSync(join(at.outside, "secret"), "secret\n");
    const { result } = await run("cat new.txt", at, () => symlinkSync("../secret", join(at.workspace, "new.txt")));
    expect(result).toMatchObject({ ok: false, detail: { rule: "exec.changed" } });
  });
});
