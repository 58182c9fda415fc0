import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AuditLog, decisionEntry, outcomeEntry } from "../audit/index.ts";
import { type EgressConfig, homePaths } from "../config/index.ts";
import { evaluate, type JsonObject, type Request } from "../decision/index.ts";
import { Redactor } from "../dlp/index.ts";
import { AuditLocked, SandboxFailed } from "../errors.ts";
import { type EgressRecord, openEgress } from "../net/index.ts";
import { ceilingScope } from "../provider/index.ts";
import { type RunResult, runSandboxed, type SandboxSpec, type UsableSandbox, type WayOut } from "../sandbox/index.ts";

/** A command that the operator types, and what it runs in. */
export interface OperatorCommand {
  readonly home: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly sandbox: UsableSandbox;
  readonly spec: SandboxSpec;
  /** Hosts it may reach, and on which terms. */
  readonly hosts: readonly string[];
  readonly egress: EgressConfig;
  /** Hosts that are not public and may be reached all the same. */
  readonly privateHosts: readonly string[];
  /** What the argument vector does not say, for the record. */
  readonly about?: JsonObject;
}

/**
 * Runs a command of the operator's own. No policy is asked, since whoever can write the home makes the policy; but it is
 * decided and recorded like any other, the record is durable before the command starts, and it needs the permit.
 * @throws {SallyportError} when it could not be recorded or run.
 */
export async function runForOperator(
  command: OperatorCommand,
  options: Omit<NonNullable<Parameters<typeof runSandboxed>[4]>, "openWayOut"> = {},
): Promise<RunResult> {
  const { home, sandbox, spec, hosts } = command;
  const request = requestOf(command);
  const { decision, permit } = await evaluate(request, {
    scope: ceilingScope({ hosts }),
    deciders: [
      {
        name: "operator",
        role: "default",
        decide: () => ({
          effect: "allow",
          reasons: [{ rule: "operator.command", message: "the operator typed it" }],
          obligations: [{ id: "sandbox", hosts }],
        }),
      },
    ],
    record: (decided) => withLog(home, (log) => log.append(decisionEntry(decided))),
  });
  if (permit === undefined)
    throw new SandboxFailed(`not run: ${decision.reasons.map(({ message }) => message).join("; ") || decision.cause}`);
  const reached: EgressRecord[] = [];
  const openWayOut = () => wayOut(command, reached);
  const result = await runSandboxed(permit, request, sandbox, spec, { ...options, openWayOut });
  await withLog(home, async (log) => {
    for (const entry of reached) await log.append({ kind: "egress", body: { agent: operator, session, ...entry } });
    await log.append(
      outcomeEntry({
        evaluation: decision.evaluation,
        disposition: result.exit === 0 ? "completed" : "failed",
        detail: {
          exit: result.exit ?? -1,
          ms: Math.round(result.ms),
          limits: result.limits.join(","),
          sandbox: sandbox.name,
          reached: result.reached.join(","),
        },
        output: result.stdout + result.stderr,
      }),
    );
  });
  return result;
}

const operator = "operator";
const session = "command line";

function requestOf({ argv, cwd, spec, hosts, about }: OperatorCommand): Request {
  return {
    subject: { type: "agent", id: operator, principal: operator, session },
    action: { name: "sandbox.run" },
    resource: { type: "command", id: argv.join(" "), access: "execute" },
    context: {
      ingress: "cli",
      tier: "A",
      taint: { untrusted: false, sensitive: false, sources: [] },
      arguments: { ...about, argv: [...argv], hosts: [...hosts] },
      argv,
      cwd,
      environment: Object.keys(spec.environment),
      generation: 1,
    },
  };
}

let redactor: Redactor | undefined;

/** Milliseconds for which another command of the operator's may hold the log. */
const patience = 5_000;

/** Uses the operator's log, which is open for no longer than that: several commands may run at one time. */
async function withLog<T>(home: string, use: (log: AuditLog) => Promise<T>): Promise<T> {
  const { operatorAudit, operatorAuditKey } = homePaths(home);
  redactor ??= new Redactor();
  const redact = (body: JsonObject) => (redactor as Redactor).redactJson(body).value as JsonObject;
  const options = { keyFile: operatorAuditKey, origin: "sallyport.local/operator", redact };
  const log = await patiently(() => AuditLog.open(operatorAudit, options));
  try {
    return await use(log);
  } finally {
    await log.close();
  }
}

async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  const end = performance.now() + patience;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof AuditLocked) || performance.now() > end) throw error;
      await sleep(10 + Math.random() * 20);
    }
  }
}

async function wayOut(command: OperatorCommand, reached: EgressRecord[]): Promise<WayOut> {
  const { home, hosts, spec, egress: terms, privateHosts } = command;
  const egress = await openEgress({
    socket: join(homePaths(home).egress, randomBytes(6).toString("hex")),
    policy: { hosts, ports: terms.ports, methods: terms.methods, privateHosts },
    limits: {
      ...{ bytes: terms.maxBytes, connectionBytes: terms.maxBytes },
      ...{ connectionMs: terms.maxSeconds * 1_000, runMs: spec.wallMs },
    },
    mayReach: async () => true,
    record: (entry) => void reached.push(entry),
  });
  return {
    egress: { socket: egress.socket },
    async close() {
      await egress.close();
      const allowed = reached.filter(({ effect }) => effect === "allow").map(({ host }) => host);
      return { findings: egress.findings(), reached: [...new Set(allowed)] };
    },
  };
}
