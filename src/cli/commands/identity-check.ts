import { openIdentities } from "../../assembly/index.ts";
import { homePaths, recallConfig } from "../../config/index.ts";
import { UsageInvalid } from "../../errors.ts";
import { presentedToken } from "../../session/index.ts";
import { openSqliteStore } from "../../store/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { readInput } from "../input.ts";
import { printable } from "../printable.ts";
import { version } from "../version.ts";

/** Characters that are read: more than any token has. */
const longest = 64 << 10;

/** `sallyport identity check`: whom a token on stdin would speak for, or why nobody; needs no gateway. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  const { config } = await recallConfig(environment.home, version);
  const file = invocation.text("jwks");
  const keys = file === undefined ? undefined : parsed(await readInput(file), file);
  const credential = presentedToken(await readToken());
  const store = openSqliteStore(homePaths(environment.home).state);
  const identities = openIdentities(config.identity, {
    store,
    ...(keys !== undefined && { fetchKeys: async () => keys }),
  });
  try {
    if (typeof credential !== "object" || credential.kind !== "jwt") {
      const why = "it is no signed JSON Web Token with an issuer and a subject, or too long for one";
      output.result({ accepted: false, reason: "invalid", why }, `refused: ${why}`);
      return 1;
    }
    const found = await identities.explain(credential);
    if (!("identity" in found)) {
      const from = found.issuer === undefined ? "" : ` (${found.issuer})`;
      output.result({ accepted: false, ...found }, `refused${from}: ${found.reason}: ${printable(found.why)}`);
      return 1;
    }
    const { identity, issuer, kind } = found;
    const { principal, role, tier, agent, expires } = identity;
    const until = new Date(expires).toISOString();
    output.result(
      { accepted: true, issuer, kind, principal, role, tier, ...(agent !== undefined && { agent }), expires },
      `${principal}: ${role}, tier ${tier}, ${agent === undefined ? "any agent" : `agent ${agent}`}, until ${until}`,
    );
    return 0;
  } finally {
    identities.close();
    await store.close();
  }
}

/** INVARIANT: a token is read from stdin and never from the command line, which others see. */
async function readToken(): Promise<string> {
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    text += chunk;
    if (text.length > longest) break;
  }
  const token = text.trim();
  if (token === "") throw new UsageInvalid("a token is missing", { fix: "write it to stdin" });
  return token;
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageInvalid(`${file} is no JSON`, { fix: "name a file with a JSON Web Key Set" });
  }
}
