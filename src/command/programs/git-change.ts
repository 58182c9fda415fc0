import { insists, type ProgramProfile, reads, writes } from "../profile.ts";
import { diffOptions, listOptions } from "./git-look.ts";

const mergeOptions = `--no-commit --commit -e,--edit! --no-edit --ff --no-ff --ff-only --cleanup=text
  -S,--gpg-sign[=text] --no-gpg-sign --log[=text] --no-log --signoff --no-signoff --stat --no-stat -n --squash
  --no-squash -s,--strategy=text -X,--strategy-option=text --verify-signatures --no-verify-signatures --autostash
  --no-autostash --allow-unrelated-histories --no-verify!`;

/** A strategy is a program called git-merge-NAME. */
const forms: Readonly<Record<string, RegExp>> = { strategy: /^(?:ort|recursive|resolve|octopus|ours|subtree)$/ };

const sequencing = `--continue --abort --quit --skip -n,--no-commit -e,--edit! --no-edit -s,--signoff
  -S,--gpg-sign[=text] --no-gpg-sign -x --ff -m,--mainline=text --strategy=text -X,--strategy-option=text
  --cleanup=text --allow-empty --allow-empty-message --keep-redundant-commits --empty=text --rerere-autoupdate
  --no-rerere-autoupdate --reference`;

const checkoutOptions = `-q,--quiet --progress --no-progress -d,--detach -t,--track[=text] --no-track --guess
  --no-guess -l --conflict=text --recurse-submodules --no-recurse-submodules --no-overlay --overlay
  --ignore-skip-worktree-bits -f,--force! -m,--merge! -p,--patch! --ours! --theirs! -2! -3! --overwrite-ignore!
  --ignore-other-worktrees! --discard-changes! --pathspec-from-file!=read --pathspec-file-nul!`;

