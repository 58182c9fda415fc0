import { asks, type ProgramProfile, prints, reads, runs } from "../profile.ts";

const publishes = "it publishes to a registry";
const installs = "it installs packages, whose scripts may run";
const node = (script: RegExp): ProgramProfile =>
  runs(
    "-e,--eval=code -p,--print=code -c,--check -i,--interactive! -r,--require! --import! --loader! --experimental-loader! --inspect! --inspect-brk! " +
      "-v --test --watch --enable-source-maps --no-warnings --trace-warnings --stack-trace-limit=text --max-old-space-size=text --experimental-strip-types --env-file=read",
    { operands: ["read", "text"], interprets: true, scripts: script, language: "other" },
  );

const packageScripts: Readonly<Record<string, ProgramProfile>> = {
  test: runs("--silent -s --if-present -w,--workspace=text --workspaces --coverage --watch"),
  t: runs("--silent -s"),
  run: runs("--silent -s --if-present -w,--workspace=text --workspaces"),
  "run-script": runs("--silent -s --if-present"),
  start: runs("--silent -s"),
  build: runs(),
  lint: runs(),
  ls: reads("--depth=text --all -a --json --long -l --omit=text --prod", { operands: ["text"] }),
  list: reads("--depth=text --all -a --json --long -l", { operands: ["text"] }),
  why: reads("--json", { operands: ["text"] }),
  outdated: asks(["network"], "it asks a registry"),
  audit: asks(["network"], "it asks a registry"),
  view: asks(["network"], "it asks a registry"),
  install: asks(["network"], installs),
  i: asks(["network"], installs),
  ci: asks(["network"], installs),
  add: asks(["network"], installs),
  publish: asks(["network"], publishes),
  exec: asks(["exec"], "it may fetch and run any package"),
};

const npm = runs(
  "--silent -s --prefix! -C! --dir! --cwd! --script-shell! -w,--workspace=text --workspaces --if-present",
  {
    subcommands: packageScripts,
  },
);

const interpreter = (options: string, scripts: RegExp): ProgramProfile =>
  runs(options, { operands: ["read", "text"], interprets: true, scripts, language: "other", modules });

/** Modules of Python that do what the tool of the same name does. */
const modules: ReadonlyMap<string, ProgramProfile> = new Map(
  "pytest unittest json.tool mypy black ruff flake8 compileall".split(" ").map((name) => [name, runs("-q")]),
);

const tool = (options: string = ""): ProgramProfile => runs(options, { operands: ["read"] });

