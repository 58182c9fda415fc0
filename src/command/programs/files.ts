import { asks, type ProgramProfile, prints, reads, writes } from "../profile.ts";

const copyOptions =
  "-a,--archive -b --backup[=text] -d -f,--force -i,--interactive -H -l,--link! -L,--dereference -n,--no-clobber " +
  "-P,--no-dereference -p --preserve[=text] --no-preserve=text --parents -R,-r,--recursive --reflink[=text] " +
  "--remove-destination --sparse=text -s,--symbolic-link! -S,--suffix=text -t,--target-directory=write " +
  "-T,--no-target-directory -u,--update[=text] -v,--verbose -x,--one-file-system --strip-trailing-slashes";

const findTests =
  "-name=read -iname=read -path=read -ipath=read -wholename=read -iwholename=read -regex=text -iregex=text -regextype=text " +
  "-type=text -xtype=text -size=text -mtime=text -atime=text -ctime=text -mmin=text -amin=text -cmin=text -newer=read " +
  "-newermt=text -maxdepth=text -mindepth=text -perm=text -user=text -group=text -uid=text -gid=text -links=text -inum=text " +
  "-empty -readable -writable -executable -true -false -depth -d -mount -xdev -follow -L -H -P -print -print0 -printf=text " +
  "-ls -prune -quit -not -a -and -o -or -daystart -noleaf -samefile=read";

/** Programs that list, create, move and remove files. */
export const filePrograms: Readonly<Record<string, ProgramProfile>> = {
  ls: reads(
    "-a,--all -A,--almost-all --author -b,--escape -B,--ignore-backups -c -C --color[=text] -d,--directory -f -F,--classify[=text] " +
      "--file-type --format=text --full-time -g --group-directories-first -G,--no-group -h,--human-readable --si " +
      "-H -i,--inode -I,--ignore=text -k,--kibibytes -l -L,--dereference -m -n,--numeric-uid-gid -N,--literal -o -p -q " +
      "-Q,--quote-name -r,--reverse -R,--recursive -s,--size -S --sort=text --time=text --time-style=text -t -u -U -v " +
      "-w,--width=text -x -X -Z,--context -1",
  ),
  tree: reads(
    "-a -d -f -i -l -L=text -I=text -P=text -s -h -D -t -r -C -n -J -X -o=write --dirsfirst --gitignore --noreport --prune -F",
  ),
  stat: reads("-L,--dereference -f,--file-system -c,--format=text --printf=text -t,--terse"),
  file: reads(
    "-b,--brief -i,--mime --mime-type --mime-encoding -L,--dereference -h,--no-dereference -z! -Z! -f,--files-from=read -k,--keep-going -s!",
  ),
  du: reads(
    "-a,--all -b,--bytes -c,--total -d,--max-depth=text -h,--human-readable -k -m -s,--summarize -x,--one-file-system --exclude=text --apparent-size -L,--dereference --time[=text] -0,--null",
  ),
  df: reads("-a,--all -h,--human-readable -H,--si -i,--inodes -k -l,--local -T,--print-type -t,--type=text --total"),
  basename: prints("-a,--multiple -s,--suffix=text -z,--zero"),
  dirname: prints("-z,--zero"),
  realpath: reads(
    "-e,--canonicalize-existing -m,--canonicalize-missing -s,--strip,--no-symlinks --relative-to=read --relative-base=read -q,--quiet",
  ),
  readlink: reads("-f,--canonicalize -e,--canonicalize-existing -m,--canonicalize-missing -n,--no-newline"),
  find: reads(
    `${findTests} -exec! -execdir! -ok! -okdir! -delete! -fprint!=write -fprint0!=write -fprintf!=write -fls!=write -files0-from=read`,
    { words: true },
  ),
  fd: reads(
    "-H,--hidden -I,--no-ignore -u,--unrestricted -s,--case-sensitive -i,--ignore-case -g,--glob -F,--fixed-strings -a,--absolute-path " +
      "-l,--list-details -L,--follow -p,--full-path -d,--max-depth=text -t,--type=text -e,--extension=text -E,--exclude=text -0,--print0 " +
      "-x,--exec! -X,--exec-batch! --color=text",
    { operands: ["text", "read"] },
  ),
  mkdir: writes("-m,--mode! -p,--parents -v,--verbose"),
  rmdir: writes("-p,--parents -v,--verbose --ignore-fail-on-non-empty"),
  touch: writes("-a -c,--no-create -d,--date=text -h,--no-dereference -m -r,--reference=read -t=text"),
  cp: writes(copyOptions, { operands: ["read"], last: "write" }),
  mv: writes(
    "-b --backup[=text] -f,--force -i,--interactive -n,--no-clobber --strip-trailing-slashes -S,--suffix=text -t,--target-directory=write -T,--no-target-directory -u,--update[=text] -v,--verbose",
  ),
  ln: writes(
    "-f,--force -i,--interactive -n,--no-dereference -r,--relative -s,--symbolic -t,--target-directory=write -T,--no-target-directory -v,--verbose",
  ),
  rm: writes(
    "-f,--force -i -I --interactive[=text] -r,-R,--recursive -d,--dir -v,--verbose --one-file-system --preserve-root[=text] --no-preserve-root!",
  ),
  truncate: asks(["read", "write"], "it cuts files"),
  shred: asks(["read", "write"], "it destroys files"),
  dd: asks(["read", "write"], "it writes raw bytes to any file or device"),
  install: asks(["read", "write"], "it copies files and sets their modes"),
  split: asks(["read", "write"], "it creates any number of files"),
  rsync: asks(["read", "write"], "it copies, removes and reaches other machines"),
  chmod: writes("-R,--recursive -c,--changes -f,--quiet,--silent -v,--verbose --reference=read", {
    operands: ["text", "write"],
  }),
  chown: asks(["read", "write"], "it changes who owns files"),
  chgrp: asks(["read", "write"], "it changes who owns files"),
  chattr: asks(["read", "write"], "it changes how files are protected"),
  setfacl: asks(["read", "write"], "it changes who may use files"),
  tar: asks(["read", "write"], "it unpacks over existing files and can start programs", {
    options:
      "-c,--create -x,--extract,--get -t,--list -r,--append -u,--update -f,--file=write -z,--gzip -j,--bzip2 -J,--xz -v,--verbose -C,--directory=write " +
      "--to-command=program --checkpoint-action=program -I,--use-compress-program=program --rsh-command=program -F,--info-script,--new-volume-script=program",
  }),
  zip: asks(["read", "write"], "it can start programs (-TT)"),
  unzip: asks(["read", "write"], "it unpacks over existing files"),
  gzip: writes(
    "-c,--stdout -d,--decompress -f,--force -k,--keep -l,--list -n,--no-name -r,--recursive -t,--test -v,--verbose -#",
  ),
  gunzip: writes("-c,--stdout -f,--force -k,--keep -l,--list -t,--test -v,--verbose"),
  zcat: reads("-f"),
};
