import { asks, insists, type ProgramProfile, reads, runs, unexampled, writes } from "../profile.ts";
import { why } from "./python-packages.ts";

const uvGlobals = `-h -V -n,--no-cache --cache-dir=write -p,--python=text --managed-python --no-managed-python
  --no-python-downloads -q,--quiet -v,--verbose --color=text --offline --no-progress --directory=read --project=read
  --no-config --native-tls --preview --config-file!=read --allow-insecure-host!=text --index!=url --default-index!=url
  -i,--index-url!=url --extra-index-url!=url -f,--find-links!=source --keyring-provider!=text`;

const uvResolving = `${uvGlobals} -U,--upgrade -P,--upgrade-package=text --resolution=text --prerelease=text
  --exclude-newer=text --reinstall --reinstall-package=text --refresh --refresh-package=text --link-mode=text
  --extra=text --all-extras --no-extra=text --no-dev --only-dev --dev --group=text --no-group=text --no-default-groups
  --only-group=text --all-groups --no-editable --locked --frozen --no-sync --no-install-project --no-install-workspace
  --no-install-package=text --exact --inexact --package=text --all-packages --no-build --no-binary
  --no-build-isolation --compile-bytecode --active --check --dry-run --script=read --isolated --no-project
  --no-env-file --env-file=read -C,--config-setting!=text`;

const uvInstalling = asks(["network", "write", "exec"], why.installs, {
  options: `${uvResolving} -r,--requirements,--requirement=source -c,--constraints,--constraint=source
    -e,--editable[=source] --optional=text --raw-sources --no-raw --rev=text --tag=text --branch=text --bounds=text
    --workspace --no-deps --no-sources -o,--output-file=write --format=text --no-hashes --generate-hashes --universal
    --strict --system! --break-system-packages! --target=write --prefix=write --no-annotate --no-header
    --no-emit-project --no-index`,
  operands: ["source"],
});

