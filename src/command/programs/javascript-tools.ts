import { insists, type ProgramProfile, reads, runs } from "../profile.ts";

/** Names of reporters that come with the tools; any other is a module that is loaded. */
const reporters =
  /^(?:default|verbose|basic|dot|junit|json|tap|tap-flat|hanging-process|github-actions|html|blob|tree|spec|min|list|line|nyan|summary|lcov|text|agent|minimal|none)$/;

const tsc: ProgramProfile = runs(
  `-v -h --all -b,--build --clean -d,--dry -f,--force --verbose --stopBuildOnErrors -w,--watch -p,--project=read
    --init --showConfig --listFilesOnly --listFiles --listEmittedFiles --pretty[=text] --preserveWatchOutput
    --diagnostics --extendedDiagnostics --explainFiles --traceResolution --noEmit[=text] --noEmitOnError[=text]
    --noCheck[=text] --emitDeclarationOnly[=text] --declaration[=text] --declarationMap[=text] --sourceMap[=text]
    --inlineSourceMap[=text] --inlineSources[=text] --removeComments[=text] --incremental[=text] --composite[=text]
    --strict[=text] --noImplicitAny[=text] --strictNullChecks[=text] --noUnusedLocals[=text]
    --noUnusedParameters[=text] --noImplicitReturns[=text] --noUncheckedIndexedAccess[=text]
    --exactOptionalPropertyTypes[=text] --isolatedModules[=text] --isolatedDeclarations[=text]
    --verbatimModuleSyntax[=text] --erasableSyntaxOnly[=text] --skipLibCheck[=text] --skipDefaultLibCheck[=text]
    --esModuleInterop[=text] --allowSyntheticDefaultImports[=text] --allowJs[=text] --checkJs[=text]
    --resolveJsonModule[=text] --allowImportingTsExtensions[=text] --rewriteRelativeImportExtensions[=text]
    --experimentalDecorators[=text] --emitDecoratorMetadata[=text] --forceConsistentCasingInFileNames[=text]
    --downlevelIteration[=text] -t,--target=text -m,--module=text --moduleResolution=text --jsx=text --jsxFactory=text
    --jsxImportSource=text --lib=text --types=text --newLine=text --locale=text --outDir=write --outFile=write
    --rootDir=read --rootDirs=read --baseUrl=read --declarationDir=write --tsBuildInfoFile=write --typeRoots=read
    --generateTrace=write --generateCpuProfile=write --customConditions=text --ignoreConfig --singleThreaded
    --checkers=text --builders=text --plugins!=text`,
  {
    operands: ["read"],
    match: ["tsc --noEmit", "tsc -p tsconfig.build.json --pretty false", "tsc -b packages/a --watch"],
    notMatch: ["tsc --outDir /tmp/x", "tsc -p ../other", "tsc --plugins x"],
  },
);

const eslint: ProgramProfile = runs(
  `-v -h --fix --fix-dry-run --fix-type=text --ext=text --quiet --max-warnings=text --cache --cache-file=write
    --cache-location=write --cache-strategy=text -c,--config=read --no-config-lookup --no-eslintrc --inspect-config
    --env=text --global=text --parser-options=text --rule=text --ignore-path=read --no-ignore --ignore-pattern=text
    --stdin --stdin-filename=text -o,--output-file=write -f,--format=text --color --no-color --no-inline-config
    --report-unused-disable-directives --report-unused-disable-directives-severity=text
    --no-error-on-unmatched-pattern --exit-on-fatal-error --no-warn-ignored --pass-on-no-patterns --debug --env-info
    --print-config=read --stats --flag=text --concurrency=text --suppress-all --suppress-rule=text
    --suppressions-location=write --prune-suppressions --init! --parser!=program --plugin!=text --rulesdir!=read
    --resolve-plugins-relative-to!=read`,
  {
    operands: ["read"],
    forms: {
      format: /^(?:stylish|json|json-with-metadata|html|compact|unix|junit|checkstyle|tap|visualstudio|gha|pretty)$/,
    },
    match: [
      "eslint . --fix",
      "eslint --ext .ts,.tsx src --max-warnings=0",
      "eslint -c eslint.config.js 'src/**/*.ts' --cache",
    ],
    notMatch: [
      "eslint --rulesdir ./r src",
      "eslint -f ./x.js src",
      "eslint --parser ./x src",
      "eslint --resolve-pl . src",
      "eslint -o /tmp/x src",
    ],
  },
);

