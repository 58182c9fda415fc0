import { alike, asks, insists, type ProgramProfile, reads, runs } from "../profile.ts";
import { launcher, saving, tools, why } from "./packages.ts";
import { scriptName } from "./pnpm.ts";

/** Scripts, and directories of tests. */
const script = /\.[cm]?[jt]sx?$|(?:^|\/)(?:tests?|__tests__|spec)(?:\/[\w*]+)*$/;

/** Modules that only teach node another syntax. */
const syntaxes =
  /^(?:tsx|tsx\/esm|tsx\/cjs|ts-node\/register|ts-node\/esm|ts-node\/register\/transpile-only|tsconfig-paths\/register|dotenv\/config|source-map-support\/register|@swc-node\/register|@babel\/register)$/;

const nodeOptions = `-h -v -c,--check -i,--interactive! -e,--eval=code -p,--print=code -r,--require=text --import=text
  --loader!=text --experimental-loader!=text --input-type=text --stack-trace-limit=text --stack-size=text
  --max-old-space-size=text --max-semi-space-size=text --max-http-header-size=text --expose-gc --allow-natives-syntax
  --enable-source-maps --no-warnings --disable-warning=text --trace-warnings --trace-deprecation --no-deprecation
  --throw-deprecation --pending-deprecation --trace-uncaught --trace-exit --trace-sync-io --trace-sigint --trace-gc
  --unhandled-rejections=text --abort-on-uncaught-exception --test --test-only --test-name-pattern=text
  --test-skip-pattern=text --test-reporter=text --test-reporter-destination=write --test-concurrency=text
  --test-timeout=text --test-shard=text --test-force-exit --test-update-snapshots --test-isolation=text
  --experimental-test-isolation=text --experimental-test-coverage --test-coverage-include=text
  --test-coverage-exclude=text --test-coverage-lines=text --test-coverage-branches=text --test-coverage-functions=text
  --experimental-test-snapshots --experimental-test-module-mocks --test-global-setup!=read --watch --watch-path=read
  --watch-preserve-output --run=text --env-file=read --env-file-if-exists=read -C,--conditions=text
  --preserve-symlinks --preserve-symlinks-main --experimental-strip-types --experimental-transform-types
  --no-experimental-strip-types --experimental-sqlite --experimental-vm-modules --experimental-wasm-modules
  --experimental-require-module --experimental-default-type=text --experimental-permission --permission
  --allow-fs-read=read --allow-fs-write=write --allow-worker --cpu-prof --cpu-prof-dir=write --cpu-prof-name=text
  --heap-prof --heap-prof-dir=write --prof --prof-process --diagnostic-dir=write --report-dir=write
  --report-directory=write --redirect-warnings=write --trace-event-categories=text --dns-result-order=text
  --tls-min-v1.2 --tls-min-v1.3 --use-system-ca --title=text --node-memory-debug --jitless --harmony --inspect![=text]
  --inspect-brk![=text] --inspect-port!=text --inspect-wait![=text] --debug-port!=text --openssl-config!=read
  --icu-data-dir!=read --experimental-config-file!=read --experimental-default-config-file! --snapshot-blob!=read
  --build-snapshot! --build-snapshot-config!=read --experimental-sea-config!=read --allow-child-process!
  --allow-addons! --allow-wasi! --v8-options --heapsnapshot-signal!=text --use-openssl-ca! --localstorage-file=write`;

const interpreting = {
  operands: ["read", "text"],
  interprets: true,
  scripts: script,
  language: "other",
  forms: {
    require: syntaxes,
    import: syntaxes,
    "test-reporter": /^(?:spec|tap|dot|junit|lcov)$/,
  },
} as const;

const node: ProgramProfile = runs(nodeOptions, {
  ...interpreting,
  match: [
    "node scripts/build.mjs --out dist",
    "node --test test/a.test.js",
    "node --import tsx src/a.ts",
    "node --max-old-space-size=4096 build.js",
    "node -v",
  ],
  notMatch: [
    "node -e '1'",
    "node -pe 1",
    "node -r ./x.js a.js",
    "node --import ./x.js a.js",
    "node --imp ./x.js a.js",
    "node /tmp/x.js",
    "node --inspect a.js",
    "node notes.txt",
    "node --test-reporter=./x.js a.js",
  ],
});

const tsxOptions = `${nodeOptions} --no-cache --tsconfig=read --include=text --exclude=text --clear-screen[=text]
  --ignore=text`;

