import { alike, insists, type ProgramProfile, reads, runs, unexampled } from "../profile.ts";
import { javascriptBuilds } from "./javascript-builds.ts";
import { javascriptTools } from "./javascript-tools.ts";

/** Why package managers need leave. */
export const why = {
  publishes: "it publishes to a registry",
  installs: "it installs packages, whose scripts may run",
  registry: "it asks a registry",
  launches: "it may fetch and run any package",
  accounts: "it changes who may publish, or what",
  settings: "its settings can name programs that later commands run",
  beyond: "it reaches beyond this workspace",
} as const;

/** What a package's own tools are, wherever they are started from. */
export const tools: Readonly<Record<string, ProgramProfile>> = unexampled({
  ...javascriptTools(),
  ...javascriptBuilds(),
});

/** Settings of npm that any of its commands takes; those that name programs or places to trust need leave. */
export const npmSettings: string = `-s,--silent -q,--quiet -d -dd -ddd --loglevel=text --json --no-color
  --color[=text] --no-progress --progress --no-audit --audit --no-fund --fund --no-update-notifier --offline
  --prefer-offline --prefer-online --if-present -w,--workspace=text -ws,--workspaces --no-workspaces
  --include-workspace-root -iwr --ignore-scripts --foreground-scripts --omit=text --include=text --production
  --only=text --dry-run -y,--yes --no-yes -p,--parseable -l,--long -a,--all --depth=text --no-timing --timing
  --unicode --engine-strict --heading=text --prefix=write -C=write --cache=write --logs-dir=write --fetch-retries=text
  --fetch-timeout=text --maxsockets=text -g,--global! --script-shell!=program --shell!=program --node-options!=text
  --userconfig!=read --globalconfig!=read --registry!=url --git!=program --editor!=program --viewer!=program
  --browser!=program --init-module!=read --proxy!=url --https-proxy!=url --cafile!=read --ca!=text
  --strict-ssl![=text] --no-strict-ssl! --unsafe-perm! -f,--force! --location!=text --install-links! --before=text
  --otp=text --scope=text`;

/** Options of what adds packages to a project. */
export const saving: string = `-S,--save -D,--save-dev -O,--save-optional -P,--save-prod -E,--save-exact
  -B,--save-bundle --no-save --save-peer --save-prefix=text --package-lock-only --no-package-lock --package-lock
  --legacy-peer-deps --strict-peer-deps --legacy-bundling --install-strategy=text --no-optional --no-bin-links
  --prefer-dedupe --tag=text --cpu=text --os=text --libc=text --audit-level=text`;

/** Publishing, to whatever registry. */
export const publishing: ProgramProfile = insists(["network"], why.publishes, {
  options: `${npmSettings} --tag=text --access=text --provenance --no-git-checks --publish-branch=text`,
  operands: ["source"],
});

/** The settings of npm and pnpm. */
export const configuration: ProgramProfile = reads(npmSettings, {
  subcommands: {
    ...alike("get list ls", reads(npmSettings, { operands: ["text"] })),
    ...alike("set delete edit fix", insists(["environment"], why.settings)),
  },
});

/** A program that starts the tool it is given, which it may fetch first; known tools are judged as themselves. */
export function launcher(options: string): ProgramProfile {
  const unknown = insists(["network", "exec"], why.launches, { options });
  return runs(options, { subcommands: tools, otherwise: [[/^/, unknown]] });
}
