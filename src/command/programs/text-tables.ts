import { asks, type ProgramProfile, reads, writes } from "../profile.ts";

const input = `-h -d,--delimiter=text -t,--tabs -q,--quotechar=text -u,--quoting=text -b,--no-doublequote
  -p,--escapechar=text -z,--maxfieldsize=text -e,--encoding=text -L,--locale=text -S,--skipinitialspace --blanks
  --null-value=text --date-format=text --datetime-format=text -H,--no-header-row -K,--skip-lines=text -v,--verbose
  -l,--linenumbers --add-bom --zero -V -y,--snifflimit=text -I,--no-inference`;

/** A program of csvkit: it reads tables and prints another. */
function table(options: string, match: readonly string[], notMatch: readonly string[]): ProgramProfile {
  return reads(`${input} ${options}`, { match, notMatch });
}

const columns = "-n,--names -c,--columns=text";

const csvtoolOptions = "-t=text -u=text -o=write -z -help";

/** csvtool by command: its arguments before the files are text, and one command starts another program. */
function csvtool(): ProgramProfile {
  const plain = reads(csvtoolOptions, { words: true });
  const first = reads(csvtoolOptions, { words: true, operands: ["text", "read"] });
  const both = reads(csvtoolOptions, { words: true, operands: ["text", "text", "read"] });
  return reads(csvtoolOptions, {
    words: true,
    subcommands: {
      col: first,
      namedcol: first,
      width: plain,
      height: plain,
      setcolumns: first,
      setrows: first,
      head: first,
      take: first,
      drop: first,
      cat: plain,
      paste: plain,
      pastecol: both,
      join: both,
      square: plain,
      trim: first,
      replace: first,
      transpose: plain,
      format: first,
      readable: plain,
      call: asks(["exec"], "it starts a program for each row", { operands: ["program", "read"] }),
    },
    match: ["csvtool col 1-3 data.csv", "csvtool -t TAB readable a.tsv", "csvtool namedcol Name,Size data.csv"],
    notMatch: ["csvtool call ./x data.csv", "csvtool -o /etc/x cat data.csv", "csvtool height /etc/passwd"],
  });
}

const xsvOptions = "-o,--output=write -n,--no-headers -d,--delimiter=text -h";

function xsv(name: string): ProgramProfile {
  const plain = reads(
    `${xsvOptions} -r,--right -j,--jobs=text --everything --mode --cardinality --median -s,--select=text -l,--limit=text -a,--asc -p,--pad=text -w,--width=text -c,--condense=text`,
  );
  const first = reads(`${xsvOptions} -s,--select=text -i,--ignore-case -v,--invert-match`, {
    operands: ["text", "read"],
  });
  const slice = reads(`${xsvOptions} -s,--start=text -e,--end=text -l,--len=text -i,--index=text`);
  const order = reads(`${xsvOptions} -s,--select=text -N,--numeric -R,--reverse`);
  return reads("-h", {
    subcommands: {
      ...{
        count: plain,
        headers: plain,
        stats: plain,
        frequency: plain,
        table: plain,
        flatten: plain,
        fixlengths: plain,
        fmt: plain,
      },
      ...{ select: first, search: first, sample: first, slice, sort: order, cat: first },
      index: writes(xsvOptions),
    },
    match: [`${name} select 1,3 data.csv`, `${name} stats data.csv`, `${name} slice -l 5 data.csv`],
    notMatch: [`${name} sort -o /etc/x data.csv`, `${name} count /etc/passwd`, `${name} index /srv/x.csv`],
  });
}

