import { asks, type ProgramProfile, reads, writes } from "../profile.ts";

const unpacks = "it unpacks over existing files";

/** `host:archive` is fetched from, or sent to, another machine by a program. */
const elsewhere = /^[^/]*:/;

const tarOptions = `-A,--catenate,--concatenate -c,--create --delete! -d,--diff,--compare -r,--append --test-label
  -t,--list -u,--update -x,--extract,--get --check-device --no-check-device -g,--listed-incremental=write
  -G,--incremental --hole-detection=text --ignore-failed-read --level=text --no-seek -n,--seek --occurrence[=text]
  --sparse-version=text -S,--sparse --add-file=read -C,--directory=write --exclude=text --exclude-backups
  --exclude-caches --exclude-caches-all --exclude-caches-under --exclude-ignore=read --exclude-ignore-recursive=read
  --exclude-tag=text --exclude-tag-all=text --exclude-tag-under=text --exclude-vcs --exclude-vcs-ignores --no-null
  --no-recursion --no-unquote --no-verbatim-files-from! --null --recursion -T,--files-from!=read --unquote
  --verbatim-files-from -X,--exclude-from=read --anchored --ignore-case --no-anchored --no-ignore-case --no-wildcards
  --no-wildcards-match-slash --wildcards --wildcards-match-slash --keep-directory-symlink! --keep-newer-files
  -k,--keep-old-files --no-overwrite-dir --one-top-level[=write] --overwrite --overwrite-dir --recursive-unlink!
  --remove-files! --skip-old-files -U,--unlink-first -W,--verify --ignore-command-error --no-ignore-command-error
  -O,--to-stdout --to-command!=program --atime-preserve[=text] --clamp-mtime --delay-directory-restore
  --no-delay-directory-restore --group=text --group-map=read --mode!=text --mtime=read -m,--touch --no-same-owner
  --no-same-permissions --numeric-owner --owner=text --owner-map=read -p,--preserve-permissions,--same-permissions
  --same-owner --sort=text -s,--preserve-order,--same-order --acls --no-acls --no-selinux --no-xattrs --selinux
  --xattrs --xattrs-exclude=text --xattrs-include=text --force-local -f,--file=write
  -F,--info-script,--new-volume-script!=program -L,--tape-length=text -M,--multi-volume! --rmt-command!=program
  --rsh-command!=program --volno-file=write -b,--blocking-factor=text -B,--read-full-records -i,--ignore-zeros
  --record-size=text -H,--format=text --old-archive,--portability --pax-option=text --posix -V,--label=text
  -a,--auto-compress -I,--use-compress-program!=program -j,--bzip2 -J,--xz --lzip --lzma --lzop --no-auto-compress
  --zstd -z,--gzip,--gunzip,--ungzip -Z,--compress,--uncompress --backup[=text] --hard-dereference -h,--dereference
  -K,--starting-file=text --newer-mtime=read -N,--newer,--after-date=read --one-file-system -P,--absolute-names!
  --suffix=text --strip-components=text --transform,--xform=text --checkpoint[=text] --checkpoint-action!=program
  --full-time --index-file=write -l,--check-links --no-quote-chars=text --quote-chars=text --quoting-style=text
  -R,--block-number --show-defaults --show-omitted-dirs --show-snapshot-field-ranges
  --show-transformed-names,--show-stored-names --totals[=text] --utc -v,--verbose --warning=text
  -w,--interactive,--confirmation -o -? --restrict --usage`;

function tar(name: string): ProgramProfile {
  return asks(["read", "write"], `${unpacks}, and can start programs`, {
    options: tarOptions,
    operands: ["read"],
    bundled: true,
    hazard: elsewhere,
    match: [
      `${name} -xzf a.tgz -C out --strip-components=1`,
      `${name} xzf a.tgz`,
      `${name} czf out.tgz --exclude=node_modules src package.json`,
      `${name} -tvf a.tar`,
      `${name} cf - src`,
      `${name} -cJf a.tar.xz -C build .`,
    ],
    notMatch: [
      `${name} cf /dev/null a --checkpoint=1 --checkpoint-action=exec=./x`,
      `${name} cf a.tar a --checkpoint-act=exec=./x`,
      `${name} -xf a.tar -I ./x`,
      `${name} xfI a.tar ./x`,
      `${name} -xf a.tar --to-command=./x`,
      `${name} -xPf a.tar`,
      `${name} xzf a.tgz -C /etc`,
      `${name} xf host:a.tar --rsh-command=./x`,
      `${name} tf host:a.tar`,
      `${name} cf a.tar /etc/passwd`,
      `${name} cf a.tar -T list.txt`,
      `${name} cf a.tar --remove-files src`,
    ],
  });
}

