import { asks, insists, type ProgramProfile, reads, runs, writes } from "../profile.ts";

const installs = "it fetches packages, whose build may run";
const registry = "it asks a registry";
const publishes = "it publishes to a registry";

const globals = `-V -h --list --explain=text -v,--verbose -vv -q,--quiet --color=text --locked --offline --frozen
  -C=read --config!=text -Z!=text`;

const selection = `${globals} -p,--package=text --workspace --all --exclude=text --lib --bins --bin[=text] --examples
  --example=text --tests --test=text --benches --bench=text --all-targets -F,--features=text --all-features
  --no-default-features --target=text --target-dir=write --manifest-path=read --lockfile-path=read -j,--jobs=text
  --keep-going -r,--release --profile=text --timings[=text] --message-format=text --ignore-rust-version
  --future-incompat-report --no-fail-fast --no-run --no-deps --out-dir=write --artifact-dir=write`;

const built = runs(selection, { operands: ["text"] });

/** What is handed to the compiler may name a linker or load a plug-in. */
const compilerHazard = /^(?:-[CZLoB]|--(?:codegen|extern|sysroot|emit|out-dir|cfg=|print))|linker/;

const dependencies = asks(["network", "write"], installs, {
  options: `${globals} -p,--package=text --workspace --manifest-path=read --lockfile-path=read -D,--dev -B,--build
    --optional --no-optional --default-features --no-default-features -F,--features=text --rename=text --target=text
    -n,--dry-run --path=read --branch=text --tag=text --rev=text --precise=text --recursive --aggressive --breaking
    --ignore-rust-version --versioned-dirs --no-delete --respect-source-config -s,--sync=read --git!=source
    --registry!=text`,
  operands: ["text"],
});
const vendoring = asks(["network", "write"], installs, {
  options: `${globals} --manifest-path=read -s,--sync=read --versioned-dirs --no-delete --respect-source-config`,
  operands: ["write"],
});

const nextest = runs(selection, {
  subcommands: {
    run: runs(
      `${selection} -E,--filterset,--filter-expr=text -P=text --retries=text --test-threads=text --fail-fast
        --no-capture --nocapture --run-ignored=text --partition=text --no-tests=text --status-level=text
        --final-status-level=text --success-output=text --failure-output=text --cargo-profile=text --config-file!=read
        --tool-config-file!=text --archive-file!=read`,
    ),
    list: runs(`${selection} -E=text -T=text`),
    archive: runs(`${selection} --archive-file=write`),
  },
});

