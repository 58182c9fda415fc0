import { asks, insists, type ProgramProfile, reads, runs, writes } from "../profile.ts";

const fetches = "it fetches modules";

const building = `-a[=text] -n[=text] -v[=text] -x[=text] -race[=text] -msan[=text] -asan[=text] -cover[=text]
  -trimpath[=text] -work[=text] -buildvcs[=text] -linkshared[=text] -modcacherw[=text] -json[=text] -C=read -p=text
  -covermode=text -coverpkg=text -asmflags!=text -buildmode=text -compiler=text -gccgoflags!=text -gcflags=text
  -ldflags=text -installsuffix=text -mod=text -modfile=read -tags=text -pgo=text -pkgdir=write -overlay!=read
  -toolexec!=program -exec!=program`;

/** Flags of the linker and the compiler that only shape their output. */
const forms: Readonly<Record<string, RegExp>> = {
  ldflags:
    /^(?:\s*(?:-[sw]|-X[ =]['"]?[\w./-]+=[^'"`$;|&]*['"]?|-extldflags[= ]['"]?-static['"]?|-buildid=)(?=\s|$))*\s*$/,
  gcflags: /^(?:all=)?['"]?(?:\s*-(?:N|l|S|m|m=\d|B|e|d=checkptr)(?=\s|$))*['"]?$/,
};

const spelling = { words: true, forms } as const;

const testing = `${building} -benchmem[=text] -failfast[=text] -fullpath[=text] -short[=text] -c[=text] -i[=text]
  -v[=text] -run=text -bench=text -benchtime=text -blockprofilerate=text -count=text -cpu=text -fuzz=text
  -fuzztime=text -fuzzminimizetime=text -list=text -parallel=text -shuffle=text -skip=text -timeout=text -vet=text
  -coverprofile=write -blockprofile=write -cpuprofile=write -memprofile=write -memprofilerate=text -mutexprofile=write
  -trace=write -outputdir=write -o=write -args`;

const source = runs(building, { operands: ["read", "text"], leading: true, ...spelling });
const modules = asks(["network", "write"], fetches, {
  options: `-x[=text] -v[=text] -json[=text] -e[=text] -u[=text] -t[=text] -d[=text] -go=text -compat=text -o=write
    -modfile=read -mod=text -tags=text -diff -u=text`,
  words: true,
  operands: ["text"],
});
const looks = reads(
  `-m[=text] -v[=text] -f[=text] -json[=text] -deps[=text] -u[=text] -e[=text] -find[=text] -test[=text]
    -compiled[=text] -export[=text] -versions[=text] -retracted[=text] -json[=text] -changed[=text] -f=text
    -modfile=read -mod=text -tags=text -C=read -reuse=read`,
  { words: true, operands: ["read"] },
);

const go: ProgramProfile = runs("-C=read", {
  words: true,
  subcommands: {
    build: runs(`${building} -o=write`, { operands: ["read"], ...spelling }),
    test: runs(testing, { operands: ["read"], ...spelling }),
    vet: runs(`${building} -c[=text] -fix[=text] -diff[=text] -vettool!=program`, { operands: ["read"], ...spelling }),
    run: runs(building, {
      ...spelling,
      otherwise: [
        [/^(?:\.|[\w./-]*\.go$)/, source],
        [/^/, insists(["network", "exec"], "it may fetch and run any package")],
      ],
      subcommands: {},
    }),
    generate: runs(`${building} -run=text -skip=text`, { operands: ["read"], ...spelling }),
    fmt: runs("-n -x -mod=text", { operands: ["read"], words: true }),
    fix: runs("-fix=text -diff", { operands: ["read"], words: true }),
    doc: reads("-all[=text] -c[=text] -cmd[=text] -short[=text] -src[=text] -u[=text] -http[=text] -C=read", {
      operands: ["text"],
      words: true,
    }),
    list: looks,
    version: reads("-m -v", { words: true }),
    env: reads("-json -changed -w! -u!", { words: true, operands: ["text"] }),
    help: reads("", { operands: ["text"] }),
    get: modules,
    install: insists(["network", "write"], "it installs programs of the user"),
    mod: runs("", {
      subcommands: {
        download: modules,
        tidy: modules,
        vendor: modules,
        verify: looks,
        why: looks,
        graph: looks,
        init: writes("", { operands: ["text"] }),
        edit: writes(
          `-fmt[=text] -print[=text] -json[=text] -module=text -go=text -require=text -droprequire=text -exclude=text
            -dropexclude=text -dropreplace=text -retract=text -toolchain=text -replace!=text`,
          { words: true, operands: ["write"] },
        ),
      },
    }),
    work: runs("", {
      subcommands: {
        init: writes(),
        use: writes("-r", { words: true }),
        sync: modules,
        edit: writes("-fmt -print -json -go=text -use=text -dropuse=text -replace!=text", { words: true }),
        vendor: modules,
      },
    }),
    clean: writes("-n -x -r -cache -testcache -fuzzcache -i! -modcache!", { words: true, operands: ["write"] }),
    tool: runs("-n", {
      words: true,
      subcommands: {
        cover: runs("-func=read -html=read -o=write -mode=text -var=text", { operands: ["read"], words: true }),
        nm: reads("-n -size -sort=text -type", { words: true }),
        objdump: reads("-S -s=text -gnu", { words: true }),
        pprof: runs(
          `-top -text -list=text -cum -flat -png -svg -pdf -dot -raw -traces -peek=text -output=write -nodecount=text
            -sample_index=text -alloc_space -inuse_space -seconds!=text -http!=text -tools!=read -symbolize!=text`,
          { operands: ["read"], words: true, hazard: /^https?:|^[\w.-]+:\d/ },
        ),
        trace: runs("-pprof=text -http!=text", { operands: ["read"], words: true }),
        dist: reads("", { operands: ["text"], words: true }),
        covdata: runs("-i=read -o=write -pkg=text", { operands: ["text"], words: true }),
      },
    }),
  },
  match: [
    "go test ./... -run 'TestA/b' -v -count=1 -race",
    "go build -o bin/app -ldflags '-s -w -X main.version=1.2' ./cmd/app",
    "go run ./cmd/app -port 80",
    "go vet ./...",
    "go mod tidy",
    "go test -coverprofile=c.out ./...",
    "go list -m -json all",
  ],
  notMatch: [
    "go test -exec ./x ./...",
    "go build -toolexec=./x ./...",
    "go build -ldflags '-extld=./x' ./...",
    "go build --toolexec ./x",
    "go run example.com/x@latest",
    "go vet -vettool=./x ./...",
    "go env -w GOFLAGS=-toolexec=./x",
    "go build -o /tmp/x .",
    "go install example.com/x@latest",
    "go run /tmp/x.go",
    "go build -overlay o.json ./...",
  ],
});

/** Go and its tools. */
export const goPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  go,
  gofmt: runs("-l -w -d -s -e -r=text -cpuprofile=write", {
    operands: ["read"],
    words: true,
    match: ["gofmt -l -w .", "gofmt -s -d main.go"],
    notMatch: ["gofmt -w /etc/x.go", "gofmt -cpuprofile /tmp/x a.go"],
  }),
  goimports: runs("-l -w -d -e -v -local=text -format-only -srcdir=read -cpuprofile=write", {
    operands: ["read"],
    words: true,
    match: ["goimports -w ."],
    notMatch: ["goimports -w /etc/x.go"],
  }),
  gofumpt: runs("-l -w -d -e -extra -lang=text -modpath=text", {
    operands: ["read"],
    words: true,
    match: ["gofumpt -l -w ."],
    notMatch: ["gofumpt -w /etc/x.go"],
  }),
  staticcheck: runs(
    "-checks=text -f=text -tests[=text] -tags=text -go=text -fail=text -explain=text -show-ignored -matrix -merge",
    { operands: ["read"], words: true, match: ["staticcheck ./..."], notMatch: ["staticcheck /srv/x"] },
  ),
  govulncheck: asks(["network"], "it asks a database", {
    options: "-C=read -show=text -mode=text -format=text -json -test -tags=text -scan=text -db!=url",
    operands: ["read"],
    words: true,
    match: ["govulncheck ./..."],
    notMatch: ["govulncheck -db http://h ./..."],
  }),
  gotestsum: runs(
    `-f,--format=text --format-hide-empty-pkg --format-icons=text --junitfile=write --jsonfile=write --no-color
      --packages=text --rerun-fails[=text] --rerun-fails-max-failures=text --hide-summary=text --watch
      --max-fails=text --debug --post-run-command!=program --raw-command! --rerun-fails-report=write --watch-chdir`,
    {
      operands: ["text"],
      hazard: /^--?(?:exec|toolexec|overlay|vettool|ldflags|gcflags)/,
      match: ["gotestsum --format testname -- -race ./..."],
      notMatch: ["gotestsum --post-run-command ./x", "gotestsum --raw-command ./x", "gotestsum -- -exec ./x ./..."],
    },
  ),
  "golangci-lint": runs("-h -v,--verbose --color=text", {
    subcommands: {
      run: runs(
        `-c,--config=read --no-config --out-format=text --print-issued-lines --print-linter-name
          --issues-exit-code=text --build-tags=text --timeout=text --tests[=text] --modules-download-mode=text
          --allow-parallel-runners -E,--enable=text -D,--disable=text --enable-all --disable-all --enable-only=text
          --default=text --fast --fast-only -p,--presets=text --exclude-dirs=text --exclude-files=text
          -e,--exclude=text --max-issues-per-linter=text --max-same-issues=text -n,--new --new-from-rev=text
          --new-from-merge-base=text --new-from-patch=read --whole-files --fix --go=text -j,--concurrency=text
          --show-stats --path-prefix=text -v,--verbose --color=text --cpu-profile-path=write --mem-profile-path=write
          --trace-path=write`,
        {
          operands: ["read"],
          forms: { "out-format": /^[a-z-]+(?::std(?:out|err))?(?:,[a-z-]+(?::std(?:out|err))?)*$/ },
        },
      ),
      fmt: runs("-c,--config=read -d,--diff -E,--enable=text --no-config", { operands: ["read"] }),
      linters: reads("-c,--config=read --json"),
      config: reads("-c,--config=read", { operands: ["text"] }),
      cache: reads("", { subcommands: { status: reads(""), clean: writes("") } }),
      version: reads("--format=text --short"),
      help: reads("", { operands: ["text"] }),
    },
    match: ["golangci-lint run ./... --timeout 5m", "golangci-lint run --fix --new-from-rev=main"],
    notMatch: ["golangci-lint run -c /tmp/x.yml", "golangci-lint custom", "golangci-lint run --out-format=json:/tmp/x"],
  }),
});
