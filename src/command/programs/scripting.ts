import { asks, insists, type ProgramProfile, reads, runs } from "../profile.ts";

const launches = "it may start any program";

const dotnetOptions = `-c,--configuration=text -f,--framework=text -r,--runtime=text -a,--arch=text --os=text
  -v,--verbosity=text -o,--output=write --artifacts-path=write --no-restore --no-build --no-dependencies
  --no-incremental --nologo --no-logo --self-contained[=text] --no-self-contained --sc --use-current-runtime --ucr
  --version-suffix=text --interactive --force --packages=write --tl=text --filter=text -l,--logger=text
  -t,--list-tests -s,--settings=read -d,--diag=write --collect=text --blame --blame-crash --blame-hang
  --blame-hang-timeout=text --results-directory=write -e,--environment=text --project=read --launch-profile=text
  --no-launch-profile --lp=text -p,--property=text -p:*=text --property:*=text -m[=text] -m:*=text --use-lock-file
  --locked-mode --no-cache --disable-parallel --include-symbols --include-source --manifest=read -n,--name=text
  -lang,--language=text --type=text --dry-run --no-update-check --exclude=text --include=text --verify-no-changes
  --severity=text --diagnostics=text --report=write --binarylog=write --outdated --deprecated --vulnerable
  --include-transitive --format=text --prerelease --version=text --source!=url --configfile!=read
  --test-adapter-path!=read --startup-project=read --context=text --framework=text -bl -bl:*=write -graph -w
  --nodeReuse:*=text -nr:*=text -target:*=text -t:*=text`;

/** Properties of MSBuild that name programs or files of code, and argument files. */
const dotnetHazard =
  /^@|(?:CustomAfter|CustomBefore|Import|ToolExe|ToolPath|PreBuildEvent|PostBuildEvent|RunCommand|CscTool|DirectoryBuildPropsPath|DirectoryBuildTargetsPath|RestoreSources|RestoreConfigFile|AlternateCommonProps|DiscoverEditorConfigFiles)\w*=/i;

const dotnetRun = runs(dotnetOptions, { operands: ["read"], hazard: dotnetHazard });
const dotnetInstalling = asks(["network", "write"], "it fetches packages", {
  options: dotnetOptions,
  operands: ["source"],
  hazard: dotnetHazard,
});

const dotnet: ProgramProfile = runs(
  `-h --info --list-sdks --list-runtimes -d --diagnostics --roll-forward=text --fx-version=text --depsfile!=read
    --runtimeconfig!=read --additionalprobingpath!=read --additional-deps!=read`,
  {
    subcommands: {
      ...Object.fromEntries(
        ["build", "test", "publish", "clean", "format", "pack", "vstest", "restore", "run"].map((name) => [
          name,
          dotnetRun,
        ]),
      ),
      watch: runs("--no-hot-reload --non-interactive --verbose -q --list --project=read --launch-profile=text", {
        subcommands: { run: dotnetRun, test: dotnetRun, build: dotnetRun },
      }),
      ...Object.fromEntries(["add", "remove", "package"].map((name) => [name, dotnetInstalling])),
      list: runs(dotnetOptions, { operands: ["text"] }),
      reference: runs(dotnetOptions, { operands: ["text", "read"] }),
      sln: runs(dotnetOptions, { operands: ["read"] }),
      solution: runs(dotnetOptions, { operands: ["read"] }),
      new: runs(dotnetOptions, {
        subcommands: {
          list: reads("--type=text --tag=text --author=text -lang=text", { operands: ["text"] }),
          ...Object.fromEntries(
            ["install", "uninstall", "update"].map((name) => [name, insists(["network"], "it installs templates")]),
          ),
        },
        otherwise: [[/^[\w.-]+$/, dotnetRun]],
      }),
      ef: runs(dotnetOptions, {
        subcommands: {
          migrations: runs("", {
            subcommands: {
              add: dotnetRun,
              list: dotnetRun,
              script: dotnetRun,
              bundle: dotnetRun,
              remove: insists(["loss"], "it removes a migration"),
            },
          }),
          database: runs("", { subcommands: { update: dotnetRun, drop: insists(["loss"], "it throws data away") } }),
          dbcontext: runs("", { subcommands: { list: dotnetRun, info: dotnetRun } }),
        },
      }),
      tool: runs("", {
        subcommands: {
          list: reads("-g --local"),
          restore: dotnetInstalling,
          ...Object.fromEntries(
            ["install", "uninstall", "update", "run", "exec"].map((name) => [
              name,
              insists(["network", "environment"], launches),
            ]),
          ),
        },
      }),
      nuget: asks(["network"], "it acts on a registry", {
        subcommands: {
          list: asks(["network"], "it acts on a registry"),
          ...Object.fromEntries(
            ["push", "delete", "add", "remove", "update", "locals"].map((name) => [
              name,
              insists(["network"], "it acts on a registry"),
            ]),
          ),
        },
      }),
      help: reads("", { operands: ["text"] }),
      ...Object.fromEntries(
        ["msbuild", "exec", "workload", "dev-certs", "user-secrets", "sdk", "store"].map((name) => [
          name,
          insists(["exec"], launches),
        ]),
      ),
    },
    otherwise: [[/^(?![/~]|\.\.).*\.dll$/, runs("", { operands: ["read", "text"], leading: true })]],
    match: [
      "dotnet build -c Release",
      "dotnet test --filter 'FullyQualifiedName~Foo' --no-build",
      "dotnet run --project src/App -- --port 80",
      "dotnet watch run",
      "dotnet add package Serilog",
      "dotnet format --verify-no-changes",
    ],
    notMatch: [
      "dotnet exec x.dll",
      "dotnet tool install -g evil",
      "dotnet build -o /tmp/x",
      "dotnet build -p:CustomAfterMicrosoftCommonTargets=./x",
      "dotnet nuget push a",
      "dotnet /tmp/x.dll",
      "dotnet test --test-adapter-path ./x",
    ],
  },
);

