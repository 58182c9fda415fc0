import { sandboxChoice } from "../../assembly/index.ts";
import { verifyLog } from "../../audit/index.ts";
import {
  type Environment,
  homePaths,
  type JudgeConfig,
  loadConfig,
  loadHost,
  policySources,
  type SandboxConfig,
} from "../../config/index.ts";
import { SallyportError } from "../../errors.ts";
import { judgeSettings, openJudge } from "../../judge/index.ts";
import { loadPolicy } from "../../policy/index.ts";
import { resolveSandbox } from "../../sandbox/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { isDirectory, permissionsOf } from "../input.ts";
import { printable } from "../printable.ts";
import { sandboxText, triedTexts } from "../sandbox-text.ts";

interface Diagnosis {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly fix?: string;
}

/** `sallyport doctor`: tries everything a gateway needs, without starting one. */
export async function run({ output, environment }: Invocation): Promise<ExitCode> {
  const { home } = environment;
  const diagnoses = [
    await diagnose("home", () => checkHome(home)),
    await diagnose("config", async () => {
      const { config, hash, source } = await loadConfig(home);
      await loadHost(home);
      return { detail: `${source ?? "defaults"}, version ${config.version}, hash ${hash.slice(0, 16)}` };
    }),
    await diagnose("policy", async () => {
      const policy = loadPolicy(await policySources(home, await loadConfig(home)));
      return { detail: `${policy.rules.length} rules, each as its examples say` };
    }),
    await diagnose("sandbox", async () => checkSandbox((await loadConfig(home)).config.sandbox)),
    await diagnose("judge", async () => checkJudge((await loadConfig(home)).config.judge, environment)),
    await diagnose("audit", () => checkLog(homePaths(home).audit)),
  ];
  const text = diagnoses.map(({ check, ok, detail, fix }) => {
    const line = `${output.style(ok ? "green" : "red", ok ? "ok    " : "FAILED")} ${check.padEnd(9)} ${printable(detail)}`;
    return fix === undefined ? line : `${line}\n       fix: ${printable(fix)}`;
  });
  output.result(
    diagnoses.map((diagnosis) => ({ ...diagnosis })),
    text.join("\n"),
  );
  return diagnoses.every(({ ok }) => ok) ? 0 : 1;
}

type Finding = { readonly detail: string; readonly ok?: boolean; readonly fix?: string };

/** What cannot even be tried is a diagnosis too. */
async function diagnose(check: string, look: () => Promise<Finding>): Promise<Diagnosis> {
  try {
    const { detail, ok = true, fix } = await look();
    return { check, ok, detail, ...(fix !== undefined && { fix }) };
  } catch (error) {
    const fix = error instanceof SallyportError ? error.fix : undefined;
    return { check, ok: false, detail: (error as Error).message, ...(fix !== undefined && { fix }) };
  }
}

async function checkHome(home: string): Promise<Finding> {
  const permissions = await permissionsOf(home);
  if (permissions === undefined)
    return { ok: false, detail: `${home} does not exist yet`, fix: "make it with: sallyport init" };
  const isPrivate = (permissions & 0o077) === 0;
  return isPrivate
    ? { detail: `${home}, closed to others` }
    : { ok: false, detail: `${home} is open to others`, fix: `chmod 700 ${home}` };
}

async function checkSandbox(config: SandboxConfig): Promise<Finding> {
  const { status } = await resolveSandbox(sandboxChoice(config));
  const fix = status.fix === undefined ? {} : { fix: status.fix };
  // A preferred one that does not hold is no fault, but worth a word.
  const detail = [sandboxText(status), ...(status.verified ? triedTexts(status) : [])].join("; ");
  return status.verified ? { detail } : { ok: false, detail, ...fix };
}

async function checkJudge(config: JudgeConfig, { variable }: Environment): Promise<Finding> {
  const { judge, status } = await openJudge(judgeSettings(config, variable));
  const { class: verdict } = await judge.judge("Good morning!", { point: "ingress", direction: "user" });
  const { tiers, model } = await status();
  const detail = `${tiers.join(", ")}${model === undefined ? "" : `: ${model.name}, ${model.detail}`}`;
  if (verdict !== "safe") return { ok: false, detail: `${detail}; a greeting is judged ${verdict}` };
  return model?.reachable === false
    ? { ok: false, detail, fix: "start its server, or correct judge.model" }
    : { detail };
}

async function checkLog(directory: string): Promise<Finding> {
  if (!(await isDirectory(directory))) return { detail: "no log yet" };
  const { ok, records, problem } = await verifyLog(directory);
  if (ok) return { detail: `${records} records, chain, tree and checkpoint intact` };
  return {
    ok,
    detail: `record ${problem?.index}: ${problem?.what}`,
    fix: "keep the directory as evidence and find out who changed it",
  };
}
