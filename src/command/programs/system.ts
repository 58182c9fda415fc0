import { asks, type ProgramProfile, prints, reads } from "../profile.ts";

const whoOptions = `-a,--all -b,--boot -d,--dead -H,--heading --ips -l,--login --lookup -m -p,--process -q,--count
   -r,--runlevel -s,--short -t,--time -T,-w,--mesg,--message,--writable -u,--users`;
const lastOptions = `-a,--hostlast -d,--dns -f,--file=read -F,--fulltimes -i,--ip -n,--limit=text -R,--nohostname
  -s,--since=text -t,--until=text -p,--present=text -w,--fullnames -x,--system --time-format=text -h -V -#`;
const calendar = `-1 -3 -y,--year -Y,--twelve -m=text -j,--julian -J -M,--monday -s=text --sunday -n,--months=text
   -S,--span -A=text -B=text -b -C -d=text -e -h -H=text -N -o -p -w -W=text --color[=text] -c=text --reform=text
   --iso -V`;

const cal = prints(calendar, { match: ["cal -3", "cal 2024", "cal 5 2024"], notMatch: ["cal --bogus"] });

/** Programs that tell who and what the machine is, and the time. */
export const systemPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  uname: prints(
    `-a,--all -s,--kernel-name -n,--nodename -r,--kernel-release -v,--kernel-version -m,--machine -p,--processor
     -i,--hardware-platform -o,--operating-system`,
    { match: ["uname -a", "uname -srm"], notMatch: ["uname --bogus"] },
  ),
  nproc: prints("--all --ignore=text", { match: ["nproc", "nproc --all"], notMatch: ["nproc --bogus"] }),
  arch: prints("", { match: ["arch"], notMatch: ["arch --bogus"] }),
  hostname: prints(
    `-a,--alias -A,--all-fqdns -b,--boot! -d,--domain -f,--fqdn,--long -F,--file!=read -i,--ip-address
     -I,--all-ip-addresses -s,--short -y,--yp,--nis -V -h`,
    {
      operands: ["write"],
      most: 0,
      match: ["hostname", "hostname -f"],
      notMatch: ["hostname other", "hostname -F name.txt"],
    },
  ),
  hostid: prints("", { match: ["hostid"], notMatch: ["hostid --bogus"] }),
  whoami: prints("", { match: ["whoami"], notMatch: ["whoami --bogus"] }),
  id: prints("-a -Z,--context -g,--group -G,--groups -n,--name -r,--real -u,--user -z,--zero", {
    match: ["id", "id -un", "id -u root"],
    notMatch: ["id --bogus"],
  }),
  groups: prints("", { match: ["groups", "groups root"], notMatch: ["groups --bogus"] }),
  users: reads("", { match: ["users"], notMatch: ["users /var/log/wtmp"] }),
  logname: prints("", { match: ["logname"], notMatch: ["logname --bogus"] }),
  who: reads(whoOptions, { match: ["who -b", "who -a"], notMatch: ["who /var/log/wtmp"] }),
  w: prints("-h,--no-header -u,--no-current -s,--short -f,--from -o,--old-style -i,--ip-addr -V", {
    match: ["w -h"],
    notMatch: ["w --bogus"],
  }),
  pinky: prints("-l -b -h -p -s -f -w -i -q --lookup", { match: ["pinky -s"], notMatch: ["pinky --bogus"] }),
  last: reads(lastOptions, {
    operands: ["text"],
    match: ["last -n 5", "last -10 reboot"],
    notMatch: ["last -f /var/log/btmp"],
  }),
  uptime: prints("-p,--pretty -h -s,--since -c,--container -r,--raw -V", {
    match: ["uptime -p"],
    notMatch: ["uptime --bogus"],
  }),
  free: prints(
    `-b,--bytes --kilo --mega --giga --tera --peta -k,--kibi -m,--mebi -g,--gibi --tebi --pebi -h,--human --si
     -l,--lohi -L,--line -t,--total -v,--committed -s,--seconds=text -c,--count=text -w,--wide -V`,
    { match: ["free -h", "free -m -s 1 -c 3"], notMatch: ["free --bogus"] },
  ),
  date: prints(
    `-d,--date=text --debug -f,--file=read -I,--iso-8601[=text] --resolution -R,--rfc-email,--rfc-822,--rfc-2822
     --rfc-3339=text -r,--reference=read -s,--set!=text -u,--utc,--universal -j -v=text`,
    {
      forms: { operands: /^\+/ },
      match: [
        "date",
        "date -u +%Y-%m-%dT%H:%M:%SZ",
        "date -d '1 day ago' +%s",
        "date -Iseconds",
        "date -r package.json +%F",
      ],
      notMatch: [
        "date -s '2020-01-01'",
        "date --se=2020-01-01",
        "date 010100002020",
        "date -f /etc/shadow",
        "date --fil=/etc/hostname",
        "date -r /etc/shadow",
      ],
    },
  ),
  cal,
  ncal: { ...cal, match: ["ncal -b"], notMatch: ["ncal --bogus"] },
  sleep: prints("", { match: ["sleep 1", "sleep 0.5s"], notMatch: ["sleep --bogus"] }),
  yes: asks([], "it never ends", { lenient: true, match: ["yes"], notMatch: ["yes > /etc/motd"] }),
  clear: prints("-T=text -V -x", { match: ["clear"], notMatch: ["clear --bogus"] }),
  reset: prints("-q -r -s -w -V -c -Q -e=text -i=text -k=text -m=text -I", {
    match: ["reset -q"],
    notMatch: ["reset --bogus"],
  }),
  tput: prints("-T=text -S -V -x", { match: ["tput cols", "tput setaf 1"], notMatch: ["tput --bogus"] }),
  tty: prints("-s,--silent,--quiet", { match: ["tty", "tty -s"], notMatch: ["tty --bogus"] }),
  stty: prints("-a,--all -g,--save -F,--file!=write", {
    lenient: true,
    match: ["stty size", "stty -echo", "stty sane"],
    notMatch: ["stty -F /dev/ttyS0 raw"],
  }),
  locale: prints("-a,--all-locales -m,--charmaps -c,--category-name -k,--keyword-name -v,--verbose -? --usage -V", {
    match: ["locale", "locale -a", "locale -k LC_NUMERIC"],
    notMatch: ["locale --bogus"],
  }),
  getconf: prints("-a -v=text", {
    operands: ["text", "read"],
    match: ["getconf PAGESIZE", "getconf -a", "getconf NAME_MAX ."],
    notMatch: ["getconf NAME_MAX /etc"],
  }),
  getent: prints("-A,--no-addrconfig -i,--no-idn -s,--service!=text -? --usage -V", {
    hazard: /^(?:a?hosts(?:v[46])?|networks|g?shadow)$/,
    match: ["getent passwd node", "getent group staff"],
    notMatch: ["getent hosts example.com", "getent shadow root", "getent -s x passwd"],
  }),
  printenv: asks(["read"], "it prints the environment, which may hold secrets", {
    options: "-0,--null",
    hazard: /secret|token|key|pass|cred|auth|private/i,
    match: ["printenv PATH", "printenv HOME USER"],
    notMatch: ["printenv API_KEY", "printenv DB_PASSWORD"],
  }),
  which: prints(
    "-a,--all -s --skip-alias --skip-functions --skip-dot --skip-tilde --show-dot --show-tilde --tty-only",
    {
      match: ["which node", "which -a python3 python"],
      notMatch: ["which --read-alias x"],
    },
  ),
  whereis: prints("-b -B=text -m -M=text -s -S=text -f -u -g -l -h -V", {
    match: ["whereis -b ls", "whereis ls cp"],
    notMatch: ["whereis --bogus"],
  }),
  lscpu: prints(
    `-a,--all -b,--online -B,--bytes -C,--caches[=text] -c,--offline -J,--json -e,--extended[=text] -p,--parse[=text]
     -s,--sysroot!=read --hierarchic[=text] -r,--raw -x,--hex -y,--physical --output-all -h -V`,
    { match: ["lscpu", "lscpu -J", "lscpu -e=CPU,CORE"], notMatch: ["lscpu -s /x"] },
  ),
  lsblk: prints(
    `-A,--noempty -D,--discard -E,--dedup=text -I,--include=text -J,--json -M,--merge -O,--output-all -P,--pairs
     -S,--scsi -N,--nvme -v,--virtio -T,--tree[=text] -a,--all -b,--bytes -d,--nodeps -e,--exclude=text -f,--fs
     -i,--ascii -l,--list -m,--perms -n,--noheadings -o,--output=text -p,--paths -r,--raw -s,--inverse -t,--topology
     -w,--width=text -x,--sort=text -y,--shell -z,--zoned --sysroot!=read -h -V`,
    { match: ["lsblk", "lsblk -f -o NAME,SIZE"], notMatch: ["lsblk --sysroot /x"] },
  ),
  lsmod: prints("", { match: ["lsmod"], notMatch: ["lsmod --bogus"] }),
  lspci: prints(
    "-v -vv -vvv -n -nn -k -t -m -mm -D -s=text -d=text -x -b -q! -i!=read -p!=read -A!=text -O!=text -F!=read -H!=text",
    {
      match: ["lspci -nnk", "lspci -s 00:02.0 -v"],
      notMatch: ["lspci -q", "lspci -i x"],
    },
  ),
  lsusb: prints("-v,--verbose -s=text -d=text -D!=read -t,--tree -V", {
    match: ["lsusb -t"],
    notMatch: ["lsusb -D /dev/x"],
  }),
  lsns: prints(
    `-J,--json -l,--list -n,--noheadings -o,--output=text --output-all -P,--persistent -p,--task=text -r,--raw
     -u,--notruncate -W,--nowrap -t,--type=text -T,--tree[=text] -h -V`,
    { match: ["lsns -t net"], notMatch: ["lsns --bogus"] },
  ),
  findmnt: prints(
    `-s,--fstab -m,--mtab -k,--kernel -p,--poll[=text] -w,--timeout=text -A,--all -a,--ascii -b,--bytes
     -C,--nocanonicalize -c,--canonicalize -D,--df -d,--direction=text -e,--evaluate -F,--tab-file=read
     -f,--first-only -i,--invert -J,--json -l,--list -N,--task=text -n,--noheadings -O,--options=text -o,--output=text
     --output-all -P,--pairs --pseudo --shadowed -R,--submounts -r,--raw --real -S,--source=text -T,--target=text
     --tree -M,--mountpoint=text -t,--types=text -U,--uniq -u,--notruncate -v,--nofsroot -y,--shell -x,--verify
     --verbose --vfs-all --deleted -h -V`,
    { match: ["findmnt -T .", "findmnt -J"], notMatch: ["findmnt -F /etc/fstab"] },
  ),
});
