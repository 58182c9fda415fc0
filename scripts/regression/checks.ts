import { twinExceptions } from "../../test/escape/exceptions.ts";
import { all } from "../../test/escape/index.ts";
import { errands, injections } from "../../test/escape/injections.ts";
import type { Scenario } from "../../test/escape/scenario.ts";
import type { Engine } from "./engine.ts";
import { type ContainedGateway, statusOf } from "./gateway.ts";
import { type Row, row } from "./row.ts";

/** Whom things are said by. */
const ingresses = ["api", "webchat", "cli"] as const;

/** Groups in which it hardly matters who starts a command in the sandbox. */
const repeated: ReadonlySet<Scenario["group"]> = new Set(["privileges", "processes", "terminal", "limits"]);

/** A short run has one ingress, no scenario that takes seconds, and no repeated groups by the agent. */
export interface Scope {
  readonly short: boolean;
}

/** What the image and the container are, seen from outside the sandbox. */
export async function checkContainer(engine: Engine, gateway: ContainedGateway): Promise<readonly Row[]> {
  const { exec, worker } = gateway;
  const holds = (title: string, attempt: () => { ok: boolean; detail: string }) =>
    row({ engine: engine.name, part: "container", title }, async () => attempt());
  const said = (title: string, argv: readonly string[], expected: RegExp) =>
    holds(title, () => {
      const result = exec(...argv).said;
      return { ok: expected.test(result), detail: expected.test(result) ? "held" : result };
    });
  const refused = (title: string, script: string) =>
    holds(title, () => {
      const { said } = exec("/bin/sh", "-c", `if ${script}; then echo it worked; else echo it was refused; fi`);
      return { ok: said.endsWith("it was refused"), detail: said.endsWith("it was refused") ? "held" : said };
    });
  return [
    await said("the gateway is user 1000", ["/usr/bin/id"], /^uid=1000\(sallyport\) gid=1000\(sallyport\) groups=1000/),
    await said("it has no capability", ["/bin/grep", "^Cap", "/proc/1/status"], /^(?:Cap\w+:\s+0+\s*)+$/),
    await said("it can gain none", ["/bin/grep", "^NoNewPrivs", "/proc/1/status"], /1$/),
    await said("system calls are filtered", ["/bin/grep", "^Seccomp:", "/proc/1/status"], /2$/),
    await said("nothing in the image is set-user-id", ["/usr/bin/find", "/", "-xdev", "-perm", "/6000"], /^$/),
    await refused("the system cannot be written", "touch /usr/x || touch /etc/x || touch /x || touch /opt/sallyport/x"),
    await refused("no device can be made", "mknod /tmp/x b 7 0"),
    await refused("no host process is seen", "[ $(ls -d /proc/[0-9]* | wc -l) -gt 40 ]"),
    await row({ engine: engine.name, part: "container", title: "the engine answers whoever is not held" }, async () => {
      const { said = "" } = await worker.attempt("reach-engine", "none");
      return { ok: said.includes('"Containers"') || said.includes('"host"'), detail: said.slice(0, 200) };
    }),
    await holds("a sandbox for commands is verified", () => {
      const { sandbox } = statusOf(gateway);
      return { ok: sandbox?.verified === true, detail: sandbox?.resolved ?? "none" };
    }),
  ];
}

/** Every scenario: in the sandbox that the gateway has, and through the gateway. */
export async function checkEscapes(
  engine: Engine,
  { worker }: ContainedGateway,
  backend: string,
  { short }: Scope,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const chosen = all.filter(
    ({ onlyRoot, dies, lingers }) => onlyRoot === undefined && !(short && (dies ?? lingers) !== undefined),
  );
  for (const scenario of chosen) {
    const { id, title } = scenario;
    rows.push(
      await row({ engine: engine.name, part: `escapes from ${backend}, nobody`, title }, async () => {
        const { escaped, ran, said, twin, error, absent } = await worker.attempt(id, backend);
        const works = (twin?.worked ?? true) || twinExceptions(backend)[id] !== undefined;
        const ok = escaped === false && ran === true && works;
        if (!ok) return { ok, detail: error ?? absent ?? (works ? String(said) : `its twin: ${twin?.said}`) };
        // What gets out beside the sandbox was held by it; the rest, by the container as well.
        const beside = await worker.attempt(id, "none");
        return { ok, detail: beside.escaped === true ? "held by the sandbox" : "held by both" };
      }),
    );
  }
  const said = chosen.filter((scenario) => goesThroughGateway(scenario) && !(short && repeated.has(scenario.group)));
  for (const scenario of said) {
    const { id, title } = scenario;
    rows.push(
      await row({ engine: engine.name, part: "escapes by an agent, nobody", title }, async () => {
        const { escaped, ran, refused, said, error } = await worker.attempt(id, "gateway");
        const ok = escaped === false && ran === true;
        return { ok, detail: ok ? (refused ? "refused by policy" : "held by the sandbox") : (error ?? String(said)) };
      }),
    );
  }
  return rows;
}

/** An agent has the limits and the view of its configuration, and what it leaves behind is told to the operator, not to it. */
function goesThroughGateway({ limits, denied, shown, group, prepare }: Scenario): boolean {
  return (
    limits === undefined &&
    denied === undefined &&
    shown === undefined &&
    group !== "detection" &&
    prepare === undefined
  );
}

/** Everything that reaches the model with bad intent. */
export function checkInjections(engine: Engine, gateway: ContainedGateway, scope: Scope): Promise<readonly Row[]> {
  return tellAll("told by", injections, "held", engine, gateway, scope);
}

/** What must work all the same. Before anything else: a workspace in which an attack has run is trusted with less. */
export function checkErrands(engine: Engine, gateway: ContainedGateway, scope: Scope): Promise<readonly Row[]> {
  return tellAll("asked by", errands, "works", engine, gateway, scope);
}

async function tellAll(
  how: string,
  list: readonly { readonly id: string; readonly title: string }[],
  good: string,
  engine: Engine,
  { worker }: ContainedGateway,
  { short }: Scope,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const ingress of short ? (["api"] as const) : ingresses)
    for (const { id, title } of list)
      rows.push(
        await row({ engine: engine.name, part: `${how} ${ingress}`, title }, async () => {
          const { ok, said, error } = await worker.tell(id, ingress);
          return { ok: ok === true, detail: ok === true ? good : (error ?? String(said)) };
        }),
      );
  return rows;
}
