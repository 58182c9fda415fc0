import { asks, type ProgramProfile, reads } from "../profile.ts";

const elevates = "it runs programs with another user's rights";
const apart = "it runs programs outside this sandbox";
const accounts = "it changes who may use the machine";

const root = "-R,--root!=write -P,--prefix!=write";

/** What such a program starts is taken out of its arguments and judged itself. */
function starter(why: string, match: string, notMatch: readonly string[], options = ""): ProgramProfile {
  return asks(["exec", "privilege"], why, { options, leading: true, lenient: true, match: [match], notMatch });
}

function account(name: string, options: string, plain: string): ProgramProfile {
  return asks(["privilege"], accounts, {
    options: `${options} ${root} -h`,
    match: [plain],
    notMatch: [`${name} -R /srv/x node`, `${name} --roo=/srv/x node`],
  });
}

const common = `-b,--badname,--badnames -c,--comment=text -d,--home,--home-dir=text -e,--expiredate=text
  -f,--inactive=text -g,--gid=text -G,--groups=text -o,--non-unique! -p,--password!=text -s,--shell=text -u,--uid=text
  -Z,--selinux-user=text`;

/** Programs that act for other users, apart from the machine's own view, or change who may do what. */
export const privilegePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  sudo: starter(
    elevates,
    "sudo -n -u node ls src",
    ["sudo -e /etc/hosts", "sudo -R /srv/x ls", "sudo cat /etc/shadow", "sudo --chr=/srv/x ls"],
    `-A,--askpass! -b,--background! -B,--bell -C,--close-from=text -D,--chdir!=read -E --preserve-env[=text]
     -e,--edit! -g,--group=text -H,--set-home -h[=text] --host!=text -i,--login -K,--remove-timestamp
     -k,--reset-timestamp -l,--list -n,--non-interactive -P,--preserve-groups -p,--prompt=text -R,--chroot!=read
     -r,--role=text -S,--stdin -s,--shell -t,--type=text -T,--command-timeout=text -U,--other-user=text -u,--user=text
     -V -v,--validate -N,--no-update`,
  ),
  doas: starter(elevates, "doas -n ls", ["doas -C ./conf ls", "doas ./x"], "-n -L -u=text -s -C!=read -a=text"),
  su: starter(elevates, "su node -c ls", ["su -c ./x", "su"]),
  runuser: starter(elevates, "runuser -u node ls", ["runuser -u node ./x"]),
  pkexec: starter(elevates, "pkexec ls", ["pkexec ./x"]),
  sg: asks(["privilege"], elevates, {
    operands: ["text", "code"],
    match: ["sg --help"],
    notMatch: ["sg staff -c id", "sg staff id"],
  }),
  newgrp: asks(["privilege"], elevates, { options: "-", match: ["newgrp staff"], notMatch: ["newgrp staff > /etc/x"] }),
  chroot: starter(apart, "chroot tree ls", ["chroot / ./x"]),
  nsenter: starter(apart, "nsenter -t 1 -n ls", ["nsenter -t 1 ./x"]),
  unshare: starter(apart, "unshare -n ls", ["unshare ./x"]),
  proot: starter(apart, "proot -r tree ls", ["proot ./x"]),
  bwrap: asks(["exec", "privilege"], apart, {
    operands: ["program"],
    match: ["bwrap --version"],
    notMatch: ["bwrap ./x"],
  }),
  useradd: account(
    "useradd",
    `${common} -b,--base-dir=text --btrfs-subvolume-home -D,--defaults! -F,--add-subids-for-system -k,--skel=read
     -K,--key=text -l,--no-log-init -m,--create-home -M,--no-create-home -N,--no-user-group -r,--system
     -U,--user-group`,
    "useradd -m -s /bin/bash node",
  ),
  usermod: account(
    "usermod",
    `${common} -a,--append -l,--login=text -L,--lock -m,--move-home -r,--remove -U,--unlock -v,--add-subuids=text
     -V,--del-subuids=text -w,--add-subgids=text -W,--del-subgids=text`,
    "usermod -aG docker node",
  ),
  userdel: account("userdel", "-f,--force! -r,--remove! -Z,--selinux-user", "userdel node"),
  groupadd: account(
    "groupadd",
    "-f,--force -g,--gid=text -K,--key=text -o,--non-unique! -p,--password!=text -r,--system -U,--users=text",
    "groupadd staff",
  ),
  groupmod: account(
    "groupmod",
    "-a,--append -g,--gid=text -n,--new-name=text -o,--non-unique! -p,--password!=text -U,--users=text",
    "groupmod -n crew staff",
  ),
  groupdel: account("groupdel", "-f,--force!", "groupdel staff"),
  passwd: account(
    "passwd",
    `-a,--all -d,--delete! -e,--expire -k,--keep-tokens -i,--inactive=text -l,--lock -n,--mindays=text -q,--quiet
     -r,--repository=text -S,--status -u,--unlock -w,--warndays=text -x,--maxdays=text --stdin!`,
    "passwd -S node",
  ),
  chpasswd: account("chpasswd", "-c,--crypt-method=text -e,--encrypted -m,--md5! -s,--sha-rounds=text", "chpasswd"),
  chage: account(
    "chage",
    `-d,--lastday=text -E,--expiredate=text -i,--iso8601 -I,--inactive=text -l,--list -m,--mindays=text
     -M,--maxdays=text -W,--warndays=text`,
    "chage -l node",
  ),
  chsh: asks(["privilege", "persistence"], accounts, {
    options: `-s,--shell=program -l,--list-shells ${root} -h`,
    match: ["chsh --list-shells"],
    notMatch: ["chsh -s ./x"],
  }),
  chfn: asks(["privilege"], accounts, {
    options: `-f,--full-name=text -h,--home-phone=text -o,--other=text -r,--room=text -w,--work-phone=text ${root}`,
    match: ["chfn -f Ada"],
    notMatch: ["chfn -R /srv/x"],
  }),
  gpasswd: asks(["privilege"], accounts, {
    options: `-a,--add=text -d,--delete=text -h -Q,--root!=write -r,--remove-password! -R,--restrict -M,--members=text
       -A,--administrators=text`,
    match: ["gpasswd -a node docker"],
    notMatch: ["gpasswd -r staff", "gpasswd -Q /srv/x staff"],
  }),
  adduser: asks(["privilege"], accounts, {
    options: `--system --group --gecos,--comment=text --disabled-password --disabled-login --home=text --shell=text
      --no-create-home --ingroup,--gid=text --uid=text --quiet -q --force-badname! --conf!=read -S -D -H -G=text
      -h=text -s=text -u=text -g=text`,
    match: ["adduser --disabled-password --gecos '' node", "adduser node docker"],
    notMatch: ["adduser --conf ./x node"],
  }),
  addgroup: asks(["privilege"], accounts, {
    options: "--system --gid=text --quiet --force-badname! --conf!=read -S -g=text",
    match: ["addgroup --system app"],
    notMatch: ["addgroup --conf ./x app"],
  }),
  deluser: asks(["privilege", "loss"], accounts, {
    options:
      "--system --group --remove-home! --remove-all-files! --backup! --backup-to!=write --quiet --force! --conf!=read",
    match: ["deluser node docker"],
    notMatch: ["deluser --remove-home node", "deluser --conf ./x node"],
  }),
  visudo: asks(["privilege"], accounts, {
    options: `-c,--check -f,--file=write -h -I,--no-includes -O,--owner! -P,--perms! -q,--quiet -s,--strict -V
       -x,--export!=write`,
    match: ["visudo -c -f sudoers.d/app"],
    notMatch: ["visudo -f /etc/sudoers", "visudo -x out"],
  }),
  vipw: asks(["privilege"], accounts, {
    options: `-g,--group -p,--passwd -q,--quiet -s,--shadow! ${root} -h`,
    match: ["vipw -q"],
    notMatch: ["vipw -s", "vipw -R /srv/x"],
  }),
  setcap: asks(["privilege"], "it gives rights to a program", {
    options: "-r -h -q -v -n=text -f --license",
    operands: ["text", "write"],
    match: ["setcap -v cap_net_bind_service=ep build/app"],
    notMatch: ["setcap cap_sys_admin=ep /usr/bin/x"],
  }),
  chcon: asks(["privilege"], "it changes how files are protected", {
    options: `--dereference -h,--no-dereference -u,--user=text -r,--role=text -t,--type=text -l,--range=text
      --no-preserve-root! --preserve-root --reference=read -R,--recursive -v,--verbose -H -L -P`,
    operands: ["write"],
    match: ["chcon -t httpd_sys_content_t dist"],
    notMatch: ["chcon -t x /etc/x", "chcon --no-preserve-root -R -t x a"],
  }),
  getcap: reads("-h -n -r -v", { match: ["getcap -r build"], notMatch: ["getcap /usr/bin/ping"] }),
  capsh: asks(["privilege"], elevates, {
    options: "--print --supports=text --decode=text --has-p=text --drop=text",
    operands: ["program"],
    match: ["capsh --print"],
    notMatch: ["capsh -- -c id"],
  }),
});
