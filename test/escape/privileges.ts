import { call, numberOf, type Scenario, scenarios, verdict } from "./scenario.ts";

/** What the kernel of the tests may have been built without. */
const optional = { never: "many kernels are built without it" } as const;

/** What nobody becomes: namespaces, capabilities, and calls that only those with privileges have any business with. */
export const privileges: readonly Scenario[] = scenarios("privileges", [
  {
    id: "namespace-user",
    title: "makes a user namespace",
    script: "unshare -Ur true && echo ESCAPED",
    twin: "(cd / && true) && env -i /usr/bin/true && echo WORKS",
  },
  {
    id: "namespace-user-mount",
    title: "makes a user namespace and mounts in it",
    script: "mkdir m; unshare -Urm mount -t tmpfs none m && echo ESCAPED",
  },
  {
    id: "namespace-clone",
    title: "makes a namespace by clone",
    script: call("clone", 0x1000_0011, 0, 0, 0, 0).replace("print(", "exit if defined $r && $r == 0; print("),
    twin: `perl -e 'my $pid = fork // die; exit 0 if $pid == 0; waitpid($pid, 0); print "WORKS\\n" if $? == 0'`,
  },
  {
    id: "namespace-clone3",
    title: "makes a namespace by the call whose arguments a filter cannot see",
    script: `perl -e 'my $a = pack("Q8", 0x10000000, 0, 0, 0, 17, 0, 0, 0); $! = 0; my $r = syscall(${numberOf("clone3")}, $a, 64); exit if defined $r && $r == 0; ${verdict}'`,
  },
  {
    id: "namespace-network",
    title: "makes a network namespace",
    script: "unshare -n true && echo ESCAPED",
    unconfined: "root",
  },
  {
    id: "namespace-mount",
    title: "makes a mount namespace",
    script: "unshare -m true && echo ESCAPED",
    unconfined: "root",
  },
  {
    id: "namespace-enter",
    title: "enters the namespaces of another process",
    script: `for p in 1 $$ "$HOST_PID"; do nsenter -t $p -u true && echo ESCAPED; done`,
    unconfined: "root",
  },
  {
    id: "namespace-enter-call",
    title: "enters a namespace through a descriptor",
    script: `perl -e 'open(my $f, "<", "/proc/self/ns/uts"); $! = 0; my $r = syscall(${numberOf("setns")}, fileno($f), 0); ${verdict}'`,
    unconfined: "root",
  },
  {
    id: "mount",
    title: "mounts over a directory",
    script: "mkdir m && mount -t tmpfs none m && echo ESCAPED && umount m",
    unconfined: "root",
  },
  {
    id: "mount-bind",
    title: "shows itself a directory in another place",
    script: `mkdir m && mount --bind "$OUT" m && grep -q canary m/canary && echo ESCAPED; umount m`,
    unconfined: "root",
  },
  {
    id: "mount-calls",
    title: "uses the new mount calls",
    script: `${call("fsopen", "$root", 0)}; ${call("open_tree", -100, "$root", 1)}; ${call("move_mount", -1, "$root", -1, "$root", 0)}`,
    unconfined: "root",
  },
  {
    id: "mount-attributes",
    title: "changes the attributes of a mount",
    script: call("mount_setattr", -1, "$root", 0, "$zero", 32),
    unconfined: "root",
  },
  {
    id: "unmount",
    title: "takes the cover off a directory",
    script: "umount -l /proc && echo ESCAPED",
    unconfined: "root",
  },
  {
    id: "unmount-call",
    title: "unmounts what is not mounted",
    script: call("umount2", "$zero", 2),
    unconfined: "root",
  },
  {
    id: "remount",
    title: "makes the root writable again",
    script: "mount -o remount,rw / && echo ESCAPED",
    unconfined: "root",
  },
  {
    id: "change-root",
    title: "changes its root",
    script: "chroot /usr/.. /usr/bin/true && echo ESCAPED",
    unconfined: "root",
  },
  { id: "pivot-root", title: "swaps its root", script: call("pivot_root", "$zero", "$zero"), unconfined: "root" },
  {
    id: "capabilities",
    title: "has a capability",
    script: "grep -q '^Cap\\(Eff\\|Prm\\|Bnd\\|Amb\\):.*[1-9a-f]' /proc/self/status && echo ESCAPED",
    twin: "grep -q ^CapEff: /proc/self/status && echo WORKS",
  },
  {
    id: "gain-privileges",
    title: "can gain privileges",
    script: "grep -q '^NoNewPrivs:.*0' /proc/self/status && echo ESCAPED",
  },
  {
    id: "become-root",
    title: "becomes root",
    script: `perl -e 'use POSIX (); POSIX::setuid(0); print "ESCAPED\\n" if $< == 0'; [ "$(id -u)" = 0 ] && echo ESCAPED`,
    unconfined: "root",
    twin: `[ "$(id -u)" -gt 0 ] && echo WORKS`,
  },
  {
    id: "become-another",
    title: "becomes another user",
    script: `perl -e '$! = 0; $> = 12345; print "ESCAPED\\n" if $> == 12345'`,
    unconfined: "root",
  },
  { id: "keys", title: "uses the kernel's keys", script: call("keyctl", 0, -3, 0, 0, 0) },
  {
    id: "keys-add",
    title: "leaves a key with the kernel",
    script: `perl -e 'my ($t, $d) = ("user", "sallyport"); $! = 0; my $r = syscall(${numberOf("add_key")}, $t, $d, $d, 1, -1); ${verdict}'`,
  },
  { id: "queue", title: "queues calls past the filter", script: call("io_uring_setup", 1, "$zero") },
  { id: "personality", title: "changes its personality", script: call("personality", "0xffffffff") },
  { id: "bpf", title: "loads a program into the kernel", script: call("bpf", 0, 0, 0), unconfined: "root" },
  {
    id: "module",
    title: "loads a module into the kernel",
    script: call("finit_module", -1, "$zero", 0),
    unconfined: optional,
  },
  { id: "other-kernel", title: "loads another kernel", script: call("kexec_load", 0, 17, 0, 0), unconfined: optional },
  { id: "restart", title: "restarts the machine", script: call("reboot", 0, 0, 0, 0), unconfined: "root" },
  { id: "clock", title: "sets the clock", script: call("clock_settime", 99, "$zero"), unconfined: "root" },
  { id: "host-name", title: "names the machine", script: call("sethostname", "$zero", -1), unconfined: "root" },
  { id: "swap", title: "swaps to a file", script: call("swapon", "$zero", 0), unconfined: "root" },
  { id: "accounting", title: "writes the accounts of processes", script: call("acct", "$root"), unconfined: "root" },
  { id: "page-faults", title: "handles page faults of the kernel", script: call("userfaultfd", 0), unconfined: "root" },
  {
    id: "performance",
    title: "watches the processor",
    script: call("perf_event_open", "$zero", 0, 0, -1, 0),
    unconfined: "root",
  },
  {
    id: "kernel-log",
    title: "reads the kernel's log by the call",
    script: call("syslog", 10, 0, 0),
    unconfined: "root",
  },
  {
    id: "file-handle",
    title: "opens files by handle",
    script: call("open_by_handle_at", -1, "$zero", 0),
    unconfined: "root",
  },
  {
    id: "file-handle-name",
    title: "asks for the handle of a file",
    script: `perl -e 'my ($p, $h, $m) = ("/", pack("LL", 64, 0) . ("\\0" x 64), pack("L", 0)); $! = 0; my $r = syscall(${numberOf("name_to_handle_at")}, -100, $p, $h, $m, 0); ${verdict}'`,
  },
  { id: "file-watch", title: "watches every file of a mount", script: call("fanotify_init", 0, 0), unconfined: "root" },
  { id: "compare", title: "compares what processes have open", script: call("kcmp", "$$", "$$", 0, 0, 0) },
]);
