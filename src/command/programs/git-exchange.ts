import { asks, insists, type ProgramProfile, reads, writes } from "../profile.ts";

const fetches = "it fetches from the network";
const settings = "git settings can name programs that later commands run";
const destroys = "it throws away what git has kept";

const fetchOptions = `--all -a,--append --atomic --depth=text --deepen=text --shallow-since=text
  --shallow-exclude=text --unshallow --update-shallow --negotiation-tip=text --negotiate-only --dry-run
  --write-fetch-head --no-write-fetch-head -k,--keep -m,--multiple --auto-maintenance --no-auto-maintenance --auto-gc
  --no-auto-gc --write-commit-graph --prefetch -p,--prune -P,--prune-tags -n,--no-tags --refetch --refmap=text
  -t,--tags --recurse-submodules[=text] --no-recurse-submodules -j,--jobs=text --set-upstream -u,--update-head-ok
  -q,--quiet -v,--verbose --progress --no-progress -o,--server-option=text --show-forced-updates
  --no-show-forced-updates -4,--ipv4 -6,--ipv6 --filter=text --stdin -f,--force! --upload-pack!=program
  --exec!=program`;

const configOptions = `--global --system --local --worktree -f,--file=read --blob=text --get --get-all --get-regexp
  --get-urlmatch --get-color --get-colorbool -l,--list -t,--type=text --bool --int --bool-or-int --bool-or-str --path
  --expiry-date -z,--null --name-only --includes --no-includes --show-origin --show-scope --default=text --all
  --regexp --value=text --fixed-value --add! --replace-all! --unset! --unset-all! --rename-section! --remove-section!
  -e,--edit!`;

