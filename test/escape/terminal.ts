import { type Scenario, scenarios } from "./scenario.ts";

/** Perl that makes a terminal request on the controlling terminal, or on what stands in for it. */
const request = (number: string, argument: string) =>
  `perl -e 'use Fcntl; my $a = ${argument}; my $tried = 0; for my $f ("/dev/tty", glob("/proc/self/fd/[0-2]")) { sysopen(my $t, $f, O_RDWR|O_NOCTTY|O_NONBLOCK) or next; print "ESCAPED $f\\n" if ioctl($t, ${number}, $a) } $! = 0; ioctl(STDIN, ${number}, $a); print "ESCAPED $!\\n" unless $! == 1'`;

/** What nobody does to a terminal. */
export const terminal: readonly Scenario[] = scenarios("terminal", [
  {
    id: "terminal-type",
    title: "types into the terminal",
    script: request("0x5412", `"x"`),
    twin: "[ -t 0 ] || echo WORKS",
  },
  {
    id: "terminal-console",
    title: "pastes into the terminal",
    script: request("0x541c", `"\\x02"`),
  },
  { id: "terminal-own", title: "has a controlling terminal", script: "exec 9<>/dev/tty && echo ESCAPED" },
  {
    id: "terminal-other",
    title: "writes to a terminal of the host",
    script: `for t in "$TERMINAL" /dev/pts/[0-9]*; do echo changed >"$t" && echo ESCAPED; done`,
    twin: "cat </dev/null && echo WORKS",
  },
  {
    id: "terminal-take",
    title: "takes a terminal of the host for its own",
    script: `perl -e 'use Fcntl; use POSIX (); exit if fork; POSIX::setsid(); sysopen(my $t, $ENV{TERMINAL}, O_RDWR) or exit; print "ESCAPED\\n"; $| = 1'; sleep 0.2`,
  },
  {
    id: "terminal-job-control",
    title: "puts itself in the foreground of the terminal",
    script: `perl -e 'use POSIX (); open(my $t, "+<", "/dev/tty") or exit 1; $SIG{TTOU} = "IGNORE"; POSIX::tcsetpgrp(fileno $t, getpgrp) and print "ESCAPED\\n"'`,
  },
  {
    id: "terminal-consoles",
    title: "opens a console of the machine",
    script: `for t in /dev/console /dev/tty[0-9]*; do perl -e 'use Fcntl; sysopen(my $t, $ARGV[0], O_WRONLY|O_NOCTTY|O_NONBLOCK) or exit 1' $t && echo ESCAPED && break; done`,
    unconfined: "root",
  },
]);
