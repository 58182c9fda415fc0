import { helpFor, overview } from "../src/cli/help.ts";
import { commands } from "../src/cli/table.ts";
import { version } from "../src/cli/version.ts";

/** docs/reference/cli.md: the help pages, which come from the command table. */
export function commandReference(): string {
  return [
    "# Command line",
    "",
    "Generated from the command table by `npm run reference`. Every command takes `--json`; results go to stdout,",
    "everything else to stderr, and text is for people: programs read the JSON.",
    "",
    block(overview(commands, version)),
    ...commands.flatMap(({ name }) => [`## sallyport ${name}`, "", block(helpFor(name, commands) ?? "")]),
  ].join("\n");
}

const block = (text: string) => `\`\`\`text\n${text}\n\`\`\`\n`;
