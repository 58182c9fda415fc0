import { alike, asks, insists, type ProgramProfile, reads, runs, writes } from "../profile.ts";
import { configuration, launcher, npmSettings, publishing, saving, tools, why } from "./packages.ts";

const pnpmSettings = `${npmSettings} -r,--recursive --filter=text -F=text --filter-prod=text --stream
  --aggregate-output --parallel --no-bail --bail --sort --no-sort --reverse --workspace-concurrency=text
  --workspace-root -w --reporter=text --resume-from=text --report-summary --use-stderr --dir=write --ignore-workspace
  --fail-if-no-match --no-reporter-hide-prefix --shell-mode! -c! --use-node-version!=text --store-dir!=write`;

/** Names that scripts of packages commonly have, and that programs have not. */
export const scriptName: RegExp =
  /^(?:(?:dev|build|start|serve|lint|format|fmt|tests?|unit|integration|e2e|spec|check|types?|typecheck|type-check|tsc|watch|clean|preview|prepare|ci|coverage|storybook|docs?|generate|gen|codegen|migrate|seed|bench|validate|verify|compile|bundle|release|stop|ui|web|api|server|client)(?:[:.-][\w:.-]*)?|[\w.-]+:[\w:.-]+)$/;

const pnpmInstalling = asks(["network", "write"], why.installs, {
  options: `${pnpmSettings} ${saving} --frozen-lockfile --no-frozen-lockfile --lockfile-only --fix-lockfile --prod -P
    --dev --no-optional --shamefully-hoist --ignore-pnpmfile --lockfile --no-lockfile --latest -L -i,--interactive
    --workspace --hoist --no-hoist --node-linker=text --side-effects-cache --merge-git-branch-lockfiles`,
  operands: ["source"],
});
/** What follows the name of a script is the script's. */
const pnpmScript = runs(pnpmSettings, { leading: true });
const pnpmShortcut = runs(pnpmSettings, { lenient: true });

/** pnpm, by sub-command. */
export const pnpm: ProgramProfile = runs(`${pnpmSettings} -v -h`, {
  subcommands: {
    ...tools,
    ...alike("run run-script", pnpmScript),
    ...alike("test t start", pnpmShortcut),
    ...alike("ls list la ll why root bin licenses", reads(pnpmSettings, { operands: ["text"] })),
    ...alike(
      "install i add update up upgrade remove rm uninstall un dedupe prune fetch install-test it import rebuild rb",
      pnpmInstalling,
    ),
    ...alike(
      "outdated audit view info show search ping whoami",
      asks(["network"], why.registry, { options: pnpmSettings }),
    ),
    ...alike("publish", publishing),
    ...alike("config c", configuration),
    ...alike("exec", launcher(pnpmSettings)),
    ...alike("dlx create", insists(["network", "exec"], why.launches)),
    ...alike(
      "link ln unlink env setup self-update store patch patch-commit approve-builds deploy",
      insists(["environment"], why.beyond),
    ),
    init: writes(pnpmSettings, { most: 0 }),
    pack: runs(`${pnpmSettings} --pack-destination=write`),
    server: insists(["network"], "it starts a server"),
  },
  otherwise: [
    [scriptName, runs(pnpmSettings, { leading: true })],
    [/^/, insists(["exec"], "it may start any program of that name")],
  ],
  match: [
    "pnpm -r build",
    "pnpm --filter web run dev",
    "pnpm add -D vitest",
    "pnpm typecheck",
    "pnpm exec vitest run",
    "pnpm vitest run",
    "pnpm install --frozen-lockfile",
  ],
  notMatch: [
    "pnpm touch a",
    "pnpm dlx evil",
    "pnpm exec touch a",
    "pnpm --shell-mode exec 'touch a'",
    "pnpm test --script-shell=./x",
    "pnpm config set a b",
  ],
});
