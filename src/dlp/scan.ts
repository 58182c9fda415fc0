import { createHmac, type Hmac } from "node:crypto";
import { type Finding, placeholder } from "./finding.ts";
import { type Cover, Matcher } from "./matcher.ts";
import type { Ruleset } from "./ruleset.ts";

/** Letters with at most the first of a word in upper case, and marks between words. */
const plainWords = /^(?:[\s.,;:!?'"()]|(?<!\p{L})\p{Lu}|[\p{Ll}\p{Lo}\p{M}])*$/u;

/** A finding that is being written, named by the first of its covers. */
interface Writing {
  readonly first: Cover;
  /** The covers in it that may still grow. */
  growing: Cover[];
  end: number;
  /** True when one of its covers of the same family is. */
  verified: boolean;
  readonly hmac: Hmac;
}

/**
 * One scan of a text that arrives in pieces. What `push` and `finish` give, joined, does not depend on how the text was
 * cut: covers depend on the text alone, those that overlap are one finding, and nothing leaves that could still turn out
 * to be covered.
 */
export class Scan {
  readonly findings: Finding[] = [];
  readonly #key: string | Uint8Array;
  readonly #matcher: Matcher;
  #emitted = 0;
  /** In order of their start; those before `#taken` are in a finding. */
  #covers: Cover[] = [];
  #taken = 0;
  #writing: Writing | undefined;

  constructor(ruleset: Ruleset, key: string | Uint8Array) {
    this.#matcher = new Matcher(ruleset);
    this.#key = key;
  }

  /** How many units are held back. */
  get held(): number {
    return this.#matcher.end - this.#emitted;
  }

  push(chunk: string): string {
    return this.#advance(chunk, false);
  }

  finish(): string {
    return this.#advance("", true);
  }

  /** What may leave when nothing more comes for a while: words as people write them, and no beginning of anything else. */
  idle(): string {
    const frontier = this.#whole(this.#matcher.frontier(true));
    if (frontier <= this.#emitted) return "";
    // What has left of a word already decides whether the rest is one.
    const from = Math.max(this.#matcher.base, this.#emitted - 1);
    const words = this.#slice(from, frontier).replace(/^\S(?=\s)/, "");
    return plainWords.test(words) ? this.#emit(frontier) : "";
  }

  /** A whole text at once. */
  only(text: string): string {
    return this.#advance(text, true);
  }

  #advance(chunk: string, final: boolean): string {
    const matcher = this.#matcher;
    matcher.push(chunk, final);
    const output = this.#emit(final ? matcher.end : this.#whole(matcher.frontier()));
    if (!final) matcher.forget(this.#emitted);
    return output;
  }

  /** The frontier, before a surrogate pair that lies across it. */
  #whole(frontier: number): number {
    const last = this.#matcher.text.charCodeAt(frontier - this.#matcher.base - 1);
    return last >= 0xd800 && last <= 0xdbff ? frontier - 1 : frontier;
  }

  // INVARIANT: text leaves here and nowhere else, and only where no cover lies.
  #emit(frontier: number): string {
    this.#takeCovers();
    let output = "";
    for (;;) {
      if (this.#writing !== undefined && !this.#write(this.#writing, frontier)) return output;
      const next = this.#covers[this.#taken];
      const stop = Math.min(frontier, next?.start ?? frontier);
      if (stop > this.#emitted) {
        output += this.#slice(this.#emitted, stop);
        this.#emitted = stop;
      }
      if (next === undefined || next.start >= frontier) return output;
      output += placeholder(next.family);
      this.#writing = {
        first: next,
        growing: [],
        end: next.start,
        verified: false,
        hmac: createHmac("sha256", this.#key),
      };
    }
  }

  #takeCovers(): void {
    const found = this.#matcher.covers;
    if (found.length === 0 && this.#taken === 0) return;
    this.#covers = this.#covers.slice(this.#taken).concat(found.splice(0));
    this.#covers.sort((a, b) => a.start - b.start || a.rank - b.rank);
    this.#taken = 0;
  }

  /** Takes every cover that overlaps into the finding; true when it is complete. */
  #write(writing: Writing, frontier: number): boolean {
    let end = Math.max(writing.end, ...writing.growing.map((cover) => cover.end));
    for (;;) {
      const next = this.#covers[this.#taken];
      if (next === undefined || (next !== writing.first && next.start >= end)) break;
      this.#taken++;
      end = Math.max(end, next.end);
      writing.verified ||= next.verified && next.family === writing.first.family;
      if (next.open) writing.growing.push(next);
    }
    writing.hmac.update(this.#slice(writing.end, end), "utf16le");
    writing.end = end;
    this.#emitted = end;
    writing.growing = writing.growing.filter((cover) => cover.open);
    if (end > frontier || writing.growing.length > 0) return false;
    const { family, start } = writing.first;
    const fingerprint = writing.hmac.digest("hex").slice(0, 16);
    this.findings.push({ family, start, end, fingerprint, verified: writing.verified });
    this.#writing = undefined;
    return true;
  }

  #slice(start: number, end: number): string {
    const { text, base } = this.#matcher;
    return text.slice(start - base, end - base);
  }
}
