import { alike, asks, insists, type ProgramProfile, reads, runs, writes } from "../profile.ts";
import { launcher, npmSettings, publishing, saving, tools, why } from "./packages.ts";
import { scriptName } from "./pnpm.ts";

const yarnSettings = `${npmSettings} --verbose --emoji[=text] --frozen-lockfile --immutable --immutable-cache
  --check-cache --refresh-lockfile --mode=text --inline-builds --non-interactive --check-files --flat --har
  --pure-lockfile --skip-integrity-check --ignore-optional --ignore-platform --ignore-engines --network-timeout=text
  --network-concurrency=text --cwd=write -A,--all -p,--parallel -t,--topological --topological-dev -i,--interlaced
  -j,--jobs=text -R,--recursive --from=text --since[=text] --exclude=text --no-private -T,--top-level
  -B,--binaries-only --inspect! --inspect-brk! --require!=program --cache-folder!=write --modules-folder!=write
  --link-folder!=write --global-folder!=write --use-yarnrc!=read --no-default-rc! --mutex=text`;

/** What follows the name of a script is the script's. */
const yarnScript = runs(yarnSettings, { leading: true });
const yarnShortcut = runs(yarnSettings, { lenient: true });
const yarnInstalling = asks(["network", "write"], why.installs, {
  options: `${yarnSettings} ${saving} --peer --dev -C --caret --tilde --exact --cached --latest --pattern=text
    --prefer-dev -W --ignore-workspace-root-check --audit`,
  operands: ["source"],
});

/** yarn of either generation, by sub-command. */
export const yarn: ProgramProfile = asks(["network", "write"], why.installs, {
  options: `${yarnSettings} -v -h`,
  subcommands: {
    ...tools,
    run: yarnScript,
    ...alike("test start stop restart", yarnShortcut),
    ...alike("list why info licenses versions bin root", reads(yarnSettings, { operands: ["text"] })),
    ...alike("install add remove up upgrade upgrade-interactive dedupe import autoclean rebuild", yarnInstalling),
    ...alike("outdated audit", asks(["network"], why.registry, { options: yarnSettings })),
    publish: publishing,
    ...alike("login logout owner tag team", insists(["network"], why.accounts)),
    exec: launcher(yarnSettings),
    ...alike("dlx create", insists(["network", "exec"], why.launches)),
    ...alike(
      "link unlink global plugin set node self-update policies patch patch-commit unplug",
      insists(["environment"], why.beyond),
    ),
    init: writes(`${yarnSettings} -2`, { most: 0 }),
    pack: runs(`${yarnSettings} -o,--out,--filename=write -n`),
    version: runs(`${yarnSettings} --patch --minor --major --new-version=text --no-git-tag-version`),
    config: reads(yarnSettings, {
      subcommands: {
        ...alike("get list", reads(yarnSettings, { operands: ["text"] })),
        ...alike("set unset delete", insists(["environment"], why.settings)),
      },
    }),
    cache: reads(yarnSettings, {
      subcommands: { ...alike("dir list", reads(yarnSettings)), clean: insists(["loss"], "it empties the cache") },
    }),
    workspace: runs(yarnSettings, {
      leading: true,
      operands: ["text", "text", "text"],
      hazard: /^(?:exec|dlx|node|add|publish|config|set|plugin|link|global|npm)$/,
    }),
    workspaces: runs(yarnSettings, {
      subcommands: {
        ...alike("list info", reads(yarnSettings)),
        run: yarnScript,
        foreach: runs(`${yarnSettings} -v -W,--worktree --include=text`, {
          leading: true,
          hazard: /^(?:exec|dlx|node|add|publish|config|set|plugin|link|global|npm)$/,
        }),
        focus: yarnInstalling,
      },
    }),
    npm: reads(yarnSettings, {
      subcommands: {
        publish: publishing,
        ...alike("login logout tag", insists(["network"], why.accounts)),
        ...alike("info audit whoami", asks(["network"], why.registry)),
      },
    }),
  },
  otherwise: [
    [scriptName, runs(yarnSettings, { leading: true })],
    [/^[\w:.-]+$/, runs(yarnSettings, { leading: true, hazard: /^$/ })],
    [/^/, insists(["exec"], "it is no script of a package")],
  ],
  match: [
    "yarn build",
    "yarn test --watch",
    "yarn add -D typescript",
    "yarn install --frozen-lockfile",
    "yarn workspace web build",
    "yarn eslint .",
    "yarn",
  ],
  notMatch: [
    "yarn dlx evil",
    "yarn exec touch a",
    "yarn config set yarnPath ./x",
    "yarn node -e 1",
    "yarn plugin import ./x.js",
    "yarn workspace web exec touch a",
  ],
});
