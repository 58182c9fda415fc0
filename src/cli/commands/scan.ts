import { recallConfig, secretVariables } from "../../config/index.ts";
import type { Json } from "../../decision/index.ts";
import { configuredRedactor } from "../../dlp/index.ts";
import { UsageInvalid } from "../../errors.ts";
import { readGitHistory } from "../../sandbox/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { nameOf, readBaseline, writeBaseline } from "../scan/baseline.ts";
import { textFiles } from "../scan/files.ts";
import { additions } from "../scan/history.ts";
import { type Leak, leaksIn } from "../scan/leak.ts";
import { sarif } from "../scan/sarif.ts";
import { version } from "../version.ts";

/** `sallyport scan`: finds secrets in files, and in what was ever committed. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  const [path, update] = [invocation.text("baseline"), invocation.flag("update-baseline")];
  if (update && path === undefined) {
    throw new UsageInvalid("there is no baseline to update", { fix: "name it with --baseline FILE" });
  }
  const baseline = await readBaseline(path, update);
  const { config } = await recallConfig(environment.home, version);
  const redactor = configuredRedactor(config.dlp, secretVariables(config), environment.variable, baseline.key);
  const skip = (file: string, why: string) => output.progress(`skipped: ${file} ${why}`);
  const found = new Map<string, Leak>();
  for (const place of invocation.arguments) {
    const history = invocation.flag("git")
      ? additions(readGitHistory(place, environment.searchPath), under(place))
      : [];
    for (const sources of [textFiles(place, skip), history]) {
      for await (const source of sources) {
        for (const leak of leaksIn(source, redactor)) {
          if (leak.commit === undefined || !found.has(nameOf(leak))) found.set(keyOf(leak), leak);
        }
      }
    }
  }
  const leaks = [...found.values()];
  if (path !== undefined && update) await writeBaseline(path, baseline, leaks);
  const fresh = update ? [] : leaks.filter((leak) => !baseline.known.has(nameOf(leak)));
  if (invocation.flag("sarif")) output.line(sarif(fresh));
  else if (output.json) output.line({ findings: fresh } as unknown as Json);
  else for (const leak of fresh) output.result(null, lineOf(leak));
  const known = leaks.length - fresh.length;
  output.progress(`${fresh.length} found${known === 0 ? "" : `, ${known} known`}`);
  return fresh.length === 0 ? 0 : 1;
}

/** In files each place counts; in history the first commit that added the secret to the file. */
function keyOf(leak: Leak): string {
  return leak.commit === undefined ? `${nameOf(leak)} ${leak.line}:${leak.column}` : nameOf(leak);
}

function under(place: string): string {
  return place === "." ? "" : `${place.replace(/\/+$/, "")}/`;
}

function lineOf({ path, line, column, family, commit, fingerprint }: Leak): string {
  return `${path}:${line}:${column}\t${family}\t${fingerprint}${commit === undefined ? "" : `\t${commit.slice(0, 12)}`}`;
}
