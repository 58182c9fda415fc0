import { asks, insists, type ProgramProfile, reads, runs, writes } from "../profile.ts";

const pytest: ProgramProfile = runs(
  `-k=text -m=text -v,--verbose -vv -vvv -q,--quiet -qq --verbosity=text -x,--exitfirst --maxfail=text --strict
    --strict-markers --strict-config -c,--config-file=read --continue-on-collection-errors --rootdir=read
    --co,--collect-only --pyargs --ignore=read --ignore-glob=text --deselect=text --confcutdir=read --noconftest
    --keep-duplicates --collect-in-virtualenv --import-mode=text --doctest-modules --doctest-report=text
    --doctest-glob=text --doctest-ignore-import-errors --doctest-continue-on-failure --basetemp=write -h -V -p=text
    -o,--override-ini=text --assert=text --setup-only --setup-show --setup-plan --debug[=write] --trace-config --pdb
    --trace --capture=text -s --runxfail --lf,--last-failed --ff,--failed-first --nf,--new-first --cache-show[=text]
    --cache-clear --lfnf,--last-failed-no-failures=text --sw,--stepwise --sw-skip,--stepwise-skip
    --sw-reset,--stepwise-reset --durations=text --durations-min=text --no-header --no-summary --no-fold-skipped
    -r=text --disable-warnings,--disable-pytest-warnings -l,--showlocals --no-showlocals --tb=text --xfail-tb
    --show-capture=text --full-trace --color=text --code-highlight=text --junit-xml,--junitxml=write
    --junit-prefix=text -W,--pythonwarnings=text --markers --fixtures --funcargs --fixtures-per-test --log-level=text
    --log-format=text --log-date-format=text --log-cli-level=text --log-cli-format=text --log-file=write
    --log-file-level=text --log-file-mode=text --log-auto-indent=text --log-disable=text -n,--numprocesses=text
    --maxprocesses=text --dist=text --max-worker-restart=text --looponfail -f --cov[=text] --cov-report=text
    --cov-config=read --cov-branch --cov-append --no-cov --no-cov-on-fail --cov-fail-under=text --cov-context=text
    --timeout=text --timeout-method=text --reruns=text --reruns-delay=text --asyncio-mode=text --randomly-seed=text
    --random-order --random-order-seed=text --benchmark-only --benchmark-skip --benchmark-disable --snapshot-update
    --inline-snapshot=text --create-db --reuse-db --nomigrations --no-migrations --migrations --ds=text --count=text
    --forked --testmon --html=write --self-contained-html --json-report --json-report-file=write --headed
    --browser=text --slowmo=text --hypothesis-seed=text --hypothesis-profile=text --hypothesis-show-statistics --mypy
    --ruff --flake-finder --pdbcls!=text --pastebin!=text --tx!=text --px!=text --rsyncdir!=read --rsyncignore!=text
    -d! --dc!=text`,
  {
    operands: ["read"],
    forms: {
      p: /^(?:no:[\w.-]+|xdist|pytest_asyncio|pytest_cov|cacheprovider|pytester)$/,
      "override-ini":
        /^(?:addopts=(?:-[qsvx]*)?$|(?:log_(?:cli|level|cli_level|format)|xfail_strict|junit_family|asyncio_mode|timeout|console_output_style|python_files|testpaths|markers|filterwarnings)=)/,
      "cov-report":
        /^(?:term|term-missing|html|xml|json|lcov|annotate)?(?::(?:skip-covered|(?![/~])(?!.*\.\.)[\w./-]+))?$/,
      pythonwarnings: /^[a-z]+(?::[^:]*(?::[\w.]*)?)?$/,
    },
    match: [
      'pytest -xvs tests/a.py::TestB -k "x and y"',
      "pytest -q --tb=short --maxfail=1 -n auto",
      "pytest --cov=src --cov-report=term-missing --cov-report=xml:coverage.xml",
      "pytest -p no:cacheprovider -W ignore::DeprecationWarning tests",
      "pytest --lf -vv --durations=10",
    ],
    notMatch: [
      "pytest -p evil tests",
      "pytest --rootdir=/srv/x",
      "pytest -o pythonpath=/tmp",
      "pytest --junitxml=/tmp/x.xml",
      "pytest --pastebin=all",
      "pytest --tx popen//python=./x",
      "pytest ../other",
    ],
  },
);

const unittest = runs(
  `-v,--verbose -q,--quiet --locals -f,--failfast -c,--catch -b,--buffer -k=text -s,--start-directory=read
    -p,--pattern=text -t,--top-level-directory=read --durations=text`,
);

