import { type ProgramProfile, reads, writes } from "../profile.ts";

const lsOptions = `-a,--all -A,--almost-all --author -b,--escape --block-size=text -B,--ignore-backups -c -C
  --color[=text] -d,--directory -D,--dired -f -F --classify[=text] --file-type --format=text --full-time -g
  --group-directories-first -G,--no-group -h,--human-readable --si -H,--dereference-command-line
  --dereference-command-line-symlink-to-dir --hide=text --hyperlink[=text] --indicator-style=text -i,--inode
  -I,--ignore=text -k,--kibibytes -l -L,--dereference -m -n,--numeric-uid-gid -N,--literal -o -p
  -q,--hide-control-chars --show-control-chars -Q,--quote-name --quoting-style=text -r,--reverse -R,--recursive
  -s,--size -S --sort=text --time=text --time-style=text -t -T,--tabsize=text -u -U -v -w,--width=text -x -X
  -Z,--context --zero -1`;

function ls(name: string): ProgramProfile {
  return reads(lsOptions, {
    match: [
      `${name} -la`,
      `${name} -1 src test`,
      `${name} -ltrh --color=always`,
      `${name} --group-directories-first -R src`,
    ],
    notMatch: [`${name} /etc`, `${name} ~/.ssh`, `${name} --bogus`],
  });
}

const tools = "-L,--dereference -h,--no-dereference";

/** Programs that look at files and directories. */
export const filePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  ls: ls("ls"),
  dir: ls("dir"),
  vdir: ls("vdir"),
  tree: reads(
    `-a -d -l -f -x -L=text -R -P=text -I=text --gitignore --gitfile=read --ignore-case --matchdirs --metafirst
     --prune --info --infofile=read --noreport --charset=text --filelimit=text -o=write -q -N -Q -p -u -g -s -h --si
     --du -D --timefmt=text -F --inodes --device -v -t -c -U -r --dirsfirst --filesfirst --sort=text -i -A -S -n -C -X
     -J -H=text -T=text --nolinks --hintro=read --houtro=read --fromfile --fromtabfile --fflinks --acl --hyperlink
     --scheme=text --authority=text`,
    {
      match: ["tree -L 2 -I 'node_modules|dist'", "tree -a --gitignore src", "tree -J -o tree.json"],
      notMatch: ["tree /etc", "tree -o /etc/motd", "tree --infofile=/etc/passwd"],
    },
  ),
  stat: reads("-L,--dereference -f,--file-system --cached=text -c,--format=text --printf=text -t,--terse -x -s -n -q", {
    match: ["stat package.json", "stat -c %s dist/app.js", "stat --printf='%a %n\\n' a b"],
    notMatch: ["stat /etc/shadow", "stat --bogus a"],
  }),
  file: reads(
    `-b,--brief -c,--checking-printout -C,--compile! -d,--debug -e,--exclude=text --exclude-quiet=text -E --extension
     --apple -f,--files-from=read -F,--separator=text ${tools} -i,--mime --mime-type --mime-encoding -I
     -k,--keep-going -l,--list -m,--magic-file!=read -n,--no-buffer -N,--no-pad -p,--preserve-date -P,--parameter=text
     -r,--raw -s,--special-files! -S,--no-sandbox! -v -z,--uncompress! -Z,--uncompress-noreport! -0,--print0`,
    {
      match: ["file dist/app.bin", "file -b --mime-type logo.png", "file -L link"],
      notMatch: [
        "file -f /etc/passwd",
        "file --files=/etc/passwd",
        "file -z a.gz",
        "file -m ./magic a",
        "file /etc/shadow",
      ],
    },
  ),
  du: reads(
    `-0,--null -a,--all -A,--apparent-size -B,--block-size=text -b,--bytes -c,--total -D,--dereference-args
     -d,--max-depth=text --files0-from=list -H -h,--human-readable --inodes -k -L,--dereference -l,--count-links -m
     -P,--no-dereference -S,--separate-dirs --si -s,--summarize -t,--threshold=text --time[=text] --time-style=text
     -X,--exclude-from=read --exclude=text -x,--one-file-system`,
    {
      match: ["du -sh node_modules dist", "du -h -d 1 .", "du -ah --exclude=.git --max-depth=2"],
      notMatch: ["du -sh /", "du --files0-from=/etc/passwd", "du -X /etc/passwd ."],
    },
  ),
  df: reads(
    `-a,--all -B,--block-size=text -h,--human-readable -H,--si -i,--inodes -k -l,--local --no-sync --output[=text]
     -P,--portability --sync -t,--type=text -T,--print-type --total -x,--exclude-type=text -v`,
    { match: ["df -h", "df -hT .", "df --output=avail ."], notMatch: ["df --bogus", "df -h /srv/x"] },
  ),
  realpath: reads(
    `-e,--canonicalize-existing -m,--canonicalize-missing -L,--logical -P,--physical -q,--quiet --relative-to=read
     --relative-base=read -s,--strip,--no-symlinks -z,--zero`,
    { match: ["realpath src/a.ts", "realpath --relative-to=src test/a.ts"], notMatch: ["realpath /etc/x"] },
  ),
  readlink: reads(
    `-f,--canonicalize -e,--canonicalize-existing -m,--canonicalize-missing -n,--no-newline -q,--quiet -s,--silent
     -v,--verbose -z,--zero`,
    { match: ["readlink -f node_modules/.bin/tsc", "readlink link"], notMatch: ["readlink -f /etc/localtime"] },
  ),
  namei: reads("-x,--mountpoints -m,--modes -o,--owners -l,--long -n,--nosymlinks -v,--vertical -h -V -Z,--context", {
    match: ["namei -l src/a.ts"],
    notMatch: ["namei -l /etc/shadow"],
  }),
  getfacl: reads(
    `-a,--access -d,--default -c,--omit-header -e,--all-effective -E,--no-effective -s,--skip-base -R,--recursive
     -L,--logical -P,--physical -t,--tabular -n,--numeric -p,--absolute-names --one-file-system -v -h`,
    { match: ["getfacl -R src"], notMatch: ["getfacl /etc/shadow"] },
  ),
  lsattr: reads("-R -a -d -l -p -v -V", { match: ["lsattr -R src"], notMatch: ["lsattr /etc"] }),
  dircolors: reads("-b,--sh,--bourne-shell -c,--csh,--c-shell -p,--print-database --print-ls-colors", {
    match: ["dircolors -p"],
    notMatch: ["dircolors /etc/x"],
  }),
  sync: writes("-d,--data -f,--file-system", { match: ["sync", "sync dist/app.js"], notMatch: ["sync /etc/passwd"] }),
});