const prettier: ProgramProfile = runs(
  `-c,--check -w,--write -l,--list-different -u,--ignore-unknown --no-error-on-unmatched-pattern --log-level=text
    --cache --cache-location=write --cache-strategy=text --config=read --no-config --no-editorconfig
    --config-precedence=text --find-config-path=read --file-info=read --support-info --ignore-path=read
    --with-node-modules --stdin-filepath=text --parser=text --print-width=text --tab-width=text --use-tabs --no-semi
    --single-quote --jsx-single-quote --quote-props=text --trailing-comma=text --no-bracket-spacing
    --bracket-same-line --arrow-parens=text --prose-wrap=text --end-of-line=text --color --no-color --insert-pragma
    --require-pragma --plugin!=program --plugin-search-dir!=read`,
  {
    operands: ["read"],
    forms: { parser: /^[\w-]+$/ },
    match: ["prettier --check .", "prettier --write 'src/**/*.{ts,tsx}' --log-level warn"],
    notMatch: [
      "prettier --plugin=./x.js .",
      "prettier --parser ./x.js .",
      "prettier --config /tmp/x .",
      "prettier --plug ./x .",
    ],
  },
);

const biomeOptions = `--colors=text --config-path=read --max-diagnostics=text --skip-parse-errors
  --no-errors-on-unmatched --error-on-warnings --json --reporter=text --diagnostic-level=text --log-level=text
  --log-kind=text --log-file=write --verbose --files-ignore-unknown=text --files-max-size=text --vcs-enabled=text
  --vcs-use-ignore-file=text --changed --staged --since=text --write --fix --apply --unsafe --apply-unsafe --only=text
  --skip=text --stdin-file-path=text --formatter-enabled=text --linter-enabled=text --assist-enabled=text
  --enforce-assist=text --organize-imports-enabled=text --indent-style=text --indent-width=text --line-width=text
  --line-ending=text --quote-style=text --semicolons=text --trailing-commas=text --suppress --reason=text
  --use-server!`;

const biomeTool = runs(biomeOptions, { operands: ["read"] });

const biome: ProgramProfile = runs("", {
  subcommands: {
    check: biomeTool,
    lint: biomeTool,
    format: biomeTool,
    ci: biomeTool,
    search: runs(biomeOptions, { operands: ["text", "read"] }),
    init: runs("--jsonc"),
    migrate: runs("--write --fix --config-path=read", { operands: ["text"] }),
    rage: reads("--daemon-logs --formatter --linter"),
    explain: reads("", { operands: ["text"] }),
    version: reads(""),
  },
  match: ["biome check --write src", "biome ci .", "biome lint --only=suspicious/noDebugger src"],
  notMatch: ["biome check --config-path=/tmp/x src", "biome check /etc", "biome start"],
});