const zip = asks(["read", "write"], "it can start programs (-TT), and replaces archives", {
  options: `-f,--freshen -d,--delete -r,--recurse-paths -0 -1 -2 -3 -4 -5 -6 -7 -8 -9 -q,--quiet -c,--entry-comments
    -@,--names-stdin! -x,--exclude=text -i,--include=text -F,--fix -FF,--fixfix -A,--adjust-sfx -T,--test
    -TT,--unzip-command!=program -y,--symlinks -e,--encrypt -h -h2,--more-help -? -O,--output-file,--out!=write
    -s,--split-size=text -sp,--split-pause -sb,--split-bell -sv,--split-verbose -sc,--show-command -sd,--show-debug
    -sf,--show-files -so,--show-options -su,--show-unicode -sU,--show-just-unicode -t,--from-date=text
    -tt,--before-date=text -a,--ascii -AC,--archive-clear -AS,--archive-set -b,--temp-path!=write -B,--binary
    -db,--display-bytes -dc,--display-counts -dd,--display-dots -dg,--display-globaldots -ds,--dot-size=text
    -du,--display-usize -dv,--display-volume -D,--no-dir-entries -DF,--difference-archive -FI,--fifo! -FS,--filesync
    -g,--grow -ic,--ignore-case -j,--junk-paths -J,--junk-sfx -k,--DOS-names -l,--to-crlf -la,--log-append
    -lf,--logfile-path!=write -li,--log-info -ll,--from-crlf -L,--license -m,--move! -MM,--must-match
    -n,--suffixes=text -nw,--no-wild -o,--latest-time -p,--paths -P,--password=text -R,--recurse-patterns -RE,--regex
    -u,--update -U,--copy-entries -UN,--unicode=text -v,--verbose -ws,--wild-stop-dirs -X,--no-extra
    -z,--archive-comment -Z,--compression-method=text`,
  operands: ["write", "read"],
  match: ["zip -r out.zip src -x '*.map'", "zip -9 -j out.zip a.txt b.txt", "zip -rq - dist"],
  notMatch: [
    "zip a.zip a.txt -T -TT './x #'",
    "zip a.zip a.txt -T --unzip-command ./x",
    "zip -rTT x a.zip a",
    "zip a.zip /etc/passwd",
    "zip /etc/x.zip a",
    "zip -m a.zip src",
    "zip -lf=/etc/x a.zip a",
    "zip a.zip -@",
  ],
});

const unzip = asks(["read", "write"], unpacks, {
  options: `-A -c -f -l -p -t -T -u -v -z -a -b -B -C -D -d=write -e=text -h -hh -I=text -O=text -i=text -j -J -K! -L
    -M -n -N -o -P=text -q -s -S -U -V -W -X -x=text -Y -Z -1 -2 -m -:! -^!`,
  operands: ["read", "text"],
  match: ["unzip -q a.zip -d out", "unzip -l a.zip", "unzip -o a.zip 'src/*' -x '*.map'", "unzip -p a.zip README.md"],
  notMatch: ["unzip a.zip -d /etc", "unzip -: a.zip", "unzip /etc/x.zip", "unzip -K a.zip", "unzip -qo: a.zip"],
});

const sevenOptions = `-y -r[=text] -p[=text] -o[=write] -t[=text] -m[=text] -x[=text] -i[=text] -ai[=text] -ax[=text]
  -ao[=text] -an -bb[=text] -bd -bs[=text] -bt -si[=text] -so -slt -slp -scc[=text] -scs[=text] -scrc[=text] -snh
  -snl! -sni -sns[=text] -spd -spe -spf! -sdel! -sfx![=read] -seml! -ssc[=text] -sse -ssp -ssw -stl -stm[=text]
  -u[=text] -v[=text] -w!`;

