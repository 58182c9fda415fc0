import { asks, type ProgramProfile, reads, writes } from "../profile.ts";

const shared =
  "-p,--patch -u -U,--unified=text --raw --stat[=text] --numstat --shortstat --summary --name-only --name-status --color[=text] " +
  "--no-color --word-diff[=text] --cached --staged --no-ext-diff --no-textconv --ext-diff! --textconv! --output=write " +
  "-w,--ignore-all-space -b,--ignore-space-change --ignore-blank-lines -M,--find-renames[=text] -C,--find-copies[=text] " +
  "-R -z --check --diff-filter=text -S=text -G=text --exit-code --quiet --minimal --histogram --patience --relative[=text] --no-index!";

const logOptions =
  `${shared} -n,--max-count=text --oneline --graph --decorate[=text] --no-decorate --all --branches[=text] --tags[=text] --remotes[=text] ` +
  "--pretty[=text] --format=text --abbrev-commit --abbrev=text --date=text --since=text --after=text --until=text --before=text " +
  "--author=text --committer=text --grep=text -i --merges --no-merges --first-parent --reverse --follow -L=text --skip=text --left-right --cherry-pick --show-signature! --no-patch -s --topo-order --date-order --full-history -#";

/** What can be done with git; everything that is not here needs leave. */
const subcommands: Readonly<Record<string, ProgramProfile>> = {
  status: reads(
    "-s,--short -b,--branch --porcelain[=text] --long -v,--verbose -u,--untracked-files[=text] --ignored[=text] -z --show-stash --ahead-behind --no-ahead-behind --column[=text]",
  ),
  diff: reads(shared),
  log: reads(logOptions),
  show: reads(logOptions),
  shortlog: reads("-s,--summary -n,--numbered -e,--email --since=text --all"),
  blame: reads("-L=text -w -M -C -e,--show-email -s --date=text -l -t -f,--show-name -n,--show-number"),
  "rev-parse": reads(
    "--show-toplevel --abbrev-ref[=text] --short[=text] --verify --quiet --is-inside-work-tree --git-dir --show-prefix --show-cdup",
    {
      operands: ["text"],
    },
  ),
  "rev-list": reads("--count --all -n,--max-count=text --since=text --no-merges", { operands: ["text"] }),
  "ls-files": reads(
    "-c,--cached -d,--deleted -m,--modified -o,--others -i,--ignored -s,--stage -z -t -x,--exclude=text --exclude-standard --full-name --error-unmatch",
  ),
  "ls-tree": reads("-r -d -t -l,--long --name-only --name-status -z --full-name --full-tree", { operands: ["text"] }),
  "cat-file": reads("-t -s -e -p", { operands: ["text"] }),
  describe: reads("--tags --all --always --dirty[=text] --abbrev=text --long --match=text --exact-match", {
    operands: ["text"],
  }),
  grep: reads(
    "-n,--line-number -i,--ignore-case -w,--word-regexp -l,--files-with-matches --name-only -c,--count -E,--extended-regexp -F,--fixed-strings -P,--perl-regexp -e=text -A=text -B=text -C=text --cached --untracked -O,--open-files-in-pager! -p,--show-function -q,--quiet -h -H -v,--invert-match -I",
    {
      operands: ["text", "read"],
      replacesFirst: ["e"],
    },
  ),
  branch: writes(
    "-a,--all -r,--remotes -v,--verbose -vv --list --show-current --contains=text --merged[=text] --no-merged[=text] --sort=text --format=text --color[=text] -q,--quiet -d,--delete! -D! -f,--force! -m,--move! -M! -c,--copy! -C! --set-upstream-to! -u! --unset-upstream! --edit-description!",
    {
      operands: ["text"],
    },
  ),
  tag: writes(
    "-l,--list -n --sort=text --contains=text --points-at=text --format=text -a,--annotate -m,--message=text -d,--delete! -f,--force! -s! -u! -F! -v!",
    {
      operands: ["text"],
    },
  ),
  remote: reads("-v,--verbose", {
    subcommands: {
      "get-url": reads("--all --push", { operands: ["text"] }),
      show: reads("-n", { operands: ["text"] }),
    },
  }),
  stash: writes("", {
    subcommands: {
      list: reads("--oneline --stat"),
      show: reads(`${shared} --include-untracked`, { operands: ["text"] }),
      push: writes("-m,--message=text -u,--include-untracked -k,--keep-index -S,--staged -q,--quiet"),
      pop: writes("--index -q,--quiet", { operands: ["text"] }),
      apply: writes("--index -q,--quiet", { operands: ["text"] }),
    },
  }),
  add: writes("-A,--all -u,--update -v,--verbose -n,--dry-run -N,--intent-to-add -f,--force! -p,--patch! -e! -i!"),
  commit: writes(
    "-m,--message=text -a,--all -v,--verbose -q,--quiet --amend -s,--signoff --allow-empty --no-edit --dry-run --author=text --date=text -n,--no-verify! -F,--file=read --fixup=text --squash=text -e! -t! -S! -C! -c!",
    {
      operands: ["write"],
    },
  ),
  switch: writes("-c,--create=text -d,--detach -q,--quiet -t,--track[=text] -C! -f,--force! --discard-changes!", {
    operands: ["text"],
  }),
  restore: writes("-S,--staged -q,--quiet -s,--source! -W,--worktree! -p!"),
  merge: writes(
    "--no-ff --ff --ff-only --no-edit --abort --continue --squash -m=text --no-commit -q,--quiet -s! -X! -S!",
    { operands: ["text"] },
  ),
  init: writes("-q,--quiet -b,--initial-branch=text"),
  mv: writes("-n,--dry-run -v,--verbose -k -f!"),
  worktree: reads("", { subcommands: { list: reads("--porcelain -v") } }),
  config: asks(["environment"], "git settings can name programs that later commands run"),
  push: asks(["network"], "it publishes commits"),
  clone: asks(["network"], "it fetches from the network"),
  fetch: asks(["network"], "it fetches from the network"),
  pull: asks(["network"], "it fetches from the network and merges"),
  checkout: writes("-b=text -q,--quiet -t,--track[=text] -B! -f,--force! --orphan! --ours! --theirs! -p!", {
    operands: ["text"],
    asks: "it overwrites files when it is given paths",
  }),
  reset: asks(["read", "write"], "it can throw away changes"),
  clean: asks(["read", "write"], "it removes files that git does not know"),
  rebase: asks(["read", "write"], "it rewrites commits and can run programs"),
  bisect: asks(["exec"], "it can run programs"),
  submodule: asks(["network"], "it fetches and can run programs"),
};

/** git, by sub-command. */
export const gitPrograms: Readonly<Record<string, ProgramProfile>> = {
  git: reads(
    "--no-pager -P --no-optional-locks --literal-pathspecs -C=read -c! --config-env! --exec-path! --git-dir! --work-tree! --namespace! -p,--paginate! --bare! --attr-source!",
    { subcommands },
  ),
};