const tsx: ProgramProfile = runs(tsxOptions, {
  ...interpreting,
  subcommands: { watch: runs(tsxOptions, interpreting) },
  otherwise: [[/^/, runs(tsxOptions, interpreting)]],
  match: ["tsx src/a.ts --flag", "tsx watch --clear-screen=false src/a.ts"],
  notMatch: ["tsx -e 1", "tsx /tmp/a.ts", "tsx --require ./x a.ts"],
});

const tsNode: ProgramProfile = runs(
  `-h -v -T,--transpile-only --transpileOnly --esm --swc --files --pretty -P,--project=read --cwd=read --cwd-mode
    --type-check --typeCheck --skip-project --skipProject -O,--compiler-options=text --ignore=text
    -D,--ignore-diagnostics=text --prefer-ts-exts --log-error --show-config -e,--eval=code -p,--print=code
    -r,--require=text -i,--interactive! -C,--compiler!=program --transpiler!=program`,
  {
    operands: ["read", "text"],
    interprets: true,
    scripts: script,
    language: "other",
    forms: { require: syntaxes },
    match: ["ts-node src/a.ts", "ts-node -T -r tsconfig-paths/register src/a.ts"],
    notMatch: ["ts-node -e 1", "ts-node -C ./x a.ts", "ts-node -r ./x a.ts"],
  },
);

const denoRights = `-A,--allow-all -R,--allow-read[=text] -W,--allow-write[=text] -N,--allow-net[=text]
  -E,--allow-env[=text] -S,--allow-sys[=text] --allow-import[=text] --deny-read[=text] --deny-write[=text]
  --deny-net[=text] --deny-env[=text] --deny-run[=text] --no-prompt -q,--quiet -c,--config=read --no-config
  --import-map=read --lock[=read] --no-lock --frozen[=text] --no-remote --no-npm --node-modules-dir[=text]
  --vendor[=text] --cached-only --check[=text] --no-check[=text] -r,--reload[=text] --watch[=text] --no-clear-screen
  --seed=text --unstable --unstable-* --v8-flags=text --env-file[=read] --location=text --log-level=text -L=text
  --allow-run![=program] --allow-ffi![=text] --preload!=read --cert!=read --inspect![=text] --inspect-brk![=text]
  --allow-scripts![=text] --unsafely-ignore-certificate-errors![=text]`;

/** Modules that come from elsewhere. */
const foreign = /^(?:https?|npm|jsr|data|node):/i;

const denoTool = runs(
  `${denoRights} --fail-fast[=text] --filter=text --coverage[=write] --parallel --shuffle[=text] --doc --reporter=text
    --junit-path=write --permit-no-files --trace-leaks --ignore=text --json --fix --rules --rules-tags=text
    --rules-include=text --rules-exclude=text --ext=text --line-width=text --indent-width=text --use-tabs
    --no-semicolons --single-quote --prose-wrap=text --html --lcov --output=write --detailed --include=text
    --exclude=text --private --lint --name=text -o=write --target=text`,
  {
    operands: ["read"],
    hazard: foreign,
  },
);

const deno: ProgramProfile = runs("-h -V -q,--quiet", {
  subcommands: {
    run: runs(denoRights, { ...interpreting, forms: {}, hazard: foreign }),
    ...alike("test fmt lint check bench doc info coverage compile types bundle", denoTool),
    task: runs("-q,--quiet -r,--recursive -f,--filter=text --cwd=read -c,--config=read --eval!", { leading: true }),
    ...alike(
      "cache install i add remove outdated update",
      asks(["network", "write"], why.installs, {
        options: `${denoRights} -D,--dev --npm --jsr -g,--global! -e,--entrypoint --latest --compatible --recursive
          -n,--name!=text --root!=write -f,--force!`,
      }),
    ),
    ...alike(
      "eval repl serve jupyter upgrade publish uninstall deploy",
      insists(["exec"], "it runs code, serves, or changes what is installed"),
    ),
    init: runs("", { most: 1, operands: ["write"] }),
  },
  otherwise: [[script, runs(denoRights, { ...interpreting, forms: {} })]],
  match: ["deno test -A", "deno run --allow-net src/a.ts", "deno task build", "deno fmt --check"],
  notMatch: [
    "deno eval 1",
    "deno run https://h/a.ts",
    "deno run --allow-run=sh a.ts",
    "deno run -A /tmp/a.ts",
    "deno task --eval 'touch a'",
  ],
});

