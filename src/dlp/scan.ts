import { createHmac, type Hmac } from "node:crypto";
import type { LoadedDetector } from "./detector.ts";
import { type Finding, placeholder } from "./finding.ts";
import { matchPattern, noMatch, type Pattern } from "./pattern.ts";
import type { Ruleset } from "./ruleset.ts";

/** A place where a keyword stands and it is not yet known whether a secret follows. Offsets are into the whole input. */
interface Candidate {
  readonly detector: LoadedDetector;
  readonly rank: number;
  readonly start: number;
  /** The secret, if there is one, starts here or later. */
  from: number;
}

/** A piece of text known to be secret; it may still grow behind `tail` while it is open. */
interface Cover {
  readonly detector: LoadedDetector;
  readonly rank: number;
  readonly verified: boolean;
  readonly start: number;
  readonly tail: number;
  end: number;
  open: boolean;
}

/** A finding that is being written, named by the first of its covers. */
interface Writing {
  readonly first: Cover;
  /** The covers in it that may still grow. */
  growing: Cover[];
  end: number;
  readonly hmac: Hmac;
}

/** How many units before a keyword tell whether it starts a word. */
const context = 3;

/**
 * One scan of a text that arrives in pieces. What `push` and `finish` give, joined, does not depend on how the text was
 * cut: a match depends on the text alone, covers that overlap are one finding, and nothing leaves that an undecided
 * candidate could still turn out to cover.
 */
export class Scan {
  readonly findings: Finding[] = [];
  readonly #ruleset: Ruleset;
  readonly #key: string | Uint8Array;
  /** The input from offset `#base` on. */
  #text = "";
  #base = 0;
  #state = 0;
  #scanned = 0;
  #emitted = 0;
  #candidates: Candidate[] = [];
  /** In order of their start; those before `#taken` are in a finding. */
  #covers: Cover[] = [];
  #taken = 0;
  #growing: Cover[] = [];
  readonly #latest = new Map<LoadedDetector, Cover>();
  #writing: Writing | undefined;

  constructor(ruleset: Ruleset, key: string | Uint8Array) {
    this.#ruleset = ruleset;
    this.#key = key;
  }

  /** How many units are held back. */
  get held(): number {
    return this.#end - this.#emitted;
  }

  push(chunk: string): string {
    this.#text += chunk;
    return this.#advance(false);
  }

  finish(): string {
    return this.#advance(true);
  }

