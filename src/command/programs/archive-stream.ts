import { type ProgramProfile, reads, writes } from "../profile.ts";

const levels = "-0 -1,--fast -2 -3 -4 -5 -6 -7 -8 -9,--best";

const gzipOptions = `-a,--ascii -c,--stdout,--to-stdout -d,--decompress,--uncompress -f,--force -h -k,--keep -l,--list
  -L,--license -n,--no-name -N,--name -q,--quiet -r,--recursive --rsyncable -S,--suffix=text --synchronous -t,--test
  -v,--verbose -V ${levels}`;
const pigzOptions = `${gzipOptions} -A,--alias=text -b,--blocksize=text -C,--comment=text -F,--first -H,--huffman
  -i,--independent -I,--iterations=text -J,--maxsplits=text -K,--zip -m,--no-time -M,--time -O,--oneblock
  -p,--processes=text -R -U,--rle -Y -z,--zlib -11`;
const bzip2Options = `-h -d,--decompress -z,--compress -k,--keep -f,--force -t,--test -c,--stdout -q,--quiet
  -v,--verbose -L,--license -V -s,--small --repetitive-fast --repetitive-best ${levels}`;
const xzOptions = `-z,--compress -d,--decompress,--uncompress -t,--test -l,--list -k,--keep -f,--force
  -c,--stdout,--to-stdout --single-stream --no-sparse -S,--suffix=text --files![=read] --files0![=read]
  -F,--format=text -C,--check=text --ignore-check ${levels} -e,--extreme -T,--threads=text --block-size=text
  --block-list=text --flush-timeout=text --memlimit-compress=text --memlimit-decompress=text
  --memlimit-mt-decompress=text -M,--memlimit,--memory=text --no-adjust --lzma1[=text] --lzma2[=text] --x86[=text]
  --arm[=text] --armthumb[=text] --arm64[=text] --powerpc[=text] --ia64[=text] --sparc[=text] --delta[=text]
  -q,--quiet -v,--verbose -Q,--no-warn --robot --info-memory -h -H,--long-help -V`;
const zstdOptions = `-o=write -k,--keep --rm -z,--compress -d,--decompress,--uncompress -D=read -f,--force -h -H -V
  -c,--stdout -v,--verbose -q,--quiet -r --filelist!=read --output-dir-flat=write --output-dir-mirror=write
  --trace=write --ultra --fast[=text] --adapt[=text] --long[=text] --patch-from=read -T[=text] --threads=text
  --single-thread --auto-threads=text -B[=text] --block-size=text --rsyncable --exclude-compressed --stream-size=text
  --size-hint=text --target-compressed-block-size=text --no-dictID --check --no-check --format=text --sparse
  --no-sparse --progress --no-progress -C --content-size --no-content-size --asyncio --no-asyncio
  --no-row-match-finder --row-match-finder --mmap-dict --no-mmap-dict --pass-through --no-pass-through -l,--list
  -t,--test -M[=text] --memory=text --train --train-cover[=text] --train-fastcover[=text] --train-legacy[=text]
  --maxdict=text --dictID=text -b[=text] -e[=text] -i[=text] -S --priority=text --zstd=text --no-name -n --best --gzip
  --xz --lzma --lz4 -#`;
const lz4Options = `-z,--compress -d,--decompress,--uncompress -D=read -f,--force -k,--keep --rm -h -H -V -v,--verbose
  -q,--quiet -c,--stdout,--to-stdout -t,--test -m,--multiple -r -l -B[=text] -BI -BD -BX --no-frame-crc --frame-crc
  --content-size --no-content-size --list --favor-decSpeed --fast[=text] --best --sparse --no-sparse --no-crc
  -b[=text] -e[=text] -i[=text] -S -T[=text] -#`;

/** A program that puts the packed file in the place of the plain one, or the other way round. */
function packs(name: string, options: string): ProgramProfile {
  return writes(options, {
    match: [`${name} -k a.txt`, `${name} -dc a.bin`, `${name} -9 dist/app.js`],
    notMatch: [`${name} /etc/motd`, `${name} --bogus a.txt`],
  });
}

function unpacks(name: string, options: string): ProgramProfile {
  return writes(options, {
    match: [`${name} a.txt.x`, `${name} -kf a.txt.x`],
    notMatch: [`${name} /etc/motd.x`, `${name} --bogus a.x`],
  });
}

function shows(name: string, options: string): ProgramProfile {
  return reads(options, { match: [`${name} logs/app.log.1.x`], notMatch: [`${name} /var/log/auth.log.1.x`] });
}

/** Programs that pack and unpack one stream of bytes. */
export const streamPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  gzip: packs("gzip", gzipOptions),
  gunzip: unpacks("gunzip", gzipOptions),
  zcat: shows("zcat", "-f,--force -l,--list -q,--quiet -S,--suffix=text -v,--verbose -h -V"),
  gzcat: shows("gzcat", "-f,--force -l,--list -q,--quiet -S,--suffix=text -v,--verbose -h -V"),
  pigz: packs("pigz", pigzOptions),
  unpigz: unpacks("unpigz", pigzOptions),
  bzip2: packs("bzip2", bzip2Options),
  bunzip2: unpacks("bunzip2", bzip2Options),
  bzcat: shows("bzcat", "-s,--small -q,--quiet -v,--verbose"),
  xz: packs("xz", xzOptions),
  unxz: unpacks("unxz", xzOptions),
  xzcat: shows("xzcat", "-q,--quiet -v,--verbose -T,--threads=text -F,--format=text -M,--memlimit=text -h -H -V"),
  lzma: packs("lzma", xzOptions),
  unlzma: unpacks("unlzma", xzOptions),
  zstd: packs("zstd", zstdOptions),
  unzstd: unpacks("unzstd", zstdOptions),
  zstdcat: shows("zstdcat", "-f,--force -q,--quiet -v,--verbose -D=read --long[=text] -T[=text] -M[=text] -h -H -V"),
  lz4: packs("lz4", lz4Options),
  unlz4: unpacks("unlz4", lz4Options),
  lz4cat: shows("lz4cat", "-f,--force -q,--quiet -v,--verbose -D=read -h -V"),
  lzip: packs(
    "lzip",
    `-h -V -a,--trailing-error -b,--member-size=text -c,--stdout -d,--decompress -f,--force -F,--recompress -k,--keep
     -l,--list -m,--match-length=text -o,--output=write -q,--quiet -s,--dictionary-size=text -S,--volume-size=text
     -t,--test -v,--verbose --loose-trailing ${levels}`,
  ),
  brotli: packs(
    "brotli",
    `-c,--stdout -d,--decompress -f,--force -h -j,--rm -k,--keep -n,--no-copy-stat -o,--output=write -q,--quality=text
     -t,--test -v,--verbose -w,--lgwin=text --large_window=text -C,--comment=text -D,--dictionary=read -s,--squash
     -S,--suffix=text -V -Z ${levels}`,
  ),
});
