import { asks, insists, type ProgramProfile, reads, runs } from "../profile.ts";

const installs = "it installs packages, whose scripts may run";
const launches = "it may start any program";

const phpunit: ProgramProfile = runs(
  `-h -c,--configuration=read --no-configuration --filter=text --exclude-filter=text --testsuite=text
    --exclude-testsuite=text --group=text --exclude-group=text --list-tests --list-suites --list-groups
    --stop-on-error --stop-on-failure --stop-on-defect --fail-on-warning --fail-on-risky --do-not-cache-result
    --cache-directory=write --cache-result-file=write --order-by=text --random-order-seed=text --colors[=text]
    --testdox --no-progress --no-output --display-deprecations --display-warnings --display-errors --display-notices
    --display-skipped --display-incomplete --verbose -v --debug --coverage-text[=write] --coverage-html=write
    --coverage-clover=write --coverage-xml=write --coverage-filter=read --no-coverage --log-junit=write
    --testdox-html=write --testdox-text=write --log-teamcity=write --repeat=text --process-isolation
    --migrate-configuration --generate-configuration --bootstrap!=read --include-path!=read -d!=text --extension!=text
    --printer!=text --loader!=text --prepend!=read --globals-backup --strict-coverage`,
  {
    operands: ["read"],
    match: ["phpunit --filter testA tests/ATest.php", "phpunit --testdox --coverage-html coverage"],
    notMatch: [
      "phpunit --bootstrap /tmp/x.php",
      "phpunit -d auto_prepend_file=x",
      "phpunit --coverage-html /tmp/x",
      "phpunit --extension X",
    ],
  },
);

const composerOptions = `-q,--quiet -v,--verbose -vv -vvv -n,--no-interaction --no-plugins --no-scripts --no-cache
  --profile --ansi --no-ansi -d,--working-dir=write --prefer-source --prefer-dist --prefer-install=text --dry-run
  --no-dev --dev --no-autoloader --no-progress --no-install --no-suggest -o,--optimize-autoloader,--optimize
  -a,--classmap-authoritative --apcu-autoloader --ignore-platform-req=text --ignore-platform-reqs
  -w,--with-dependencies -W,--with-all-dependencies --update-with-dependencies --update-with-all-dependencies
  --update-no-dev --no-update --prefer-stable --prefer-lowest --sort-packages --fixed --lock --minimal-changes -m
  --root-reqs --bump-after-update[=text] --with=text -D,--direct -o -l,--latest -t,--tree -i,--installed -p,--platform
  -N,--name-only -P,--path -f,--format=text -a,--all -s,--self --strict -A,--with-dependencies --no-check-all
  --no-check-lock --no-check-publish --locked --abandoned=text --audit --no-audit -r,--recursive
  --class-map-authoritative --repository!=url --repository-url!=url --stability=text`;
const composerInstalling = asks(["network", "write", "exec"], installs, {
  options: composerOptions,
  operands: ["text"],
});
const composerLook = reads(composerOptions, { operands: ["text"] });
const composerScript = runs(composerOptions, { operands: ["text"] });

/** PHP, what tests and checks it, and what installs its packages. */
export const phpPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  php: runs(
    `-a! -c!=read -n -d!=text -e -f=read -h -i -l -m -r=code -B=code -R=code -F!=read -E=code -H -S!=text -t!=read -s
      -v -w -z!=read --ini --rf=text --rc=text --re=text --rz=text --ri=text`,
    {
      operands: ["read", "text"],
      interprets: true,
      scripts: /\.php$|(?:^|\/)(?:artisan|console)$/,
      language: "other",
      match: ["php scripts/a.php x", "php -l src/a.php", "php artisan migrate", "php -v"],
      notMatch: [
        "php -r 'x;'",
        "php -d auto_prepend_file=x a.php",
        "php /tmp/a.php",
        "php -S 0.0.0.0:80",
        "php -c /tmp a.php",
      ],
    },
  ),
  phpunit,
  pest: { ...phpunit, match: ["pest --filter a"], notMatch: ["pest --bootstrap /tmp/x.php"] },
  phpstan: runs("-h -V", {
    subcommands: {
      analyse: runs(
        `-c,--configuration=read -l,--level=text --no-progress --debug --error-format=text
          -b,--generate-baseline[=write] --allow-empty-baseline --memory-limit=text --xdebug --no-ansi --ansi -v -q
          --pro! -a!=read --autoload-file!=read`,
        { operands: ["read"] },
      ),
      analyze: runs(
        "-c,--configuration=read -l,--level=text --no-progress --memory-limit=text -a!=read --autoload-file!=read",
        { operands: ["read"] },
      ),
      "clear-result-cache": runs("-c=read"),
    },
    match: ["phpstan analyse src --level 8 --no-progress"],
    notMatch: ["phpstan analyse -a ./x.php src", "phpstan analyse -c /tmp/x.neon", "phpstan analyse /etc"],
  }),
  "php-cs-fixer": runs("-h -V", {
    subcommands: Object.fromEntries(
      ["fix", "check", "list-files", "describe", "list"].map((name) => [
        name,
        runs(
          `--dry-run --diff --rules=text --config=read --using-cache=text --cache-file=write --path-mode=text
            --allow-risky=text --stop-on-violation --format=text --show-progress=text -v -vv -q --sequential`,
          { operands: ["read"] },
        ),
      ]),
    ),
    match: ["php-cs-fixer fix src --dry-run --diff"],
    notMatch: ["php-cs-fixer fix --config /tmp/x.php", "php-cs-fixer fix /etc"],
  }),
  composer: runs(`${composerOptions} -V -h`, {
    subcommands: {
      ...Object.fromEntries(
        ["install", "i", "update", "u", "upgrade", "require", "remove", "rm", "reinstall", "bump"].map((name) => [
          name,
          composerInstalling,
        ]),
      ),
      ...Object.fromEntries(
        [
          "show",
          "info",
          "list",
          "licenses",
          "validate",
          "status",
          "depends",
          "why",
          "prohibits",
          "why-not",
          "diagnose",
          "check-platform-reqs",
          "about",
          "suggests",
          "fund",
          "help",
        ].map((name) => [name, composerLook]),
      ),
      ...Object.fromEntries(
        ["outdated", "audit", "search"].map((name) => [
          name,
          asks(["network"], "it asks a registry", { options: composerOptions }),
        ]),
      ),
      ...Object.fromEntries(
        [
          "run-script",
          "run",
          "test",
          "lint",
          "format",
          "analyse",
          "check",
          "dump-autoload",
          "dumpautoload",
          "cs",
          "cs-fix",
          "stan",
          "build",
          "dev",
        ].map((name) => [name, composerScript]),
      ),
      config: reads(
        `${composerOptions} -g,--global! -e! --editor! --unset! --list --source --json! --merge! --append!`,
        { operands: ["text"], most: 1 },
      ),
      init: runs(`${composerOptions} --name=text --description=text --type=text --license=text --require=text`),
      ...Object.fromEntries(
        ["exec", "global", "create-project", "self-update", "selfupdate", "archive", "browse", "clear-cache"].map(
          (name) => [name, insists(["exec", "network"], launches)],
        ),
      ),
    },
    match: [
      "composer install --no-dev",
      "composer require --dev phpunit/phpunit",
      "composer test -- --filter a",
      "composer dump-autoload -o",
    ],
    notMatch: [
      "composer exec touch a",
      "composer config repositories.x http://h",
      "composer global require x",
      "composer install -d /srv/x",
      "composer require x --repository http://h",
    ],
  }),
});
