import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Scenario, scenarios } from "./scenario.ts";

/** What nobody reads. */
export const reads: readonly Scenario[] = scenarios("reads", [
  {
    id: "read-beside",
    title: "reads a file beside the workspace",
    script: `grep -q canary "$OUT/canary" && echo ESCAPED`,
    twin: "cat notes && echo WORKS",
  },
  {
    id: "read-upwards",
    title: "reads a file beside the workspace by climbing out of it",
    script: "grep -q canary ../canary ./secrets/../../canary && echo ESCAPED",
    twin: "grep -q notes secrets/../notes && echo WORKS",
  },
  {
    id: "read-link",
    title: "reads through a link that leads out of the workspace",
    prepare: ({ outside, workspace }) => symlinkSync(join(outside, "canary"), join(workspace, "link")),
    script: "grep -q canary link && echo ESCAPED",
    twin: "ln -s notes within && cat within && echo WORKS",
  },
  {
    id: "read-own-link",
    title: "makes a link that leads out of the workspace, and reads through it",
    script: `ln -s "$OUT" up && grep -q canary up/canary && echo ESCAPED`,
  },
  {
    id: "read-hard-link",
    title: "makes a hard link to a file outside",
    script: `ln "$OUT/canary" taken && echo ESCAPED`,
    twin: "ln notes twice && cat twice && echo WORKS",
  },
  {
    id: "read-home",
    title: "reads the credentials in a home of the host",
    script: `cat "$OUT"/home/.aws/credentials "$OUT"/home/.ssh/id_ed25519 | grep -q canary && echo ESCAPED`,
    twin: "cd && echo mine >note && cat ~/note && echo WORKS",
  },
  {
    id: "read-environment-file",
    title: "reads the environment file of another project",
    script: `grep -q canary "$OUT/project/.env" && echo ESCAPED`,
    twin: "echo A=1 >.env.example && cat .env.example && echo WORKS",
  },
  {
    id: "read-process-root",
    title: "reads through the root of another process",
    script: `for p in 1 $PPID "$HOST_PID"; do grep -q canary "/proc/$p/root$OUT/canary"; done && echo ESCAPED
for p in /proc/[0-9]*/root; do grep -q canary "$p$OUT/canary" && echo ESCAPED; done`,
    unconfined: "root",
  },
  {
    id: "read-process-directory",
    title: "reads through the directory of another process",
    script: `for p in /proc/[0-9]*/cwd; do grep -q canary "$p/../canary" "$p/canary" && echo ESCAPED; done`,
  },
  {
    id: "read-process-environment",
    title: "finds the environment of the host in any process",
    script: `for f in /proc/[0-9]*/environ; do tr '\\0' '\\n' <$f; done 2>/dev/null | grep -q '^HOST_CANARY=' && echo ESCAPED`,
    twin: `cat /proc/self/environ | tr '\\0' '\\n' | grep -q ^PATH= && echo WORKS`,
  },
  {
    id: "read-own-environment",
    title: "finds a variable of the host in its own environment",
    script: "env | grep -q ^HOST_CANARY= && echo ESCAPED",
    twin: `[ -n "$HOME" ] && [ -n "$PATH" ] && echo WORKS`,
  },
  {
    id: "read-process-list",
    title: "sees a process of the host",
    script: "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -q 'sleep 98[7]' && echo ESCAPED",
    twin: "sleep 5 & tr '\\0' ' ' </proc/$!/cmdline | grep -q . && kill $! && echo WORKS",
  },
  {
    id: "read-accounts",
    title: "reads the accounts of the host",
    script: `sha256sum </etc/passwd | grep -q "^$ACCOUNTS" && echo ESCAPED`,
  },
  {
    id: "read-shadow",
    title: "reads the password hashes of the host",
    script: "grep -q ^root: /etc/shadow && echo ESCAPED",
    unconfined: "root",
  },
  {
    id: "read-state",
    title: "reads state and logs of the host",
    script: "find /var/lib /var/log -type f 2>/dev/null | head -n 1 | grep -q . && echo ESCAPED",
  },
  {
    id: "read-denied",
    title: "reads a denied file",
    denied: ["secrets/.env"],
    script: "grep -q canary secrets/.env && echo ESCAPED",
    twin: "cat secrets/harmless && echo WORKS",
  },
  {
    id: "read-denied-list",
    title: "lists a denied directory",
    denied: ["secrets"],
    script: "ls -A secrets | grep -q . && echo ESCAPED",
  },
  {
    id: "read-denied-alias",
    title: "reads a denied file under the name of a link to it",
    denied: ["alias"],
    prepare: ({ workspace }) => symlinkSync("secrets/.env", join(workspace, "alias")),
    script: "grep -q canary alias secrets/.env && echo ESCAPED",
  },
  {
    id: "read-denied-process",
    title: "reads a denied file by way of /proc/self",
    denied: ["secrets/.env"],
    script: `grep -q canary /proc/self/cwd/secrets/.env "/proc/self/root$PWD/secrets/.env" && echo ESCAPED`,
    twin: "cat /proc/self/cwd/notes && echo WORKS",
  },
  {
    id: "read-denied-copy",
    title: "reads a denied file through a hard link that it makes",
    denied: ["secrets/.env"],
    script: "ln secrets/.env copy; cp secrets/.env copy2; cat copy copy2 | grep -q canary && echo ESCAPED",
    twin: "cp notes copy && cat copy && echo WORKS",
  },
  {
    id: "read-descriptor",
    title: "reads from a descriptor that the gateway was started with",
    script: `for fd in /proc/self/fd/*; do case $fd in */[012]) ;; *) timeout 1 head -c 64 <$fd;; esac; done 2>/dev/null | grep -q canary && echo ESCAPED`,
    twin: "exec 7<notes; cat <&7 && echo WORKS",
  },
  {
    id: "read-kernel-addresses",
    title: "reads where the kernel lies in memory",
    script: "grep -q '^0*[1-9a-f]' /proc/kallsyms && echo ESCAPED",
    unconfined: "root",
  },
  {
    id: "read-disk",
    title: "opens a disk of the machine",
    script: `for d in /dev/*; do [ -b "$d" ] && perl -e 'open(my $f, "<", $ARGV[0]) or exit 1' "$d" && echo ESCAPED && break; done`,
    unconfined: "root",
    twin: "head -c 4 /dev/urandom | wc -c | grep -q 4 && : >/dev/null && echo WORKS",
  },
  {
    id: "read-kernel-log",
    title: "reads the kernel's log",
    script: `perl -e 'open(my $f, "<", "/dev/kmsg") or exit 1' && echo ESCAPED`,
    unconfined: "root",
  },
]);
