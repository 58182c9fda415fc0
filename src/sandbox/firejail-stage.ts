import { statSync } from "node:fs";
import type { SandboxCommand } from "./sandbox.ts";
import { seccompBytes } from "./seccomp.ts";
import { deniedPaths, home, ownEnvironment } from "./shown-paths.ts";
import type { SandboxSpec } from "./spec.ts";
import { callTables } from "./system-calls.ts";

/** Where the command is at home: firejail cannot make a link to it. */
const ownHome = "/tmp/home";

/** Numbers of `prctl` and `seccomp`, which no filter refuses, by Node's name of the architecture. */
const further: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  x64: { prctl: 157, seccomp: 317 },
  arm64: { prctl: 167, seccomp: 277 },
};

/**
 * What firejail starts, in a language that is part of every Linux: it reads from descriptor 4 what to become, installs our
 * own filter, says so on descriptor 5, and becomes the command. firejail itself filters by the names of calls, which tells
 * neither one kind of socket nor one mode of a file from another.
 *
 * Where the gateway is root, so is the command, and it would own what is root's. The stage then leaves the identity and the
 * last capability behind in a namespace of its own, in which the root directory is read-only and denied files have no owner.
 */
export const stage: string = `
use strict; $^F = 2; $/ = undef;
open(my $plan, "<&=", 4) && open(my $report, ">>&=", 5) or exit 125;
my @w = split(/\\0/, <$plan>, -1); close $plan;
my ($prctl, $seccomp, $unshare, $mount, $root, $filter, $cwd, $denied, $variables) = splice(@w, 0, 9);
my @denied = splice(@w, 0, $denied);
sub must { $_[0] or do { print STDERR "$_[1]: $!\\n"; exit 125 } }
sub put { open(my $f, ">", $_[0]) or return 0; print($f $_[1]) && close($f) }
sub mountinfo { open(my $f, "<", "/proc/self/mountinfo") or return ""; <$f> }
sub mount { my ($from, $to, $flags) = @_; my $type = "none"; syscall($mount, $from, $to, $type, $flags, 0) == 0 }
sub seal {
  (my $at = $_[0]) =~ s/ /\\\\040/g;
  my ($has) = reverse(mountinfo() =~ /^(?:\\S+ ){4}\\Q$at\\E (\\S+)/mg);
  my %bits = (nosuid => 2, nodev => 4, noexec => 8, noatime => 1024, nodiratime => 2048, relatime => 1 << 21);
  my $bits = $has =~ /relatime|noatime/ ? 0 : 1 << 24;
  $bits |= $bits{$_} || 0 for split(/,/, $has);
  must(mount("none", $_[0], 0x1021 | $bits | $_[1]), "$_[0] stays writable");
}
if ($root) {
  my $gid = $) + 0;
  must(syscall($unshare, 0x10020000) == 0, "no namespace of its own");
  must(put("/proc/self/setgroups", "deny"), "no identity");
  must(put("/proc/self/uid_map", "1000 0 1") && put("/proc/self/gid_map", "1000 $gid 1"), "no identity");
  seal("/", 0);
  for my $path (@denied) { must(mount("/dev/null", $path, 0x1000), "$path stays readable"); seal($path, 4); }
  my $capability = 0; $capability++ while syscall($prctl, 24, $capability, 0, 0, 0) == 0;
}
mkdir("${ownHome}");
must(chdir($cwd), "no directory $cwd");
%ENV = (); for (1 .. $variables) { my ($name, $value) = splice(@w, 0, 2); $ENV{$name} = $value; }
must(syscall($prctl, 38, 1, 0, 0, 0) == 0, "privileges can be gained");
my $program = pack("H*", $filter);
must(syscall($seccomp, 1, 0, pack("S x![P] P", length($program) / 8, $program)) == 0, "no filter");
syswrite($report, "started"); close $report;
{ no warnings; exec { $w[0] } @w; }
print STDERR "$w[0]: $!\\n"; exit 127;
`;

/** Whether there is a stage for an architecture (`process.arch`). */
export function hasStage(arch: string): boolean {
  return Object.hasOwn(further, arch) && Object.hasOwn(callTables, arch);
}

/** What the stage reads: words with NUL between them. */
export function stagePlan(command: SandboxCommand, spec: SandboxSpec, asRoot: boolean): Buffer {
  const numbers = { ...callTables[process.arch]?.calls, ...further[process.arch] };
  const denied = asRoot ? deniedPaths(spec).filter((path) => !statSync(path).isDirectory()) : [];
  const environment = Object.entries({ ...ownEnvironment, ...spec.environment }).map(([name, value]) =>
    name === "HOME" && value === home ? [name, ownHome] : [name, value],
  );
  const words = [
    ...["prctl", "seccomp", "unshare", "mount"].map((name) => numbers[name]),
    ...[asRoot ? 1 : 0, seccompBytes(process.arch)?.toString("hex"), command.cwd, denied.length, environment.length],
    ...[...denied, ...environment.flat(), ...command.argv],
  ];
  return Buffer.from(words.join("\0"));
}