function seven(name: string): ProgramProfile {
  const pack = asks(["read", "write"], "it replaces archives", {
    options: sevenOptions,
    operands: ["write", "read"],
    hazard: /^@/,
  });
  const unpack = asks(["read", "write"], unpacks, { options: sevenOptions, operands: ["read", "text"], hazard: /^@/ });
  const look = reads(sevenOptions, { operands: ["read", "text"], hazard: /^@/ });
  return reads(sevenOptions, {
    subcommands: {
      a: pack,
      u: pack,
      d: pack,
      rn: pack,
      x: unpack,
      e: unpack,
      l: look,
      t: look,
      h: look,
      i: look,
      b: look,
    },
    match: [`${name} x a.7z -oout -y`, `${name} a -mx=9 out.7z src`, `${name} l a.7z`],
    notMatch: [
      `${name} x a.7z -o/etc`,
      `${name} a out.7z @/etc/passwd`,
      `${name} a -sdel out.7z src`,
      `${name} x -spf a.7z`,
      `${name} l /etc/x.7z`,
      `${name} a out.7z -i@/etc/passwd`,
    ],
  });
}

/** Programs that pack and unpack many files. */
export const archivePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  tar: tar("tar"),
  gtar: tar("gtar"),
  zip,
  unzip,
  zipinfo: reads("-1 -2 -s -m -l -v -h -M -t -T -z -C -O=text -I=text -Z -x=text", {
    operands: ["read", "text"],
    match: ["zipinfo -1 a.zip", "zipinfo a.zip 'src/*'"],
    notMatch: ["zipinfo /etc/x.zip"],
  }),
  funzip: reads("-p=text", { operands: ["read"], match: ["funzip a.zip"], notMatch: ["funzip /etc/x.zip"] }),
  "7z": seven("7z"),
  "7za": seven("7za"),
  "7zr": seven("7zr"),
  "7zz": seven("7zz"),
  unrar: asks(["read", "write"], unpacks, {
    subcommands: {
      x: writes("-o+ -o- -y -p[=text] -r -inul -idq", { operands: ["read", "text"] }),
      e: writes("-o+ -o- -y -p[=text] -r -inul -idq", { operands: ["read", "text"] }),
    },
    match: ["unrar x -y a.rar"],
    notMatch: ["unrar x /etc/x.rar", "unrar x -ilog/etc/x a.rar"],
  }),
  cpio: asks(["read", "write"], unpacks, {
    options: `-i,--extract -o,--create -p,--pass-through -t,--list --block-size=text -B -c -C,--io-size=text
      -D,--directory=write --force-local -H,--format=text --quiet -R,--owner=text -v,--verbose -V,--dot
      -W,--warning=text -F,--file=write -M,--message=text --rsh-command!=program -b,--swap -f,--nonmatching -I=read
      -n,--numeric-uid-gid -r,--rename! -s,--swap-bytes -S,--swap-halfwords --to-stdout -E,--pattern-file=read
      --only-verify-crc -A,--append --device-independent,--reproducible --ignore-devno -O=write --renumber-inodes
      -l,--link! --absolute-filenames! --no-absolute-filenames -0,--null -a,--reset-access-time -L,--dereference
      -d,--make-directories -m,--preserve-modification-time --no-preserve-owner --sparse -u,--unconditional -? --usage`,
    operands: ["write"],
    hazard: elsewhere,
    match: ["cpio -idm -F a.cpio", "cpio -o -H newc -O out.cpio", "cpio -tv -F a.cpio"],
    notMatch: [
      "cpio -o --rsh-command=./x -F h:a",
      "cpio -i -F host:a.cpio",
      "cpio -pd /etc",
      "cpio -i --absolute-filenames -F a.cpio",
      "cpio -o -O /etc/x",
    ],
  }),
  ar: writes(
    `-d -m -p -q -r -t -x -s -a=text -b=text -c -D -f -i=text -N=text -o -O -P -S -T -u -U -v -V -h -M! --target=text
     --output=write --plugin!=read --record-libdeps=text --thin`,
    {
      operands: ["write", "read"],
      bundled: true,
      hazard: /^@/,
      match: ["ar rcs libx.a a.o b.o", "ar t libx.a", "ar -x libx.a"],
      notMatch: ["ar rcs /usr/lib/x.a a.o", "ar rcs @list", "ar -M", "ar --plugin ./x.so t a.a"],
    },
  ),
});