const subcommands: Readonly<Record<string, ProgramProfile>> = {
  ...Object.fromEntries(
    ["build", "b", "check", "c", "bench", "doc", "d", "test", "t", "run", "r", "rustdoc"].map((name) => [name, built]),
  ),
  doc: runs(`${selection} --document-private-items --open!`, { operands: ["text"] }),
  test: runs(`${selection} --doc`, { operands: ["text"] }),
  t: runs(`${selection} --doc`, { operands: ["text"] }),
  clippy: runs(
    `${selection} --fix --allow-dirty --allow-staged --allow-no-vcs --broken-code --edition --edition-idioms`,
    { operands: ["text"], hazard: compilerHazard },
  ),
  fix: runs(`${selection} --allow-dirty --allow-staged --allow-no-vcs --broken-code --edition --edition-idioms`, {
    operands: ["text"],
  }),
  rustc: runs(`${selection} --crate-type=text --print=text`, { operands: ["text"], hazard: compilerHazard }),
  fmt: runs(`${globals} --all --check -p,--package=text --manifest-path=read --message-format=text`, {
    operands: ["text"],
    hazard: /^--config/,
  }),
  clean: writes(
    `${globals} -p,--package=text -r,--release --profile=text --doc --target=text --target-dir=write
      --manifest-path=read -n,--dry-run`,
    { operands: ["text"] },
  ),
  new: writes(`${globals} --bin --lib --edition=text --name=text --vcs=text --registry=text`),
  init: writes(`${globals} --bin --lib --edition=text --name=text --vcs=text --registry=text`),
  tree: runs(
    `${globals} -p,--package=text --workspace --exclude=text -F,--features=text --all-features --no-default-features
      --target=text -e,--edges=text -i,--invert[=text] --prune=text --depth=text --prefix=text --no-dedupe
      -d,--duplicates -f,--format=text --charset=text --manifest-path=read`,
    { operands: ["text"] },
  ),
  metadata: runs(
    `${globals} --no-deps --format-version=text --filter-platform=text -F,--features=text --all-features
      --no-default-features --manifest-path=read`,
    { operands: ["text"] },
  ),
  "locate-project": runs(`${globals} --workspace --message-format=text --manifest-path=read`),
  pkgid: runs(`${globals} -p=text --manifest-path=read`, { operands: ["text"] }),
  "read-manifest": runs(`${globals} --manifest-path=read`),
  "verify-project": runs(`${globals} --manifest-path=read`),
  version: reads("-v,--verbose"),
  help: reads("", { operands: ["text"] }),
  "generate-lockfile": dependencies,
  add: dependencies,
  remove: dependencies,
  rm: dependencies,
  update: dependencies,
  up: dependencies,
  upgrade: dependencies,
  fetch: dependencies,
  vendor: vendoring,
  search: asks(["network"], registry, { options: `${globals} --limit=text --registry=text` }),
  info: asks(["network"], registry, { options: `${globals} --registry=text` }),
  audit: asks(["network"], registry, {
    options: `${globals} --json --ignore=text -f,--file=read -D,--deny=text -n,--no-fetch`,
  }),
  outdated: asks(["network"], registry, {
    options: `${globals} -R,--root-deps-only -d,--depth=text -w,--workspace --format=text`,
  }),
  package: runs(`${selection} -l,--list --no-verify --no-metadata --allow-dirty --exclude-lockfile`),
  install: insists(["network", "write"], installs),
  uninstall: insists(["loss"], "it removes programs of the user"),
  binstall: insists(["network", "write"], installs),
  publish: insists(["network"], publishes),
  yank: insists(["network"], publishes),
  owner: insists(["network"], publishes),
  release: insists(["network"], publishes),
  login: insists(["network"], "it signs in"),
  logout: insists(["network"], "it signs out"),
  nextest,
  expand: runs(selection, { operands: ["text"] }),
  bloat: runs(`${selection} --crates -n=text`),
  machete: reads("--with-metadata --skip-target-dir"),
  udeps: runs(selection),
  deny: asks(["network"], registry, {
    options: `${globals} --manifest-path=read --all-features --workspace`,
    operands: ["text"],
  }),
  hack: runs(`${selection} --each-feature --feature-powerset --no-dev-deps --depth=text`, { operands: ["text"] }),
  miri: runs(selection, { operands: ["text"] }),
  "llvm-cov": runs(
    `${selection} --html --json --lcov --text --output-path=write --output-dir=write --summary-only
      --ignore-filename-regex=text --fail-under-lines=text --open!`,
    { operands: ["text"] },
  ),
  tarpaulin: runs(
    `${selection} -o,--out=text --output-dir=write --exclude-files=text --skip-clean --engine=text --fail-under=text
      --command!=text`,
    { operands: ["text"] },
  ),
  insta: runs(selection, { operands: ["text"] }),
};

const cargo: ProgramProfile = runs(globals, {
  subcommands: {
    ...subcommands,
    ...Object.fromEntries(
      ["+nightly", "+stable", "+beta"].map((toolchain) => [toolchain, runs(globals, { subcommands })]),
    ),
  },
  match: [
    "cargo test --workspace --all-features -- --nocapture",
    "cargo build --release -p core -j 8",
    "cargo clippy --all-targets -- -D warnings",
    "cargo run --bin app -- --port 80",
    "cargo fmt --all -- --check",
    "cargo add serde --features derive",
    "cargo +nightly fmt",
  ],
  notMatch: [
    "cargo build --config build.rustc-wrapper='./x'",
    "cargo --conf ./x test",
    "cargo rustc -- -C linker=./x",
    "cargo install evil",
    "cargo publish",
    "cargo test --manifest-path /tmp/Cargo.toml",
    "cargo build --target-dir /tmp/x",
    "cargo evil",
    "cargo watch -s 'touch a'",
  ],
});

