import { alike, asks, insists, type ProgramProfile, prints, reads } from "../profile.ts";

const machine = "it changes how the machine runs";
const network = "it changes how the machine is connected";

const ipOptions = `-4 -6 -B -M -0 -s,-stats,-statistics -d,-details -h,-human,-human-readable -o,-oneline -r,-resolve
  -N,-Numeric -a,-all -c,-color[=text] -t,-timestamp -ts,-tshort -iec -br,-brief -j,-json -p,-pretty -f,-family=text
  -l,-loops=text -rc,-rcvbuf=text -echo -n,-netns!=text -b,-batch!=read -force! -V,-Version`;

const shown = prints(ipOptions, { words: true });

/** An object of ip: what shows it is ordinary, what changes it is not. */
const ipObject = prints(ipOptions, {
  words: true,
  subcommands: alike("show sh s list ls lst l get help", shown),
  otherwise: [[/^/, insists(["privilege"], network, { words: true, options: ipOptions })]],
});

const ipObjects = `a ad addr address addrlabel l link r ro route n neigh neighbor neighbour ru rule m maddr maddress netconf ntable
    tunnel vrf token tcpmetrics`;

/** Programs that show or change devices, file systems, the kernel and the network of the machine. */
export const machinePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  mount: asks(["privilege"], machine, {
    options: `-a,--all! -c,--no-canonicalize -f,--fake -F,--fork -T,--fstab!=read -i,--internal-only -l,--show-labels
      -m,--mkdir![=text] -n,--no-mtab --options-mode=text --options-source=text --options-source-force
      -o,--options=text -O,--test-opts=text -r,--read-only -t,--types=text --source=text --target=write
      --target-prefix!=write -v,--verbose -w,--rw,--read-write -N,--namespace!=read -L,--label=text -U,--uuid=text
      -B,--bind -M,--move -R,--rbind --make-shared --make-slave --make-private --make-unbindable --make-rshared
      --make-rslave --make-rprivate --make-runbindable -s -h -V`,
    operands: ["write"],
    match: ["mount", "mount -l -t ext4", "mount --bind src mnt"],
    notMatch: ["mount /dev/sda1 mnt", "mount --bind / mnt", "mount -a", "mount -T x -a"],
  }),
  umount: asks(["privilege"], machine, {
    options: `-a,--all! -A,--all-targets -c,--no-canonicalize -d,--detach-loop --fake -f,--force! -i,--internal-only
      -n,--no-mtab -l,--lazy! -O,--test-opts=text -R,--recursive -r,--read-only -t,--types=text -v,--verbose
      -q,--quiet -N,--namespace!=read -h -V`,
    operands: ["write"],
    match: ["umount mnt"],
    notMatch: ["umount /home", "umount -a", "umount -l mnt"],
  }),
  swapon: asks(["privilege"], machine, {
    options: `-s,--summary --show[=text] --noheadings --raw --bytes -v,--verbose -h -V -a,--all! -p,--priority!=text
       -d,--discard![=text] -o,--options!=text`,
    operands: ["write"],
    match: ["swapon --show"],
    notMatch: ["swapon /dev/sdb", "swapon -a"],
  }),
  swapoff: asks(["privilege"], machine, {
    options: "-a,--all! -v,--verbose -h -V",
    operands: ["write"],
    match: ["swapoff swapfile"],
    notMatch: ["swapoff -a", "swapoff /swap"],
  }),
  blkid: reads(
    `-c,--cache-file!=write -d,--no-encoding -g,--garbage-collect! -o,--output=text -k,--list-filesystems
     -s,--match-tag=text -t,--match-token=text -l,--list-one -L,--label=text -U,--uuid=text -p,--probe -i,--info
     -H,--hint=text -S,--size=text -O,--offset=text -u,--usages=text -n,--match-types=text -D,--no-part-details -h -V`,
    { match: ["blkid", "blkid -o value disk.img"], notMatch: ["blkid /dev/sda", "blkid -c x"] },
  ),
  sysctl: prints(
    `-a,--all -A -X --deprecated --dry-run -b,--binary -e,--ignore -N,--names -n,--values -p,--load![=read] -f![=read]
     --system! -r,--pattern=text -q,--quiet -w,--write! -o -x -d -h -V`,
    {
      hazard: /=/,
      match: ["sysctl -n kernel.ostype", "sysctl -a"],
      notMatch: ["sysctl -w kernel.x=1", "sysctl kernel.x=1", "sysctl -p x.conf", "sysctl --sys"],
    },
  ),
  modprobe: asks(["privilege"], machine, {
    options: `-n,--dry-run,--show -D,--show-depends -c,--showconfig -v,--verbose -q,--quiet -r,--remove! -f,--force!
       -C,--config!=read -d,--dirname!=read -i,--ignore-install -h -V`,
    match: ["modprobe -n -v loop"],
    notMatch: ["modprobe -C ./x loop", "modprobe -r loop"],
  }),
  insmod: asks(["privilege"], machine, {
    operands: ["program"],
    match: ["insmod --version"],
    notMatch: ["insmod ./x.ko"],
  }),
  rmmod: asks(["privilege"], machine, {
    options: "-f,--force! -s,--syslog -v,--verbose -V",
    match: ["rmmod -v loop"],
    notMatch: ["rmmod -f loop"],
  }),
  dmesg: asks(["read"], "the log of the machine may hold secrets", {
    options: `-C,--clear! -c,--read-clear! -D,--console-off! -E,--console-on! -F,--file=read -f,--facility=text
      -H,--human -J,--json -k,--kernel -L,--color[=text] -l,--level=text -n,--console-level!=text -P,--nopager
      -p,--force-prefix -r,--raw --noescape -S,--syslog -s,--buffer-size=text -u,--userspace -w,--follow
      -W,--follow-new -x,--decode -d,--show-delta -e,--reltime -T,--ctime -t,--notime --time-format=text --since=text
      --until=text -h -V`,
    match: ["dmesg -T", "dmesg --level=err,warn"],
    notMatch: ["dmesg -C", "dmesg -F /var/log/x", "dmesg --cle"],
  }),
  ip: prints(ipOptions, {
    words: true,
    subcommands: {
      ...alike(ipObjects, ipObject),
      help: shown,
      netns: prints(ipOptions, {
        words: true,
        subcommands: { list: shown, ls: shown, show: shown, identify: shown, pids: shown },
        otherwise: [
          [/^/, insists(["exec", "privilege"], "it runs programs in another network", { operands: ["program"] })],
        ],
      }),
    },
    match: [
      "ip addr",
      "ip -br a",
      "ip -j route show default",
      "ip link show dev eth0",
      "ip netns list",
      "ip -4 addr show",
    ],
    notMatch: [
      "ip link set eth0 down",
      "ip route add default via 10.0.0.1",
      "ip netns exec x id",
      "ip -batch cmds",
      "ip addr flush dev eth0",
      "ip -n other addr",
    ],
  }),
  ifconfig: prints("-a -s -v", {
    most: 1,
    match: ["ifconfig", "ifconfig -a", "ifconfig eth0"],
    notMatch: ["ifconfig eth0 down"],
  }),
  route: prints("-v,--verbose -n,--numeric -e,--extend -F,--fib -C,--cache -A=text -4 -6 -V -h", {
    most: 0,
    match: ["route -n"],
    notMatch: ["route add default gw 10.0.0.1"],
  }),
  arp: prints(
    `-a -e -v,--verbose -n,--numeric -i,--device=text -H,-t,--hw-type=text -A,-p,--protocol=text -d,--delete!
     -s,--set! -f,--file! -V`,
    {
      most: 1,
      match: ["arp -an", "arp -n 10.0.0.1"],
      notMatch: ["arp -d 10.0.0.1", "arp -s 10.0.0.1 aa", "arp -f x"],
    },
  ),
  iptables: asks(["privilege"], network, {
    options: `-L,--list[=text] -S,--list-rules[=text] -n,--numeric -v,--verbose -x,--exact --line-numbers
      -t,--table=text -A,--append!=text -D,--delete!=text -I,--insert!=text -R,--replace!=text -F,--flush! -Z,--zero!
      -N,--new-chain!=text -X,--delete-chain! -P,--policy!=text -E,--rename-chain!=text --modprobe!=program
      -w,--wait[=text] -h -V`,
    match: ["iptables -L -n -v", "iptables -t nat -S"],
    notMatch: ["iptables -F", "iptables -A INPUT -j DROP", "iptables --modprobe=./x -L"],
  }),
  nft: asks(["privilege"], network, {
    options: `-a,--handle -n,--numeric -j,--json -s,--stateless -t,--terse -y -N -S -p -u -T -f,--file!=read
       -i,--interactive! -D,--define!=text -I,--includepath!=read -c,--check -o,--optimize -e,--echo -d,--debug=text
       -h -v -V`,
    subcommands: { list: prints("-a -n"), monitor: prints("-a -n -j") },
    otherwise: [[/^/, insists(["privilege"], network)]],
    match: ["nft list ruleset", "nft -a list table inet x"],
    notMatch: ["nft flush ruleset", "nft -f rules.nft"],
  }),
});
