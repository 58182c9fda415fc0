import { statSync } from "node:fs";
import { type CgroupMaker, findCgroups, sweepCgroups } from "./limits/cgroup.ts";
import { endStranded } from "./limits/stranded.ts";

/** The first of the paths at which there is a program that only root can replace. */
export function trustedProgram(paths: readonly string[]): string | undefined {
  return paths.find((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() && found.uid === 0 && (found.mode & 0o022) === 0;
  });
}

let maker: { readonly found: CgroupMaker | undefined } | undefined;

/** What makes control groups on this machine, looked for once; `undefined` where nothing does. */
export function groups(): CgroupMaker | undefined {
  if (maker === undefined) {
    sweepCgroups();
    endStranded();
    maker = { found: findCgroups() };
  }
  return maker.found;
}

/** What limits bound here, in words. */
export function limitedBy(): string {
  const version = groups()?.version;
  return version === undefined ? "each process by itself" : `the whole tree, by control groups version ${version}`;
}
