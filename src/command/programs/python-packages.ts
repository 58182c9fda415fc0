import { asks, insists, type ProgramProfile, reads, writes } from "../profile.ts";

/** Why package managers of Python need leave. */
export const why = {
  installs: "it installs packages, whose build may run",
  registry: "it asks a registry",
  launches: "it may start any program, or fetch and run a package",
  publishes: "it publishes to a registry",
  settings: "its settings can name places that later installs trust",
} as const;

const pipGlobals = `-h --isolated --require-virtualenv -v,--verbose -q,--quiet --log=write --no-input --retries=text
  --timeout=text --exists-action=text --cache-dir=write --no-cache-dir --disable-pip-version-check --no-color
  --no-python-version-warning --use-feature=text --use-deprecated=text --debug -i,--index-url!=url --pypi-url!=url
  --extra-index-url!=url -f,--find-links!=source --trusted-host!=text --proxy!=url --cert!=read --client-cert!=read
  --python!=program --keyring-provider!=text --no-index`;

const pipInstall = `${pipGlobals} -r,--requirement=source -c,--constraint=source --no-deps --pre -e,--editable=source
  --dry-run -t,--target=write --platform=text --python-version=text --implementation=text --abi=text --user
  --prefix=write --src=write -U,--upgrade --upgrade-strategy=text --force-reinstall -I,--ignore-installed
  --ignore-requires-python --no-build-isolation --use-pep517 --no-use-pep517 --check-build-dependencies --compile
  --no-compile --no-warn-script-location --no-warn-conflicts --no-binary=text --only-binary=text --prefer-binary
  --require-hashes --progress-bar=text --no-clean --report=write --group=text --root-user-action=text --no-verify
  -d,--dest=write -w,--wheel-dir=write --break-system-packages! --root!=write -C,--config-settings!=text
  --global-option!=text --build-option!=text --install-option!=text`;

const pipListing = `${pipGlobals} -o,--outdated -u,--uptodate -e,--editable -l,--local --user --path=read --pre
  --format=text --not-required --exclude=text --exclude-editable --include-editable -f,--files --all -r=read`;
const installing = asks(["network", "write", "exec"], why.installs, { options: pipInstall, operands: ["source"] });
const listing = reads(pipListing, { operands: ["text"] });

function pip(name: string): ProgramProfile {
  return reads(`${pipGlobals} -V`, {
    subcommands: {
      install: installing,
      download: installing,
      wheel: installing,
      uninstall: asks(["write"], "it removes packages", {
        options: `${pipGlobals} -y,--yes -r,--requirement=read --root-user-action=text --break-system-packages!`,
      }),
      list: listing,
      show: listing,
      freeze: listing,
      check: listing,
      inspect: listing,
      debug: listing,
      help: listing,
      hash: reads(`${pipGlobals} -a=text`),
      index: asks(["network"], why.registry, { options: `${pipGlobals} --pre --json` }),
      search: asks(["network"], why.registry, { options: pipGlobals }),
      cache: reads(pipGlobals, {
        subcommands: {
          dir: listing,
          info: listing,
          list: listing,
          remove: insists(["loss"], "it empties the cache"),
          purge: insists(["loss"], "it empties the cache"),
        },
      }),
      config: reads(pipGlobals, {
        subcommands: {
          list: listing,
          get: listing,
          debug: listing,
          set: insists(["environment"], why.settings),
          unset: insists(["environment"], why.settings),
          edit: insists(["environment"], why.settings),
        },
      }),
    },
    match: [
      `${name} install -r requirements.txt`,
      `${name} install -e '.[dev]'`,
      `${name} list --outdated`,
      `${name} install -U 'requests>=2'`,
      `${name} freeze`,
    ],
    notMatch: [
      `${name} install --index-url http://h/ x`,
      `${name} install --extra-index http://h/ x`,
      `${name} install --python ./x y`,
      `${name} install ../other`,
      `${name} config set global.index-url http://h`,
      `${name} install -t /opt x`,
    ],
  });
}

