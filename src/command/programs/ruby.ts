import { asks, insists, type ProgramProfile, reads, runs, unexampled } from "../profile.ts";

const installs = "it installs packages, whose extensions may run";
const launches = "it may start any program";
const publishes = "it publishes a package";

const ruby: ProgramProfile = runs(
  `-0[=text] -a -c -C=read -d,--debug -e=code -E=text --encoding=text --external-encoding=text -F=text -h -i! -I!=read
    -l -n -p -r!=text -s -S! -T[=text] -v --verbose -w -W[=text] -x! -y --enable=text --disable=text --jit --yjit
    --copyright --dump=text --backtrace-limit=text -U -K=text --parser=text`,
  {
    operands: ["read", "text"],
    interprets: true,
    scripts: /\.rb$/,
    language: "other",
    match: ["ruby scripts/a.rb --flag", "ruby -wc a.rb", "ruby -v"],
    notMatch: [
      "ruby -e '1'",
      "ruby -r ./x a.rb",
      "ruby -I /tmp a.rb",
      "ruby /tmp/a.rb",
      "ruby -ne 1 a",
      "ruby -C /tmp a.rb",
    ],
  },
);

const rspec: ProgramProfile = runs(
  `-f,--format=text -c,--color --force-color --no-color -e,--example=text -E,--example-matches=text -t,--tag=text
    -P,--pattern=text --exclude-pattern=text -b,--backtrace -n,--next-failure --only-failures --fail-fast[=text]
    --no-fail-fast --failure-exit-code=text --order=text --seed=text --bisect[=text] -w,--warnings --dry-run
    --default-path=read --profile[=text] --no-profile -o,--out=write --deprecation-out=write -X! --drb! --init!
    -O!=read --options!=read -I!=read -r!=text --require!=text --bundle!`,
  {
    operands: ["read"],
    forms: { format: /^(?:p|d|h|j|f|progress|documentation|html|json|failures)$/ },
    match: ["rspec spec/a_spec.rb:12 --format documentation", "rspec --only-failures"],
    notMatch: ["rspec -r ./x", "rspec -O /tmp/x", "rspec -f ./x", "rspec --req ./x", "rspec -o /tmp/x"],
  },
);

