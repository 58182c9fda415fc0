import type { ProgramProfile } from "../profile.ts";
import { javascriptBuilds } from "./javascript-builds.ts";
import { javascriptTools } from "./javascript-tools.ts";
import { nodePrograms } from "./node.ts";
import { npm, npx } from "./npm.ts";
import { pnpm } from "./pnpm.ts";
import { yarn } from "./yarn.ts";

/** What runs, checks, builds and installs JavaScript. */
export const javascriptPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  npm,
  npx,
  pnpm,
  yarn,
  ...nodePrograms(),
  ...javascriptTools(),
  ...javascriptBuilds(),
});
