import { statSync } from "node:fs";
import { isBeneath } from "../../decision/index.ts";
import { seccompBytes } from "../filter/seccomp.ts";
import { callTables } from "../filter/system-calls.ts";
import type { SandboxCommand } from "../sandbox.ts";
import { deniedPaths, home, ownEnvironment } from "../shown-paths.ts";
import type { SandboxSpec } from "../spec.ts";

/** Where the command is at home: firejail cannot make a link to it. */
const ownHome = "/tmp/home";

/** Accounts and hosts, in the place of those of the host. */
export const ownFiles: Readonly<Record<string, string>> = {
  "/etc/passwd": `agent:x:1000:1000::${ownHome}:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n`,
  "/etc/group": "agent:x:1000:\nnogroup:x:65534:\n",
  "/etc/hosts": "127.0.0.1 localhost sandbox\n::1 localhost\n",
};

/** Numbers of `prctl` and `seccomp`, which no filter refuses, by Node's name of the architecture. */
const further: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  x64: { prctl: 157, seccomp: 317 },
  arm64: { prctl: 167, seccomp: 277 },
};

/**
 * What firejail starts, in a language that is part of every Linux: it reads from descriptor 4 what to become, installs our
 * own filter, says so on descriptor 5, and becomes the command, whose input is descriptor 6. firejail itself filters by the names of calls, which tells
 * neither one kind of socket nor one mode of a file from another.
 *
 * Before that it goes into namespaces of its own, where it may: there it has the identity and the accounts of any sandbox,
 * /tmp and /dev/shm have a size, the root is read-only and denied files have no owner. Where the gateway is root, it must.
 */
export const stage: string = `
use strict; $^F = 2; $/ = undef;
open(my $plan, "<&=", 4) && open(my $report, ">>&=", 5) or exit 125;
if (open(my $input, "<&=", 6)) { open(STDIN, "<&", $input) }
my @w = split(/\\0/, <$plan>, -1); close $plan;
my ($prctl, $seccomp, $unshare, $mount, $root, $filter, $cwd, $bytes) = splice(@w, 0, 8);
my ($beneath, $denied, $own, $variables) = map { [splice(@w, 0, shift @w)] } 1 .. 4;
sub must { $_[0] or do { print STDERR "$_[1]: $!\\n"; exit 125 } }
sub put { open(my $f, ">", $_[0]) or return 0; print($f $_[1]) && close($f) }
sub mount { my ($from, $to, $type, $flags, $data) = @_; syscall($mount, $from, $to, $type, $flags, $data) == 0 }
sub seal {
  my ($path, $more) = @_;
  open(my $f, "<", "/proc/self/mountinfo"); (my $at = $path) =~ s/ /\\\\040/g;
  my ($has) = reverse(<$f> =~ /^(?:\\S+ ){4}\\Q$at\\E (\\S+)/mg);
  my %bits = (nosuid => 2, nodev => 4, noexec => 8, noatime => 1024, nodiratime => 2048, relatime => 1 << 21);
  my $bits = $has =~ /relatime|noatime/ ? 0 : 1 << 24;
  $bits |= $bits{$_} || 0 for split(/,/, $has);
  must(mount("none", $path, "none", 0x1021 | $bits | $more, ""), "$path stays writable");
}
sub cover { my ($from, $path, $more) = @_; must(mount($from, $path, "none", 0x1000, ""), "$path stays"); seal($path, $more) }
sub bound { must(mount("tmpfs", $_[0], "tmpfs", 6, "size=$bytes,mode=1777"), "$_[0] has no bounds") }
sub keep {
  my ($path, $held) = @_;
  my ($at, @parts) = ("", split(/\\//, substr($path, 1)));
  my $last = pop @parts;
  for (@parts) { $at .= "/$_"; mkdir $at }
  -d $held ? mkdir($path) : put($path, "");
  must(mount("/proc/self/fd/" . fileno($held), $path, "none", 0x5000, ""), "$path is lost");
}
my ($uid, $gid) = ($<, $( + 0);
my $apart = syscall($unshare, 0x10020000) == 0;
must($apart, "no namespaces of its own") if $root;
if ($apart) {
  must(put("/proc/self/setgroups", "deny"), "no identity");
  must(put("/proc/self/uid_map", "1000 $uid 1") && put("/proc/self/gid_map", "1000 $gid 1"), "no identity");
  bound("/dev/shm");
  while (my ($path, $content) = splice(@$own, 0, 2)) {
    must(put("/dev/shm/own", $content), "no $path"); cover("/dev/shm/own", $path, 0); unlink("/dev/shm/own");
  }
  bound("/dev/shm");
  my @held = map { must(open(my $f, "<", $_), "$_ cannot be opened"); $f } @$beneath;
  bound("/tmp");
  keep($_, shift @held) for @$beneath;
  cover("/dev/null", $_, 4) for @$denied;
  seal("/", 0);
  my $capability = 0; $capability++ while syscall($prctl, 24, $capability, 0, 0, 0) == 0;
}
mkdir("${ownHome}");
must(chdir($cwd), "no directory $cwd");
%ENV = (); while (my ($name, $value) = splice(@$variables, 0, 2)) { $ENV{$name} = $value }
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

/** What the stage reads: words with NUL between them; lists begin with their length. */
export function stagePlan(command: SandboxCommand, spec: SandboxSpec, asRoot: boolean): Buffer {
  const numbers = { ...callTables[process.arch]?.calls, ...further[process.arch] };
  const beneath = [...spec.readOnly, ...spec.readWrite].filter((path) => isBeneath("/tmp", path));
  const outermost = beneath.filter((path) => !beneath.some((other) => other !== path && isBeneath(other, path)));
  const environment = Object.entries({ ...ownEnvironment, ...spec.environment }).map(([name, value]) =>
    name === "HOME" && value === home ? [name, ownHome] : [name, value],
  );
  const words = [
    ...["prctl", "seccomp", "unshare", "mount"].map((name) => numbers[name]),
    ...[asRoot ? 1 : 0, seccompBytes(process.arch)?.toString("hex"), command.cwd, Math.floor(spec.tmpBytes)],
    ...listed([...new Set(outermost)]),
    ...listed(deniedPaths(spec).filter((path) => !statSync(path).isDirectory())),
    ...listed(Object.entries(ownFiles).flat()),
    ...listed(environment.flat()),
    ...command.argv,
  ];
  return Buffer.from(words.join("\0"));
}

function listed(words: readonly (string | undefined)[]): readonly (string | number | undefined)[] {
  return [words.length, ...words];
}
