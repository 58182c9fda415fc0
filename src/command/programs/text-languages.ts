import { type ProgramProfile, reads, runs } from "../profile.ts";

const sed = reads(
  `-n,--quiet,--silent --debug -e,--expression=code -f,--file!=read --follow-symlinks -i,--in-place[=write] -I!
   -l,--line-length=text --posix -E,-r,--regexp-extended -s,--separate --sandbox -u,--unbuffered
   -z,--null-data,--zero-terminated`,
  {
    operands: ["code", "read"],
    replacesFirst: ["expression", "file"],
    language: "sed",
    writing: ["in-place"],
    match: [
      "sed -n '1,20p' src/a.ts",
      "sed -e 's/a/b/' -e '/^$/d' a.txt",
      "sed -nE '/^## [0-9]+/,/^## /p' CHANGELOG.md",
      "sed '$!N; s/[^/]*$//; P; D' a.txt",
      "sed --quiet --expression='/export/p' src/a.ts",
      "sed -i.bak s/a/b/ a.txt",
    ],
    notMatch: [
      "sed -i s/a/b/ /etc/hosts",
      "sed --in=../x s/a/b/ a.txt",
      "sed -n '1e id' a.txt",
      "sed 's/a/b/w out' a.txt",
      "sed -f x.sed a.txt",
      "sed p /etc/passwd",
    ],
  },
);

function awk(name: string): ProgramProfile {
  return reads(
    `-F,--field-separator=text -v,--assign=text -f,--file!=read -e,--source=code -E,--exec!=read -i,--include!=read
     -l,--load!=read -b,--characters-as-bytes -c,--traditional -C,--copyright -d,--dump-variables![=write]
     -D,--debug![=read] -g,--gen-pot -h -I,--trace -k,--csv -L,--lint[=text] -M,--bignum -N,--use-lc-numeric
     -n,--non-decimal-data -o,--pretty-print![=write] -O,--optimize -p,--profile![=write] -P,--posix -r,--re-interval
     -s,--no-optimize -S,--sandbox -t,--lint-old -V -W!=text`,
    {
      operands: ["code", "read"],
      replacesFirst: ["file", "source", "exec"],
      language: "awk",
      leading: true,
      match: [
        `${name} '{print $1}' data.csv`,
        `${name} -F, -v min=5 '$3 > min && /foo|bar/ {print $2 / 2}' data.csv`,
        `${name} 'NR==FNR {seen[$1]; next} !($1 in seen)' a.txt b.txt`,
        `${name} -F'\\t' 'BEGIN {OFS=","} {n[$2]++} END {for (k in n) print k, n[k]}' a.tsv`,
      ],
      notMatch: [
        `${name} 'BEGIN {system("id")}'`,
        `${name} '{print "a;b" > "out"}' a.txt`,
        `${name} -f x.awk a.txt`,
        `${name} '{print}' -v /etc/passwd`,
        `${name} '{print}' /etc/passwd`,
        `${name} 'BEGIN {ARGV[1] = "/etc/passwd"; ARGC = 2} {print}'`,
        `${name} --inc=x '{print}' a.txt`,
      ],
    },
  );
}

const jqBase = `-n,--null-input -r,--raw-output --raw-output0 -j,--join-output -a,--ascii-output -c,--compact-output
  -R,--raw-input -e,--exit-status -S,--sort-keys -C,--color-output -M,--monochrome-output --tab --indent=text
  -f,--from-file! -L,--library-path!=read --arg=text,text --argjson=text,text --slurpfile=text,read
  --rawfile=text,read --argfile=text,read --args --jsonargs --stream --stream-errors --seq --unbuffered -b,--binary -h
  -V --build-configuration --debug-dump-disasm --debug-trace`;

const jq = reads(`${jqBase} -s,--slurp`, {
  operands: ["code", "read"],
  language: "jq",
  match: [
    "jq -r '.a[] | select(.n > 1) | .name' f.json",
    "jq . package.json",
    "jq --arg v 1.2.3 '.version = $v' package.json",
    "jq -n --slurpfile a a.json --indent 4 '$a[0].env'",
    "jq -sc 'add | keys' a.json b.json",
  ],
  notMatch: [
    "jq -n env",
    "jq '.a, $ENV.HOME' f.json",
    "jq -f filter.jq f.json",
    "jq -n --rawfile x /etc/passwd '$x'",
    "jq . /etc/docker/daemon.json",
    "jq -L lib 'include \"x\"; .' f.json",
  ],
});

