import { asks, type ProgramProfile, prints } from "../profile.ts";

const remote = "it runs commands on another machine";
const containers = "it runs programs outside this sandbox";
const elevates = "it runs programs with another user's rights";
const machine = "it changes how the machine runs";

function all(names: string, profile: ProgramProfile): Readonly<Record<string, ProgramProfile>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, profile]));
}

/** Programs of the system, the network and the shell's neighbours. */
export const systemPrograms: Readonly<Record<string, ProgramProfile>> = {
  uname: prints(
    "-a,--all -s,--kernel-name -n,--nodename -r,--kernel-release -v,--kernel-version -m,--machine -p,--processor -o,--operating-system",
  ),
  nproc: prints("--all --ignore=text"),
  arch: prints(),
  hostname: prints("-s,--short -f,--fqdn,--long -i,--ip-address -I,--all-ip-addresses", { operands: ["write"] }),
  whoami: prints(),
  id: prints("-u,--user -g,--group -G,--groups -n,--name -r,--real"),
  groups: prints(),
  uptime: prints("-p,--pretty -s,--since"),
  free: prints("-b -k -m -g -h,--human -s,--seconds=text -c,--count=text -t,--total"),
  ps: prints("-a -A -e -f -F -l -u=text -x -o=text -p=text --sort=text --forest -w --no-headers"),
  date: prints(
    "-d,--date=text -f,--file=read -I,--iso-8601[=text] -R,--rfc-email --rfc-3339=text -r,--reference=read -s,--set! -u,--utc,--universal --debug",
  ),
  cal: prints("-1 -3 -y -m -j"),
  sleep: prints(),
  which: prints("-a,--all -s"),
  tty: prints("-s"),
  locale: prints("-a -m"),
  lscpu: prints("-J,--json -e -p"),
  clear: prints(),
  yes: asks([], "it never ends"),
  ...all("curl wget http https aria2c ftp sftp tftp lynx", asks(["network"], "it reaches the network")),
  ...all("nc ncat netcat socat telnet openssl", asks(["network"], "it opens connections that other programs can use")),
  ...all(
    "ping dig nslookup host traceroute whois",
    asks(["network"], "names and addresses it is given leave the machine"),
  ),
  ...all("ssh scp mosh ansible ansible-playbook", asks(["network"], remote)),
  ...all("docker podman nerdctl kubectl helm docker-compose", asks(["exec"], containers)),
  ...all("nsenter unshare chroot bwrap proot", asks(["environment"], containers)),
  ...all("su runuser pkexec sg newgrp", asks(["environment"], elevates)),
  ...all(
    "mount umount swapon swapoff sysctl modprobe insmod rmmod iptables nft ip ifconfig",
    asks(["environment"], machine),
  ),
  ...all("systemctl service journalctl systemd-run loginctl", asks(["environment"], machine)),
  ...all("apt apt-get dpkg yum dnf rpm pacman apk brew snap", asks(["environment"], "it installs system packages")),
  ...all("crontab at batch", asks(["environment"], "it plans programs for later")),
  ...all("kill pkill killall", asks(["environment"], "it ends other processes")),
  ...all("useradd usermod userdel passwd chpasswd visudo", asks(["environment"], "it changes who may use the machine")),
  ...all("gdb strace ltrace valgrind perf", asks(["exec"], "it runs or reads other programs")),
  ...all("sqlite3 psql mysql mongosh redis-cli", asks(["exec"], "its language can start programs and read files")),
  ...all("gpg ssh-keygen ssh-add ssh-agent pass secret-tool", asks(["environment"], "it handles keys")),
  ...all("busybox toybox", asks(["exec"], "the applet decides what it does")),
  ...all("screen tmux script expect watch parallel", asks(["exec"], "it runs the programs it is given")),
  ...all("gh glab", asks(["network"], "it acts on a code host with your account")),
};
