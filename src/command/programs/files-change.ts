import { asks, type ProgramProfile, writes } from "../profile.ts";

/** Modes that give nobody another's rights: three digits, or letters without those of set-id. */
const mode = /^(?:0?[0-7]{3}|[ugoa]*[-+=][rwxX]*(?:,[ugoa]*[-+=][rwxX]*)*)$/;

/** A path that climbs: where a link leads is told from its own directory, not from that of the command. */
const climbing = /(?:^|\/)\.\.(?:\/|$)/;

const backups = "-b --backup[=text] -S,--suffix=text";
const targets = "-t,--target-directory=write -T,--no-target-directory -v,--verbose";
const owners = `-c,--changes -f,--silent,--quiet -v,--verbose --dereference -h,--no-dereference --no-preserve-root!
  --preserve-root --reference=read -R,--recursive -H -L -P`;

/** Programs that create, copy, move, remove and mark files. */
export const fileChangePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  cp: writes(
    `-a,--archive --attributes-only ${backups} --copy-contents -d --debug -f,--force -i,--interactive -H -l,--link!
     -L,--dereference -n,--no-clobber -P,--no-dereference -p --preserve[=text] --no-preserve=text --parents
     -R,-r,--recursive --reflink[=text] --remove-destination --sparse=text --strip-trailing-slashes
     -s,--symbolic-link! ${targets} -u --update[=text] -x,--one-file-system --keep-directory-symlink! -Z
     --context[=text] -c`,
    {
      operands: ["read"],
      last: "write",
      match: [
        "cp a.txt b.txt",
        "cp -r src/a src/b",
        "cp -t dist a.js b.js",
        "cp -av --parents src/a/b.ts out",
        "cp -n .env.example config/example.txt",
      ],
      notMatch: [
        "cp /etc/passwd .",
        "cp a.txt /etc/motd",
        "cp -t/etc a.txt",
        "cp --target=/etc a.txt",
        "cp -s a b",
        "cp -al src x",
      ],
    },
  ),
  mv: writes(
    `${backups} --debug --exchange --no-copy -f,--force -i,--interactive -n,--no-clobber --strip-trailing-slashes
     ${targets} -u --update[=text] -Z,--context`,
    {
      match: ["mv old.ts new.ts", "mv -n a.txt b.txt docs", "mv -t dist a.js", "mv -fv a b"],
      notMatch: ["mv a.txt /tmp/x", "mv ~/.bashrc .", "mv --target-dir=/etc a.txt", "mv ../a ."],
    },
  ),
  rm: writes(
    `-f,--force -i -I --interactive[=text] --one-file-system --no-preserve-root! --preserve-root[=text]
     -r,-R,--recursive -d,--dir -v,--verbose`,
    {
      match: ["rm -f dist/app.js", "rm -rf node_modules dist", "rm -- -odd-name", "rm -rv --interactive=never build"],
      notMatch: ["rm -rf /", "rm -rf --no-preserve-root /", "rm -rf ~", "rm -rf --no-pres x", "rm ../a", "rm -rf $x"],
    },
  ),
  unlink: writes("", { match: ["unlink link"], notMatch: ["unlink /etc/motd"] }),
  rmdir: writes("--ignore-fail-on-non-empty -p,--parents -v,--verbose", {
    match: ["rmdir empty", "rmdir -p a/b/c"],
    notMatch: ["rmdir /srv/x"],
  }),
  mkdir: writes("-m,--mode=text -p,--parents -v,--verbose -Z --context[=text]", {
    forms: { mode },
    match: ["mkdir -p src/a/b", "mkdir -m 755 dist", "mkdir -pv a b"],
    notMatch: ["mkdir /srv/x", "mkdir -m 4777 a", "mkdir -p ~/x", "mkdir -m u+s a"],
  }),
  touch: writes("-a -c,--no-create -d,--date=text -f -h,--no-dereference -m -r,--reference=read -t=text --time=text", {
    match: ["touch src/new.ts", "touch -d '2024-01-01' a.txt", "touch -r a.txt b.txt"],
    notMatch: ["touch /etc/motd", "touch -r /etc/passwd a", "touch --ref=/etc/passwd a"],
  }),
  ln: writes(
    `${backups} -d,-F,--directory! -f,--force -i,--interactive -L,--logical -n,--no-dereference -P,--physical
     -r,--relative -s,--symbolic ${targets}`,
    {
      hazard: climbing,
      match: ["ln -s src/a.ts a.ts", "ln -sfn releases/2 current", "ln a.txt b.txt"],
      notMatch: ["ln -s / d", "ln -s ../a b", "ln -s /etc/passwd p", "ln -st /etc a", "ln -s .. up"],
    },
  ),
  link: writes("", { match: ["link a.txt b.txt"], notMatch: ["link /etc/passwd p"] }),
  mktemp: writes("-d,--directory -u,--dry-run -q,--quiet --suffix=text -p=write --tmpdir[=write] -t", {
    operands: ["text"],
    hazard: /\//,
    match: ["mktemp", "mktemp -d", "mktemp build.XXXXXX", "mktemp -p tmp --suffix=.json"],
    notMatch: ["mktemp /etc/XXXXXX", "mktemp -p /etc", "mktemp --tmp=/etc x.XXX"],
  }),
  mkfifo: writes("-m,--mode=text -Z --context[=text]", {
    forms: { mode },
    match: ["mkfifo pipe"],
    notMatch: ["mkfifo /etc/x", "mkfifo -m 2777 a"],
  }),
  mknod: asks(["read", "write", "privilege"], "it makes devices", {
    options: "-m,--mode=text -Z --context[=text]",
    operands: ["write", "text"],
    match: ["mknod pipe p"],
    notMatch: ["mknod /dev/x b 8 0"],
  }),
  chmod: writes(
    `-c,--changes -f,--silent,--quiet -v,--verbose -h -H -L -P --dereference --no-dereference --no-preserve-root!
     --preserve-root --reference=read -R,--recursive -x -w -r`,
    {
      operands: ["text", "write"],
      replacesFirst: ["reference", "x", "w", "r"],
      match: ["chmod +x scripts/test.sh", "chmod 644 a.txt", "chmod -R u+rwX,go-w src", "chmod -x a.sh"],
      notMatch: ["chmod +x /usr/bin/x", "chmod --reference=/etc/shadow a", "chmod --no-preserve-root 755 a"],
    },
  ),
  chown: asks(["read", "write", "privilege"], "it changes who owns files", {
    options: `${owners} --from=text`,
    operands: ["text", "write"],
    replacesFirst: ["reference"],
    match: ["chown -R node:node dist", "chown --from=root 1000 a.txt"],
    notMatch: ["chown root /etc/x", "chown --no-preserve-root root a", "chown --reference=/etc/x a"],
  }),
  chgrp: asks(["read", "write", "privilege"], "it changes who owns files", {
    options: owners,
    operands: ["text", "write"],
    replacesFirst: ["reference"],
    match: ["chgrp -R staff dist"],
    notMatch: ["chgrp staff /etc/x"],
  }),
  chattr: asks(["read", "write", "privilege"], "it changes how files are protected", {
    options: "-R -V -f -v=text -p=text -a! -c -d -i! -j -s! -t -u -A -D -S -T -C -F",
    operands: ["text", "write"],
    match: ["chattr +C data"],
    notMatch: ["chattr +i /etc/x", "chattr -i a"],
  }),
  setfacl: asks(["read", "write", "privilege"], "it changes who may use files", {
    options: `-m,--modify=text -M,--modify-file=read -x,--remove=text -X,--remove-file=read -b,--remove-all
      -k,--remove-default -n,--no-mask --mask -d,--default --set=text --set-file=read --restore!=read --test
      -R,--recursive -L,--logical -P,--physical -v -h`,
    operands: ["write"],
    match: ["setfacl -m u:node:rx dist", "setfacl -Rb dist"],
    notMatch: ["setfacl -m u:x:r /etc/shadow", "setfacl --restore=a.acl", "setfacl -M /etc/passwd a"],
  }),
  install: asks(["read", "write"], "it copies files and sets their modes", {
    options: `${backups} -c -C,--compare -d,--directory -D -g,--group!=text -m,--mode=text -o,--owner!=text
      -p,--preserve-timestamps -s,--strip! --strip-program!=program ${targets} --preserve-context! -Z --context[=text]`,
    operands: ["read"],
    last: "write",
    hazard: /^[0-7]*[2-7][0-7]{3}$|^[ugoa,rwxX+=-]*[+=][rwxX]*[st]/,
    match: ["install -m 755 build/app dist/app", "install -D -t dist a.js b.js", "install -d dist"],
    notMatch: [
      "install --strip-program=./x -s a b",
      "install a /usr/local/bin/a",
      "install -m 4755 a b",
      "install -m u+s a b",
      "install --strip-prog=./x a b",
    ],
  }),
  truncate: asks(["read", "write", "loss"], "it cuts files", {
    options: "-c,--no-create -o,--io-blocks -r,--reference=read -s,--size=text",
    operands: ["write"],
    match: ["truncate -s 0 logs/app.log", "truncate -r a.bin b.bin"],
    notMatch: ["truncate -s 0 /etc/passwd", "truncate --ref=/etc/passwd a"],
  }),
  shred: asks(["read", "write", "loss"], "it destroys files", {
    options: `-f,--force -n,--iterations=text --random-source=read -s,--size=text -u --remove[=text] -v,--verbose
       -x,--exact -z,--zero`,
    operands: ["write"],
    match: ["shred -u -n 1 secrets.tmp"],
    notMatch: ["shred /dev/sda", "shred --random-source=/etc/shadow a"],
  }),
  dd: asks(["read", "write", "loss"], "it writes raw bytes to any file or device", {
    options: `--if=read --of=write --bs=text --ibs=text --obs=text --cbs=text --count=text --skip=text --iseek=text
      --seek=text --oseek=text --conv=text --iflag=text --oflag=text --status=text`,
    keyed: true,
    match: ["dd if=a.bin of=b.bin bs=1M count=10", "dd if=a.bin bs=512 skip=1 status=none"],
    notMatch: ["dd of=/dev/sda if=a.img", "dd if=/etc/shadow", "dd if=a.bin of=../b.bin"],
  }),
});
