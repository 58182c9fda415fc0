import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { homePaths } from "../../src/config/index.ts";

/** A home for gateways that run as processes of their own, and the workspace of its agent. */
export interface Home {
  readonly home: string;
  readonly workspace: string;
  /** Writes the configuration: the agent `main` of the full profile, and what is given over it. */
  configure(over?: object, agent?: object): void;
  /** Writes any text as the configuration. */
  write(text: string): void;
  remove(): void;
}

/** Makes one whose agent talks through the model server at `model`. */
export function makeHome(model: string): Home {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-")));
  const [home, workspace] = [join(root, "home"), join(root, "workspace")];
  for (const directory of [home, workspace]) mkdirSync(directory, { mode: 0o700 });
  const write = (text: string) => writeFileSync(homePaths(home).config, text, { mode: 0o600 });
  const configure = (over: object = {}, agent: object = {}) =>
    write(
      JSON.stringify({
        agents: [{ id: "main", profile: "full", workspace, ...agent }],
        models: { default: { type: "openai", url: model, model: "scripted" } },
        ...over,
      }),
    );
  configure();
  return { home, workspace, configure, write, remove: () => rmSync(root, { recursive: true, force: true }) };
}
