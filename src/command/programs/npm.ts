import { alike, asks, insists, type ProgramProfile, reads, runs } from "../profile.ts";
import { configuration, launcher, npmSettings, publishing, saving, why } from "./packages.ts";

/** A script of the package; one called `env` prints the environment. */
const runsScript = runs(`${npmSettings} --coverage --watch`, { operands: ["text"], hazard: /^env$/ });
const looks = reads(npmSettings, { operands: ["text"] });
const installing = asks(["network", "write"], why.installs, {
  options: `${npmSettings} ${saving}`,
  operands: ["source"],
});
const asking = asks(["network"], why.registry, { options: npmSettings });
const managing = insists(["network"], why.accounts, { options: npmSettings });

/** npm, by sub-command. */
export const npm: ProgramProfile = runs(`${npmSettings} -v -h`, {
  subcommands: {
    ...alike("run run-script rum urn test t tst start stop restart", runsScript),
    ...alike("ls list la ll why explain query root prefix bin fund sbom completion help help-search", looks),
    ...alike(
      "install i in add ci clean-install ic install-test it update up upgrade udpate uninstall remove rm un r unlink dedupe ddp prune",
      installing,
    ),
    ...alike("outdated audit view info show v search ping doctor whoami docs repo bugs star stars diff", asking),
    ...alike("publish", publishing),
    ...alike(
      "unpublish deprecate owner access token login adduser logout dist-tag dist-tags team org profile hook trust",
      managing,
    ),
    ...alike("config c", configuration),
    ...alike("get", looks),
    ...alike("set", insists(["environment"], why.settings)),
    ...alike("exec x", launcher(`${npmSettings} -c,--call!=code --package!=text`)),
    ...alike("create innit", insists(["network", "exec"], why.launches)),
    ...alike(
      "init",
      runs(`${npmSettings} --init-author-name=text --init-license=text --init-version=text --private`, { most: 0 }),
    ),
    ...alike("link ln explore edit", insists(["environment"], why.beyond)),
    ...alike("rebuild rb shrinkwrap", runs(npmSettings)),
    ...alike(
      "version verison",
      runs(
        `${npmSettings} -m,--message=text --no-git-tag-version --git-tag-version --no-commit-hooks!
          --allow-same-version --preid=text`,
      ),
    ),
    ...alike("pack", runs(`${npmSettings} --pack-destination=write`, { operands: ["source"] })),
    pkg: reads(npmSettings, {
      subcommands: {
        get: looks,
        ...alike("set delete fix", insists(["write"], "it changes what the scripts of the package run")),
      },
    }),
    cache: reads(npmSettings, {
      subcommands: {
        ...alike("verify ls", looks),
        ...alike("clean clear rm add", insists(["loss"], "it empties the cache")),
      },
    }),
  },
  otherwise: [[/^/, insists(["exec"], "it is no command of npm that is known")]],
  match: [
    "npm run build --workspace=a -- --watch",
    "npm test",
    "npm ci --no-audit --no-fund",
    "npm install -D vitest@latest @types/node",
    "npm ls --depth=0 --json",
    "npm --prefix packages/a run lint",
    "npm init -y",
    "npm exec -- tsc --noEmit",
  ],
  notMatch: [
    "npm test --script-shell=./x",
    "npm run build --script-sh ./x",
    "npm install -g evil",
    "npm install --registry http://h/ x",
    "npm config set script-shell ./x",
    "npm publish",
    "npm exec -c 'touch a'",
    "npm exec evil",
    "npm run env",
    "npm install ../other",
    "npm pkg set scripts.test=x",
  ],
});

/** Starts the tool of a package, which it may fetch first. */
export const npx: ProgramProfile = {
  ...launcher(
    `-y,--yes --no --no-install --prefer-offline --offline -q,--quiet -s,--silent -w,--workspace=text -ws,--workspaces
      --include-workspace-root --ignore-existing! -p,--package!=text -c,--call!=code --shell!=program --node-arg!=text
      -n!=text --userconfig!=read --registry!=url --prefix=write`,
  ),
  match: ["npx tsc --noEmit", "npx vitest run src/a.test.ts", "npx --no-install eslint .", "npx prettier --check ."],
  notMatch: ["npx evil", "npx -p evil tsc", "npx -c 'touch a'", "npx eslint --rulesdir ./r", "npx -y evil@latest"],
};
