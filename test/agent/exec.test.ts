import { expect, it } from "vitest";
import { cleanLabels } from "../../src/agent/index.ts";
import { execTool } from "../../src/agent/tools/exec.ts";
import { resolveSandbox } from "../../src/sandbox/index.ts";
import { defaultLimits } from "../../src/sandbox/spec.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { fileLabels } from "./labels.ts";

const turn = {
  agent: "main",
  principal: "ann",
  session: "s",
  ingress: "cli",
  workspace: "/ws",
  cwd: "/ws",
  generation: 1,
};
const shown = { workspace: "rw", scope: "session", onFinding: () => {} } as const;

it("[CE-2.1] refuses commands where no sandbox holds, and tells the operator alone how to install one", async () => {
  const fix = "install it: apt-get install bubblewrap";
  const sandboxStatus = { requested: "bubblewrap", resolved: "none", verified: false, checks: [], fix };
  const tool = execTool(
    { sandbox: undefined, sandboxStatus, limits: defaultLimits, statePaths: [], ...shown },
    fileLabels(),
  );
  const proposal = await tool.prepare({ command: "ls" }, { ...turn, ...cleanLabels, scope: wideScope });
  expect(proposal).not.toHaveProperty("run");
  expect(proposal).toMatchObject({
    refusal: { rule: "sandbox.missing", remedy: fix },
    request: { resource: { id: "ls" } },
  });
  expect(JSON.stringify("refusal" in proposal && proposal.refusal.message)).not.toContain("apt-get");
});

it("[CE-2.1] runs commands without a sandbox only where that is accepted and the scope does not require one", async () => {
  const unconfined = { until: "2099-01-01", reason: "a test of what that means", isAccepted: () => true };
  const { sandbox, status } = await resolveSandbox({ mode: "off", backend: "auto", unconfined });
  const tool = execTool(
    { sandbox, sandboxStatus: status, limits: defaultLimits, statePaths: [], ...shown },
    fileLabels(),
  );
  const under = (level: "required" | "preferred") =>
    tool.prepare({ command: "ls" }, { ...turn, ...cleanLabels, scope: { ...wideScope, sandbox: level } });
  expect(await under("required")).toMatchObject({ refusal: { rule: "sandbox.required" } });
  expect(await under("preferred")).toHaveProperty("run");
  await expect(resolveSandbox({ mode: "off", backend: "auto" })).rejects.toMatchObject({
    code: "ERR_SANDBOX_NOT_ACCEPTED",
  });
});