/** Compilers, test runners, package managers and interpreters: running them is running the workspace. */
export const buildPrograms: Readonly<Record<string, ProgramProfile>> = {
  npm,
  pnpm: npm,
  yarn: npm,
  npx: asks(["exec"], "it may fetch and run any package"),
  bunx: asks(["exec"], "it may fetch and run any package"),
  node: node(/\.[cm]?[jt]s$/),
  deno: asks(["exec"], "it runs code with the permissions it is given"),
  bun: asks(["exec"], "it runs code and installs packages"),
  python: interpreter("-c=code -m=module -u -B -O -V -W=text -i! -I -s -S -E -v", /\.py$/),
  python3: interpreter("-c=code -m=module -u -B -O -V -W=text -i! -I -s -S -E -v", /\.py$/),
  ruby: interpreter("-e=code -r! -I! -w -c -v", /\.rb$/),
  perl: interpreter("-e=code -E=code -n -p -i! -M! -m! -I! -w -c -v", /\.p[lm]$/),
  php: interpreter("-r=code -f=read -l -v -d!", /\.php$/),
  lua: interpreter("-e=code -l! -v", /\.lua$/),
  pytest: tool(
    "-v,--verbose -q,--quiet -x,--exitfirst -k=text -m=text -s --tb=text --maxfail=text --lf,--last-failed --ff --co,--collect-only --durations=text --cov[=text] --cov-report=text -n=text -vv -l",
  ),
  mypy: tool("--strict --ignore-missing-imports --no-error-summary --show-error-codes --python-version=text -v"),
  ruff: runs("", {
    subcommands: {
      check: tool("--fix --select=text --ignore=text --output-format=text --diff --watch"),
      format: tool("--check --diff"),
    },
  }),
  black: tool("--check --diff -q,--quiet -l,--line-length=text"),
  flake8: tool("--max-line-length=text --select=text --ignore=text --count --statistics"),
  tsc: tool(
    "--noEmit --build -b --watch -w --project=read -p=read --pretty --strict --skipLibCheck --incremental --version -v --listFiles",
  ),
  eslint: tool(
    "--fix --fix-dry-run --ext=text --quiet --max-warnings=text --cache --format=text -f=text --no-error-on-unmatched-pattern",
  ),
  prettier: tool("--check -c --write -w --list-different -l --log-level=text --ignore-unknown -u"),
  vitest: runs("--run --watch --coverage --reporter=text -t=text", { operands: ["text"] }),
  jest: runs(
    "--watch --coverage -t=text --testNamePattern=text --runInBand -i --ci --verbose --silent -u --updateSnapshot",
    { operands: ["text"] },
  ),
  biome: runs("", {
    subcommands: { check: tool("--write --fix --unsafe"), lint: tool("--write"), format: tool("--write") },
  }),
  make: runs(
    "-j,--jobs[=text] -k,--keep-going -n,--just-print,--dry-run -s,--silent,--quiet -B,--always-make -w,--print-directory -C,--directory=read -f,--file! --eval!",
    {
      operands: ["text"],
    },
  ),
  cmake: asks(["exec"], "it configures and runs builds outside the source too"),
  gcc: asks(["exec"], "its options can load plug-ins and run programs"),
  cargo: runs("--config! -Z! -C! -q,--quiet -v,--verbose --offline --locked --frozen --color=text", {
    subcommands: Object.fromEntries([
      ...["build", "b", "check", "c", "test", "t", "clippy", "fmt", "doc", "bench", "run", "r"].map((name) => [
        name,
        runs(
          "--release -r --workspace --all --all-targets --all-features --no-default-features --features=text -F=text -p,--package=text --lib --bins --bin=text --tests --test=text --example=text --examples -j,--jobs=text --no-run --no-fail-fast -q,--quiet -v,--verbose --offline --locked --frozen --message-format=text --check --target=text --profile=text",
        ),
      ]),
      [
        "tree",
        reads("-i,--invert=text -d,--duplicates --depth=text -p=text -e=text --offline", { operands: ["text"] }),
      ],
      ["metadata", reads("--no-deps --format-version=text --offline", { operands: ["text"] })],
      ["publish", asks(["network"], publishes)],
      ["install", asks(["network"], installs)],
    ]),
  }),
  go: runs("", {
    subcommands: {
      build: runs("-v -race -o=write -tags=text -ldflags! -gcflags! -toolexec! -overlay! -mod=text", {
        operands: ["read"],
        words: true,
      }),
      test: runs(
        "-v -race -run=text -count=text -cover -coverprofile=write -bench=text -timeout=text -short -tags=text -exec! -toolexec! -ldflags!",
        { operands: ["text"], words: true },
      ),
      vet: runs("-v -tags=text -vettool!", { operands: ["text"], words: true }),
      fmt: runs("-n -x", { operands: ["text"], words: true }),
      list: reads("-m -f=text -json -deps -u", { operands: ["text"], words: true }),
      version: prints("-m"),
      env: prints("-json", { words: true }),
    },
  }),
  gofmt: tool("-l -w -d -s -e"),
  mvn: asks(["exec"], "a build may run any program"),
  gradle: asks(["exec"], "a build may run any program"),
  pip: asks(["network"], installs),
  pip3: asks(["network"], installs),
  uv: asks(["network"], installs),
  poetry: asks(["network"], installs),
  gem: asks(["network"], installs),
  bundle: asks(["network"], installs),
  composer: asks(["network"], installs),
};