/** Two programs have this name: one that hands its filter to jq, and one with a language much like it. */
const yqOptions = `${jqBase} --slurp -y,--yaml-output,--yml-output -Y,--yaml-roundtrip,--yml-roundtrip -w,--width=text
  --yaml-output-grammar-version,--yml-out-ver=text --indentless-lists,--indentless -i,--in-place,--inplace!
  --explicit-start --explicit-end --no-expand-aliases -o,--output-format=text -p,--input-format=text -I=text
  --expression=code -P,--prettyPrint -N,--no-doc -0,--nul-output --no-colors --colors --front-matter!=text
  -s,--split-exp! --split-exp-file!=read --unwrapScalar[=text] -v,--verbose --header-preprocess --string-interpolation
  --csv-auto-parse --csv-separator=text --tsv-auto-parse --xml-attribute-prefix=text --xml-content-name=text
  --xml-keep-namespace --xml-raw-token --xml-strict-mode --xml-skip-proc-inst --xml-skip-directives
  --properties-separator=text --properties-array-brackets --security-disable-env-ops --security-disable-file-ops`;

const yqFilter = reads(yqOptions, { operands: ["code", "read"], replacesFirst: ["expression"], language: "yq" });

/** Filters that are programs in a language of their own. */
export const languagePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  sed,
  gsed: { ...sed, match: ["gsed -n 1p a.txt"], notMatch: ["gsed -i s/a/b/ ../a.txt"] },
  awk: awk("awk"),
  gawk: awk("gawk"),
  mawk: awk("mawk"),
  nawk: awk("nawk"),
  jq,
  gojq: { ...jq, match: ["gojq -r .a f.json"], notMatch: ["gojq -n env"] },
  yq: reads(yqOptions, {
    subcommands: { e: yqFilter, eval: yqFilter, ea: yqFilter, "eval-all": yqFilter },
    otherwise: [[/^/, yqFilter]],
    match: [
      "yq '.services.web.image' docker-compose.yml",
      "yq e '.a.b' values.yaml",
      "yq -o json -I 2 '.' a.yml",
      "yq -r '.jobs | keys[]' ci.yml",
      "yq eval-all '. as $item ireduce ({}; . * $item)' a.yml b.yml",
    ],
    notMatch: [
      "yq -i '.a = 1' a.yml",
      "yq '.a = load(\"/etc/passwd\")' a.yml",
      "yq 'env(HOME)' a.yml",
      "yq . /etc/x.yml",
      "yq /etc/x.yml",
      "yq e --inplace '.a = 1' a.yml",
    ],
  }),
  dc: runs("-e,--expression=code -f,--file!=read -h -V -x,--extended-register -i,--interactive -P,--no-prompt", {
    operands: ["read"],
    language: "dc",
    interprets: true,
    scripts: /\.dc$/,
    match: ["dc -e '2 3 + p'", "dc sums.dc"],
    notMatch: ["dc -e '!id'", "dc", "dc --exp='!id'", "dc /etc/x.dc"],
  }),
  bc: reads(
    "-h -i,--interactive -l,--mathlib -q,--quiet -s,--standard -w,--warn -v -e,--expression=text -f,--file=read -S=text",
    {
      match: ["bc -l", "bc -q sums.bc"],
      notMatch: ["bc /etc/passwd"],
    },
  ),
  xmllint: reads(
    `-debug -copy -recover -huge -noenc -noout -nonet -nocompact -htmlout -nowrap -quiet -timing -o,-output=write
     -repeat -insert -compress -html -xmlout -nodefdtd -push -pushsmall -memory -maxmem=text -nowarning -noblanks
     -nocdata -format -encode=text -dropdtd -pretty=text -c14n -c14n11 -exc-c14n -nsclean -nocatalogs -auto
     -noxincludenode -nofixup-base-uris -stream -walker -pattern=text -chkregister -relaxng=read -schema=read
     -schematron=read -sax1 -sax -oldxml10 -xpath=text -shell! -debugent -noent! -path!=text -load-trace -valid!
     -postvalid! -dtdvalid!=source -dtdvalidfpi!=text -testIO! -catalogs! -xinclude! -loaddtd! -dtdattr!`,
    {
      words: true,
      operands: ["source"],
      hazard: /^\w+:\/\//,
      match: ["xmllint --noout pom.xml", "xmllint --format --encode UTF-8 a.xml", "xmllint --xpath '//a/@b' a.xml"],
      notMatch: [
        "xmllint --noent a.xml",
        "xmllint --xinclude a.xml",
        "xmllint --output /etc/motd a.xml",
        "xmllint https://example.com/a.xml",
        "xmllint --shell a.xml",
      ],
    },
  ),
});
