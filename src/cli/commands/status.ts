import type { Status } from "../../assembly/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { guardOutput } from "../guard-output.ts";
import { containmentLine } from "../incident-text.ts";
import { printable } from "../printable.ts";
import { sandboxText, triedTexts } from "../sandbox-text.ts";

/** `sallyport status`: what is active in the running gateway, and what is not and why. */
export async function run({ output, environment }: Invocation): Promise<ExitCode> {
  guardOutput(output);
  const answer = await withGateway(environment, (call) => call("security.status"));
  const {
    config,
    generation,
    sandbox,
    browser,
    providers,
    judge,
    audit,
    approvals,
    incidents,
    identity,
    cron,
    agents,
  } = answer as unknown as Status;
  const mark = (ok: boolean) => output.style(ok ? "green" : "red", ok ? "ok    " : "FAILED");
  const lines = [
    `${mark(true)} config     ${printable(config.source)}, version ${config.version}, hash ${config.hash.slice(0, 16)}, generation ${generation}`,
    `${mark(sandbox.verified)} sandbox    ${printable(sandboxText(sandbox))}`,
    ...triedTexts(sandbox).map((text) => `       sandbox    ${printable(text)}`),
    ...(sandbox.fix === undefined ? [] : [`       sandbox    fix: ${printable(sandbox.fix)}`]),
    `       browser    ${browser.active ? "" : "not offered: "}${printable(browser.detail)}`,
    `${mark(audit.fault === undefined)} audit      ${audit.records} records${audit.fault === undefined ? "" : `, ${printable(audit.fault)}`}`,
    judgeText(judge, mark),
    ...providers.map(
      ({ name, available, state, lastFault, reports }) =>
        `${mark(available && state === "healthy")} provider   ${name}: ${state}${lastFault ? `, ${printable(lastFault)}` : ""}${reports.lag > 0 ? `, ${reports.lag} records behind` : ""}${reports.lost > 0 ? `, ${reports.lost} lost` : ""}`,
    ),
    ...identity.map((issuer) => issuerText(issuer, mark)),
    ...agents.map(
      ({ id, profile, tier, model, providers: chain, workspace, exec }) =>
        `${mark(true)} agent      ${id}: profile ${profile}, tier ${tier}, exec ${exec.mode}/${exec.ask}, model ${model}, providers ${["default", ...chain].join(", ")}, workspace ${printable(workspace)}`,
    ),
    `       approvals  ${approvals.pending} waiting, ${approvals.learned} learned rules, socket ${approvals.socket.active ? "" : "off: "}${printable(approvals.socket.detail)}`,
    `       incidents  ${incidents.open} not over`,
    `       cron       ${cron.active ? "" : `${printable(cron.detail)}; `}${cron.jobs} jobs, ${cron.running} running${cron.next === undefined ? "" : `, next ${cron.next}`}`,
    ...incidents.contained.map((held) => `       contained  ${containmentLine(held)}`),
  ];
  output.result(answer, lines.join("\n"));
  const works =
    sandbox.verified &&
    audit.fault === undefined &&
    judge.fault === undefined &&
    judge.model?.reachable !== false &&
    identity.every(isCurrent) &&
    providers.every((p) => p.available && p.state === "healthy");
  return works ? 0 : 1;
}

function isCurrent({ state, keys }: Status["identity"][number]): boolean {
  return state === "current" && keys > 0;
}

function issuerText(status: Status["identity"][number], mark: (ok: boolean) => string): string {
  const { name, issuer, state, keys, fetched, fault } = status;
  const parts = [
    `${printable(issuer)}, ${keys} keys`,
    ...(fetched === undefined ? [] : [`of ${new Date(fetched).toISOString()}`]),
    ...(state === "current" ? [] : [state]),
    ...(fault === undefined ? [] : [printable(fault)]),
  ];
  return `${mark(isCurrent(status))} identity   ${name}: ${parts.join(", ")}`;
}

function judgeText({ tiers, fault, model, cache }: Status["judge"], mark: (ok: boolean) => string): string {
  const remembered = `${cache.entries} judgements remembered, ${cache.hits} of ${cache.hits + cache.misses} used again`;
  if (fault !== undefined) return `${mark(false)} judge      ${tiers.join(", ")}; ${printable(fault)}`;
  if (model === undefined) return `${mark(true)} judge      ${tiers.join(", ")}; ${remembered}`;
  const { name, reachable, detail, warm, digest, breaker } = model;
  const state = [
    `${name}${digest === undefined ? "" : `@${digest.slice(0, 12)}`}`,
    printable(detail),
    ...(warm === undefined ? [] : [warm ? "warm" : "not in memory"]),
    ...(breaker === "closed" ? [] : [`left alone for a while (${breaker})`]),
  ];
  return `${mark(reachable)} judge      ${tiers.join(", ")}: ${state.join(", ")}; ${remembered}`;
}
