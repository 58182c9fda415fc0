import { insists, type ProgramProfile, reads, runs, writes } from "../profile.ts";
import { pythonLaunchers } from "./python-launchers.ts";
import { pythonPackages } from "./python-packages.ts";
import { pythonServers } from "./python-servers.ts";
import { coverage, pythonTools, unittestModule } from "./python-tools.ts";

const forms: Readonly<Record<string, RegExp>> = {
  W: /^[a-z]+(?:::\w*)?$/,
  X: /^(?:dev|importtime|faulthandler|tracemalloc(?:=\d+)?|utf8(?:=[01])?|no_debug_ranges|frozen_modules=\w+|int_max_str_digits=\d+|gil=[01]|warn_default_encoding)$/,
};

const options = `-c=code -m=module -b -bb -B -d -E -h -i! -I -O -OO -P -q -s -S -u -v -V -W=text -x! -X=text
  --check-hash-based-pycs=text --help-env --help-xoptions --help-all -? -R`;

const script = { operands: ["read", "text"], interprets: true, scripts: /\.py$/, language: "other" } as const;

/** Of what a module asks leave for, leave for python covers nothing. */
function demanding(profile: ProgramProfile): ProgramProfile {
  const { subcommands, asks } = profile;
  return {
    ...profile,
    ...(asks !== undefined && { own: true }),
    ...(subcommands !== undefined && {
      subcommands: Object.fromEntries(Object.entries(subcommands).map(([name, inner]) => [name, demanding(inner)])),
    }),
  };
}

/** Modules that are tools; what is not here needs leave. */
const modules: ReadonlyMap<string, ProgramProfile> = new Map(
  Object.entries({
    ...pythonTools(),
    ...pythonServers(),
    unittest: unittestModule,
    "json.tool": reads("--sort-keys --no-ensure-ascii --json-lines --indent=text --tab --no-indent --compact", {
      operands: ["read", "write"],
    }),
    compileall: runs("-l -r=text -f -q -b -i=read -j=text -x=text --invalidation-mode=text"),
    py_compile: runs("-q,--quiet", { operands: ["read"] }),
    venv: writes(
      `--system-site-packages --symlinks --copies --clear --upgrade --without-pip --prompt=text --upgrade-deps
        --without-scm-ignore-files`,
    ),
    site: reads("--user-site --user-base", { operands: ["text"] }),
    platform: reads("", { operands: ["text"] }),
    sysconfig: reads(""),
    ast: reads("--no-type-comments -m,--mode=text -a,--include-attributes -i,--indent=text"),
    tokenize: reads("-e,--exact"),
    dis: reads(""),
    calendar: reads("-t=text -L=text", { operands: ["text"] }),
    tabnanny: reads("-v -q"),
    doctest: runs("-v,--verbose -o,--option=text -f,--fail-fast", { operands: ["read"] }),
    cProfile: runs("-o,--outfile=write -s,--sort=text", script),
    trace: runs(
      `-c,--count -t,--trace -l,--listfuncs -T,--trackcalls -r,--report -m,--missing -s,--summary -f,--file=write
        -C,--coverdir=write --ignore-module=text --ignore-dir=text`,
      script,
    ),
    pip: demanding(pythonPackages()["pip"] as ProgramProfile),
    build: demanding(
      runs(
        "-s,--sdist -w,--wheel -o,--outdir=write -n,--no-isolation -x,--skip-dependency-check -v,--verbose -C!=text",
        { operands: ["read"], asks: "it fetches what the build needs" },
      ),
    ),
    "http.server": insists(["network"], "it serves files to other machines"),
  } satisfies Readonly<Record<string, ProgramProfile>>),
);
const allModules = new Map([...modules, ["coverage", coverage(modules)] as const]);

/** Names that packages of a workspace commonly have, and that installed ones have not. */
const ownPackage =
  /^(?:app|apps|src|main|server|scripts?|tests?|examples?|cli|tools|api|core|backend|project|services?|jobs|tasks|bots?|my_?\w+)(?:\.\w+)*$/;

function python(name: string): ProgramProfile {
  return runs(options, {
    ...script,
    modules: allModules,
    otherwise: [[ownPackage, runs("", { lenient: true })]],
    forms,
    match: [
      `${name} scripts/a.py --flag`,
      `${name} -m pytest -q tests`,
      `${name} -m venv .venv`,
      `${name} manage.py test`,
      `${name} -m app.main --port 80`,
      `${name} -u -W ignore src/a.py`,
      `${name} -m json.tool a.json`,
      `${name} --version`,
    ],
    notMatch: [
      `${name} -c 'print(1)'`,
      `${name} -m http.server`,
      `${name} -m evil`,
      `${name} -m pip install x`,
      `${name} -m pytest -p evil`,
      `${name} /tmp/x.py`,
      `${name} -i a.py`,
      `${name} notes.txt`,
      `${name} -m json.tool a.json /tmp/x`,
      `${name} -W all:0:antigravity.x:0:0 a.py`,
    ],
  });
}

/** Python, what checks and tests it, and what installs its packages. */
export const pythonPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  python: python("python"),
  python3: python("python3"),
  pypy3: python("pypy3"),
  ...pythonTools(),
  coverage: coverage(modules),
  ...pythonPackages(),
  ...pythonServers(),
  ...pythonLaunchers({
    ...pythonTools(),
    python: python("python"),
    python3: python("python3"),
    coverage: coverage(modules),
  }),
});
