import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Scenario, scenarios } from "./scenario.ts";
import type { World } from "./world.ts";

const MiB = 1 << 20;
const largest = ({ workspace }: World) =>
  Math.max(0, ...readdirSync(workspace).map((name) => statSync(join(workspace, name)).size));

/** What nobody uses up. */
export const limits: readonly Scenario[] = scenarios("limits", [
  {
    id: "limit-memory",
    title: "takes more memory than it may",
    limits: { memoryBytes: 64 * MiB },
    script: `[ "$(head -c ${192 * MiB} /dev/zero | tail -c ${192 * MiB} | wc -c)" = ${192 * MiB} ] && echo ESCAPED`,
    dies: true,
    twin: `[ "$(head -c ${16 * MiB} /dev/zero | tail -c ${16 * MiB} | wc -c)" = ${16 * MiB} ] && echo WORKS`,
  },
  {
    id: "limit-processes",
    title: "starts more processes than it may",
    limits: { pids: 24 },
    script: `perl -e 'my @p; for (1 .. 64) { my $p = fork; last unless defined $p; unless ($p) { sleep 5; exit } push @p, $p } print "ESCAPED\\n" if @p == 64; kill 9, @p'`,
    dies: true,
    twin: "for i in 1 2 3 4 5 6; do sleep 0.1 & done; wait && echo WORKS",
  },
  {
    id: "limit-fork-bomb",
    title: "multiplies until nothing else runs",
    limits: { pids: 48, wallMs: 1_500 },
    // Every generation doubles, for as many generations as make 256 processes.
    script: `perl -e 'for (1 .. 8) { fork } open(my $f, ">>", "born"); syswrite($f, "x"); close $f; sleep 1'; sleep 0.5; [ "$(wc -c <born)" = 256 ] && echo ESCAPED`,
    dies: true,
  },
  {
    id: "limit-processor",
    title: "computes longer than it may",
    limits: { cpuSeconds: 1 },
    script: `perl -e '1 while (times)[0] + (times)[1] < 2; open(my $f, ">", "computed")'`,
    escaped: ({ workspace }) => existsSync(join(workspace, "computed")),
    dies: true,
    twin: "perl -e '$x += $_ for 1 .. 100000' && echo WORKS",
  },
  {
    id: "limit-time",
    title: "takes longer than it may",
    limits: { wallMs: 400 },
    script: "sleep 2; echo x >late",
    escaped: ({ workspace }) => existsSync(join(workspace, "late")),
    dies: true,
  },
  {
    id: "limit-file",
    title: "writes a larger file than it may",
    limits: { fileBytes: 4 * MiB },
    script: `head -c ${16 * MiB} /dev/zero >large`,
    escaped: (world) => largest(world) > 4 * MiB,
    twin: `head -c ${2 * MiB} /dev/zero >small && echo WORKS`,
  },
  {
    id: "limit-temporary",
    title: "fills its temporary directory beyond its size, and goes on",
    limits: { tmpBytes: 4 * MiB },
    script: `f=$(mktemp) && head -c ${16 * MiB} /dev/zero >"$f"; sleep 1; [ "$(wc -c <"$f")" = ${16 * MiB} ] && echo ESCAPED; rm -f "$f"`,
    dies: true,
    twin: `f=$(mktemp) && head -c ${2 * MiB} /dev/zero >"$f" && echo WORKS`,
  },
  {
    id: "limit-shared-memory",
    title: "fills shared memory beyond its size, and goes on",
    limits: { tmpBytes: 4 * MiB },
    script: `f=/dev/shm/sallyport-$$; head -c ${16 * MiB} /dev/zero >$f; sleep 1; [ "$(wc -c <$f)" = ${16 * MiB} ] && echo ESCAPED; rm -f $f`,
    dies: true,
  },
  {
    id: "limit-output",
    title: "floods whoever reads its output",
    limits: { outputBytes: 256 << 10 },
    script: `head -c ${4 * MiB} /dev/zero | tr '\\0' x`,
    escaped: (_, { kept }) => kept > 256 << 10,
    dies: true,
    twin: "seq 1000 | tail -n 1 && echo WORKS",
  },
  {
    id: "limit-descriptors",
    title: "opens more files than it may",
    limits: { openFiles: 64 },
    script: `perl -e 'my @f; for (1 .. 200) { open(my $f, "<", "/dev/null") or last; push @f, $f } print "ESCAPED\\n" if @f == 200'`,
    twin: `perl -e 'my @f; for (1 .. 32) { open(my $f, "<", "/dev/null") or die; push @f, $f } print "WORKS\\n"'`,
  },
  {
    id: "limit-core",
    title: "leaves an image of its memory",
    script: "ulimit -c unlimited; ulimit -c | grep -q unlimited && echo ESCAPED",
    unconfined: "root",
  },
]);