/** Programs that start a tool in the environment of a project; known tools are judged as themselves. */
export function pythonLaunchers(
  tools: Readonly<Record<string, ProgramProfile>>,
): Readonly<Record<string, ProgramProfile>> {
  const script = tools["python"] as ProgramProfile;
  const launching = (options: string): ProgramProfile =>
    runs(options, {
      subcommands: unexampled(tools),
      otherwise: [
        [/^(?!-)[^/~].*\.py$/, script],
        [/^/, insists(["exec"], why.launches)],
      ],
    });
  const poetryOptions = `-h -q,--quiet -V -v,--verbose --ansi --no-ansi -n,--no-interaction --no-plugins --no-cache
    -P,--project=read -C,--directory=read`;
  const poetryInstalling = asks(["network", "write", "exec"], why.installs, {
    options: `${poetryOptions} -G,--group=text -D,--dev -e,--editable -E,--extras=text --optional=text --python=text
      --platform=text --allow-prereleases --dry-run --lock --without=text --with=text --only=text --sync --no-root
      --no-directory --all-extras --all-groups --only-root --compile --no-update --regenerate --source!=text`,
    operands: ["source"],
  });
  const uvx = {
    ...launching(`${uvResolving} --from!=source -w,--with!=source --with-editable!=source --with-requirements!=read`),
    match: ["uvx ruff check .", "uvx black --check src"],
    notMatch: ["uvx evil", "uvx --from evil ruff check ."],
  };
  return {
    uv: runs(uvGlobals, {
      subcommands: {
        run: launching(
          `${uvResolving} -m,--module=module -s -w,--with!=source --with-editable!=source --with-requirements!=read
            --gui-script!`,
        ),
        ...Object.fromEntries(["add", "remove", "sync", "lock", "export"].map((name) => [name, uvInstalling])),
        pip: runs(uvGlobals, {
          subcommands: {
            ...Object.fromEntries(["install", "sync", "compile", "uninstall"].map((name) => [name, uvInstalling])),
            ...Object.fromEntries(
              ["list", "show", "freeze", "check", "tree"].map((name) => [
                name,
                reads(`${uvGlobals} --outdated --format=text --exclude=text --strict -e --depth=text`, {
                  operands: ["text"],
                }),
              ]),
            ),
          },
        }),
        tree: reads(`${uvResolving} -d,--depth=text --invert --prune=text --outdated --no-dedupe --universal`),
        venv: writes(
          `${uvGlobals} --seed --clear --prompt=text --system-site-packages --allow-existing --relocatable
            --link-mode=text`,
          { forms: { python: /^[\w.@-]+$/ } },
        ),
        build: asks(["network", "write", "exec"], why.installs, {
          options: `${uvResolving} --sdist --wheel -o,--out-dir=write`,
          operands: ["read"],
        }),
        init: writes(
          `${uvGlobals} --lib --app --package --no-package --name=text --bare --no-readme --vcs=text
            --build-backend=text --no-workspace --no-pin-python --author-from=text --description=text`,
        ),
        version: reads(`${uvGlobals} --short --output-format=text --bump!=text`, { operands: ["text"], most: 0 }),
        format: runs(`${uvGlobals} --check --diff`, { operands: ["read"] }),
        cache: reads(uvGlobals, {
          subcommands: {
            dir: reads(""),
            size: reads(""),
            clean: insists(["loss"], "it empties the cache"),
            prune: insists(["loss"], "it empties the cache"),
          },
        }),
        python: reads(uvGlobals, {
          subcommands: {
            list: reads(`${uvGlobals} --only-installed --all-versions`),
            find: reads(uvGlobals, { operands: ["text"] }),
            dir: reads(""),
            pin: writes(uvGlobals, { operands: ["text"] }),
            install: asks(["network"], why.installs, { options: uvGlobals }),
          },
        }),
        tool: reads(uvGlobals, {
          subcommands: {
            list: reads(""),
            dir: reads(""),
            run: uvx,
            install: insists(["network"], why.installs),
            uninstall: insists(["loss"], "it removes tools"),
            upgrade: insists(["network"], why.installs),
          },
        }),
        publish: insists(["network"], why.publishes),
        self: insists(["network"], "it replaces itself"),
        help: reads("", { operands: ["text"] }),
      },
      match: [
        "uv run pytest -q",
        "uv sync --frozen",
        "uv add 'httpx>=0.27'",
        "uv pip install -r requirements.txt",
        "uv run python scripts/a.py",
        "uv venv",
        "uv run scripts/a.py",
      ],
      notMatch: [
        "uv run touch a",
        "uv run --with evil pytest",
        "uv run python -c 1",
        "uv pip install --index-url http://h x",
        "uv run /tmp/x.py",
        "uv tool install evil",
        "uv run -m evil",
      ],
    }),
    uvx,
    poetry: runs(poetryOptions, {
      subcommands: {
        run: launching(poetryOptions),
        ...Object.fromEntries(
          ["install", "add", "remove", "update", "sync", "lock"].map((name) => [name, poetryInstalling]),
        ),
        ...Object.fromEntries(
          ["show", "check", "about", "list", "search", "debug"].map((name) => [
            name,
            reads(
              `${poetryOptions} -t,--tree -l,--latest -o,--outdated --with=text --without=text --only=text --why
                -a,--all -T,--top-level --lock --strict --format=text`,
              { operands: ["text"] },
            ),
          ]),
        ),
        version: runs(`${poetryOptions} -s,--short --dry-run --next-phase`),
        build: asks(["network", "write", "exec"], why.installs, {
          options: `${poetryOptions} -f,--format=text -o,--output=write --clean`,
        }),
        export: runs(
          `${poetryOptions} -f,--format=text -o,--output=write --without-hashes --with=text --without=text --only=text
            -E=text --all-extras --without-urls --with-credentials!`,
        ),
        init: runs(
          `${poetryOptions} --name=text --description=text --author=text --python=text --dependency=text
            --license=text`,
        ),
        new: writes(`${poetryOptions} --name=text --src --flat`),
        env: reads(poetryOptions, {
          subcommands: {
            info: reads("-p,--path -e,--executable"),
            list: reads("--full-path"),
            activate: reads(""),
            use: insists(["exec"], why.launches),
            remove: insists(["loss"], "it removes an environment"),
          },
        }),
        publish: insists(["network"], why.publishes),
        config: reads(`${poetryOptions} --list --local --unset! --migrate!`, { operands: ["text"], most: 1 }),
        self: insists(["network"], "it changes itself"),
        source: insists(["environment"], why.settings),
        cache: insists(["loss"], "it empties the cache"),
      },
      match: [
        "poetry run pytest",
        "poetry install --with dev",
        "poetry add requests",
        "poetry run python manage.py test",
        "poetry show --tree",
      ],
      notMatch: [
        "poetry run touch a",
        "poetry run python -c 1",
        "poetry config repositories.x http://h",
        "poetry publish",
      ],
    }),
    pipenv: runs("-h --bare --quiet", {
      subcommands: {
        run: launching(""),
        ...Object.fromEntries(
          ["install", "sync", "update", "uninstall", "lock", "upgrade"].map((name) => [
            name,
            asks(["network", "write", "exec"], why.installs, {
              options: `-d,--dev --pre --deploy --skip-lock --system! -r=read -e,--editable=source --python=text
                --keep-outdated -v -i!=url --index!=url`,
              operands: ["source"],
            }),
          ]),
        ),
        ...Object.fromEntries(
          ["graph", "check", "verify", "requirements", "scripts"].map((name) => [
            name,
            reads("--bare --json --json-tree --reverse --dev --hash"),
          ]),
        ),
        shell: insists(["exec"], why.launches),
      },
      match: ["pipenv run pytest", "pipenv install --dev"],
      notMatch: ["pipenv run touch a", "pipenv shell", "pipenv install -i http://h x"],
    }),
    pipx: runs("", {
      subcommands: {
        run: launching("--spec!=source --verbose -q --no-cache --path! --index-url!=url -i!=url --pip-args!=text"),
        list: reads("--short --json --include-injected"),
        environment: reads(""),
        ...Object.fromEntries(
          ["install", "uninstall", "upgrade", "upgrade-all", "inject", "reinstall", "ensurepath", "runpip"].map(
            (name) => [name, insists(["network", "environment"], "it changes the programs of the user")],
          ),
        ),
      },
      match: ["pipx run ruff check .", "pipx list"],
      notMatch: ["pipx run evil", "pipx install evil", "pipx run --spec evil black ."],
    }),
    hatch: runs("-e,--env=text -q,--quiet -v,--verbose --no-color -p,--project=text", {
      subcommands: {
        run: launching(""),
        test: runs("-a,--all -c,--cover -p,--parallel -r,--randomize --python=text -i=text"),
        fmt: runs("-l,--linter -f,--formatter --check --preview"),
        build: runs("-t,--target=text -c,--clean", { operands: ["write"] }),
        version: runs("", { operands: ["text"] }),
        env: reads("", {
          subcommands: {
            show: reads("--json --ascii", { operands: ["text"] }),
            find: reads("", { operands: ["text"] }),
          },
        }),
        dep: reads("", { subcommands: { show: reads("", { operands: ["text"] }), hash: reads("") } }),
        publish: insists(["network"], why.publishes),
        shell: insists(["exec"], why.launches),
      },
      match: ["hatch run pytest", "hatch test --cover", "hatch build"],
      notMatch: ["hatch run touch a", "hatch publish"],
    }),
    pdm: runs("-q -v", {
      subcommands: {
        run: launching("-s,--site-packages -p,--project=read"),
        ...Object.fromEntries(
          ["install", "add", "remove", "update", "sync", "lock"].map((name) => [
            name,
            asks(["network", "write", "exec"], why.installs, {
              options: `-d,--dev -G,--group=text --prod --no-self --no-sync --frozen-lockfile --check
                -e,--editable=source --no-editable -v -L,--lockfile=write`,
              operands: ["source"],
            }),
          ]),
        ),
        list: reads("--tree --graph --freeze --json"),
        info: reads("--python --where --env"),
        build: asks(["network", "write", "exec"], why.installs, { options: "-d,--dest=write --no-sdist --no-wheel" }),
        publish: insists(["network"], why.publishes),
        config: insists(["environment"], why.settings),
      },
      match: ["pdm run pytest", "pdm install --frozen-lockfile"],
      notMatch: ["pdm run touch a", "pdm publish"],
    }),
  };
}
