import { asks, insists, type ProgramProfile } from "../profile.ts";

const acts = "it acts on a code host with your account";
const removes = "it removes what a code host keeps";
const settings = "it changes what it may do, or what it runs later";

const options = `-R,--repo=text --hostname=text --json=text -q,--jq=code -t,--template=text -L,--limit=text
  -s,--state=text -A,--author=text -a,--assignee=text -l,--label=text -S,--search=text -B,--base=text -H,--head=text
  -m,--milestone=text --app=text -d,--draft -c,--comments --patch --name-only --color=text --required --watch
  --fail-fast -i,--interval=text --compact --log --log-failed -v,--verbose -j,--job=text --attempt=text --exit-status
  -w,--workflow=text -b,--branch=text -e,--event=text -u,--user=text --commit=text --created=text --status=text
  --archived --no-archived --fork --source --language=text --topic=text --visibility=text -O,--order=text --sort=text
  --owner=text --exclude-drafts --exclude-pre-releases --web!`;

const body = `--title=text --body=text --body-file=read -F,--notes-file=read -n,--notes=text --generate-notes --fill
  --fill-first --fill-verbose --reviewer=text --assignee=text --label=text --project=text --milestone=text
  --no-maintainer-edit --dry-run --recover=read --template=text`;

const look = asks(["network"], acts, { options, operands: ["text"], language: "jq" });
const act = asks(["network"], acts, {
  options: `-R,--repo=text ${body} -t=text -b=text -r=text -a=text -l=text -p=text -m=text -d,--draft -B,--base=text
    -H,--head=text -f,--fill --detach --branch=text --recurse-submodules --force! --approve --request-changes
    -c,--comment --edit-last --add-label=text --remove-label=text --add-assignee=text --remove-assignee=text
    --add-reviewer=text --remove-reviewer=text --merge --squash --rebase -s --auto --disable-auto --delete-branch
    --subject=text --match-head-commit=text --undo --reason=text --failed --job=text --debug --ref=text --field=data
    --raw-field=text --json --prerelease --latest[=text] --target=text --verify-tag --discussion-category=text
    --tag=text --admin! -w! --web! -e! --editor! --clobber!`,
  operands: ["text"],
});
const removing = insists(["network", "loss"], removes);
const setting = insists(["environment"], settings);

const group = (
  looking: string,
  acting: string,
  removal: string,
  more: Readonly<Record<string, ProgramProfile>> = {},
): ProgramProfile =>
  asks(["network"], acts, {
    options: "-R,--repo=text",
    subcommands: {
      ...Object.fromEntries(looking.split(" ").map((name) => [name, look])),
      ...Object.fromEntries(acting.split(" ").map((name) => [name, act])),
      ...Object.fromEntries(removal.split(" ").map((name) => [name, removing])),
      ...more,
    },
  });

const download = asks(["network", "write"], acts, {
  options: `-R,--repo=text -D,--dir=write -n,--name=text -p,--pattern=text -A,--archive=text -O,--output=write
    --skip-existing --clobber!`,
  operands: ["text"],
});
const clone = asks(["network", "write"], acts, {
  options: "-u,--upstream-remote-name=text --no-upstream",
  operands: ["source", "write", "text"],
  hazard: /^(?:-c|--config|-u|--upload-pack|--template)/,
});

const api: ProgramProfile = asks(["network"], acts, {
  options: `-X,--method=text -f!=text --raw-field!=text -F!=data --field!=data -H,--header=text --hostname!=text
    --input!=read -i,--include --paginate --slurp -q,--jq=code -t,--template=text -p,--preview=text --silent --verbose
    --cache=text`,
  operands: ["text"],
  language: "jq",
  forms: { method: /^get$/i },
  hazard: /^https?:/,
});

