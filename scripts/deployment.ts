import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** What an engine's `run` is told about a container, in the order of the file that says so. */
export type RunOptions = readonly string[];

/** A service of `compose.yaml`, as far as it says how the container is confined. */
interface Service {
  readonly init?: boolean;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly privileged?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string;
  readonly memswap_limit?: string;
  readonly cpus?: number;
  readonly pids_limit?: number;
  readonly ulimits?: Readonly<Record<string, number>>;
  readonly tmpfs?: readonly string[];
}

/** What does not confine, or has no meaning for a single container that is started by hand. */
const beside = new Set([
  "image",
  "pull_policy",
  "restart",
  "stop_grace_period",
  "volumes",
  "env_file",
  "ports",
  "networks",
  "logging",
]);

/** The options of \`docker run\` that confine as the service does. @throws for what it does not know, rather than leave it out. */
export function composeOptions(text: string): RunOptions {
  const { services } = parse(text) as { readonly services: { readonly gateway: Service } };
  return Object.entries(services.gateway).flatMap(([key, value]) => {
    const list = (Array.isArray(value) ? value : [value]).map(String);
    switch (key as keyof Service) {
      case "init":
        return value === true ? ["--init"] : [];
      case "read_only":
        return value === true ? ["--read-only"] : [];
      case "privileged":
        return value === true ? ["--privileged"] : [];
      case "user":
        return [`--user=${value}`];
      case "cap_drop":
        return list.map((name) => `--cap-drop=${name}`);
      case "security_opt":
        return list.map((option) => `--security-opt=${option}`);
      case "mem_limit":
        return [`--memory=${value}`];
      case "memswap_limit":
        return [`--memory-swap=${value}`];
      case "cpus":
        return [`--cpus=${value}`];
      case "pids_limit":
        return [`--pids-limit=${value}`];
      case "ulimits":
        return Object.entries(value as object).map(([name, most]) => `--ulimit=${name}=${most}`);
      case "tmpfs":
        return list.map((mount) => `--tmpfs=${mount}`);
    }
    if (!beside.has(key)) throw new Error(`compose.yaml: what does ${key} mean for docker run?`);
    return [];
  });
}

/** The options of \`podman run\` that confine as the unit does, apart from where it maps accounts: that takes no root. */
export function quadletOptions(text: string): RunOptions {
  const keys = unitSections(text).get("Container") ?? [];
  const group = keys.find(([key]) => key === "Group")?.[1];
  return keys.flatMap(([key, value]) => {
    switch (key) {
      case "RunInit":
        return value === "true" ? ["--init"] : [];
      case "ReadOnly":
        return value === "true" ? ["--read-only"] : [];
      case "NoNewPrivileges":
        return value === "true" ? ["--security-opt=no-new-privileges"] : [];
      case "User":
        return [`--user=${value}${group === undefined ? "" : `:${group}`}`];
      case "DropCapability":
        return [`--cap-drop=${value}`];
      case "Tmpfs":
        return [`--tmpfs=${value}`];
      case "PodmanArgs":
        return value.split(" ");
    }
    if (!/^(?:Image|ContainerName|UserNS|Group|Volume|PublishPort|Health\w+)$/.test(key))
      throw new Error(`sallyport.container: what does ${key} mean for podman run?`);
    return [];
  });
}

/** The sections of a unit file, each with its keys in order; a key may be there several times. */
export function unitSections(text: string): ReadonlyMap<string, readonly (readonly [key: string, value: string])[]> {
  const sections = new Map<string, [string, string][]>();
  let current = "";
  for (const line of text.split("\n")) {
    const section = /^\[(\w+)\]$/.exec(line)?.[1];
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (section !== undefined) current = section;
    else if (key !== undefined && value !== undefined)
      sections.set(current, [...(sections.get(current) ?? []), [key, value]]);
    else if (line !== "" && !line.startsWith("#")) throw new Error(`this is no line of a unit: ${line}`);
  }
  return sections;
}

/** A file of `deploy/`. */
export function deploymentFile(name: string): string {
  return readFileSync(new URL(`../deploy/${name}`, import.meta.url), "utf8");
}
