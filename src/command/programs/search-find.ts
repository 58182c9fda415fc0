import { type ProgramProfile, reads } from "../profile.ts";

/** `-newerXY`, where Y may be a time in words. */
const newer = ["a", "B", "c", "m"]
  .flatMap((x) => [..."aBcm"].map((y) => `-newer${x}${y}=read`).concat(`-newer${x}t=text`))
  .join(" ");

/** find: what looks like its options are the words of an expression; names are paths because they may be secret ones. */
export const findPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  find: reads(
    `-H -L -P -D=text -O0 -O1 -O2 -O3 -E -s -X -x -f=read -daystart -depth -d -follow -ignore_readdir_race
     -noignore_readdir_race -maxdepth=text -mindepth=text -mount -noleaf -warn -nowarn -regextype=text -xdev
     -files0-from=list -amin=text -anewer=read -atime=text -cmin=text -cnewer=read -context=text -ctime=text -empty
     -executable -false -fstype=text -gid=text -group=text -ilname=read -iname=read -inum=text -ipath=read
     -iregex=text -iwholename=read -links=text -lname=read -mmin=text -mtime=text -name=read -newer=read ${newer}
     -nogroup -nouser -path=read -perm=text -readable -regex=text -samefile=read -size=text -true -type=text -uid=text
     -used=text -user=text -wholename=read -writable -xtype=text -a -and -o -or -not -print -print0 -printf=text -ls
     -prune -quit -delete! -exec! -execdir! -ok! -okdir! -fprint!=write -fprint0!=write -fprintf!=write,text
     -fls!=write`,
    {
      words: true,
      match: [
        "find . -name '*.ts' -not -path './node_modules/*' -type f -print0",
        "find src test -type f -newer package.json -size +10k",
        "find . -maxdepth 2 -type d \\( -name dist -o -name build \\) -prune -o -print",
        "find . -mtime -7 -iname '*.md' -printf '%p %s\\n'",
        "find src -name '*.ts' -exec grep -l foo {} +",
        "find . ! -perm -u+x -empty",
        "find . -newermt '2024-01-01' -regextype posix-extended -regex '.*\\.(js|ts)'",
      ],
      notMatch: [
        "find . -name '*.ts' -delete",
        "find . -type f -exec shred {} +",
        "find a.txt -execdir ./x ';'",
        "find . -ok ./x {} ';'",
        "find . -fprintf out %p",
        "find . -fls out",
        "find /etc -name passwd",
        "find . -files0-from /etc/passwd",
        "find . -newerXX a",
      ],
    },
  ),
});
