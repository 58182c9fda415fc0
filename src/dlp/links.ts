import { decodeBase64, decodeHex } from "./decode.ts";
import { fold } from "./fold.ts";
import { entropy, isHash, isWords } from "./plausible.ts";

/** What a link may be. */
export interface LinkPolicy {
  /** Hosts that may be linked to with anything: `example.com`, or `*.example.com` for those below it. */
  readonly hosts: readonly string[];
  /** Values that must not leave in a link, such as secrets and what was said in confidence; at least 6 units each. */
  readonly values?: readonly string[];
}

/** Why a link can carry data out. */
export type LinkReason = "known-value" | "remote-image" | "encoded-data" | "data-in-host" | "scheme";

/** A link that can carry data out; offsets are UTF-16 units of the text. */
export interface LinkFinding {
  readonly reason: LinkReason;
  readonly host: string;
  readonly start: number;
  readonly end: number;
}

/** Text whose links carry nothing out, and what they were. */
export interface Links {
  readonly text: string;
  readonly findings: readonly LinkFinding[];
}

interface Link {
  readonly url: string;
  readonly start: number;
  readonly end: number;
  /** True when it is fetched without anybody choosing to. */
  readonly image: boolean;
}

/** The most links of one text that are looked at; the rest is withheld. */
const mostLinks = 2_000;

/** Known values that are shorter stand in links by chance. */
const shortestValue = 6;

/**
 * Finds the links in a reply that can carry data out to hosts that are not allowed, and puts a text in their place:
 * images, which a client fetches by itself; parts that are long and random, or encode text; names of hosts made of data;
 * and known values, written in any way. `names` are those of images whose addresses may come in a later text.
 */
export function defuseLinks(text: string, policy: LinkPolicy, names: Set<string> = new Set()): Links {
  const values = (policy.values ?? [])
    .filter((value) => value.length >= shortestValue)
    .map((value) => value.toLowerCase());
  const findings: LinkFinding[] = [];
  let defused = "";
  let from = 0;
  for (const [i, link] of linksIn(text, names).entries()) {
    const judged = judge(link, policy.hosts, values);
    const found = i < mostLinks ? judged : (judged ?? { reason: "encoded-data", host: "" });
    if (found === undefined || link.start < from) continue;
    findings.push({ ...found, start: link.start, end: link.end });
    defused += `${text.slice(from, link.start)}[link withheld: ${found.reason}]`;
    from = link.end;
  }
  return { text: defused + text.slice(from), findings };
}

type Judged = Pick<LinkFinding, "reason" | "host"> | undefined;

