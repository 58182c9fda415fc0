import { asks, type ProgramProfile, prints, reads } from "../profile.ts";

const signalNames = "HUP INT QUIT KILL USR1 USR2 TERM STOP CONT TSTP WINCH ALRM PIPE ABRT".split(" ");
const signals = signalNames.flatMap((name) => [`-${name}`, `-SIG${name}`]).join(" ");
const ends = "it ends other processes";

const selecting = `-d,--delimiter=text -l,--list-name -a,--list-full -w,--lightweight -c,--count -f,--full
  -g,--pgroup=text -G,--group=text -i,--ignore-case -n,--newest -o,--oldest -O,--older=text -P,--parent=text
  -s,--session=text -t,--terminal=text -u,--euid=text -U,--uid=text -x,--exact -F,--pidfile=read -L,--logpidfile
  -r,--runstates=text -A,--ignore-ancestors --cgroup=text --ns=text --nslist=text --env=text --signal=text -h -V`;

const top = prints(
  `-b,--batch-mode -c,--cmdline-toggle -d,--delay=text -E,--scale-summary-mem=text -e,--scale-task-mem=text
   -H,--threads-show -i,--idle-toggle -n,--iterations=text -O,--list-fields -o,--sort-override=text -p,--pid=text
   -S,--accum-time-toggle -s,--secure-mode -U,--filter-any-user=text -u,--filter-only-euser=text -w,--width[=text]
   -1,--single-cpu-toggle -l=text -h -V`,
  { match: ["top -b -n 1", "top -bn1 -o %MEM", "top -p 4242"], notMatch: ["top --bogus"] },
);