  get #end(): number {
    return this.#base + this.#text.length;
  }

  #advance(final: boolean): string {
    this.#findKeywords();
    this.#growing = this.#growing.filter((cover) => this.#grows(cover, final));
    this.#candidates = this.#candidates.filter((candidate) => !this.#decide(candidate, final));
    const output = this.#emit(final ? this.#end : this.#frontier());
    this.#forget();
    return output;
  }

  #findKeywords(): void {
    const { automaton, tries, lengths } = this.#ruleset;
    const text = this.#text;
    let state = this.#state;
    for (let i = this.#scanned - this.#base; i < text.length; i++) {
      state = automaton.step(state, text.charCodeAt(i));
      for (const keyword of automaton.found(state)) {
        const at = i + 1 - (lengths[keyword] as number);
        for (const { detector, rank } of tries[keyword] ?? []) {
          if (detector.startsWord && continuesWord(text, at)) continue;
          this.#candidates.push({ detector, rank, start: this.#base + at, from: this.#base + at });
        }
      }
    }
    this.#state = state;
    this.#scanned = this.#end;
  }

  /** True when the candidate is settled, one way or the other. */
  #decide(candidate: Candidate, final: boolean): boolean {
    const { detector, rank, start } = candidate;
    const at = start - this.#base;
    const match = matchPattern(detector.pattern, this.#text, at, final);
    if (match.outcome === "failed") return true;
    if (match.outcome === "undecided") {
      candidate.from = this.#base + match.from;
      return false;
    }
    const evidence = {
      lead: this.#text.slice(at, match.start),
      secret: this.#text.slice(match.start, match.end),
      context: this.#text.slice(Math.max(0, match.start - 64), match.start),
    };
    if (match.end === match.start || !detector.accepts(evidence)) return true;
    const end = this.#base + match.end;
    const cover: Cover = {
      detector,
      rank,
      verified: detector.verifies(evidence),
      start: this.#base + match.start,
      tail: end,
      end,
      open: detector.tail !== undefined,
    };
    this.#covers.push(cover);
    this.#beginTail(cover, final);
    return true;
  }

  #beginTail(cover: Cover, final: boolean): void {
    if (!cover.open) return;
    const latest = this.#latest.get(cover.detector);
    if (latest !== undefined && latest.tail <= cover.end && cover.end <= latest.end) {
      // A tail that begins inside another of its detector ends where that one does, and is read once.
      cover.open = false;
    } else if (this.#grows(cover, final)) this.#growing.push(cover);
    if (latest === undefined || cover.end > latest.end) this.#latest.set(cover.detector, cover);
  }

  /** Follows the tail of an open cover; true while it may go on. */
  #grows(cover: Cover, final: boolean): boolean {
    const { tail, end } = cover.detector;
    for (;;) {
      const at = cover.end - this.#base;
      const ending = end === undefined ? noMatch : matchPattern(end, this.#text, at, final);
      const match = ending.outcome === "failed" ? matchPattern(tail as Pattern, this.#text, at, final) : ending;
      if (match.outcome === "undecided") return true;
      cover.open = match.outcome === "matched" && match !== ending && match.end > at;
      if (match.outcome === "matched") cover.end = this.#base + match.end;
      if (!cover.open) return false;
    }
  }

  /** Up to here nothing can become secret that is not known to be. */
  #frontier(): number {
    let frontier = this.#end - this.#ruleset.automaton.held(this.#state);
    for (const { from } of this.#candidates) frontier = Math.min(frontier, from);
    for (const { end } of this.#growing) frontier = Math.min(frontier, end);
    const last = this.#text.charCodeAt(frontier - this.#base - 1);
    return last >= 0xd800 && last <= 0xdbff ? Math.max(frontier - 1, this.#emitted) : frontier;
  }

  // INVARIANT: text leaves here and nowhere else, and only where no cover lies.
  #emit(frontier: number): string {
    this.#covers = this.#covers.slice(this.#taken).sort((a, b) => a.start - b.start || a.rank - b.rank);
    this.#taken = 0;
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
      output += placeholder(next.detector.family);
      this.#writing = { first: next, growing: [], end: next.start, hmac: createHmac("sha256", this.#key) };
    }
  }

  /** Takes every cover that overlaps into the finding; true when it is complete. */
  #write(writing: Writing, frontier: number): boolean {
    let end = Math.max(writing.end, ...writing.growing.map((cover) => cover.end));
    for (;;) {
      const next = this.#covers[this.#taken];
      if (next === undefined || (next !== writing.first && next.start >= end)) break;
      this.#taken++;
      end = Math.max(end, next.end);
      if (next.open) writing.growing.push(next);
    }
    writing.hmac.update(this.#slice(writing.end, end), "utf16le");
    writing.end = end;
    this.#emitted = end;
    writing.growing = writing.growing.filter((cover) => cover.open);
    if (end > frontier || writing.growing.length > 0) return false;
    const { detector, start, verified } = writing.first;
    const fingerprint = writing.hmac.digest("hex").slice(0, 16);
    this.findings.push({ family: detector.family, start, end, fingerprint, verified });
    this.#writing = undefined;
    return true;
  }

  #slice(start: number, end: number): string {
    return this.#text.slice(start - this.#base, end - this.#base);
  }

  #forget(): void {
    let needed = Math.min(this.#emitted, this.#scanned);
    for (const { start } of this.#candidates) needed = Math.min(needed, start);
    const surplus = needed - this.#ruleset.longestKeyword - context - this.#base;
    if (surplus < 4_096 && surplus < this.#text.length / 2) return;
    this.#text = this.#text.slice(Math.max(0, surplus));
    this.#base += Math.max(0, surplus);
  }
}

/** True when the unit before `at` is of a word, and not the end of an escape such as `\n` or `%3D`. */
function continuesWord(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - context), at);
  return /[A-Za-z0-9_]$/.test(before) && !/(?:\\[nrt]|%[0-9A-Fa-f]{2})$/.test(before);
}