const vitestOptions = `-r,--root=read -c,--config=read -u,--update[=text] -w,--watch[=text] --no-watch
  -t,--testNamePattern,--test-name-pattern=text --dir=read --ui --open --api[=text] --silent[=text] --hideSkippedTests
  --reporter=text --outputFile=write --outputFile.*=write --coverage[=text] --coverage.enabled[=text]
  --coverage.provider=text --coverage.reporter=text --coverage.reportsDirectory=write --coverage.include=text
  --coverage.exclude=text --coverage.all[=text] --coverage.thresholds.*=text --coverage.clean[=text] --mode=text
  --isolate[=text] --no-isolate --globals --dom --browser[=text] --browser.name=text --browser.headless[=text]
  --pool=text --poolOptions.threads.*=text --poolOptions.forks.*=text --fileParallelism[=text] --no-file-parallelism
  --no-fileParallelism --maxWorkers=text --minWorkers=text --max-workers=text --environment=text --passWithNoTests
  --pass-with-no-tests --logHeapUsage --allowOnly --dangerouslyIgnoreUnhandledErrors --shard=text --changed[=text]
  --sequence.*=text --inspect! --inspect-brk! --inspectBrk! --testTimeout,--test-timeout=text --hookTimeout=text
  --teardownTimeout=text --bail[=text] --retry=text --exclude=text --expandSnapshotDiff --disableConsoleIntercept
  --typecheck[=text] --typecheck.enabled --typecheck.only --typecheck.tsconfig=read --project=text
  --slowTestThreshold=text --color --no-color --run --standalone --maxConcurrency=text --no-coverage --no-color
  --typecheck.checker!=program --globalSetup!=read --setupFiles!=read --browser.provider!=text --runner!=read
  --diff!=read --execArgv!=text`;

const vitestRun = runs(vitestOptions, {
  forms: {
    reporter: reporters,
    environment: /^(?:node|jsdom|happy-dom|edge-runtime)$/,
    pool: /^(?:threads|forks|vmThreads|vmForks)$/,
  },
});

const vitest: ProgramProfile = runs(vitestOptions, {
  forms: {
    reporter: reporters,
    environment: /^(?:node|jsdom|happy-dom|edge-runtime)$/,
    pool: /^(?:threads|forks|vmThreads|vmForks)$/,
  },
  subcommands: {
    run: vitestRun,
    watch: vitestRun,
    dev: vitestRun,
    bench: vitestRun,
    related: vitestRun,
    list: vitestRun,
  },
  otherwise: [[/^/, vitestRun]],
  match: [
    "vitest run",
    "vitest run src/a.test.ts -t 'adds two' --coverage",
    "vitest --run --reporter=verbose",
    "vitest related src/a.ts --run",
  ],
  notMatch: [
    "vitest run --globalSetup ./x.ts",
    "vitest run --reporter=./x.ts",
    "vitest --root /srv/x",
    "vitest run --environment ./x",
  ],
});

const jest: ProgramProfile = runs(
  `-v -h --watch --watchAll[=text] --coverage[=text] --collectCoverage[=text] --collectCoverageFrom=text
    --coverageDirectory=write --coverageReporters=text --coverageProvider=text --coverageThreshold=text
    -t,--testNamePattern=text --testPathPattern=text --testPathPatterns=text --testPathIgnorePatterns=text
    --testRegex=text --testMatch=text --runTestsByPath --findRelatedTests -i,--runInBand --ci[=text] --no-ci
    --verbose[=text] --silent[=text] -u,--updateSnapshot -b,--bail[=text] --cache --no-cache --clearCache
    --cacheDirectory=write -c,--config=read --changedSince=text -o,--onlyChanged --lastCommit --onlyFailures -f
    --passWithNoTests --listTests --json --outputFile=write -w,--maxWorkers=text --maxConcurrency=text
    --detectOpenHandles --forceExit --logHeapUsage --expand -e --errorOnDeprecated --colors --color --no-color
    --notify --noStackTrace --testTimeout=text --shard=text --randomize --seed=text --showSeed --selectProjects=text
    --ignoreProjects=text --projects=read --roots=read --rootDir=read --modulePathIgnorePatterns=text --clearMocks
    --resetMocks --restoreMocks --resetModules --injectGlobals --no-coverage --useStderr --debug --showConfig
    --openHandlesTimeout=text --workerIdleMemoryLimit=text --reporters=text --env=text --testEnvironment=text
    --preset!=text --globalSetup!=read --globalTeardown!=read --setupFiles!=read --setupFilesAfterEnv!=read
    --runner!=text --testRunner!=text --transform!=text --resolver!=read --moduleNameMapper!=text --modulePaths!=read
    --moduleDirectories!=text --testSequencer!=read --snapshotSerializers!=text --watchPlugins!=text --filter!=read
    --globals!=text --prettierPath!=read --testResultsProcessor!=read --dependencyExtractor!=read --haste!=text
    --init!`,
  {
    forms: {
      reporters: /^(?:default|summary|jest-junit|github-actions|silent)$/,
      env: /^(?:node|jsdom)$/,
      testEnvironment: /^(?:node|jsdom)$/,
    },
    match: [
      "jest",
      "jest --coverage src/a.test.js -t 'adds'",
      "jest --watchAll=false --ci --runInBand",
      "jest --findRelatedTests src/a.ts",
    ],
    notMatch: [
      "jest --globalSetup=./x.js",
      "jest --config /tmp/x.js",
      "jest --reporters=./x.js",
      "jest --testRunner ./x",
    ],
  },
);