/** Programs that run scripts of other languages, and .NET. */
export const scriptingPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  dotnet,
  perl: runs(
    `-0[=text] -a -c -C[=text] -d!=text -D=text -e=code -E=code -f -F=text -h -i! -I!=read -l[=text] -m!=text -M!=text
      -n -p -s -S! -t -T -u -U! -v -V[=text] -w -W -x! -X`,
    {
      operands: ["read", "text"],
      interprets: true,
      scripts: /\.(?:p[lm]|t)$/,
      language: "other",
      match: ["perl scripts/a.pl x", "perl -wc a.pl", "perl -v"],
      notMatch: [
        "perl -e 1",
        "perl -MFoo a.pl",
        "perl -i -pe s/a/b/ a.txt",
        "perl -I/tmp a.pl",
        "perl /tmp/a.pl",
        "perl -d:X a.pl",
      ],
    },
  ),
  prove: runs(
    `-v,--verbose -l,--lib -b,--blib -s,--shuffle -c,--color --nocolor --count --nocount -D,--dry -f,--failures
      -o,--comments -Q,--QUIET -q,--quiet -p,--parse --directives --timer --trap --normalize -T -t -W -w -r,--recurse
      --reverse -j,--jobs=text --state=text --ext=text --merge -m --tapversion=text -I!=read -M!=text -P!=text
      -e!=program --exec!=program --harness!=text --formatter!=text --source!=text -a!=write --archive!=write
      --rc!=read --norc --rules=text`,
    {
      operands: ["read"],
      match: ["prove -lr t"],
      notMatch: ["prove -e ./x t", "prove -MX t", "prove --exe ./x t", "prove -I/tmp t"],
    },
  ),
  lua: runs("-e=code -l!=text -i! -v -E -W", {
    operands: ["read", "text"],
    interprets: true,
    scripts: /\.lua$/,
    language: "other",
    match: ["lua scripts/a.lua"],
    notMatch: ["lua -e 1", "lua -l x a.lua", "lua /tmp/a.lua"],
  }),
  luajit: runs("-e=code -l!=text -i! -v -E -b! -j=text -O[=text]", {
    operands: ["read", "text"],
    interprets: true,
    scripts: /\.lua$/,
    language: "other",
    match: ["luajit scripts/a.lua"],
    notMatch: ["luajit -e 1", "luajit -b a.lua /tmp/x"],
  }),
  Rscript: runs(
    "-e=code --verbose --vanilla --no-save --no-environ --no-site-file --no-init-file --default-packages!=text",
    {
      operands: ["read", "text"],
      interprets: true,
      scripts: /\.[Rr]$/,
      language: "other",
      match: ["Rscript analysis/a.R"],
      notMatch: ["Rscript -e 1", "Rscript /tmp/a.R"],
    },
  ),
  elixir: runs(
    `-e=code -v -S! -r!=read -pr!=read -pa!=read -pz!=read --app=text --erl!=text --eval!=code --rpc-eval!=text
      --cookie!=text --sname!=text --name!=text`,
    {
      operands: ["read", "text"],
      interprets: true,
      scripts: /\.exs?$/,
      language: "other",
      match: ["elixir scripts/a.exs"],
      notMatch: ["elixir -e 1", "elixir -r ./x a.exs", "elixir --erl '-x' a.exs"],
    },
  ),
  mix: runs("", {
    subcommands: {
      ...Object.fromEntries(
        [
          "test",
          "compile",
          "format",
          "credo",
          "dialyzer",
          "phx.server",
          "phx.routes",
          "ecto.migrate",
          "ecto.create",
          "ecto.setup",
          "ecto.gen.migration",
          "coveralls",
          "docs",
          "help",
          "clean",
          "app.tree",
          "xref",
          "new",
          "phx.gen.html",
          "phx.gen.context",
          "phx.gen.schema",
          "assets.build",
          "assets.deploy",
        ].map((name) => [
          name,
          runs(
            `--only=text --exclude=text --include=text --seed=text --trace --stale --failed --cover
              --max-failures=text --slowest=text --warnings-as-errors --force --check-formatted --dry-run
              --no-deps-check --no-compile --no-start --strict --all --sup --module=text --partitions=text --color
              --no-color --formatter!=text`,
            { operands: ["read"] },
          ),
        ]),
      ),
      ...Object.fromEntries(
        [
          "deps.get",
          "deps.update",
          "deps.compile",
          "deps",
          "deps.tree",
          "hex.outdated",
          "hex.audit",
          "hex.info",
          "local.hex",
          "local.rebar",
        ].map((name) => [
          name,
          asks(["network", "write"], "it fetches packages", {
            options: "--all --only=text --force --if-missing --check-locked",
          }),
        ]),
      ),
      ...Object.fromEntries(
        [
          "run",
          "eval",
          "cmd",
          "do",
          "release",
          "hex.publish",
          "hex.user",
          "archive.install",
          "escript.install",
          "ecto.drop",
          "ecto.reset",
          "ecto.rollback",
          "deps.clean",
        ].map((name) => [name, insists(["exec"], launches)]),
      ),
    },
    match: ["mix test test/a_test.exs:12 --trace", "mix format --check-formatted", "mix deps.get"],
    notMatch: ["mix run -e 1", "mix cmd touch a", "mix ecto.drop", "mix test --formatter X"],
  }),
  swift: runs("-h", {
    subcommands: Object.fromEntries(
      ["build", "test", "run", "package"].map((name) => [
        name,
        runs(
          `-c,--configuration=text --target=text --product=text -v,--verbose -j,--jobs=text --filter=text --skip=text
            --parallel --enable-code-coverage --show-bin-path --package-path=read --build-path=write
            --scratch-path=write -q,--quiet --static-swift-stdlib -Xcc!=text -Xswiftc!=text -Xlinker!=text
            --toolchain!=read --disable-sandbox! --destination!=read --sdk!=read`,
          { operands: ["text"] },
        ),
      ]),
    ),
    match: ["swift build -c release", "swift test --filter FooTests"],
    notMatch: [
      "swift build -Xswiftc -load-plugin-executable",
      "swift build --disable-sandbox",
      "swift build --package-path /tmp/x",
      "swift -e 1",
    ],
  }),
  zig: runs("", {
    subcommands: {
      build: runs(
        `-D*=text --release[=text] -j*=text --summary=text -p=write --prefix=write --verbose --watch -h --fetch
          --build-file!=read --cache-dir=write --global-cache-dir!=write --search-prefix!=read --zig-lib-dir!=read
          --libc!=read`,
        { words: true },
      ),
      test: runs("-O=text -target=text -fno-* --test-filter=text", { words: true, operands: ["read"] }),
      run: runs("-O=text -target=text", { words: true, operands: ["read", "text"] }),
      fmt: runs("--check --stdin --ast-check --exclude=text", { operands: ["read"] }),
      version: reads(""),
      env: reads(""),
    },
    match: ["zig build test --summary all", "zig fmt --check src"],
    notMatch: ["zig build --build-file /tmp/build.zig", "zig cc -o x a.c", "zig test /tmp/a.zig"],
  }),
  just: runs(
    `-l,--list -n,--dry-run -q,--quiet -v,--verbose --summary --show=text -s=text --evaluate --dump --fmt --check
      --unstable --color=text --no-color -u,--unsorted --variables --groups --explain --one --set=text,text
      -f,--justfile=read -d,--working-directory=read --yes --no-deps --timestamp -c!=program --command!=program
      --shell!=program --shell-arg!=text --shell-command! --chooser!=program --choose! -e! --edit! --dotenv-path!=read
      --dotenv-filename!=text --dump-format=text --completions=text --init! -g! --global-justfile! --tempdir!=write
      --cygpath!=program`,
    {
      hazard: /^\/|^[^=]*=[\s\S]*[$`;|&]/,
      match: ["just test", "just --list", "just build release"],
      notMatch: ["just --shell ./x test", "just -c touch a", "just -f /tmp/justfile", "just --choo"],
    },
  ),
  task: runs(
    `-l,--list -a,--list-all -n,--dry -f,--force -p,--parallel -s,--silent -v,--verbose -w,--watch -y,--yes -c,--color
      --status --summary -C,--concurrency=text -o,--output=text -d,--dir=read -t,--taskfile=read -x,--exit-code --json
      --sort=text -i! --init! -g! --global! -I=text --insecure! --download!`,
    {
      hazard: /^https?:|^[^=]*=[\s\S]*[$`;|&]/,
      match: ["task build", "task --list"],
      notMatch: ["task -t https://h/x.yml x", "task -t /tmp/x.yml x", "task -g x"],
    },
  ),
});
