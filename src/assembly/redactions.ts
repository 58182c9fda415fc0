import type { ToolCall } from "../agent/index.ts";
import type { AuditLog } from "../audit/index.ts";
import type { Config } from "../config/index.ts";
import type { JsonObject } from "../decision/index.ts";
import { type Finding, type LinkFinding, type Redactor, type ReplyStream, replyStream, tallyOf } from "../dlp/index.ts";
import type { ReplyRedaction } from "../gateway/index.ts";
import type { SecurityRuntime } from "../provider/index.ts";
import { SeenSecrets } from "./seen-secrets.ts";

/** Where secrets are found. Those of an approval are those of the arguments that it asks about. */
type RedactionPlace = "incoming" | "arguments" | "message" | "file" | "result" | "reply";

/** Whose turn it was found in. */
interface TurnOf {
  readonly agent: string;
  readonly session: string;
}

/** Puts on record what was found where: families, fingerprints and counts, never a value. */
export class Redactions {
  /** What sessions have come upon, for the links of their replies. */
  readonly seen: SeenSecrets;
  readonly #log: Pick<AuditLog, "append">;

  /** `known` are the secrets of the installation itself. */
  constructor(log: Pick<AuditLog, "append">, known: readonly string[]) {
    this.#log = log;
    this.seen = new SeenSecrets(known);
  }

  /** Records the findings of a place, unless there are none; `tool` is the one that was called. */
  record(
    place: RedactionPlace,
    { agent, session }: TurnOf,
    findings: readonly Pick<Finding, "family" | "fingerprint">[],
    tool?: string,
  ): void {
    if (findings.length === 0) return;
    const found = tallyOf(findings).map((tally) => ({ ...tally }));
    this.#append({ place, agent, session, ...(tool !== undefined && { tool }), found });
  }

  /** Records the links of a reply that were withheld: why, where they led to, and how many there were. */
  recordLinks({ agent, session }: TurnOf, links: readonly LinkFinding[]): void {
    const found = tallyOf(links.map((link) => ({ family: link.reason, fingerprint: placeOf(link) }))).map(
      ({ family, fingerprint, count }) => ({ reason: family, host: fingerprint, count }),
    );
    if (found.length > 0) this.#append({ place: "link", agent, session, found });
  }

  /** Records that secrets are about to be sent to a host in the place of their tokens. @throws when it cannot be. */
  async recordRevealed({ agent, session }: TurnOf, host: string, tokens: readonly string[]): Promise<void> {
    await this.#log.append({ kind: "redaction", body: { place: "revealed", agent, session, host, tokens } });
  }

  #append(body: JsonObject): void {
    // A log that cannot be written denies everything by now, and says so itself.
    this.#log.append({ kind: "redaction", body }).catch(() => {});
  }
}

/** The host of a link, without the labels that may be what it carries. */
function placeOf({ reason, host }: LinkFinding): string {
  return reason === "data-in-host" || reason === "known-value" ? `*.${host.split(".").slice(-2).join(".")}` : host;
}

/** What the answer of one turn goes through; when the turn is over, what was found in it is on record. */
export function replyRedaction(parts: RedactionParts, turn: TurnOf): ReplyRedaction {
  const { redactor, redactions, runtime, config } = parts;
  const streams: ReplyStream[] = [];
  return {
    stream() {
      const stream = replyStream(redactor, config.dlp.links, () => redactions.seen.of(turn.session));
      streams.push(stream);
      return stream;
    },
    ended() {
      // The stream and the whole say the same; what broke off was said in the stream alone.
      const [said] = streams.toSorted(
        (a, b) => b.findings.length + b.links.length - a.findings.length - a.links.length,
      );
      if (said === undefined) return;
      redactions.record("reply", turn, said.findings);
      redactions.recordLinks(turn, said.links);
      const [link] = said.links;
      if (link === undefined) return;
      const more = said.links.length === 1 ? "" : `, and ${said.links.length - 1} more`;
      const message = `a reply held a link that can carry data out (${link.reason}, to ${placeOf(link)}${more})`;
      void runtime.raise({ rule: "dlp.link", severity: "medium", message, ...turn, evidence: [] });
    },
  };
}

/** What redaction on the way works with. */
interface RedactionParts {
  readonly redactor: Redactor;
  readonly redactions: Redactions;
  readonly runtime: Pick<SecurityRuntime, "raise">;
  readonly config: Pick<Config, "dlp">;
}

/** What a call carries, by its tool. */
const places: Readonly<Record<string, RedactionPlace>> = { write: "file", edit: "file", message: "message" };

/** Records the secrets in the arguments of a call, and raises that a file is to be written with one in it. */
export function noticeCall(
  { redactor, redactions, runtime, config }: RedactionParts,
  call: ToolCall,
  { agent, session }: TurnOf,
): void {
  const carried = "malformed" in call ? call.malformed : call.arguments;
  const { findings } = redactor.redactJson(carried);
  if (findings.length === 0) return;
  const place = places[call.name] ?? "arguments";
  redactions.record(place, { agent, session }, findings, redactor.redact(call.name).text);
  if (place !== "file" || config.dlp.modes.files !== "alert") return;
  const families = [...new Set(findings.map(({ family }) => family))].join(", ");
  const message = `a file was to be written with a secret in it (${families})`;
  void runtime.raise({ rule: "dlp.file", severity: "medium", message, agent, session, evidence: [] });
}
