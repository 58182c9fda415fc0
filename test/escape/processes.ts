import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { call, numberOf, type Scenario, scenarios, verdict } from "./scenario.ts";
import type { World } from "./world.ts";

const appeared = (name: string) => (world: World) => existsSync(join(world.workspace, name));

/** What nobody does to processes, and nothing outlives. */
export const processes: readonly Scenario[] = scenarios("processes", [
  {
    id: "trace-self",
    title: "lets itself be traced",
    script: call("ptrace", 0, 0, 0, 0),
  },
  {
    id: "trace-sibling",
    title: "traces a process of its own",
    script: `sleep 5 & ${call("ptrace", 0x4206, "$ENV{P} + 0", 0, 0).replace(/^/, "P=$! ")}; kill -9 $!`,
  },
  {
    id: "trace-host",
    title: "traces a process of the host",
    script: call("ptrace", 0x4206, "$ENV{HOST_PID} + 0", 0, 0).replace("$! == 38", "$! == 38 || $! == 3"),
  },
  {
    id: "memory-own",
    title: "reads the memory of a process by the call",
    script: call("process_vm_readv", "$$", 0, 0, 0, 0, 0),
  },
  {
    id: "memory-write",
    title: "writes the memory of a process by the call",
    script: call("process_vm_writev", "$$", 0, 0, 0, 0, 0),
  },
  {
    id: "memory-host",
    title: "reads the memory of a process of the host",
    script: `for p in "$HOST_PID" 1 $PPID; do perl -e 'open(my $m, "<", "/proc/$ARGV[0]/mem") or exit 1; open(my $l, "<", "/proc/$ARGV[0]/maps"); my ($at) = <$l> =~ /^([0-9a-f]+)/ or exit 1; sysseek($m, hex $at, 0); sysread($m, my $b, 4) or exit 1' $p && tr '\\0' ' ' <"/proc/$p/cmdline" | grep -q 'sleep 98[7]' && echo ESCAPED; done`,
    unconfined: "root",
  },
  {
    id: "signal-host",
    title: "signals a process of the host",
    script: `kill -0 "$HOST_PID" && grep -q sleep "/proc/$HOST_PID/comm" && echo ESCAPED`,
    twin: "sleep 5 & kill $! && echo WORKS",
  },
  {
    id: "kill-host",
    title: "ends a process of the host",
    prepare: (world) => world.sacrifice(),
    script: `kill -9 "$(cat victim)"`,
    escaped: (world) => !world.victimLives(),
    lingers: 200,
  },
  {
    id: "signal-descriptor",
    title: "signals a process of the host through a descriptor",
    script: `perl -e 'my $fd = syscall(${numberOf("pidfd_open")}, $ENV{HOST_PID} + 0, 0); exit if $fd < 0; my $r = syscall(${numberOf("pidfd_send_signal")}, $fd, 0, 0, 0); print "ESCAPED\\n" if $r == 0'`,
  },
  {
    id: "steal-descriptor",
    title: "takes a descriptor of another process",
    script: `perl -e 'my $fd = syscall(${numberOf("pidfd_open")}, $$, 0); $! = 0; my $r = syscall(${numberOf("pidfd_getfd")}, $fd, 0, 0); ${verdict}'`,
  },
  {
    id: "limit-host",
    title: "takes a process of the host its memory",
    script: `prlimit --pid "$HOST_PID" --core && prlimit --pid "$HOST_PID" --core=0:0 && grep -q sleep "/proc/$HOST_PID/comm" && echo ESCAPED`,
    twin: "prlimit --pid $$ --core=0:0 && echo WORKS",
  },
  {
    id: "priority-host",
    title: "slows a process of the host down",
    script: `renice -n 19 -p "$HOST_PID" && grep -q sleep "/proc/$HOST_PID/comm" && echo ESCAPED`,
    twin: "nice -n 5 true && echo WORKS",
  },
  {
    id: "survive-background",
    title: "outlives its command in the background",
    script: "(sleep 0.6; echo x >late) & disown",
    escaped: appeared("late"),
    lingers: 900,
    twin: "(sleep 0.1; echo WORKS) & wait",
  },
  {
    id: "survive-session",
    title: "outlives its command in a session of its own",
    script: "setsid -f sh -c 'exec >&- 2>&- <&-; sleep 0.6; echo x >late'",
    escaped: appeared("late"),
    lingers: 900,
    twin: "setsid -w true && echo WORKS",
  },
  {
    id: "survive-daemon",
    title: "outlives its command as a daemon",
    script: `perl -e 'use POSIX (); exit if fork; POSIX::setsid(); exit if fork; chdir "."; close $_ for (*STDIN, *STDOUT, *STDERR); $SIG{$_} = "IGNORE" for qw(HUP TERM INT); select(undef, undef, undef, 0.6); open(my $f, ">", "late")'`,
    escaped: appeared("late"),
    lingers: 900,
  },
  {
    id: "survive-term",
    title: "goes on because it does not listen to SIGTERM",
    script: `trap '' TERM; for i in 1 2 3 4 5 6 7; do sleep 0.25; done; echo x >late`,
    limits: { wallMs: 300 },
    escaped: appeared("late"),
    lingers: 700,
    dies: true,
    twin: "trap 'echo WORKS' TERM; kill $$",
  },
  {
    id: "survive-job",
    title: "leaves a job to be run later",
    script: `echo 'echo x' | at now 2>/dev/null && echo ESCAPED; for d in /var/spool/cron/crontabs /etc/cron.d; do : >$d/sallyport-x && rm -f $d/sallyport-x && echo ESCAPED; done`,
    unconfined: "root",
  },
  {
    id: "memory-program",
    title: "writes outside by a program that is in memory alone",
    script: `perl -e 'my $n = "x"; my $fd = syscall(${numberOf("memfd_create")}, $n, 0); open(my $m, ">&=", $fd); open(my $b, "<", "/bin/sh"); binmode $b; local $/; syswrite($m, scalar <$b>); system("/proc/$$/fd/$fd", "-c", "echo changed >\\"\\$OUT/made\\"")'`,
    escaped: ({ outside }) => existsSync(join(outside, "made")) && readFileSync(join(outside, "made"), "utf8") !== "",
  },
  {
    id: "preload",
    title: "writes outside because a variable makes the shell read a file",
    prepare: ({ workspace }) => void workspace,
    script: `echo 'echo changed >"$OUT/made"' >rc; BASH_ENV=rc ENV=rc LD_PRELOAD=./rc bash -c true; BASH_ENV=rc bash -c :`,
    escaped: ({ outside }) => existsSync(join(outside, "made")),
    twin: "echo 'echo WORKS' >rc; BASH_ENV=rc bash -c true",
  },
]);