const ruffOptions = `--fix --unsafe-fixes --no-unsafe-fixes --no-fix --show-fixes --diff -w,--watch --fix-only
  --ignore-noqa --output-format=text -o,--output-file=write --target-version=text --preview --no-preview --statistics
  --add-noqa --show-files --show-settings --select=text --ignore=text --extend-select=text --extend-ignore=text
  --per-file-ignores=text --fixable=text --unfixable=text --exclude=text --extend-exclude=text --respect-gitignore
  --no-respect-gitignore --force-exclude -n,--no-cache --cache-dir=write --stdin-filename=text -e,--exit-zero
  --exit-non-zero-on-fix --exit-non-zero-on-format -v,--verbose -q,--quiet -s,--silent --config=read --isolated
  --check --line-length=text --range=text --color=text`;
const ruffTool = runs(ruffOptions, { operands: ["read"] });

const ruff: ProgramProfile = runs(ruffOptions, {
  subcommands: {
    check: ruffTool,
    format: ruffTool,
    clean: runs("-v"),
    rule: reads("--all --output-format=text", { operands: ["text"] }),
    linter: reads("--output-format=text"),
    config: reads("--output-format=text", { operands: ["text"] }),
    version: reads("--output-format=text"),
    analyze: reads(ruffOptions),
  },
  match: ["ruff check --fix src", "ruff format --check .", "ruff check --select E,F --output-format=github ."],
  notMatch: ["ruff check --config /tmp/x.toml .", "ruff check -o /tmp/x .", "ruff server"],
});

const mypy: ProgramProfile = runs(
  `-h -v,--verbose -V -O,--output=text --config-file=read --warn-unused-configs --no-namespace-packages
    --namespace-packages --ignore-missing-imports --follow-imports=text --follow-untyped-imports --no-site-packages
    --no-silence-site-packages --python-version=text --platform=text --always-true=text --always-false=text
    --disallow-any-* --disallow-* --allow-* --warn-* --no-warn-* --no-implicit-optional --implicit-optional
    --strict-optional --no-strict-optional --strict-equality --strict-bytes --extra-checks --strict
    --local-partial-types --implicit-reexport --no-implicit-reexport --check-untyped-defs --disable-error-code=text
    --enable-error-code=text --show-error-context --show-column-numbers --show-error-end --hide-error-codes
    --show-error-codes --show-error-code-links --pretty --no-pretty --no-color-output --no-error-summary
    --error-summary --show-absolute-path --soft-error-limit=text --cache-dir=write --sqlite-cache --skip-version-check
    --no-incremental --incremental --fixed-format-cache --explicit-package-bases --exclude=text --exclude-gitignore
    -m,--module=text -p,--package=text --scripts-are-modules --fast-module-lookup --any-exprs-report=write
    --cobertura-xml-report=write --html-report=write --linecount-report=write --lineprecision-report=write
    --txt-report=write --xml-report=write --junit-xml=write --find-occurrences=text --non-interactive
    --raise-exceptions --custom-typeshed-dir=read --shadow-file!=read --python-executable!=program --install-types!
    --pdb! -c!=code`,
  {
    operands: ["read"],
    match: ["mypy src --strict", "mypy --ignore-missing-imports --show-error-codes -p app"],
    notMatch: [
      "mypy --python-executable ./x src",
      "mypy --install-types src",
      "mypy --html-report /tmp/x src",
      "mypy --config-file ../x src",
    ],
  },
);

const black: ProgramProfile = runs(
  `-l,--line-length=text -t,--target-version=text --pyi --ipynb -S,--skip-string-normalization
    -C,--skip-magic-trailing-comma --preview --unstable --enable-unstable-feature=text --check --diff --color
    --no-color --fast --safe --required-version=text --include=text --exclude=text --extend-exclude=text
    --force-exclude=text --stdin-filename=text -W,--workers=text -q,--quiet -v,--verbose --config=read
    -x,--skip-source-first-line --line-ranges=text --no-cache -h -c!=text --python-cell-magics=text`,
  {
    operands: ["read"],
    match: ["black --check .", "black -l 100 src tests"],
    notMatch: ["black --config /tmp/x .", "black /etc/x.py", "black -c 'a=1'"],
  },
);