const bunOptions = `-h -v --watch --hot --smol --silent --if-present --bun -b --filter=text -F=text --cwd=read
  --env-file=read --no-install -i --install=text --prefer-offline --no-clear-screen --tsconfig-override=read
  -c,--config![=read] -e,--eval!=code -p,--print!=code -r,--preload!=read --require!=read --import!=read
  --inspect![=text] --inspect-brk![=text] --inspect-wait![=text] --shell!=text`;

const bunScript = runs(bunOptions, { ...interpreting, forms: {} });
const bunInstalling = asks(["network", "write"], why.installs, {
  options: `${bunOptions} ${saving} -d,--dev --optional --exact --peer --production --frozen-lockfile --no-save
    -y,--yarn --ignore-scripts --dry-run --silent --verbose --no-progress --no-summary --no-cache --backend=text
    --linker=text --force --latest -g,--global! --registry!=url --trust! --ca!=text --cafile!=read`,
  operands: ["source"],
});
const bunTest = runs(
  `${bunOptions} --timeout=text --rerun-each=text --only --todo --coverage --coverage-reporter=text
    --coverage-dir=write --bail[=text] -t,--test-name-pattern=text -u,--update-snapshots --reporter=text
    --reporter-outfile=write --concurrent`,
  {
    operands: ["text"],
    forms: { reporter: /^(?:junit|dots|dot)$/ },
  },
);
const bunBuild = runs(
  `${bunOptions} --outdir=write --outfile=write --target=text --format=text --minify --minify-* --sourcemap[=text]
    --splitting --external=text --define=text --loader=text --root=read --public-path=text --entry-naming=text
    --compile --bytecode --production --packages=text --conditions=text`,
  {
    operands: ["read"],
  },
);

const bun: ProgramProfile = runs(bunOptions, {
  subcommands: {
    ...tools,
    run: runs(bunOptions, {
      leading: true,
      subcommands: tools,
      otherwise: [
        [script, bunScript],
        [scriptName, runs(bunOptions, { leading: true })],
        [/^/, insists(["exec"], "it may start any program of that name")],
      ],
    }),
    test: bunTest,
    build: bunBuild,
    ...alike("install i add a remove rm update ci patch", bunInstalling),
    ...alike("outdated audit info why", asks(["network"], why.registry, { options: bunOptions })),
    pm: reads("", {
      subcommands: {
        ...alike("ls bin hash cache whoami version view", reads("--all -g")),
        ...alike("trust untrusted pack migrate pkg", insists(["environment"], why.settings)),
      },
    }),
    x: launcher("--bun -p,--package!=text --no-install --silent --verbose"),
    ...alike("create init link unlink upgrade publish repl exec deploy", insists(["network", "exec"], why.launches)),
  },
  otherwise: [
    [script, bunScript],
    [scriptName, runs(bunOptions, { leading: true })],
    [/^/, insists(["exec"], "it may start any program of that name")],
  ],
  match: ["bun test", "bun run build", "bun src/a.ts", "bun install --frozen-lockfile", "bun add -d vitest"],
  notMatch: [
    "bun run touch a",
    "bun -e 1",
    "bun --preload ./x.ts a.ts",
    "bun x evil",
    "bun exec 'touch a'",
    "bun /tmp/a.ts",
  ],
});

/** Programs that run JavaScript and TypeScript. */
export const nodePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  node,
  tsx,
  "ts-node": tsNode,
  deno,
  bun,
  bunx: {
    ...launcher("--bun -p,--package!=text --no-install --silent --verbose -y"),
    match: ["bunx tsc --noEmit", "bunx eslint ."],
    notMatch: ["bunx evil", "bunx -p evil tsc"],
  },
  corepack: asks(["network", "environment"], "it installs package managers", {
    subcommands: {
      ...alike("enable disable", insists(["environment"], "it changes what npm, pnpm and yarn are")),
      ...alike(
        "prepare install use up pack hydrate",
        asks(["network"], why.installs, { options: "--activate! --all -g! -o!=write --cache-only" }),
      ),
      cache: reads(""),
    },
    match: ["corepack --version", "corepack prepare pnpm@9"],
    notMatch: ["corepack enable", "corepack prepare pnpm@9 --activate", "corepack pnpm install"],
  }),
});