/** Programs of code hosts. */
export const hostPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  gh: asks(["network"], acts, {
    options: "-R,--repo=text",
    subcommands: {
      pr: group(
        "list ls view status diff checks",
        "create new checkout co merge close comment edit ready reopen review update-branch",
        "lock unlock revert",
      ),
      issue: group(
        "list ls view status",
        "create new close comment edit reopen develop pin unpin",
        "delete transfer lock unlock",
      ),
      repo: group("list ls view", "fork", "delete archive unarchive rename edit create sync set-default deploy-key", {
        clone,
      }),
      run: group("list ls view watch", "rerun cancel", "delete", { download }),
      workflow: group("list ls view", "run", "enable disable"),
      release: group("list ls view", "edit", "delete delete-asset create upload", { download }),
      label: group("list ls", "create edit clone", "delete"),
      gist: group("list ls view", "clone", "create delete edit rename"),
      search: group("code commits issues prs repos", "none", "none"),
      cache: group("list ls", "none", "delete"),
      project: group("list view field-list item-list", "item-add item-edit", "delete close create"),
      ruleset: group("list view check", "none", "none"),
      auth: asks(["network"], acts, {
        subcommands: {
          status: asks(["network"], acts, { options: "-h,--hostname=text -a,--active -t! --show-token!" }),
          ...Object.fromEntries(
            ["login", "logout", "token", "refresh", "setup-git", "switch"].map((name) => [name, setting]),
          ),
        },
      }),
      config: asks(["read"], acts, { subcommands: { get: look, list: look, set: setting, "clear-cache": setting } }),
      alias: asks(["read"], acts, { subcommands: { list: look, set: setting, delete: setting, import: setting } }),
      extension: asks(["read"], acts, {
        subcommands: {
          list: look,
          search: look,
          ...Object.fromEntries(
            ["install", "exec", "upgrade", "remove", "create", "browse"].map((name) => [name, setting]),
          ),
        },
      }),
      ...Object.fromEntries(
        ["secret", "variable", "ssh-key", "gpg-key"].map((name) => [
          name,
          asks(["network"], acts, {
            options: "-R,--repo=text",
            subcommands: {
              list: look,
              ls: look,
              ...Object.fromEntries(["set", "delete", "add", "get", "remove"].map((action) => [action, setting])),
            },
          }),
        ]),
      ),
      ...Object.fromEntries(["codespace", "cs", "browse", "copilot", "attestation"].map((name) => [name, setting])),
      status: asks(["network"], acts, { options: "-e,--exclude=text -o,--org=text" }),
      api,
      version: asks(["read"], acts),
      help: look,
    },
    match: [
      "gh pr list --json title,number --limit 5",
      "gh pr create --title 'a' --body 'b' --base main",
      "gh pr view 12 --comments",
      "gh run watch 123 --exit-status",
      "gh api repos/a/b/pulls --jq '.[].title'",
      "gh issue list -l bug",
      "gh pr checkout 12",
      "gh repo clone a/b",
    ],
    notMatch: [
      "gh repo delete a/b",
      "gh api -X DELETE repos/a/b",
      "gh alias set x '!touch a'",
      "gh extension install a/b",
      "gh auth token",
      "gh api repos/a/b -f a=b",
      "gh pr create --body-file /etc/passwd",
      "gh secret set A",
      "gh pr list --jq env",
      "gh release create v1",
      "gh repo clone a/b /tmp/x",
      "gh pr merge 1 --admin",
      "gh api --inp x repos/a",
    ],
  }),
  glab: asks(["network"], acts, {
    options: "-R,--repo=text",
    subcommands: {
      mr: group(
        "list ls view diff issues approvers",
        "create new checkout merge close note update reopen approve rebase for",
        "delete revoke",
      ),
      issue: group("list ls view", "create new close note update reopen", "delete"),
      ci: group("list status view trace lint get", "run retry cancel trigger", "delete"),
      pipeline: group("list status view", "run retry cancel", "delete"),
      repo: group("list search view contributors", "fork", "delete create transfer mirror archive", { clone }),
      release: group("list view", "none", "delete create upload", { download }),
      label: group("list", "create", "delete"),
      auth: asks(["network"], acts, { subcommands: { status: look, login: setting, logout: setting } }),
      ...Object.fromEntries(["alias", "config", "variable", "ssh-key", "token"].map((name) => [name, setting])),
      api,
      version: asks(["read"], acts),
    },
    match: ["glab mr list", "glab mr create --title a --fill", "glab ci status"],
    notMatch: ["glab repo delete a/b", "glab alias set x '!touch a'", "glab api -X POST projects", "glab auth login"],
  }),
});