/** What git does with other repositories and with its own settings. */
export const exchanging = (): Readonly<Record<string, ProgramProfile>> => ({
  fetch: asks(["network"], fetches, {
    options: fetchOptions,
    operands: ["source", "text"],
    hazard: /^\+/,
    match: ["git fetch --all --prune", "git fetch origin main"],
    notMatch: ["git fetch --upload-pack=./x origin", "git fetch 'ext::sh -c x'", "git fetch --upl ./x ."],
  }),
  pull: asks(["network", "write"], "it fetches from the network and merges", {
    options: `--all -a,--append --depth=text --unshallow --dry-run -k,--keep -p,--prune --no-tags -t,--tags
      --refmap=text -j,--jobs=text --recurse-submodules[=text] --no-recurse-submodules -q,--quiet -v,--verbose
      --progress --no-progress -r,--rebase[=text] --no-rebase --commit --no-commit --no-edit --ff --no-ff --ff-only
      --squash --no-squash --stat --no-stat -n --log[=text] --signoff --autostash --no-autostash
      --allow-unrelated-histories -s,--strategy=text -X,--strategy-option=text -S,--gpg-sign[=text] --set-upstream
      -4,--ipv4 -6,--ipv6 --verify-signatures -o,--server-option=text --edit! -e! -f,--force! --no-verify!
      --upload-pack!=program`,
    operands: ["source", "text"],
    forms: { strategy: /^(?:ort|recursive|resolve|octopus|ours|subtree)$/ },
    match: ["git pull", "git pull --rebase --autostash origin main", "git pull --ff-only"],
    notMatch: ["git pull --upload-pack=./x", "git pull 'ext::x' main", "git pull --force"],
  }),
  clone: asks(["network", "write"], fetches, {
    options: `-v,--verbose -q,--quiet --progress --no-progress -n,--no-checkout --bare --mirror -l,--local
      --no-hardlinks -s,--shared --recurse-submodules[=text] --recursive[=text] --shallow-submodules
      --no-shallow-submodules --remote-submodules -j,--jobs=text --reference=read --reference-if-able=read
      --dissociate -o,--origin=text -b,--branch=text --depth=text --shallow-since=text --shallow-exclude=text
      --single-branch --no-single-branch --no-tags --tags --filter=text --also-filter-submodules --sparse
      --reject-shallow -4,--ipv4 -6,--ipv6 --server-option=text --bundle-uri=url --template!=read
      --separate-git-dir!=write -u,--upload-pack!=program -c,--config!=text`,
    operands: ["source", "write"],
    match: [
      "git clone --depth 1 https://github.com/a/b.git",
      "git clone git@github.com:a/b.git vendor/b",
      "git clone -b main ./repo copy",
    ],
    notMatch: [
      "git clone -c core.sshCommand=./x https://h/r",
      "git clone -u ./x ./r",
      "git clone 'ext::sh -c x' r",
      "git clone https://h/r /tmp/r",
      "git clone --template=./t ./r",
    ],
  }),
  push: asks(["network"], "it publishes commits", {
    options: `--all --branches --tags --follow-tags -n,--dry-run --porcelain -u,--set-upstream --atomic --no-atomic
      --thin --no-thin -q,--quiet -v,--verbose --progress --no-progress --recurse-submodules=text
      --no-recurse-submodules -o,--push-option=text --verify --signed[=text] --no-signed -4,--ipv4 -6,--ipv6
      --force-if-includes --repo=source --force-with-lease![=text] -f,--force! --mirror! --prune! -d,--delete!
      --no-verify! --receive-pack!=program --exec!=program`,
    operands: ["source", "text"],
    hazard: /^[+:]/,
    match: ["git push", "git push -u origin topic", "git push origin HEAD --tags"],
    notMatch: [
      "git push -f",
      "git push origin +main",
      "git push origin :main",
      "git push --force-w",
      "git push --receive-pack=./x .",
    ],
  }),
  remote: reads("-v,--verbose", {
    match: ["git remote -v", "git remote get-url origin", "git remote show -n origin"],
    notMatch: ["git remote add x 'ext::sh -c y'", "git remote remove origin"],
    subcommands: {
      "get-url": reads("--all --push", { operands: ["text"] }),
      show: asks(["network"], "it asks another machine for its branches", { options: "-n" }),
      update: asks(["network"], fetches, { options: "-p,--prune" }),
      prune: asks(["network"], fetches, { options: "-n,--dry-run" }),
      add: asks(["environment", "write"], "it adds a place that later commands talk to", {
        options: "-t=text -m=text -f --tags --no-tags --mirror[=text]",
        operands: ["text", "source"],
      }),
      "set-url": asks(["environment", "write"], "it changes the place that later commands talk to", {
        options: "--push --add --delete!",
        operands: ["text", "source"],
      }),
      rename: asks(["environment", "write"], "it changes the place that later commands talk to", {
        options: "--progress --no-progress",
      }),
      remove: insists(["loss"], destroys),
      rm: insists(["loss"], destroys),
      "set-head": asks(["network"], fetches, { options: "-a,--auto -d,--delete" }),
      "set-branches": writes("--add", { operands: ["text"] }),
    },
  }),
  config: reads(configOptions, {
    match: [
      "git config user.name",
      "git config --list",
      "git config --get remote.origin.url",
      "git config get user.email",
    ],
    notMatch: [
      "git config core.pager ./x",
      "git config --global alias.x '!y'",
      "git config --edit",
      "git config set a b",
    ],
    subcommands: {
      get: reads(configOptions, { operands: ["text"], most: 1 }),
      list: reads(configOptions, { operands: ["text"], most: 0 }),
      set: insists(["environment"], settings, { options: configOptions }),
      unset: insists(["environment"], settings, { options: configOptions }),
    },
    otherwise: [[/^/, reads(configOptions, { operands: ["text"], most: 1 })]],
  }),
  submodule: reads("-q,--quiet --cached", {
    match: ["git submodule status", "git submodule update --init --recursive"],
    notMatch: ["git submodule foreach 'touch a'", "git submodule deinit -f --all"],
    subcommands: {
      status: reads("--cached --recursive -q,--quiet"),
      summary: reads("--cached --files -n,--summary-limit=text", { operands: ["text"] }),
      init: writes("-q,--quiet"),
      sync: writes("--recursive -q,--quiet"),
      update: asks(["network", "write"], fetches, {
        options: `--init --recursive --remote -N,--no-fetch --checkout --depth=text -j,--jobs=text --progress
          --recommend-shallow --no-recommend-shallow --single-branch --filter=text -q,--quiet --reference=read --merge
          --rebase -f,--force!`,
        operands: ["write"],
      }),
      add: asks(["network", "write"], fetches, {
        options: "-b,--branch=text --name=text --depth=text -q,--quiet --progress --reference=read -f,--force!",
        operands: ["source", "write"],
      }),
      foreach: asks(["exec"], "it runs a program in every submodule", {
        options: "--recursive -q,--quiet",
        operands: ["program", "text"],
        leading: true,
      }),
      deinit: asks(["loss"], destroys, { options: "-f,--force! --all", operands: ["write"] }),
      absorbgitdirs: writes(""),
    },
  }),
  worktree: reads("", {
    match: ["git worktree list", "git worktree add wt/topic topic"],
    notMatch: ["git worktree add ../wt topic", "git worktree remove -f wt"],
    subcommands: {
      list: reads("--porcelain -v,--verbose -z"),
      add: writes(
        `-b=text -d,--detach --checkout --no-checkout --lock --reason=text --track --no-track --guess-remote
          -q,--quiet --orphan -B!=text -f,--force!`,
        {
          operands: ["write", "text"],
        },
      ),
      remove: writes("-f,--force!"),
      prune: writes("-n,--dry-run -v,--verbose --expire=text"),
      lock: writes("--reason=text"),
      unlock: writes(""),
      move: writes("-f,--force!"),
      repair: writes(""),
    },
  }),
  bisect: writes("", {
    match: ["git bisect start HEAD v1.0", "git bisect good", "git bisect log"],
    notMatch: ["git bisect run ./x"],
    subcommands: {
      start: writes("--no-checkout --first-parent --term-new=text --term-old=text --term-good=text --term-bad=text", {
        operands: ["text"],
      }),
      good: writes("", { operands: ["text"] }),
      bad: writes("", { operands: ["text"] }),
      old: writes("", { operands: ["text"] }),
      new: writes("", { operands: ["text"] }),
      skip: writes("", { operands: ["text"] }),
      reset: writes("", { operands: ["text"] }),
      log: reads(""),
      terms: reads("--term-good --term-bad"),
      replay: writes("", { operands: ["read"] }),
      visualize: insists(["exec"], "it opens a viewer"),
      view: insists(["exec"], "it opens a viewer"),
      run: asks(["exec"], "it runs a program on every step", { operands: ["program", "text"], leading: true }),
    },
  }),
  reflog: reads("-n,--max-count=text --oneline --all --date=text --format=text --pretty[=text] --no-abbrev -#", {
    subcommands: {
      show: reads("-n,--max-count=text --oneline --all --date=text --format=text --pretty[=text] -#", {
        operands: ["text"],
      }),
      list: reads(""),
      exists: reads("", { operands: ["text"] }),
      expire: insists(["loss"], destroys),
      delete: insists(["loss"], destroys),
    },
    otherwise: [
      [
        /^/,
        reads("-n,--max-count=text --oneline --date=text --format=text --pretty[=text] -#", {
          operands: ["text"],
        }),
      ],
    ],
    match: ["git reflog -10", "git reflog show main", "git reflog HEAD@{2}"],
    notMatch: ["git reflog expire --expire=now --all"],
  }),
  gc: writes(
    "-q,--quiet --auto --aggressive --no-prune --cruft --no-cruft --keep-largest-pack --prune![=text] --force!",
  ),
  prune: asks(["loss"], destroys, {
    options: "-n,--dry-run -v,--verbose --progress --expire=text",
    unless: ["dry-run"],
  }),
  repack: writes("-a -d -f -l -q,--quiet -b,--write-bitmap-index --window=text --depth=text --threads=text -A! -k!"),
  bundle: reads("", {
    subcommands: {
      create: writes("-q,--quiet --progress --all --version=text", { operands: ["write", "text"] }),
      verify: reads("-q,--quiet"),
      "list-heads": reads("", { operands: ["read", "text"] }),
    },
  }),
  "update-ref": insists(["write", "loss"], "it moves branches without a trace", {
    options: "-m=text --create-reflog --no-deref -d! --stdin! -z",
  }),
});