/** Programs that show processes and their files and connections. */
export const processPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  ps: prints(
    `-A -a -d --deselect -e -N -C=text -G,-g,--Group,--group=text -p,--pid=text --ppid=text -q,--quick-pid=text
     -s,--sid=text -t,--tty=text -U,-u,--User,--user=text -c --context -f -F -o,--format=text -j -l -M -O=text -P -y
     --cols,--columns,--width=text --cumulative --forest --no-headers --no-heading -H --headers --lines,--rows=text
     --sort=text -w -L -m -T -x -Z -k=text --info -V`,
    {
      // The letter e without a dash prints the environments of processes.
      forms: {
        operands: /^(?!.*environ)(?:\d[\d,]*|[a-df-zA-Z]+|.*[,=%].*)$/,
        format: /^(?!.*environ)/i,
        O: /^(?!.*environ)/i,
      },
      match: [
        "ps aux",
        "ps -ef",
        "ps -eo pid,ppid,etime,cmd --sort=-%cpu",
        "ps axo pid,comm",
        "ps -p 4242 -o command=",
        "ps -C node -f",
      ],
      notMatch: ["ps auxe", "ps e", "ps -o pid,environ", "ps --bogus", "ps axeww"],
    },
  ),
  top,
  htop: prints(
    `-C,--no-color -d,--delay=text -F,--filter=text -H,--highlight-changes[=text] -M,--no-mouse
     -n,--max-iterations=text -p,--pid=text --readonly -s,--sort-key=text -t,--tree -u,--user[=text] -U,--no-unicode
     --drop-capabilities[=text] -h -V`,
    { match: ["htop -p 4242", "htop -t"], notMatch: ["htop --bogus"] },
  ),
  pgrep: prints(`${selecting} -v,--inverse -q,--quiet --queue=text`, {
    match: ["pgrep -af node", "pgrep -u root -l sshd", "pgrep -x vite"],
    notMatch: ["pgrep -F /run/x.pid", "pgrep --pidf=/run/x.pid", "pgrep --bogus x"],
  }),
  pidof: prints("-s -c -n -q -w -x -z -d=text -o=text -S=text -t", {
    match: ["pidof node", "pidof -s bash"],
    notMatch: ["pidof --bogus"],
  }),
  pstree: prints(
    `-a,--arguments -A,--ascii -c,--compact-not -C,--color=text -g,--show-pgids -G,--vt100 -h,--highlight-all
     -H,--highlight-pid=text -l,--long -n,--numeric-sort -N,--ns-sort=text -p,--show-pids -s,--show-parents
     -S,--ns-changes -t,--thread-names -T,--hide-threads -u,--uid-changes -U,--unicode -V -Z,--security-context`,
    { match: ["pstree -ap", "pstree -s 4242"], notMatch: ["pstree --bogus"] },
  ),
  lsof: reads(
    `-? -a -A!=read -b -c=text -C -d=text -D![=write] -e!=read -E -f[=text] -F[=text] -g[=text] -h -i[=text] -k!=read
     -K[=text] -l -L -m!=read -n -N -o[=text] -O -p=text -P -Q -r[=text] -R -s[=text] -S[=text] -t -T[=text] -u=text
     -U -v -V -w -x[=text] -X -z[=text] -Z[=text]`,
    {
      match: ["lsof -i :3000", "lsof -ti tcp:8080 -sTCP:LISTEN", "lsof -nP -iTCP", "lsof -p 4242", "lsof +D src"],
      notMatch: ["lsof /etc/passwd", "lsof -Dbcache", "lsof -m core"],
    },
  ),
  fuser: reads(
    `-a,--all -i,--interactive -I,--inode -k,--kill! -l,--list-signals -m,--mount -M,--ismountpoint
     -n,--namespace=text -s,--silent -u,--user -v,--verbose -w,--writeonly -c -f -V -4,--ipv4 -6,--ipv6`,
    {
      match: ["fuser -v 3000/tcp", "fuser -n tcp 8080"],
      notMatch: ["fuser -k 3000/tcp", "fuser -vk 3000/tcp", "fuser --ki 3000/tcp", "fuser /etc/passwd"],
    },
  ),
  ss: prints(
    `-h -V -n,--numeric -r,--resolve -a,--all -l,--listening -B,--bound-inactive -o,--options -e,--extended
     -m,--memory -p,--processes -T,--threads -i,--info --tipcinfo -s,--summary --tos --cgroup -b,--bpf -E,--events
     -Z,--context -z,--contexts -N,--net!=text -4,--ipv4 -6,--ipv6 -0,--packet -t,--tcp -M,--mptcp -S,--sctp -u,--udp
     -d,--dccp -w,--raw -x,--unix --tipc --vsock --xdp -f,--family=text -K,--kill! -H,--no-header -O,--oneline
     --inet-sockopt -A,--query,--socket=text -D,--diag!=write -F,--filter=read`,
    {
      match: ["ss -tlnp", "ss -s", "ss -tan state established", "ss -H -lt 'sport = :3000'"],
      notMatch: ["ss -K dst 10.0.0.1", "ss -D /etc/x", "ss -F /etc/passwd", "ss --ki"],
    },
  ),
  netstat: prints(
    `-r,--route -i,--interfaces -g,--groups -s,--statistics -M,--masquerade -v,--verbose -W,--wide -n,--numeric
     --numeric-hosts --numeric-ports --numeric-users -N,--symbolic -e,--extend -p,--programs,--program -o,--timers
     -c,--continuous -l,--listening -a,--all -F,--fib -C,--cache -Z,--context -t,--tcp -u,--udp -U,--udplite -S,--sctp
     -w,--raw -x,--unix --ax25 --ipx --netrom -A,--protocol=text -4,--inet -6,--inet6 -L -h -V`,
    { match: ["netstat -tulpn", "netstat -an", "netstat -rn"], notMatch: ["netstat --bogus"] },
  ),
  vmstat: prints(
    `-a,--active -f,--forks -m,--slabs -n,--one-header -s,--stats -d,--disk -D,--disk-sum -p,--partition=text
     -S,--unit=text -w,--wide -t,--timestamp -y,--no-first -h -V`,
    { match: ["vmstat 1 3", "vmstat -s"], notMatch: ["vmstat --bogus"] },
  ),
  iostat: prints(
    "-x -c -d -g=text -H -h -j=text -k -m -N -o=text -p[=text] -s -t -V -y -z --compact --human --pretty --dec[=text]",
    {
      match: ["iostat -x 1 3"],
      notMatch: ["iostat --bogus"],
    },
  ),
  pmap: prints(
    `-x,--extended -X -XX -c,--read-rc! -C,--read-rc-from!=read -n,--create-rc! -N,--create-rc-to!=write -d,--device
     -q,--quiet -p,--show-path -A,--range=text -h -V`,
    {
      match: ["pmap -x 4242"],
      notMatch: ["pmap -N /etc/x 1", "pmap -n"],
    },
  ),
  kill: asks(["loss"], ends, {
    options: `-s,-n,-signal=text -q,-queue=text -l,-list -L,-table -0 -2 -3 -6 -9 -10 -12 -13 -14 -15 -18 -19 -20 -1!
      ${signals}`,
    words: true,
    forms: { operands: /^(?:[2-9]|[1-9]\d+|%[\w+-]+)$/ },
    match: ["kill 4242", "kill -9 4242", "kill -TERM 4242 4243", "kill -s HUP %1", "kill -0 4242", "kill -l"],
    notMatch: ["kill -9 -1", "kill -STOP -1", "kill -1 -1"],
  }),
  pkill: asks(["loss"], ends, {
    options: `${selecting} -e,--echo -q,--queue=text -v,--inverse! -H,--require-handler -# ${signals}`,
    hazard: /^[\^.$*+?|()]*$/,
    match: ["pkill -f 'vite dev'", "pkill -9 node", "pkill -TERM -x esbuild"],
    notMatch: ["pkill -v node", "pkill .", "pkill -f '.*'", "pkill -F /run/x.pid", "pkill --inv node"],
  }),
  killall: asks(["loss"], ends, {
    options: `-e,--exact -I,--ignore-case -g,--process-group -y,--younger-than=text -o,--older-than=text
      -i,--interactive -l,--list -q,--quiet -r,--regexp! -s,--signal=text -u,--user!=text -v,--verbose -V -w,--wait
      -n,--ns=text -Z,--context!=text -# ${signals}`,
    match: ["killall node", "killall -9 vite", "killall -s HUP nginx"],
    notMatch: ["killall -u node", "killall -r '.*'", "killall --us=node"],
  }),
});