/** Rust: its package manager, its compiler and its tools. */
export const rustPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  cargo,
  rustc: runs(
    `-h -V -v,--verbose --cfg=text --check-cfg=text -L=text -l=text --crate-type=text --crate-name=text --edition=text
      --emit=text --print=text -g -O -o=write --out-dir=write --explain=text --test --target=text -A,--allow=text
      -W,--warn=text -D,--deny=text -F,--forbid=text --force-warn=text --cap-lints=text --error-format=text
      --json=text --color=text --diagnostic-width=text --remap-path-prefix=text -C,--codegen=text -Z!=text
      --extern!=text --sysroot!=read`,
    {
      operands: ["read"],
      hazard: /^@/,
      forms: {
        codegen:
          /^(?:opt-level|debuginfo|panic|lto|codegen-units|target-cpu|target-feature|debug-assertions|overflow-checks|strip|metadata|instrument-coverage|relocation-model|embed-bitcode|prefer-dynamic)(?:=|$)/,
        emit: /^[\w,-]+$/,
      },
      match: ["rustc --edition 2021 -O src/main.rs -o a", "rustc -C opt-level=3 a.rs"],
      notMatch: ["rustc -C linker=./x a.rs", "rustc -o /tmp/a a.rs", "rustc --exte a=b a.rs", "rustc @args"],
    },
  ),
  rustfmt: runs(
    `-h -V --check --emit=text --backup --config=text --config-path=read --edition=text --style-edition=text
      --color=text --print-config=text -l,--files-with-diff -v,--verbose -q,--quiet`,
    {
      operands: ["read"],
      match: ["rustfmt --check --edition 2021 src/main.rs"],
      notMatch: ["rustfmt --config-path /tmp/x a.rs", "rustfmt /etc/a.rs"],
    },
  ),
  rustup: reads("-h -V -v,--verbose -q,--quiet", {
    subcommands: {
      show: reads("-v,--verbose", { operands: ["text"] }),
      which: reads("--toolchain=text", { operands: ["text"] }),
      check: asks(["network"], registry),
      target: reads("", {
        subcommands: {
          list: reads("--installed --toolchain=text -q"),
          add: asks(["network", "write"], installs, { options: "--toolchain=text" }),
          remove: insists(["loss"], "it removes what builds need"),
        },
      }),
      component: reads("", {
        subcommands: {
          list: reads("--installed --toolchain=text -q"),
          add: asks(["network", "write"], installs, { options: "--toolchain=text --target=text" }),
          remove: insists(["loss"], "it removes what builds need"),
        },
      }),
      toolchain: reads("", {
        subcommands: {
          list: reads("-v,--verbose -q"),
          install: asks(["network", "write"], installs, {
            options: "--profile=text -c,--component=text -t,--target=text --no-self-update --force",
          }),
          uninstall: insists(["loss"], "it removes what builds need"),
          link: insists(["environment"], "it changes what cargo is"),
        },
      }),
      update: asks(["network", "write"], installs, { options: "--no-self-update --force" }),
      install: asks(["network", "write"], installs, {
        options: "--profile=text -c,--component=text -t,--target=text --no-self-update --force",
      }),
      default: insists(["environment"], "it changes what cargo is"),
      override: insists(["environment"], "it changes what cargo is"),
      run: insists(["exec"], "it starts any program"),
      self: insists(["environment"], "it changes or removes itself"),
    },
    match: ["rustup show", "rustup target list --installed", "rustup component add clippy"],
    notMatch: ["rustup run nightly touch a", "rustup toolchain link x ./y", "rustup default nightly"],
  }),
});