/** Words after `git checkout` that are files rather than branches, whose changes it would throw away. */
const files =
  /^(?:--$|\.{1,2}(?:\/|$)|[:/~])|[*?[]|\/$|^(?:docs?|tests?|app)$|^(?:src|lib|packages|apps)(?:\/|$)|^\.[a-z]|\.(?:[cm]?[jt]sx?|json|md|ya?ml|toml|lock|py|rs|go|java|kt|rb|php|[ch](?:pp)?|cs|html?|s?css|sh|sql|txt|xml|vue|svelte)$/i;

/** What git changes in the work tree, the index, commits and branches of a repository. */
export const changing = (): Readonly<Record<string, ProgramProfile>> => ({
  add: writes(
    `-A,--all --no-all -u,--update -v,--verbose -n,--dry-run -N,--intent-to-add -p,--patch -i,--interactive
      -f,--force! -e,--edit! --renormalize --refresh --ignore-errors --ignore-missing --ignore-removal
      --no-ignore-removal --sparse --chmod=text --pathspec-from-file=read --pathspec-file-nul`,
    {
      match: ["git add -A", "git add src/a.ts test", "git add -u ."],
      notMatch: ["git add -f .env", "git add ../x", "git add -e"],
    },
  ),
  commit: writes(
    `-m,--message=text -a,--all -p,--patch --interactive -v,--verbose -q,--quiet --amend --no-edit -s,--signoff
      --no-signoff --allow-empty --allow-empty-message --dry-run --short --branch --porcelain --long -z,--null
      --author=text --date=text -F,--file=read --fixup=text --squash=text -C,--reuse-message=text --reset-author
      --trailer=text --cleanup=text --status --no-status -i,--include -o,--only -u,--untracked-files[=text]
      --no-post-rewrite -S,--gpg-sign[=text] --no-gpg-sign --pathspec-from-file=read --pathspec-file-nul
      -n,--no-verify! -e,--edit! -t,--template!=read -c,--reedit-message!=text`,
    {
      match: [
        "git commit -m 'fix: a'",
        "git commit -am wip -m more",
        "git commit --amend --no-edit",
        "git commit --fixup HEAD~1",
      ],
      notMatch: [
        "git commit -m x --no-verify",
        "git commit -nm x",
        "git commit -F /etc/passwd",
        "git commit --no-veri -m x",
      ],
    },
  ),
  switch: writes(`-c,--create=text --orphan=text -C,--force-create!=text ${checkoutOptions}`, {
    operands: ["text"],
    match: ["git switch -c topic", "git switch -"],
    notMatch: ["git switch -C main", "git switch --discard main"],
  }),
  checkout: writes(`-b=text --orphan=text -B!=text ${checkoutOptions}`, {
    operands: ["text"],
    most: 1,
    hazard: files,
    match: ["git checkout main", "git checkout -b topic origin/main", "git checkout -", "git checkout release/1.2"],
    notMatch: [
      "git checkout -- .",
      "git checkout HEAD~1 src/a.ts",
      "git checkout .",
      "git checkout src/a.ts",
      "git checkout -f main",
    ],
  }),
  restore: writes(
    `-S,--staged -q,--quiet --progress --no-progress -s,--source!=text -W,--worktree! -p,--patch! --ours! --theirs!
      -m,--merge! --conflict=text --ignore-unmerged --ignore-skip-worktree-bits --overlay --no-overlay
      --pathspec-from-file=read --pathspec-file-nul --recurse-submodules!`,
    {
      unless: ["staged"],
      match: ["git restore --staged .", "git restore -S src/a.ts"],
      notMatch: ["git restore .", "git restore -SW src/a.ts", "git restore --source=HEAD~1 --staged a"],
    },
  ),
  reset: writes(
    `-q,--quiet --mixed --soft -N,--intent-to-add --keep --no-refresh --refresh -p,--patch --pathspec-from-file=read
      --pathspec-file-nul --hard! --merge! --recurse-submodules!`,
    {
      match: ["git reset", "git reset HEAD src/a.ts", "git reset --soft HEAD~1"],
      notMatch: ["git reset --hard", "git reset --har origin/main", "git reset --merge"],
    },
  ),
  clean: writes("-n,--dry-run -d -e,--exclude=text -x -X -q,--quiet -f,--force! -i,--interactive!", {
    unless: ["dry-run"],
    match: ["git clean -n", "git clean -ndx"],
    notMatch: ["git clean -fd", "git clean -d", "git clean --forc -n"],
  }),
  rebase: writes(
    `${mergeOptions} --onto=text --keep-base --continue --abort --quit --skip --show-current-patch --apply --merge -m
      --empty=text -v,--verbose -q,--quiet -C=text --ignore-whitespace --whitespace=text
      --committer-date-is-author-date --reset-author-date --ignore-date -f,--force-rebase --fork-point --no-fork-point
      -r,--rebase-merges[=text] --no-rebase-merges --autosquash --no-autosquash --update-refs --no-update-refs
      --reapply-cherry-picks --no-reapply-cherry-picks --keep-empty --root! -i,--interactive! --edit-todo!
      -x,--exec!=program --reschedule-failed-exec --no-reschedule-failed-exec`,
    {
      operands: ["text"],
      forms,
      match: ["git rebase main", "git rebase --onto main topic~3 topic", "git rebase --continue"],
      notMatch: ["git rebase -x 'touch a' main", "git rebase --exe ./x main", "git rebase -i HEAD~3"],
    },
  ),
  merge: writes(
    `${mergeOptions} -m,--message=text -F,--file=read --into-name=text --abort --continue --quit -q,--quiet
      -v,--verbose --progress --no-progress`,
    {
      operands: ["text"],
      forms,
      match: ["git merge --no-ff topic", "git merge --abort"],
      notMatch: ["git merge -s ./x topic", "git merge -F /etc/passwd topic"],
    },
  ),
  "cherry-pick": writes(sequencing, {
    operands: ["text"],
    forms,
    match: ["git cherry-pick -x abc123"],
    notMatch: ["git cherry-pick --edit abc"],
  }),
  revert: writes(sequencing, {
    operands: ["text"],
    forms,
    match: ["git revert --no-edit HEAD"],
    notMatch: ["git revert -e HEAD"],
  }),
  branch: writes(
    `${listOptions} -a,--all -r,--remotes -v,--verbose -vv -l,--list --show-current -q,--quiet --abbrev[=text]
      --no-abbrev -t,--track[=text] --no-track --create-reflog -m,--move -c,--copy --recurse-submodules -d,--delete!
      -D! -f,--force! -M! -C! -u,--set-upstream-to!=text --unset-upstream! --edit-description!`,
    {
      operands: ["text"],
      match: ["git branch -a", "git branch topic", "git branch -vv --sort=-committerdate", "git branch --contains abc"],
      notMatch: ["git branch -D topic", "git branch --list --no-list -D x", "git branch --del x", "git branch -M main"],
    },
  ),
  tag: writes(
    `${listOptions} -l,--list -n[=text] -a,--annotate -m,--message=text -F,--file=read --cleanup=text --create-reflog
      --no-sign --trailer=text -s,--sign -u,--local-user=text -d,--delete! -f,--force! -v,--verify! -e,--edit!`,
    {
      operands: ["text"],
      match: ["git tag -l 'v1.*'", "git tag -a v1.2.0 -m 'one'"],
      notMatch: ["git tag -d v1", "git tag -fam x v1"],
    },
  ),
  stash: writes(
    `-p,--patch -k,--keep-index --no-keep-index -S,--staged -q,--quiet -u,--include-untracked -a,--all
      -m,--message=text --pathspec-from-file=read`,
    {
      match: [
        "git stash",
        "git stash -u -m wip",
        "git stash push -m x -- src",
        "git stash pop",
        "git stash show -p stash@{0}",
      ],
      notMatch: ["git stash drop", "git stash clear", "git stash show --ext-diff"],
      subcommands: {
        list: reads(`${diffOptions} -n,--max-count=text --oneline --format=text --pretty[=text] --date=text -#`, {
          operands: ["text"],
        }),
        show: reads(`${diffOptions} -u,--include-untracked --only-untracked`, { operands: ["text"] }),
        push: writes(
          `-m,--message=text -u,--include-untracked -a,--all -k,--keep-index --no-keep-index -S,--staged -q,--quiet
            -p,--patch --pathspec-from-file=read`,
        ),
        save: writes("-u,--include-untracked -a,--all -k,--keep-index -q,--quiet -p,--patch", { operands: ["text"] }),
        pop: writes("--index -q,--quiet", { operands: ["text"] }),
        apply: writes("--index -q,--quiet", { operands: ["text"] }),
        branch: writes("", { operands: ["text"] }),
        create: writes("", { operands: ["text"] }),
        drop: insists(["write", "loss"], "it throws away stashed changes", {
          options: "-q,--quiet",
        }),
        clear: insists(["write", "loss"], "it throws away stashed changes"),
      },
    },
  ),
  mv: writes("-n,--dry-run -v,--verbose -k --sparse -f,--force!"),
  rm: writes(
    `-n,--dry-run -q,--quiet --cached -r --ignore-unmatch --sparse --pathspec-from-file=read --pathspec-file-nul
      -f,--force!`,
    {
      match: ["git rm --cached -r dist"],
      notMatch: ["git rm -rf ."],
    },
  ),
  init: writes(
    `-q,--quiet -b,--initial-branch=text --bare --object-format=text --shared[=text] --template!=read
      --separate-git-dir!=write`,
  ),
  apply: writes(
    `--stat --numstat --summary --check --index --cached -3,--3way -R,--reverse --reject -z -p=text -C=text
      --exclude=text --include=text --whitespace=text --ignore-space-change --ignore-whitespace --unidiff-zero
      --recount --inaccurate-eof -v,--verbose -q,--quiet --allow-empty --allow-overlap --apply --no-add
      -N,--intent-to-add --directory=write --build-fake-ancestor!=write --unsafe-paths!`,
    { operands: ["read"], match: ["git apply --check fix.patch"], notMatch: ["git apply --unsafe-paths x.patch"] },
  ),
  am: writes(
    `-3,--3way -s,--signoff -k,--keep -q,--quiet --keep-cr --abort --continue -r,--resolved --skip --quit
      --ignore-whitespace --whitespace=text -p=text -C=text --exclude=text --include=text --reject
      --committer-date-is-author-date --ignore-date --directory=write -i,--interactive! -S!`,
    { operands: ["read"] },
  ),
  "format-patch": writes(
    `${diffOptions} -o,--output-directory=write -n,--numbered -N,--no-numbered --start-number=text --stdout
      -k,--keep-subject --signoff --cover-letter -v,--reroll-count=text --subject-prefix=text --rfc --from[=text]
      --to=text --cc=text --thread[=text] --base=text --zero-commit --signature=text --no-signature --suffix=text -#`,
    { operands: ["text"] },
  ),
  notes: writes("--ref=text", {
    subcommands: {
      list: reads("", { operands: ["text"] }),
      show: reads("", { operands: ["text"] }),
      add: writes("-m,--message=text -F,--file=read -C=text --allow-empty -f!", { operands: ["text"] }),
      append: writes("-m,--message=text -F,--file=read -C=text --allow-empty", { operands: ["text"] }),
    },
  }),
  "sparse-checkout": writes("", {
    subcommands: {
      list: reads(""),
      set: writes("--cone --no-cone --sparse-index --no-sparse-index --stdin"),
      add: writes("--stdin"),
      init: writes("--cone --no-cone"),
      disable: writes(""),
      reapply: writes("--cone --no-cone"),
    },
  }),
  "hash-object": reads("-t=text --stdin --stdin-paths --no-filters --path=text -w!"),
  "write-tree": writes("--missing-ok --prefix=text"),
  "symbolic-ref": reads("-q,--quiet --short --recurse --no-recurse -d,--delete! -m!=text", {
    operands: ["text"],
    most: 1,
  }),
  "update-index": writes(
    `-q --refresh --really-refresh --add --remove --chmod=text --assume-unchanged --no-assume-unchanged
      --skip-worktree --no-skip-worktree --ignore-missing --verbose -z --stdin --again -g --force-remove!
      --index-info! --cacheinfo! --fsmonitor!`,
  ),
  archive: reads(
    `--format=text --prefix=text -o,--output=write -v,--verbose -l,--list --worktree-attributes --add-file=read -#
      --remote!=source --exec!=program`,
    {
      operands: ["text"],
      match: ["git archive --format=tar.gz -o out.tar.gz HEAD"],
      notMatch: ["git archive --remote=x --exec=./y HEAD", "git archive -o /tmp/x.tar HEAD"],
    },
  ),
});
