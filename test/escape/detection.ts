import { lstatSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, type Scenario, scenarios } from "./scenario.ts";
import type { World } from "./world.ts";

/** It got out when it left this in the workspace, and nobody told of it. */
const left =
  (name: string, rule: string) =>
  ({ workspace }: World, { findings }: Outcome): boolean =>
    lstatSync(join(workspace, name), { throwIfNoEntry: false }) !== undefined && !findings.includes(rule);

/** It got out when it did what the script says, and nobody told of it. */
const untold =
  (rule: string) =>
  (_: World, { findings }: Outcome): boolean =>
    !findings.includes(rule);

/** What nobody does unseen: each is allowed or cannot be prevented, and is told of. */
export const detection: readonly Scenario[] = scenarios("detection", [
  {
    id: "unseen-link",
    title: "leaves a link that leads a tool of the host out of the workspace",
    script: "ln -s /etc/passwd report.txt",
    escaped: left("report.txt", "sandbox.fs.symlink_escape"),
  },
  {
    id: "unseen-link-relative",
    title: "leaves a link that climbs out of the workspace",
    script: "mkdir -p a/b && ln -s ../../../canary a/b/report",
    escaped: left("a/b/report", "sandbox.fs.symlink_escape"),
  },
  {
    id: "unseen-link-directory",
    title: "puts a link in the place of a directory",
    script: `rm -rf secrets && ln -s "$OUT" secrets`,
    escaped: ({ workspace }, { findings }) =>
      lstatSync(join(workspace, "secrets")).isSymbolicLink() && !findings.includes("sandbox.fs.symlink_escape"),
  },
  {
    id: "unseen-pipe",
    title: "leaves a pipe on which a tool of the host waits for ever",
    script: "mkfifo log.txt",
    escaped: left("log.txt", "sandbox.fs.device"),
  },
  {
    id: "unseen-program",
    title: "leaves a program under the name of one that people start",
    script: "mkdir -p node_modules/.bin && cp /usr/bin/true node_modules/.bin/git",
    escaped: left("node_modules/.bin/git", "sandbox.fs.new_program"),
  },
  {
    id: "unseen-repository",
    title: "leaves a repository that makes git run something",
    script:
      "mkdir -p lib/objects lib/refs && echo 'ref: refs/heads/x' >lib/HEAD && printf '[core]\\n\\tfsmonitor = ./run\\n' >lib/config",
    escaped: left("lib/config", "sandbox.fs.git_config"),
  },
  {
    id: "unseen-memory",
    title: "is stopped by the limit of its memory",
    limits: { memoryBytes: 48 << 20 },
    script: `head -c ${160 << 20} /dev/zero | tail -c ${160 << 20} | wc -c`,
    escaped: untold("sandbox.limit.memory"),
    onlyRoot: true,
    dies: true,
  },
  {
    id: "unseen-time",
    title: "is stopped by the limit of its time",
    limits: { wallMs: 300 },
    script: "sleep 1",
    escaped: untold("sandbox.limit.time"),
    dies: true,
  },
  {
    id: "unseen-file",
    title: "is stopped by the limit of a file",
    limits: { fileBytes: 1 << 20 },
    script: `exec head -c ${4 << 20} /dev/zero >large`,
    escaped: untold("sandbox.limit.file"),
    dies: true,
  },
]);
