import type { Revealed, ToolContext } from "../agent/index.ts";
import type { Config } from "../config/index.ts";
import { Redactor, tokensIn } from "../dlp/index.ts";
import type { Redactions } from "./redactions.ts";
import type { Vault } from "./vault.ts";

/** What revealing works with. */
interface RevealParts {
  readonly config: Pick<Config, "dlp">;
  readonly vault: Vault;
  readonly redactions: Redactions;
}

/** A shorter value could not be told from ordinary text in the answer. */
const shortest = 8;

/**
 * The URL with the secrets that its tokens stand for, in its path and query alone, where it leads to a host that may have
 * them; `undefined` when there is nothing to reveal. INVARIANT: that a secret leaves is on record before it does.
 */
export async function reveal(
  { config, vault, redactions }: RevealParts,
  url: string,
  context: ToolContext,
): Promise<Revealed | undefined> {
  const sent = URL.parse(url);
  if (sent?.protocol !== "https:" || !config.dlp.reveal.hosts.includes(sent.hostname)) return undefined;
  const known: { readonly written: string; readonly token: string; readonly value: string }[] = [];
  for (const [written, token] of tokensIn(sent.pathname + sent.search)) {
    const value = await vault.valueOf(context, token);
    if (value !== undefined && value.length >= shortest) known.push({ written, token, value });
  }
  if (known.length === 0) return undefined;
  const filled = (part: string) =>
    known.reduce((text, { written, value }) => text.replaceAll(written, () => encodeURIComponent(value)), part);
  sent.pathname = filled(sent.pathname);
  sent.search = filled(sent.search);
  const named = known.map(({ token, value }) => ({ name: token.slice("[redacted:".length, -1), value }));
  await redactions.recordRevealed(
    context,
    sent.hostname,
    named.map(({ name }) => name),
  );
  const secrets = new Redactor({ exactValues: named });
  return { sent: sent.href, conceal: (text) => secrets.redact(text).text };
}
