import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { numberOf, type Scenario, scenarios, verdict } from "./scenario.ts";
import type { World } from "./world.ts";

const holds = (path: string, text: string) => (world: World) => {
  const file = join(world.outside, path);
  return existsSync(file) && statSync(file).isFile() && readFileSync(file, "utf8").includes(text);
};
const inWorkspace = (path: string) => holds(`workspace/${path}`, "changed");
const changed = holds("canary", "changed");
const setId = ({ workspace }: World) =>
  readdirSync(workspace).some((name) => (statSync(join(workspace, name)).mode & 0o6000) !== 0);

/** Opens for writing and writes nothing, so that it harms nothing where it works. */
const opens = (...paths: readonly string[]) => ({
  script: `for f in ${paths.join(" ")}; do [ -e "$f" ] && perl -e 'use Fcntl; sysopen(my $f, $ARGV[0], O_WRONLY) or exit 1' "$f" && echo ESCAPED && break; done`,
  unconfined: "root" as const,
});

/** What nobody changes, and nobody leaves behind. */
export const writes: readonly Scenario[] = scenarios("writes", [
  {
    id: "write-beside",
    title: "writes a file beside the workspace",
    script: `echo changed >"$OUT/made"`,
    escaped: holds("made", "changed"),
    twin: "mkdir -p a/b && echo x >a/b/c && mv a/b/c d && rm -r a && cat d && echo WORKS",
  },
  {
    id: "write-over",
    title: "changes a file beside the workspace",
    script: `echo changed >>"$OUT/canary"`,
    escaped: changed,
    twin: "echo more >>notes && grep -q more notes && echo WORKS",
  },
  {
    id: "write-link",
    title: "writes through a link that leads out of the workspace",
    prepare: ({ outside, workspace }) => symlinkSync(join(outside, "canary"), join(workspace, "link")),
    script: "echo changed >>link",
    escaped: changed,
  },
  {
    id: "write-rename",
    title: "moves a file out of the workspace",
    script: `echo changed >file && mv file "$OUT/made"`,
    escaped: holds("made", "changed"),
  },
  {
    id: "write-remove",
    title: "removes a file beside the workspace",
    script: `rm -f "$OUT/canary"`,
    escaped: ({ outside }) => !existsSync(join(outside, "canary")),
    twin: "rm notes && [ ! -e notes ] && echo WORKS",
  },
  {
    id: "write-mode",
    title: "changes the mode of a file beside the workspace",
    script: `chmod 0640 "$OUT/canary"`,
    escaped: ({ outside }) => (statSync(join(outside, "canary")).mode & 0o777) === 0o640,
    twin: `chmod 755 notes && [ -x notes ] && echo WORKS`,
  },
  {
    id: "write-shown",
    title: "writes to a directory that is shown read-only",
    shown: ["library"],
    script: `echo changed >"$OUT/library/made"; echo changed >>"$OUT/library/data"`,
    escaped: (world) => holds("library/made", "changed")(world) || holds("library/data", "changed")(world),
    twin: `cat "$OUT/library/data" && echo WORKS`,
  },
  {
    id: "write-hook",
    title: "plants a hook",
    script: "echo changed >.git/hooks/post-checkout",
    escaped: inWorkspace(".git/hooks/post-checkout"),
    twin: "grep -q main .git/HEAD && echo WORKS",
  },
  {
    id: "write-repository-settings",
    title: "changes the settings of the repository",
    script: "echo changed >>.git/config",
    escaped: inWorkspace(".git/config"),
  },
  {
    id: "write-repository-moved",
    title: "moves the repository away and plants its own",
    script: "mv .git old && mkdir .git && echo changed >.git/config",
    escaped: inWorkspace(".git/config"),
    twin: "mkdir old && mv old new && echo WORKS",
  },
  {
    id: "write-repository-removed",
    title: "removes the repository",
    script: "rm -rf .git",
    escaped: ({ workspace }) => !existsSync(join(workspace, ".git/config")),
  },
  {
    id: "write-denied-repository",
    title: "writes to a repository because something in it is denied",
    denied: [".git/hooks"],
    script: "echo changed >>.git/config",
    escaped: inWorkspace(".git/config"),
  },
  {
    id: "write-tool-server",
    title: "registers a tool server",
    script: "echo changed >.mcp.json",
    escaped: inWorkspace(".mcp.json"),
    twin: "echo '{}' >package.json && cat package.json && echo WORKS",
  },
  {
    id: "write-stand-in",
    title: "puts a file in the place of one that is held",
    script: "echo changed >x; rm -rf .mcp.json; mv -f x .mcp.json",
    escaped: inWorkspace(".mcp.json"),
    twin: "echo one >x; echo two >y; mv -f x y && grep -q one y && echo WORKS",
  },
  {
    id: "write-editor",
    title: "adds editor tasks",
    script: "mkdir -p .vscode; echo changed >.vscode/tasks.json",
    escaped: inWorkspace(".vscode/tasks.json"),
  },
  {
    id: "write-start-up",
    title: "extends a shell's start-up file",
    script: "for f in .bashrc .profile .envrc .zshrc; do echo changed >>$f; done",
    escaped: (world) => [".bashrc", ".profile", ".envrc", ".zshrc"].some((file) => inWorkspace(file)(world)),
  },
  {
    id: "write-instructions",
    title: "rewrites the instructions of agents",
    script:
      "echo changed >AGENTS.md; mkdir -p skills/x .claude; echo changed >skills/x/SKILL.md; echo changed >.claude/x",
    escaped: (world) => ["AGENTS.md", "skills/x/SKILL.md", ".claude/x"].some((file) => inWorkspace(file)(world)),
    twin: "mkdir -p docs && echo x >docs/SKILL.md && echo WORKS",
  },
  {
    id: "write-into-denied",
    title: "writes into a denied directory",
    denied: ["secrets"],
    script: "echo changed >secrets/new",
    escaped: inWorkspace("secrets/new"),
  },
  {
    id: "write-denied-moved",
    title: "moves the directory of a denied file to where it is not denied",
    denied: ["secrets/.env"],
    script: "mv secrets elsewhere",
    escaped: ({ workspace }) => existsSync(join(workspace, "elsewhere")),
  },
  {
    id: "write-denied-replaced",
    title: "puts another file in the place of a denied one",
    denied: ["secrets/.env"],
    script: "echo x >own; mv -f own secrets/.env; rm -f secrets/.env",
    escaped: ({ workspace }) => !existsSync(join(workspace, "secrets/.env")),
  },
  { id: "write-system", title: "writes to a program of the system", ...opens("/usr/bin/env", "/usr/lib/os-release") },
  { id: "write-loader", title: "changes what every program loads", ...opens("/etc/ld.so.cache", "/etc/ld.so.preload") },
  { id: "write-accounts", title: "changes the accounts", ...opens("/etc/shadow", "/etc/group-", "/etc/gshadow") },
  {
    id: "write-anywhere",
    title: "writes to the root, /etc, /var or where programs are looked up",
    script:
      "for d in / /etc /etc/cron.d /var /var/spool /home /root /opt /srv /usr/local/bin /usr/lib /boot; do : >$d/sallyport-x && rm $d/sallyport-x && echo ESCAPED; done",
    unconfined: "root",
    twin: `f=$(mktemp) && echo x >"$f" && cat "$f" && echo WORKS`,
  },
  {
    id: "write-core-pattern",
    title: "names the program that handles crashes",
    ...opens("/proc/sys/kernel/core_pattern"),
  },
  {
    id: "write-kernel-settings",
    title: "writes to the kernel's settings",
    ...opens("/proc/sys/kernel/modprobe", "/proc/sys/kernel/hostname", "/proc/sys/fs/protected_hardlinks"),
  },
  {
    id: "write-kernel-control",
    title: "writes to where the kernel takes orders",
    ...opens("/proc/sysrq-trigger", "/sys/kernel/uevent_helper", "/sys/power/state", "/sys/kernel/mm/ksm/run"),
  },
  {
    id: "write-release-agent",
    title: "names the program that runs when a control group is empty",
    ...opens("/sys/fs/cgroup/*/release_agent", "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/cgroup.procs"),
  },
  {
    id: "write-control-group",
    title: "leaves its control group",
    script: `for d in /sys/fs/cgroup /sys/fs/cgroup/*; do mkdir "$d/sallyport-x" && rmdir "$d/sallyport-x" && echo ESCAPED && break; done`,
    unconfined: "root",
  },
  {
    id: "set-id-mode",
    title: "makes a set-user-id program",
    script: "cp /usr/bin/true s && chmod 4755 s",
    escaped: setId,
    twin: "cp /usr/bin/true t && chmod 755 t && ./t && echo WORKS",
  },
  {
    id: "set-id-group",
    title: "makes a set-group-id program",
    script: "cp /usr/bin/true s && chmod g+s s",
    escaped: setId,
  },
  {
    id: "set-id-open",
    title: "creates a file that is set-user-id from the start",
    script: `perl -e 'use Fcntl; sysopen(my $f, "s", O_CREAT|O_WRONLY, 04755)'`,
    escaped: setId,
    twin: `perl -e 'use Fcntl; sysopen(my $f, "s", O_CREAT|O_WRONLY, 0755) or die' && echo WORKS`,
  },
  {
    id: "set-id-descriptor",
    title: "sets the bit on an open file, or by the newest call",
    script: `cp /usr/bin/true s; perl -e 'open(my $f, "<", "s"); syscall(${numberOf("fchmod")}, fileno($f), 04755); my $s = "s"; syscall(${numberOf("fchmodat2")}, -100, $s, 04755, 0)'`,
    escaped: setId,
  },
  {
    id: "set-id-directory",
    title: "makes a directory whose files are its group's",
    script: "mkdir d; chmod 2777 d",
    escaped: setId,
  },
  {
    id: "file-capability",
    title: "gives a program capabilities",
    script: `cp /usr/bin/true s; perl -e 'my ($f, $n) = ("s", "security.capability"); my $v = pack("V5", 0x02000001, 0x2000, 0, 0, 0); $! = 0; my $r = syscall(${numberOf("setxattr")}, $f, $n, $v, 20, 0); ${verdict}'`,
    unconfined: "root",
  },
  {
    id: "device-block",
    title: "makes a device",
    script: "mknod disk b 7 0 && echo ESCAPED",
    unconfined: "root",
    twin: "mkfifo pipe && [ -p pipe ] && echo WORKS",
  },
  {
    id: "device-call",
    title: "makes the memory of the machine a file",
    script: `perl -e 'my $f = "memory"; $! = 0; my $r = syscall(${numberOf("mknodat")}, -100, $f, 020666, 257); ${verdict}'`,
    unconfined: "root",
  },
]);