const rake: ProgramProfile = runs(
  `-A,--all -B,--build-all -D,--describe[=text] -j,--jobs[=text] -m,--multitask -n,--dry-run -N,--no-search
    -P,--prereqs -q,--quiet -s,--silent -t,--trace[=text] -T,--tasks[=text] -v,--verbose -V -W,--where[=text]
    -X,--no-deprecation-warnings --job-stats[=text] --rules --backtrace[=text] -C,--directory=read -f,--rakefile=read
    -e!=code --execute!=code -p!=code --execute-print!=code -E!=code --execute-continue!=code -g! --system! -G
    -I!=read --libdir!=read -r!=text --require!=text -R!=read --rakelibdir!=read --load-system!`,
  {
    operands: ["text"],
    language: "other",
    hazard: /[`;|&$]/,
    match: ["rake test", "rake 'db:seed[dev]' VERBOSE=1", "rake -T"],
    notMatch: ["rake -e 'x'", "rake -f /tmp/Rakefile", "rake --req ./x", "rake -r ./x test"],
  },
);

const rubocop: ProgramProfile = runs(
  `-a,--autocorrect -A,--autocorrect-all -x,--fix-layout -l,--lint -f,--format=text -o,--out=write -c,--config=read
    --only=text --except=text -D,--display-cop-names -E,--extra-details -S,--display-style-guide
    -L,--list-target-files --parallel --no-parallel -F,--fail-fast --fail-level=text --force-exclusion --cache=text
    --cache-root=write -d,--debug --auto-gen-config --no-color --color -s,--stdin=text
    --display-only-fail-level-offenses -P -V -v --server! --start-server! -r!=text --require!=text --plugin!=text
    --init!`,
  {
    operands: ["read"],
    forms: {
      format:
        /^(?:\[?[a-z]\]?[a-z]*|progress|simple|clang|json|html|files|emacs|offenses|worst|tap|quiet|autogenconf|github|junit|pacman|fuubar|markdown)$/,
    },
    match: ["rubocop -A app", "rubocop --parallel --format simple"],
    notMatch: ["rubocop -r ./x", "rubocop -c /tmp/x.yml", "rubocop -f ./x"],
  },
);

const railsOptions = `-e,--environment=text -p,--port=text -b!=text --binding!=text -d! --daemon! --dev-caching
  -u=text -P=write --early-hints --log-to-stdout --skip-* --force -f --pretend -q --quiet --verbose -v
  --defer-coverage --fail-fast -n,--name=text -h --trace -s,--skip --no-* --api --database=text --css=text
  --javascript=text --template!=source -m!=source`;
const railsRun = runs(railsOptions, { operands: ["text"] });
const railsTools: Readonly<Record<string, ProgramProfile>> = {
  ...Object.fromEntries(
    [
      "server",
      "s",
      "test",
      "t",
      "test:system",
      "generate",
      "g",
      "routes",
      "about",
      "stats",
      "notes",
      "assets:precompile",
      "db:migrate",
      "db:migrate:status",
      "db:create",
      "db:seed",
      "db:setup",
      "db:prepare",
      "db:schema:load",
      "db:test:prepare",
      "db:version",
      "zeitwerk:check",
      "middleware",
      "secret",
    ].map((name) => [name, railsRun]),
  ),
  ...Object.fromEntries(
    ["runner", "r", "console", "c", "dbconsole", "db", "credentials:edit", "credentials:show"].map((name) => [
      name,
      insists(["exec"], "it runs the code it is given"),
    ]),
  ),
  ...Object.fromEntries(
    ["db:drop", "db:reset", "db:rollback", "db:migrate:reset", "destroy", "d"].map((name) => [
      name,
      insists(["loss"], "it throws data or files away"),
    ]),
  ),
  new: insists(["network"], installs),
};
const rails: ProgramProfile = runs(railsOptions, {
  subcommands: railsTools,
  otherwise: [[/^[a-z][\w-]*:[\w:-]+$/, railsRun]],
  match: [
    "rails test test/models/a_test.rb",
    "rails db:migrate RAILS_ENV=test",
    "rails s -p 3000",
    "rails generate model A name:string",
  ],
  notMatch: ["rails runner 'x'", "rails db:drop", "rails server -b 0.0.0.0", "rails console"],
});

const rubyTools: Readonly<Record<string, ProgramProfile>> = { ruby, rspec, rake, rubocop, rails };

const bundleOptions = `--verbose -V --no-color -r,--retry=text --quiet -j,--jobs=text --local --full-index
  --without=text --with=text --frozen --deployment --clean --redownload --force --path=write --all --conservative
  --patch --minor --major --strict --pre -g,--group=text --source!=url --gemfile!=read --binstubs!=write --standalone!
  --system! --shebang!=program --trust-policy!=text --paths --outdated --parseable --filter-minor --filter-patch
  --filter-strict --skip-install --git!=source --github!=text -v=text --version=text --require=text --dry-run
  --only-explicit`;
const installing = asks(["network", "write", "exec"], installs, { options: bundleOptions, operands: ["text"] });
const look = reads(bundleOptions, { operands: ["text"] });

/** Ruby, what tests and checks it, and what installs its packages. */
export const rubyPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  ...rubyTools,
  erb: runs("-h -n -v -x -T=text -U -E=text -P -r!=text", {
    operands: ["read"],
    match: ["erb a.html.erb"],
    notMatch: ["erb -r ./x a.erb", "erb /etc/x"],
  }),
  irb: asks(["exec"], "it runs the code it is given", {
    options: "-v",
    least: 1,
    match: ["irb --version"],
    notMatch: ["irb"],
  }),
  gem: reads("-v -h", {
    subcommands: {
      ...Object.fromEntries(
        [
          "list",
          "search",
          "info",
          "contents",
          "specification",
          "environment",
          "env",
          "dependency",
          "which",
          "outdated",
          "help",
          "check",
          "stale",
        ].map((name) => [
          name,
          asks(["network"], "it may ask a registry", {
            options: `-l,--local -r,--remote -b,--both -a,--all -d,--details -i --installed -v,--version=text --pre
              --exact -e --versions -q,--quiet -V --verbose --source!=url -s!=url --config-file!=read`,
            operands: ["text"],
          }),
        ]),
      ),
      ...Object.fromEntries(
        ["install", "i", "update", "fetch", "pristine"].map((name) => [
          name,
          asks(["network", "write", "exec"], installs, {
            options: `-v,--version=text --user-install --no-document -N --document=text --conservative --prerelease
              --pre -q,--quiet -V --verbose -f,--force -l,--local -r,--remote -g! --file!=read -i!=write
              --install-dir!=write -n!=write --bindir!=write -s!=url --source!=url --clear-sources! -P!=text
              --trust-policy!=text -p!=url --http-proxy!=url --config-file!=read -E --env-shebang --system!`,
            operands: ["source"],
          }),
        ]),
      ),
      build: runs("--strict --force -o,--output=write -C=read", { operands: ["read"] }),
      uninstall: insists(["loss"], "it removes packages"),
      cleanup: insists(["loss"], "it removes packages"),
      ...Object.fromEntries(
        ["push", "yank", "owner", "signin", "signout", "cert"].map((name) => [name, insists(["network"], publishes)]),
      ),
      ...Object.fromEntries(
        ["exec", "sources", "server", "generate_index", "rdoc", "open", "lock", "mirror", "unpack"].map((name) => [
          name,
          insists(["exec"], launches),
        ]),
      ),
    },
    match: ["gem list", "gem install bundler -v 2.5", "gem build a.gemspec"],
    notMatch: ["gem install -s http://h x", "gem push a.gem", "gem install --config-fi ./x y", "gem exec x"],
  }),
  bundle: runs(bundleOptions, {
    subcommands: {
      ...Object.fromEntries(
        ["install", "i", "update", "add", "remove", "lock", "cache", "package", "pristine"].map((name) => [
          name,
          installing,
        ]),
      ),
      ...Object.fromEntries(
        ["show", "list", "info", "outdated", "check", "platform", "version", "env", "doctor", "licenses", "help"].map(
          (name) => [name, look],
        ),
      ),
      exec: runs("--keep-file-descriptors", {
        subcommands: unexampled(rubyTools),
        otherwise: [[/^/, insists(["exec"], launches)]],
      }),
      config: reads("--local --global --parseable", {
        operands: ["text"],
        most: 1,
        subcommands: {
          list: look,
          get: look,
          set: insists(["environment"], "its settings can name places and programs"),
          unset: insists(["environment"], "its settings can name places and programs"),
        },
      }),
      clean: insists(["loss"], "it removes packages", { options: "--dry-run --force" }),
      init: runs("--gemspec=read"),
      binstubs: insists(["write"], "it writes programs"),
      ...Object.fromEntries(
        ["open", "console", "gem", "plugin", "viz"].map((name) => [name, insists(["exec"], launches)]),
      ),
    },
    match: [
      "bundle exec rspec spec/a_spec.rb",
      "bundle install --jobs 4",
      "bundle exec rake test",
      "bundle exec rails test",
      "bundle",
    ],
    notMatch: [
      "bundle exec touch a",
      "bundle exec ruby -e 1",
      "bundle config set path /x",
      "bundle install --gemfile /tmp/Gemfile",
      "bundle install --shebang ./x",
    ],
  }),
});
