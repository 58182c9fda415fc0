import { UsageInvalid } from "../errors.ts";
import type { Option } from "./command.ts";

/** The names that `--backend` takes, as the registry has them; written here, since help must not load the registry. */
const backends = ["bubblewrap", "docker", "podman", "landlock", "firejail", "seatbelt"];

/** Which back end, instead of the one that is configured. */
export const backendOption: Readonly<Record<string, Option>> = {
  backend: { about: "this one instead of what is configured", value: "NAME", choices: backends },
};

/** What a command of the operator's own may see and use up. */
export const sandboxOptions: Readonly<Record<string, Option>> = {
  ...backendOption,
  workspace: { about: "the directory that may be changed; default: this one", value: "DIR" },
  read: { about: "show this directory too, read-only", value: "DIR", many: true },
  deny: { about: "hide this path", value: "PATH", many: true },
  net: { about: "none (the default), or the only hosts that can be reached", value: "none|HOST,HOST" },
  memory: { about: "bytes of memory, such as 512M", value: "SIZE" },
  cpus: { about: "processors to keep busy, such as 0.5", value: "N" },
  pids: { about: "processes and threads at one time", value: "N", number: true },
  time: { about: "seconds from start to end", value: "SECONDS", number: true },
  tmp: { about: "bytes of its /tmp, such as 64M", value: "SIZE" },
  env: { about: "a variable of its environment, which is else empty", value: "NAME=VALUE", many: true },
};

const units: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** A size as bytes, in binary units: `65536`, `512M`, `2GiB`. @throws {UsageInvalid} */
export function bytesOf(option: string, text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,12}(?:\.\d{1,3})?)([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(digits) * (units[unit.toUpperCase()] ?? 0));
  if (digits !== "" && bytes > 0) return bytes;
  throw new UsageInvalid(`--${option} takes a size such as 512M, not ${JSON.stringify(text)}`);
}