const isort: ProgramProfile = runs(
  `-c,--check,--check-only --diff,--df -q,--quiet -v,--verbose --profile=text
    --sp,--settings-path,--settings-file,--settings=read --src,--src-path=read -l,--line-length=text
    -m,--multi-line=text --sl,--force-single-line-imports --tc,--trailing-comma --fss -p,--project=text
    -o,--thirdparty=text -f=text --skip,-s=text --skip-glob,--sg=text --gitignore --skip-gitignore --filter-files
    --stdout -d --overwrite-in-place --atomic --color --show-settings --show-files --float-to-top --ac -e --up
    -j,--jobs=text --py,--python-version=text --extend-skip=text --dont-follow-links --vn --force-sort-within-sections
    -a=text --rm=text`,
  {
    operands: ["read"],
    forms: { profile: /^(?:black|django|pycharm|google|open_stack|plone|attrs|hug|wemake|appnexus)$/ },
    match: ["isort --profile black .", "isort --check-only --diff src"],
    notMatch: ["isort --sp /tmp/x .", "isort --formatter ./x ."],
  },
);

const flake8: ProgramProfile = runs(
  `-h -v,--verbose -q,--quiet --color=text --count --exclude=text --extend-exclude=text --filename=text
    --stdin-display-name=text --format=text --hang-closing --ignore=text --extend-ignore=text --per-file-ignores=text
    --max-line-length=text --max-doc-length=text --indent-size=text --select=text --extend-select=text --disable-noqa
    --show-source --no-show-source --statistics --exit-zero -j,--jobs=text --tee --benchmark --bug-report
    --max-complexity=text --max-*=text --builtins=text --doctests --output-file=write --config=read
    --append-config=read --isolated --enable-extensions!=text --require-plugins!=text`,
  {
    operands: ["read"],
    match: ["flake8 src --max-line-length=100 --statistics"],
    notMatch: ["flake8 --config=/tmp/x src", "flake8 --output-file /tmp/x src", "flake8 --enable-ext X src"],
  },
);

const pylint: ProgramProfile = runs(
  `-h -v,--verbose -E,--errors-only -r,--reports[=text] -s,--score=text -d,--disable=text -e,--enable=text
    -f,--output-format=text -j,--jobs=text --rcfile=read --ignore=text --ignore-patterns=text --ignore-paths=text
    --max-line-length=text --max-*=text --min-*=text --msg-template=text --fail-under=text --fail-on=text
    --recursive=text --py-version=text --output=write --good-names=text --exit-zero --persistent=text
    --source-roots=read --list-msgs --help-msg=text --generate-rcfile --generate-toml-config --load-plugins!=text
    --init-hook!=code --extension-pkg-allow-list!=text --unsafe-load-any-extension!=text`,
  {
    operands: ["read"],
    forms: { "output-format": /^(?:text|parseable|colorized|msvs|json|json2|github)$/ },
    match: ["pylint src --disable=C0114 -j 4", "pylint -E app"],
    notMatch: [
      "pylint --init-hook 'x' src",
      "pylint --load-plugins=evil src",
      "pylint --init-h x src",
      "pylint --rcfile=/tmp/x src",
    ],
  },
);

const coverageOptions = `--rcfile=read --data-file=write -a,--append --branch --concurrency=text --context=text
  --include=text -L,--pylib --omit=text -p,--parallel-mode --source=text --timid --save-signal=text -i,--ignore-errors
  -m,--show-missing --skip-covered --no-skip-covered --skip-empty --sort=text --fail-under=text --precision=text
  --format=text -d,--directory=write -o=write --title=text --pretty-print -q,--quiet --keep --contexts=text
  --show-contexts --debug!=text`;
const coverageTool = runs(coverageOptions, { operands: ["read"] });

/** The script of `coverage run` is judged as the scripts of python. */
export function coverage(modules: ReadonlyMap<string, ProgramProfile>): ProgramProfile {
  return runs("", {
    subcommands: {
      run: runs(`${coverageOptions} -m,--module=module`, {
        operands: ["read", "text"],
        interprets: true,
        scripts: /\.py$/,
        language: "other",
        modules,
      }),
      report: coverageTool,
      html: coverageTool,
      xml: coverageTool,
      json: coverageTool,
      lcov: coverageTool,
      combine: coverageTool,
      annotate: coverageTool,
      erase: coverageTool,
      debug: reads("", { operands: ["text"] }),
    },
    match: ["coverage run -m pytest -q", "coverage report -m --fail-under=90", "coverage html"],
    notMatch: ["coverage run -m evil", "coverage run /tmp/x.py", "coverage html -d /tmp/x"],
  });
}

