import { chmod, mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigInvalid } from "../errors.ts";
import type { ProfileName } from "../policy/index.ts";
import type { ModelConfig } from "./config.ts";
import { homePaths } from "./paths.ts";
import { configJsonSchema } from "./schema.ts";

/** What a first configuration says. */
export interface FirstConfig {
  readonly profile: ProfileName;
  readonly model: ModelConfig;
}

/** What was made, and whether a configuration lay there already and was left alone. */
export interface MadeHome {
  readonly home: string;
  readonly config: string;
  readonly kept: boolean;
}

/**
 * Makes the home (0700) with a first `config.json5` (0600) and the schema beside it; what the operator wrote is never
 * overwritten. @throws {ConfigInvalid} when others may write to the directory.
 */
export async function makeHome(home: string, first: FirstConfig): Promise<MadeHome> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await ownDirectory(home);
  await writeFile(join(home, "config.schema.json"), `${JSON.stringify(configJsonSchema(), null, 2)}\n`, {
    mode: 0o600,
  });
  const { config } = homePaths(home);
  const kept = await writeFile(config, firstText(first), { mode: 0o600, flag: "wx" }).then(
    () => false,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return true;
      throw error;
    },
  );
  return { home, config, kept };
}

/** Closes a directory to others; one that others could write to until now may hold what they put there. */
async function ownDirectory(home: string): Promise<void> {
  const { mode } = await stat(home);
  if ((mode & 0o022) !== 0) {
    const fix = `look through it, then chmod 700 ${home}`;
    throw new ConfigInvalid(home, [{ path: "", message: "others may write to this directory", fix }]);
  }
  if ((mode & 0o077) !== 0) await chmod(home, 0o700);
}

function firstText({ profile, model }: FirstConfig): string {
  return `// Sallyport's configuration: JSON5. Everything here may be left out; what is left out is at its safest.
// Every key: docs/reference/config.md. Check a change with: sallyport config validate
{
  $schema: "./config.schema.json",

  // The model that agents talk through. The demo model is a script in the package: no network, no key.
  //   { type: "ollama", model: "qwen3" }
  //   { type: "openai", model: "gpt-5", apiKeyEnv: "OPENAI_API_KEY" }   // or url: of any compatible server
  models: { default: ${inline(model)} },

  // What an agent may do: reader, minimal, coding, messaging or full. A scope can only take away from its profile.
  agents: [{ id: "main", profile: "${profile}" }],
}
`;
}

/** An object of strings as people write it in JSON5. */
function inline(value: object): string {
  const members = Object.entries(value).map(([key, inner]) => `${key}: ${JSON.stringify(inner)}`);
  return `{ ${members.join(", ")} }`;
}
