import { defuseLinks, type LinkFinding, type LinkPolicy } from "./links.ts";
import type { Redactor } from "./redactor.ts";
import type { RedactingStream } from "./stream.ts";

/** What is done about links, as a configuration says it. */
export interface LinkConfig {
  readonly mode: "withhold" | "off";
  readonly hosts: readonly string[];
}

/** A reply on its way out, and what was found in it so far. */
export interface ReplyStream extends Pick<RedactingStream, "push" | "idle" | "flush" | "findings"> {
  readonly links: readonly LinkFinding[];
}

/**
 * What a reply goes through: no secret leaves, and no link that carries data out, unless links are left alone. What
 * `values` gives by then must not leave in a link, written in any way.
 */
export function replyStream(
  redactor: Redactor,
  { mode, hosts }: LinkConfig,
  values: () => readonly string[] = () => [],
): ReplyStream {
  const secrets = redactor.stream();
  const links = new LinkStream({
    hosts,
    get values() {
      return values();
    },
  });
  const through = (text: string) => (mode === "off" ? text : links.push(text));
  return {
    push: (text) => through(secrets.push(text)),
    idle: () => through(secrets.idle()) + links.idle(),
    flush: () => through(secrets.flush()) + links.flush(),
    get findings() {
      return secrets.findings;
    },
    links: links.findings,
  };
}

/** What a link may begin with, apart from its scheme. */
const openers = /\/\/|[[<]|url\(|javascript:|data:/i;

/** The same without brackets that are closed and that no address can follow, such as those of a placeholder. */
const open = /\/\/|(?:(?<=!)\[|\[(?![^\][]{0,256}\][^([:]))|<|url\(|javascript:|data:/i;

/** The beginning of an opener at the end of a text, and the `!` of an image. */
const opening =
  /(?:[!/:]|(?<![a-z0-9])(?:u(?:r(?:l)?)?|j(?:a(?:v(?:a(?:s(?:c(?:r(?:i(?:p(?:t)?)?)?)?)?)?)?)?)?|d(?:a(?:t(?:a)?)?)?))$/i;

/** What may be left of a scheme when its beginning has left already. */
const restOfScheme = /^[a-z0-9+.-]*:(?=\/\/)/i;

/** A tag of HTML that is not closed yet. */
const openTag = /<[a-z][^<>]*$/i;

/** More of a line or a tag is not held back: it is judged as far as it goes. */
const longestHeld = 8_192;

/** Defuses the links of a text that arrives in pieces: a line passes at once up to where a link may begin in it. */
export class LinkStream {
  readonly findings: LinkFinding[] = [];
  readonly #policy: LinkPolicy;
  readonly #names = new Set<string>();
  #held = "";
  /** True when what is held goes on with a word that has left. */
  #goesOn = false;

  constructor(policy: LinkPolicy) {
    this.#policy = policy;
  }

  /** Takes the next piece and gives the text that may leave now. */
  push(chunk: string): string {
    this.#held += chunk;
    // INVARIANT: an address is judged by its own scheme, and `tps` is none that a client would follow.
    const scheme = this.#goesOn ? (restOfScheme.exec(this.#held)?.[0] ?? "") : "";
    this.#held = this.#held.slice(scheme.length);
    let ended = this.#held.lastIndexOf("\n") + 1;
    const tag = openTag.exec(this.#held)?.index ?? ended;
    if (this.#held.length - tag < longestHeld) ended = Math.min(ended, tag);
    if (this.#held.length - ended > longestHeld) ended = this.#held.length;
    const lines = this.#defuse(this.#held.slice(0, ended));
    const rest = this.#held.slice(ended);
    const free = rest.slice(0, begins(rest));
    this.#held = rest.slice(free.length);
    const left = scheme + lines + free;
    if (left !== "") this.#goesOn = false;
    return left;
  }

  /** Gives what is held back only because a word may go on to be a link: nothing more has come for a while. */
  idle(): string {
    if (open.test(this.#held)) return "";
    const free = this.#held.slice(0, opening.exec(this.#held)?.index);
    this.#held = this.#held.slice(free.length);
    if (free !== "") this.#goesOn = true;
    return free;
  }

  /** Gives the text that was held back; the stream has ended. */
  flush(): string {
    const text = this.#defuse(this.#held);
    this.#held = "";
    return text;
  }

  #defuse(text: string): string {
    if (!openers.test(text)) return text;
    const { text: defused, findings } = defuseLinks(text, this.#policy, this.#names);
    this.findings.push(...findings);
    return defused;
  }
}

/** Where the first link of a line may begin: at the word of an opener, or at a word that is not ended. */
function begins(line: string): number {
  const opener = line.search(open);
  const end = opener === -1 ? line.length : opener;
  const word = /\S*$/.exec(line.slice(0, end)) as RegExpExecArray;
  return word.index;
}