/** Programs for tables in text. */
export const tablePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  csvcut: table(
    `${columns} -C,--not-columns=text -x,--delete-empty-rows`,
    ["csvcut -c 1,name data.csv", "csvcut -n data.csv"],
    ["csvcut -n /etc/passwd"],
  ),
  csvgrep: table(
    `${columns} -m,--match=text -r,--regex=text -f,--file=read -i,--invert-match -a,--any-match`,
    ["csvgrep -c state -m open data.csv", "csvgrep -c 2 -r '^a' data.csv"],
    ["csvgrep -c 1 -f /etc/passwd data.csv", "csvgrep -c 1 --fil=/etc/passwd data.csv"],
  ),
  csvlook: table(
    "--max-rows=text --max-columns=text --max-column-width=text --max-precision=text --no-number-ellipsis",
    ["csvlook data.csv", "csvlook --max-rows 20 data.csv"],
    ["csvlook /etc/passwd"],
  ),
  csvstat: table(
    `${columns} --csv --json -i,--indent=text --type --nulls --non-nulls --unique --min --max --sum --mean --median
     --stdev --len --max-precision=text --freq --freq-count=text --count --decimal-format=text
     -G,--no-grouping-separator`,
    ["csvstat --count data.csv", "csvstat -c size --mean data.csv"],
    ["csvstat /etc/passwd"],
  ),
  csvsort: table(`${columns} -r,--reverse -i,--ignore-case`, ["csvsort -r -c size data.csv"], ["csvsort /etc/passwd"]),
  csvjson: table(
    "-i,--indent=text -k,--key=text --lat=text --lon=text --type=text --geometry=text --crs=text --no-bbox --stream",
    ["csvjson -i 2 data.csv"],
    ["csvjson /etc/passwd"],
  ),
  csvformat: table(
    `-E,--skip-header -D,--out-delimiter=text -T,--out-tabs -A,--out-asv -Q,--out-quotechar=text -U,--out-quoting=text
     -B,--out-no-doublequote -P,--out-escapechar=text -M,--out-lineterminator=text`,
    ["csvformat -T data.csv"],
    ["csvformat /etc/passwd"],
  ),
  csvjoin: table(`${columns} --outer --left --right`, ["csvjoin -c id a.csv b.csv"], ["csvjoin a.csv /etc/passwd"]),
  csvstack: table(
    "-g,--groups=text -n,--group-name=text --filenames",
    ["csvstack a.csv b.csv"],
    ["csvstack a.csv /etc/passwd"],
  ),
  in2csv: table(
    `-f,--format=text -s,--schema=read -k,--key=text -n,--names --sheet=text --write-sheets!=text --use-sheet-names
     --encoding-xls=text`,
    ["in2csv report.xlsx", "in2csv -f json a.json"],
    ["in2csv /etc/x.xlsx", "in2csv --write-sheets - a.xlsx"],
  ),
  csvtool: csvtool(),
  xsv: xsv("xsv"),
  qsv: xsv("qsv"),
  mlr: asks(["read"], "its language can start programs and write files", {
    options: `--icsv --ojson --ijson --ocsv --csv --tsv --json --jsonl --itsv --otsv --ixtab --oxtab --xtab --pprint
      --opprint --c2j --c2p --c2t --j2c --t2c --t2j -n --from=read --ifs=text --ofs=text --fs=text --ips=text
      --ops=text --irs=text --ors=text --implicit-csv-header --headerless-csv-output --allow-ragged-csv-input
      --records-per-batch=text --nr-progress-mod=text -I! --prepipe!=program --prepipex!=program --load!=read
      --mload!=read --mfrom!=read --ofmt=text -s!=read`,
    operands: ["read"],
    leading: true,
    hazard: /^-[fs]$|system|exec|\b(?:tee|emit\w*|dump|print\w*|split)\b|ENV|>/,
    match: ["mlr --icsv --ojson cat data.csv", "mlr --csv sort -nr size then head -n 4 data.csv"],
    notMatch: [
      "mlr -n put 'end {system(\"id\")}'",
      "mlr --prepipe ./x cat a.csv",
      "mlr --csv tee /etc/x a.csv",
      "mlr -I --csv cat a.csv",
    ],
  }),
});
