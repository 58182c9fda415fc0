import { type ProgramProfile, reads } from "../profile.ts";

const hexdump = reads(
  `-b,--one-byte-octal -c,--one-byte-char -C,--canonical -d,--two-bytes-decimal -o,--two-bytes-octal
   -x,--two-bytes-hex -X,--one-byte-hex -L,--color[=text] -e,--format=text -f,--format-file=read -n,--length=text
   -s,--skip=text -v,--no-squeezing -h -V`,
  {
    match: ["hexdump -C dist/app.bin", "hexdump -n 64 -e '16/1 \"%02x \"' a.bin"],
    notMatch: ["hexdump -C /etc/shadow", "hexdump -f /etc/passwd a.bin"],
  },
);

/** One of the programs that print or check digests; their names differ, their options hardly. */
function digest(name: string, more = ""): ProgramProfile {
  return reads(
    `-b,--binary -c,--check --tag -t,--text -z,--zero --ignore-missing --quiet --status --strict -w,--warn ${more}`,
    {
      match: [`${name} dist/app.tgz`, `${name} -c sums.txt`, `${name} --check --quiet sums.txt`],
      notMatch: [`${name} /etc/shadow`, `${name} --bogus a.txt`],
    },
  );
}

function baseCode(name: string): ProgramProfile {
  return reads("-d,--decode -D -i,--ignore-garbage -w,--wrap=text", {
    match: [`${name} -w0 logo.png`, `${name} -d`, `${name} --decode blob.txt`],
    notMatch: [`${name} /etc/shadow`, `${name} -o out a.txt`],
  });
}

function named(names: string, profile: (name: string) => ProgramProfile): Readonly<Record<string, ProgramProfile>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, profile(name)]));
}

/** Programs that show, encode and sum up bytes. */
export const bytePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  od: reads(
    `-A,--address-radix=text --endian=text -j,--skip-bytes=text -N,--read-bytes=text -S=text --strings[=text]
     -t,--format=text -v,--output-duplicates -w,--width[=text] --traditional -a -b -c -d -f -h -i -l -o -s -x`,
    { match: ["od -A x -t x1z a.bin", "od -c -N 32 a.bin"], notMatch: ["od -c /etc/shadow"] },
  ),
  xxd: reads(
    `-a,-autoskip -b,-bits -C,-capitalize -c,-cols=text -E,-EBCDIC -e -g,-groupsize=text -h,-help -i,-include
     -l,-len=text -n,-name=text -o=text -p,-ps,-postscript,-plain -r,-revert -d -s,-skip,-seek=text -u,-uppercase -v
     -R=text`,
    {
      operands: ["read", "write"],
      match: ["xxd -l 64 a.bin", "xxd -ps -c16 a.bin", "xxd -r -p hex.txt out.bin", "xxd -i logo.png"],
      notMatch: ["xxd -r hex.txt /etc/motd", "xxd /etc/shadow"],
    },
  ),
  hexdump,
  hd: hexdump,
  strings: reads(
    `-a,--all -d,--data -f,--print-file-name -n,--bytes=text -t,--radix=text -w,--include-all-whitespace -o
     -T,--target=text -e,--encoding=text -U,--unicode=text -s,--output-separator=text -h -v -V -#`,
    {
      hazard: /^@/,
      match: ["strings -n 8 dist/app.bin", "strings -a -t x a.bin"],
      notMatch: ["strings /etc/shadow", "strings @/etc/passwd"],
    },
  ),
  iconv: reads(
    "-f,--from-code=text -t,--to-code=text -l,--list -c -o,--output=write -s,--silent --verbose -? --usage -V",
    {
      match: ["iconv -f latin1 -t utf-8 a.txt", "iconv -l", "iconv -t ascii//TRANSLIT -o out.txt a.txt"],
      notMatch: ["iconv -t utf-8 -o /etc/motd a.txt", "iconv --out=/etc/motd a.txt", "iconv /etc/shadow"],
    },
  ),
  ...named("base64 base32", baseCode),
  basenc: reads(
    `--base64 --base64url --base32 --base32hex --base16 --base2msbf --base2lsbf --z85 -d,--decode -i,--ignore-garbage
     -w,--wrap=text`,
    { match: ["basenc --base64url a.bin", "basenc --base16 -d"], notMatch: ["basenc --base16 /etc/shadow"] },
  ),
  ...named("md5sum sha1sum sha224sum sha256sum sha384sum sha512sum", digest),
  b2sum: digest("b2sum", "-l,--length=text"),
  cksum: digest("cksum", "-a,--algorithm=text -l,--length=text --untagged --base64 --raw --debug"),
  shasum: digest("shasum", "-a,--algorithm=text -U,--UNIVERSAL -0,--01 -p,--portable -h -v -s"),
  sum: reads("-r -s,--sysv", { match: ["sum a.txt"], notMatch: ["sum /etc/shadow"] }),
});