const mocha: ProgramProfile = runs(
  `-A,--async-only -b,--bail -c,--color -C,--no-color --check-leaks --delay --diff --no-diff --dry-run --exit
    --no-exit -f,--fgrep=text --forbid-only --forbid-pending --full-trace -g,--grep=text -G,--growl -i,--invert
    -j,--jobs=text -p,--parallel --no-parallel --posix-exit-codes --pass-on-failing-test-suite -R,--reporter=text
    --retries=text -s,--slow=text --sort -t,--timeout=text -u,--ui=text --extension=text --ignore=text --exclude=text
    --recursive --spec=read --config=read --no-config --package=read --watch -w --watch-files=text --watch-ignore=text
    --list-reporters --list-interfaces --inline-diffs -O,--reporter-option,--reporter-options=text
    -r,--require!=program --import!=program --file!=read --loader!=program -n,--node-option!=text --inspect!
    --inspect-brk! --opts!=read`,
  {
    operands: ["read"],
    forms: { reporter: reporters, ui: /^(?:bdd|tdd|qunit|exports)$/ },
    match: ["mocha test --grep 'adds' --timeout 5000", "mocha --recursive -R dot"],
    notMatch: ["mocha -r ./x.js test", "mocha --reporter ./x.js", "mocha --requ ./x test"],
  },
);

const playwrightTest = runs(
  `-c,--config=read --debug --fail-on-flaky-tests --forbid-only --fully-parallel --global-timeout=text -g,--grep=text
    --grep-invert=text --headed --ignore-snapshots --last-failed --list --max-failures=text --no-deps --output=write
    --only-changed[=text] --pass-with-no-tests --project=text --quiet --repeat-each=text --reporter=text
    --retries=text --shard=text --timeout=text --trace=text -u,--update-snapshots[=text] --workers=text -j=text -x
    --ui --tsconfig=read --browser=text --ui-host!=text --ui-port!=text`,
  {
    forms: {
      reporter:
        /^(?:list|line|dot|html|json|junit|github|null|blob)(?:,(?:list|line|dot|html|json|junit|github|null|blob))*$/,
    },
  },
);

const playwright: ProgramProfile = runs("", {
  subcommands: {
    test: playwrightTest,
    "show-report": reads("--port=text"),
    "merge-reports": reads("--reporter=text -c,--config=read"),
    install: insists(["network"], "it downloads browsers", {
      options: "--with-deps! --force --dry-run --list --only-shell",
    }),
    "install-deps": insists(["privilege"], "it installs packages of the system"),
  },
  match: ["playwright test --project=chromium tests/a.spec.ts", "playwright test --reporter=line -g login"],
  notMatch: ["playwright install --with-deps", "playwright test --reporter=./x.ts", "playwright codegen"],
});

/** Tools of JavaScript that check and test, by the names they have in a package. */
export const javascriptTools = (): Readonly<Record<string, ProgramProfile>> => ({
  tsc,
  "vue-tsc": { ...tsc, match: ["vue-tsc --noEmit"], notMatch: ["vue-tsc --outDir /tmp/x"] },
  eslint,
  prettier,
  biome,
  vitest,
  jest,
  mocha,
  playwright,
});