const condaOptions = `-n,--name=text -p,--prefix=write -y,--yes -q,--quiet -v,--verbose --json --dry-run -d --offline
  -f,--file=read --all --no-deps --only-deps --freeze-installed --update-deps --force --no-builds --from-history
  --export --revision=text -c,--channel!=url --override-channels!`;

/** Programs that install packages of Python. */
export const pythonPackages = (): Readonly<Record<string, ProgramProfile>> => ({
  pip: pip("pip"),
  pip3: pip("pip3"),
  virtualenv: writes(
    `-p,--python=text --clear --system-site-packages --no-download --prompt=text -q,--quiet -v,--verbose --symlinks
      --copies --always-copy --activators=text --no-pip --no-setuptools --extra-search-dir!=read --download!`,
    {
      forms: { python: /^(?:python|pypy)?[\d.]*$/ },
      match: ["virtualenv -p python3.12 .venv"],
      notMatch: ["virtualenv /opt/x", "virtualenv -p ./x .venv"],
    },
  ),
  "pip-compile": asks(["network", "write"], why.registry, {
    options: `-o,--output-file=write -U,--upgrade -P,--upgrade-package=text --generate-hashes --resolver=text
      --extra=text --all-extras -q,--quiet -v,--verbose --strip-extras --no-header --no-annotate --allow-unsafe
      -n,--dry-run --no-emit-index-url --pip-args!=text -i,--index-url!=url --extra-index-url!=url
      -f,--find-links!=source --trusted-host!=text`,
    operands: ["read"],
    match: ["pip-compile requirements.in -o requirements.txt"],
    notMatch: ["pip-compile --index-url http://h requirements.in", "pip-compile --pip-args='--x' requirements.in"],
  }),
  "pip-audit": asks(["network"], why.registry, {
    options: `-r,--requirement=read -l,--local -f,--format=text -s,--vulnerability-service=text --desc[=text]
      --aliases[=text] -S,--strict --progress-spinner=text --ignore-vuln=text -o,--output=write --skip-editable
      --no-deps --require-hashes --cache-dir=write --timeout=text --path=read -v --fix! --index-url!=url
      --extra-index-url!=url`,
    operands: ["read"],
    match: ["pip-audit -r requirements.txt"],
    notMatch: ["pip-audit --fix", "pip-audit --index-url http://h"],
  }),
  twine: asks(["network"], why.publishes, {
    subcommands: {
      check: reads("--strict"),
      upload: insists(["network"], why.publishes),
      register: insists(["network"], why.publishes),
    },
    match: ["twine check dist/a.whl"],
    notMatch: ["twine upload dist/a.whl"],
  }),
  conda: reads("-h -V", {
    subcommands: {
      list: reads(condaOptions, { operands: ["text"] }),
      info: reads(`${condaOptions} -e,--envs -a -s`, { operands: ["text"] }),
      env: reads("", {
        subcommands: {
          list: reads("--json"),
          export: reads(condaOptions),
          create: asks(["network", "write"], why.installs, { options: condaOptions }),
          update: asks(["network", "write"], why.installs, { options: `${condaOptions} --prune` }),
          remove: insists(["loss"], "it removes an environment"),
        },
      }),
      ...Object.fromEntries(
        ["install", "create", "update", "upgrade", "remove", "uninstall"].map((name) => [
          name,
          asks(["network", "write"], why.installs, { options: condaOptions }),
        ]),
      ),
      search: asks(["network"], why.registry, { options: condaOptions }),
      run: insists(["exec"], why.launches),
      config: insists(["environment"], why.settings),
      init: insists(["persistence"], "it changes start-up files of shells"),
      clean: insists(["loss"], "it empties the cache"),
    },
    match: ["conda list", "conda install -n dev numpy -y"],
    notMatch: ["conda run -n x touch a", "conda init bash", "conda install -c http://h x"],
  }),
});
