import { readlinkSync } from "node:fs";
import { beginningOf } from "../limits/process-tree.ts";
import { ask, demand, type Engine } from "./engine.ts";

/** What a container says of itself, for whoever finds it. */
export interface ContainerLabels {
  /** Absent on one that is made for a single command. */
  readonly key: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** A directory of ours that it was made from. */
  readonly directory: string | undefined;
}

/** A container of ours, or of another gateway. */
export interface FoundContainer extends ContainerLabels {
  readonly name: string;
  readonly isRunning: boolean;
  /** Whether the process that made it has gone; `false` where that cannot be known. */
  readonly isOrphan: boolean;
}

const label = (name: keyof ContainerLabels | "owner") => `sallyport.${name}`;

/** The options that label a container of this process. */
export function labelOptions({ key, createdAt, directory }: ContainerLabels): readonly string[] {
  const labels = { owner: own(), createdAt: String(createdAt), key, directory };
  return Object.entries(labels).flatMap(([name, value]) =>
    value === undefined ? [] : ["--label", `sallyport.${name}=${value}`],
  );
}

/** Every container that a gateway made with this engine. */
export async function findContainers(engine: Engine): Promise<readonly FoundContainer[]> {
  const ids = (await demand(engine, ["ps", "--all", "--quiet", "--filter", `label=${label("owner")}`])).split("\n");
  const found = ids.filter(Boolean);
  if (found.length === 0) return [];
  // One that went in the meantime makes the engine complain, and tell of the others.
  const { stdout } = await ask(engine, ["container", "inspect", ...found]);
  const all = JSON.parse(stdout || "[]") as readonly Inspected[];
  return all.map(({ Name, State, Config: { Labels } }) => ({
    name: Name.replace(/^\//, ""),
    isRunning: State.Running,
    isOrphan: isGone(Labels[label("owner")] ?? ""),
    key: Labels[label("key")],
    createdAt: Number(Labels[label("createdAt")] ?? 0),
    directory: Labels[label("directory")],
  }));
}

interface Inspected {
  readonly Name: string;
  readonly State: { readonly Running: boolean };
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
}

/** This process, so that another can tell whether it still lives: pids mean something within their namespace. */
function own(): string {
  return [process.pid, beginningOf(process.pid), readlinkSync("/proc/self/ns/pid")].join(" ");
}

function isGone(owner: string): boolean {
  const [pid, begun, namespace] = owner.split(" ");
  return namespace === readlinkSync("/proc/self/ns/pid") && beginningOf(Number(pid)) !== begun;
}