/** Tools of Python that check and test. */
export const pythonTools = (): Readonly<Record<string, ProgramProfile>> => ({
  pytest,
  "py.test": { ...pytest, match: ["py.test -q"], notMatch: ["py.test -p evil"] },
  ruff,
  mypy,
  black,
  isort,
  flake8,
  pylint,
  pyright: runs(
    `--outputjson --stats --verbose -w,--watch -p,--project=read --level=text --warnings --pythonversion=text
      --pythonplatform=text --skipunannotated --dependencies --typeshedpath=read -v,--venvpath=read --threads=text
      --pythonpath!=program --createstub!=text --verifytypes=text`,
    {
      operands: ["read"],
      match: ["pyright src --stats"],
      notMatch: ["pyright --pythonpath ./x", "pyright -p /srv/x"],
    },
  ),
  bandit: runs(
    `-r,--recursive -a=text -n=text -c,--configfile=read -p,--profile=text -t,--tests=text -s,--skip=text -l -i
      --severity-level=text --confidence-level=text -f,--format=text -o,--output=write -v -q,--quiet,--silent -d
      --ignore-nosec -x,--exclude=text -b,--baseline=read --ini=read --exit-zero --msg-template=text`,
    {
      operands: ["read"],
      match: ["bandit -r src -ll"],
      notMatch: ["bandit -r src -o /tmp/x"],
    },
  ),
  tox: runs(
    `-e=text -p,--parallel[=text] -r,--recreate -l,--listenvs -a,--listenvs-all -q -v -vv
      --skip-missing-interpreters[=text] --notest --showconfig -c,--conf=read --workdir=write --root=read
      --result-json=write -f=text --skip-env=text -x,--override!=text --force-dep!=text --installpkg!=read -i!=text
      --index-url!=url`,
    {
      subcommands: {
        run: runs("-e=text -r,--recreate -q -v -f=text --notest --skip-missing-interpreters[=text] -x!=text", {
          leading: true,
        }),
        r: runs("-e=text -r,--recreate -q -v -f=text -x!=text", { leading: true }),
        list: reads("-q -d"),
        l: reads("-q -d"),
        config: reads("-e=text -k=text"),
        parallel: runs("-e=text -p=text -r -q -v"),
        p: runs("-e=text -p=text -r -q -v"),
      },
      otherwise: [
        [/^(?:e|exec|d|devenv)$/, insists(["exec"], "it starts any program")],
        [/^/, runs("-e=text -q -v", { leading: true })],
      ],
      match: ["tox -e py312", "tox run -e lint -- src", "tox -p auto"],
      notMatch: ["tox -x testenv.commands=touch", "tox -c /tmp/x.ini", "tox exec -e py -- touch a"],
    },
  ),
  nox: runs(
    `-s,--session,--sessions,-e=text -l,--list -r,--reuse-existing-virtualenvs -R -k,--keywords=text -t,--tags=text
      -p,--pythons,--python=text -f,--noxfile=read --no-error-on-missing-interpreters -x,--stop-on-first-error
      --report=write --verbose -v -N --add-timestamp --envdir=write --default-venv-backend=text -db=text
      --extra-pythons=text --install-only --no-install`,
    {
      match: ["nox -s tests", "nox -l"],
      notMatch: ["nox -f /tmp/noxfile.py", "nox --envdir /tmp/x"],
    },
  ),
  "pre-commit": runs("-c,--config=read --color=text", {
    subcommands: {
      run: runs(
        `-a,--all-files --files=read --show-diff-on-failure -v,--verbose -c,--config=read --hook-stage=text
          --stage=text --from-ref=text --to-ref=text -s=text -o=text --color=text --fail-fast`,
        { operands: ["text"] },
      ),
      install: insists(["persistence"], "it has programs run on every commit"),
      uninstall: insists(["persistence"], "it changes what runs on every commit"),
      autoupdate: asks(["network", "write"], "it fetches hooks", {
        options: "--freeze --repo=text --bleeding-edge -c=read -j=text",
      }),
      "validate-config": reads(""),
      "validate-manifest": reads(""),
      "sample-config": reads(""),
      clean: writes(""),
      gc: writes(""),
    },
    match: ["pre-commit run --all-files", "pre-commit run ruff --files src/a.py"],
    notMatch: ["pre-commit install", "pre-commit run -c /tmp/x.yaml", "pre-commit try-repo https://h/r"],
  }),
  "sphinx-build": runs(
    `-b,--builder=text -M=text -a,--write-all -E,--fresh-env -d,--doctree-dir=write -j,--jobs=text -c,--conf-dir=read
      -C,--isolated -n,--nitpicky -W,--fail-on-warning --keep-going -T,--show-traceback -v -q,--quiet -Q --color
      -t,--tag=text -w,--warning-file=write -N -D,--define!=text -A!=text -P!`,
    {
      operands: ["read", "write"],
      match: ["sphinx-build -b html docs docs/_build"],
      notMatch: ["sphinx-build -b html docs /tmp/x", "sphinx-build -D extensions=evil docs out"],
    },
  ),
});

/** What `python -m unittest` takes. */
export const unittestModule: ProgramProfile = unittest;