function judge({ url, image }: Link, hosts: readonly string[], values: readonly string[]): Judged {
  const parsed = URL.parse(url.startsWith("//") ? `https:${url}` : url);
  if (parsed === null) return undefined;
  const host = parsed.hostname;
  if (parsed.protocol === "javascript:" || (parsed.protocol === "data:" && !/^data:image\//i.test(url))) {
    return { reason: "scheme", host };
  }
  if (!/^(?:https?|wss?|ftp):$/.test(parsed.protocol)) return undefined;
  const parts = partsOf(parsed);
  const readings = [url, ...parts].flatMap(readingsOf).map((reading) => reading.toLowerCase());
  if (values.some((value) => readings.some((reading) => reading.includes(value)))) {
    return { reason: "known-value", host };
  }
  if (hosts.some((allowed) => isBelow(host, allowed))) return undefined;
  if (host.split(".").some((label) => isData(label, shortestLabel)) || spread(host))
    return { reason: "data-in-host", host };
  if (parts.some((part) => isData(part, shortestPart))) return { reason: "encoded-data", host };
  return image ? { reason: "remote-image", host } : undefined;
}

/** What of a link can be chosen freely, decoded once. */
function partsOf(url: URL): readonly string[] {
  const pieces = [...url.pathname.split("/"), ...url.hash.slice(1).split(/[&=/]/), url.username, url.password];
  for (const [name, value] of url.searchParams) pieces.push(name, value);
  return pieces.filter((piece) => piece !== "").map((piece) => fold(piece).text);
}

/** A part as it is and as what it may encode. */
function readingsOf(part: string): readonly string[] {
  const compact = part.replace(/[^A-Za-z0-9+/_=-]/g, "");
  return [
    fold(part).text,
    part.replace(/[.\-_/&=?]/g, ""),
    decodeBase64(compact).text,
    decodeBase64(part.slice(part.lastIndexOf("=") + 1)).text,
    decodeHex(compact.replace(/[^A-Fa-f0-9]/g, "")).text,
    part.split("").reverse().join(""),
  ];
}

/** From this length on a part of a path or a query may carry a secret. */
const shortestPart = 24;

/** The same for a label of a host name. */
const shortestLabel = 20;

/** Above so many bits for each unit text is random or encoded. */
const mostBits = 3.6;

/** Longer parts are prose or data; neither belongs in a link to a stranger. */
const longestPart = 200;

/** True for what reads as data: text in an encoding, random units that are no hash and no words, or very long ones. */
function isData(part: string, shortest: number): boolean {
  if (part.length < shortest) return false;
  if (isText(decodeBase64(part).text) || (/^[0-9a-f]+$/i.test(part) && isText(decodeHex(part).text))) return true;
  if (part.length > longestPart) return true;
  if (isHash(part) || isWords(part) || /\s/.test(part)) return false;
  return /\d/.test(part) && /[a-z]/i.test(part) && entropy(part) >= mostBits && !isSlug(part);
}

/** True for words with hyphens or underscores between them and a short mark at the end, as in the names of articles. */
function isSlug(part: string): boolean {
  const words = part.split(/[-_.+~,:]/);
  return words.length > 2 && words.filter((word) => /^(?:[A-Za-z]*|\d{1,8})$/.test(word)).length >= words.length - 1;
}

/** True when nearly all units of a decoding are printable ASCII: random base64 does not decode to that. */
function isText(decoded: string): boolean {
  return decoded.length >= 12 && /^[\x20-\x7e\t\r\n]+$/.test(decoded);
}

/** True when many labels together carry what one would not: data in pieces. */
function spread(host: string): boolean {
  const labels = host
    .split(".")
    .slice(0, -2)
    .filter((label) => label.length > 3);
  return labels.length >= 2 && isData(labels.join(""), 2 * shortestLabel);
}

function isBelow(host: string, allowed: string): boolean {
  const name = allowed.toLowerCase();
  return name.startsWith("*.") ? host.endsWith(name.slice(1)) : host === name;
}

const url = "(?:[a-z][a-z0-9+.-]{1,15}:)?//[^\\s<>\"'`)\\]]{3,4096}";
const dangerous = "(?:javascript|data):[^\\s<>\"'`)\\]]{3,4096}";

/** Images of Markdown and HTML, then every other address: each is found once, images first. */
const forms = [
  { image: true, pattern: new RegExp(`!\\[[^\\]\\n]{0,1024}\\]\\([ \\t]{0,8}<?(${url})`, "gi") },
  {
    image: true,
    pattern: new RegExp(
      `<(?:img|image|source|video|audio|iframe|embed|object|link|script|use|input)\\b[^>]{0,2048}?(?:src|srcset|href|data|poster)\\s{0,4}=\\s{0,4}["']?(${url})`,
      "gi",
    ),
  },
  { image: true, pattern: new RegExp(`(?:url|image-set)\\([ \\t]{0,8}["']?(${url})`, "gi") },
  { image: false, pattern: new RegExp(`(?<![A-Za-z0-9+.-])(${url}|${dangerous})`, "gi") },
] as const;

function linksIn(text: string, names: Set<string>): readonly Link[] {
  const images = imageReferences(text, names);
  const links = new Map<number, Link>();
  for (const { image, pattern } of forms) {
    for (const found of text.matchAll(pattern)) {
      const address = (found[1] as string).replace(/[.,;:!?*_]+$/, "");
      const start = found.index + found[0].length - (found[1] as string).length;
      if (!links.has(start)) {
        links.set(start, { url: address, start, end: start + address.length, image: image || images.has(start) });
      }
    }
  }
  return [...links.values()].sort((a, b) => a.start - b.start);
}

/** Where the addresses of images stand that are written apart: `![text][name]` and `[name]: address`. */
function imageReferences(text: string, names: Set<string>): ReadonlySet<number> {
  for (const found of text.matchAll(/!\[([^\]\n]{0,1024})\](?:\[([^\]\n]{0,256})\])?(?!\()/g)) {
    names.add((found[2] || found[1] || "").toLowerCase());
  }
  const starts = new Set<number>();
  if (names.size === 0) return starts;
  for (const found of text.matchAll(/^[ \t]{0,3}\[([^\]\n]{1,256})\]:[ \t]{0,8}<?(\S{3,4096})/gm)) {
    if (!names.has((found[1] as string).toLowerCase())) continue;
    starts.add(found.index + found[0].length - (found[2] as string).length);
  }
  return starts;
}
