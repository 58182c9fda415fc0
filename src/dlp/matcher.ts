import type { Cursor } from "./automaton.ts";
import { holds } from "./character-set.ts";
import { codesHeld, visitCodes } from "./codes.ts";
import { beginsBase64, beginsHex } from "./decode.ts";
import type { Evidence, LoadedDetector } from "./detector.ts";
import { unscannable } from "./finding.ts";
import { findDisguised, wordStart } from "./fold.ts";
import { joinedHeld, pieceStart } from "./joined.ts";
import { matchPattern, noMatch, type Pattern } from "./pattern.ts";
import { base64, codes, type Encoding, folded, hex, joined, Region, reversed, spaced } from "./region.ts";
import type { Ranked, Ruleset } from "./ruleset.ts";
import { digitsFrom, shortestRun, visitNumbers, visitRuns } from "./runs.ts";
import { spacedHeld, visitSpaced } from "./spaced.ts";
import { asciiKinds, isKind, kind, pastKind } from "./units.ts";
import { rowHeld, visitWordRows } from "./word-rows.ts";

/** A place where a detector is tried and it is not yet known whether a secret follows. Offsets are into the whole input. */
interface Candidate {
  readonly detector: LoadedDetector;
  readonly rank: number;
  readonly start: number;
  /** How much before `start` belongs to the secret. */
  readonly before: number;
  /** The secret, if there is one, starts here or later. */
  from: number;
}

/** A piece of text known to be secret; it may still grow behind `tail` while it is open. */
export interface Cover {
  readonly family: string;
  readonly rank: number;
  readonly verified: boolean;
  readonly start: number;
  readonly tail: number;
  end: number;
  open: boolean;
  readonly detector: LoadedDetector | undefined;
}

/** How a text came to be scanned. */
export interface Provenance {
  /** How often it was decoded. */
  readonly depth: number;
  /** True when it is read in a way nobody said it should be, so that only strong marks of a secret count. */
  readonly guessed: boolean;
  /** How many more units may come out of decoding. */
  readonly budget: { left: number };
}

/** How often what was decoded is decoded again. */
const deepest = 3;

/** How much may come out of decoding one region of the input, again and again. */
const mostDecoded = 128 * 1024;

/** The most of a word that is held back because of what may still come in it. */
const longestHeldWord = 256;

/** How many units before a secret its detector is shown. */
const shown = 64;

/** How much text is kept that has been dealt with: what is looked at before a keyword, and the keyword itself. */
const kept = 192;

/**
 * Finds secrets in a text that arrives in pieces. What it covers does not depend on how the text was cut: a match, a
 * region that is decoded and what is decoded in it depend on the text alone.
 */
export class Matcher {
  /** What was found and not yet taken. */
  readonly covers: Cover[] = [];
  /** The input from offset `base` on. */
  text = "";
  base = 0;
  readonly #ruleset: Ruleset;
  readonly #provenance: Provenance | undefined;
  readonly #cursor: Cursor = { state: 0, at: 0, seen: 0 };
  /** Where the last piece ended that had units beyond ASCII. */
  #foreign = 0;
  #candidates: Candidate[] = [];
  #growing: Cover[] = [];
  #regions: Region[] = [];
  /** For each encoding, where the last region of it ended. */
  #until: Map<Encoding, number> | undefined;
  #latest: Map<LoadedDetector, Cover> | undefined;
  /** Up to which offset each kind of search has come. */
  #runs = 0;
  #escapes = 0;
  #spaced = 0;
  #codes = 0;
  #words = 0;
  /** Behind the last word of a row at which something was tried. */
  #newWord = 0;
  #numbers = 0;

  constructor(ruleset: Ruleset, provenance?: Provenance) {
    this.#ruleset = ruleset;
    this.#provenance = provenance;
  }

  get end(): number {
    return this.base + this.text.length;
  }

  /** Takes the next piece; `final` says that it is the last. */
  push(chunk: string, final: boolean): void {
    // Joined, and not added: a sum stays in two parts, of which each unit is slower to read.
    this.text = this.text === "" ? chunk : [this.text, chunk].join("");
    if (this.#growing.length > 0) this.#growing = this.#growing.filter((cover) => this.#grows(cover, final));
    if (this.#candidates.length > 0) this.#candidates = this.#candidates.filter((one) => !this.#decide(one, final));
    if (this.#regions.length > 0) this.#regions = this.#regions.filter((region) => this.#advance(region, final));
    this.#findKeywords(final);
    this.#findRuns(final);
    this.#findNumbers(final);
    this.#findWords(final);
    if (this.#provenance === undefined || this.#provenance.depth < deepest) this.#findDisguised(final);
  }

  /**
   * Up to here nothing can become secret that is not known to be. When `idle`, a short word at the end counts as ended,
   * though it could be the first units of a secret or of its prefix: what then follows is still taken for one.
   */
  frontier(idle = false): number {
    const { text, base } = this;
    let frontier = this.end - (idle ? 0 : this.#ruleset.automaton.held(this.#cursor.state));
    const open = Math.min(this.#openWord(text.length), spacedHeld(text), joinedHeld(text), codesHeld(text));
    if (this.#escapes < this.end) frontier = Math.min(frontier, base + this.#openWord(this.#escapes - base));
    if (!idle || text.length - open >= shortestRun) frontier = Math.min(frontier, base + open);
    if (this.#ruleset.triggered.number.length > 0) frontier = Math.min(frontier, this.#numbers);
    if (!idle && this.#ruleset.triggered.words.length > 0) frontier = Math.min(frontier, base + rowHeld(text));
    for (const { from } of this.#candidates) frontier = Math.min(frontier, from);
    for (const { end } of this.#growing) frontier = Math.min(frontier, end);
    for (const { start } of this.#regions) frontier = Math.min(frontier, start);
    return frontier;
  }

  /** Where the word begins that goes up to an index, as far back as words are held. */
  #openWord(at: number): number {
    return wordStart(this.text, at, Math.max(0, at - longestHeldWord));
  }

  /** Lets go of the text before `offset` that nothing needs any more. */
  forget(offset: number): void {
    let needed = Math.min(offset, this.base + this.#cursor.at, this.#runs, this.#escapes, this.#spaced, this.#codes);
    if (this.#ruleset.triggered.number.length > 0) needed = Math.min(needed, this.#numbers);
    if (this.#ruleset.triggered.words.length > 0) needed = Math.min(needed, this.#words);
    for (const { start, before } of this.#candidates) needed = Math.min(needed, start - before);
    for (const { start } of this.#regions) needed = Math.min(needed, start);
    const surplus = needed - kept - this.#ruleset.longestKeyword - this.base;
    if (surplus <= 0 || (surplus < 4_096 && surplus < this.text.length / 2)) return;
    this.text = this.text.slice(surplus);
    this.base += surplus;
    this.#cursor.at -= surplus;
  }

  #findKeywords(final: boolean): void {
    const { automaton, keywords, reversedFrom, gluesFrom } = this.#ruleset;
    const cursor = this.#cursor;
    cursor.seen = 0;
    while (automaton.advance(this.text, cursor)) {
      for (const index of automaton.found(cursor.state)) {
        const { length, tries } = keywords[index] as { length: number; tries: readonly Ranked[] };
        if (index >= gluesFrom) this.#findJoined(cursor.at - length, final);
        else if (index >= reversedFrom) this.#findReversed(cursor.at - length, final);
        else for (const ranked of tries) this.#try(ranked, cursor.at - length, final);
      }
    }
  }

  /** Reads pieces of a text as one where the first of them ends in a quote at `at`. */
  #findJoined(at: number, final: boolean): void {
    if (this.#provenance?.guessed || (this.#provenance?.depth ?? 0) >= deepest) return;
    const start = pieceStart(this.text, at);
    if (at - start >= 2) this.#open(joined, start, final);
  }

  #findReversed(at: number, final: boolean): void {
    if (this.#provenance?.guessed || (this.#provenance?.depth ?? 0) >= deepest) return;
    if (this.#isOpened(reversed, at)) return;
    const token = kind.shape | kind.base64;
    if (pastKind(this.text, at, token, at + 3) - at < 3) return;
    let start = at;
    const limit = Math.max(0, at - longestHeldWord);
    while (start > limit && pastKind(this.text, start - 1, token, start) === start) start--;
    if (at - start >= 8) this.#open(reversed, start, final);
  }

  #findRuns(final: boolean): void {
    const { runsFrom, triggered } = this.#ruleset;
    const tries = triggered.run.length > 0;
    const decodes = (this.#provenance?.depth ?? 0) < deepest;
    const { text, base } = this;
    const resume = visitRuns(text, this.#runs - base, final, (at, end, prior) => {
      const shaped = prior < 128 && !isOf(prior, kind.shape);
      if (shaped && tries && pastKind(text, at, kind.shape, at + shortestRun) - at >= shortestRun) {
        for (const ranked of runsFrom(text.charCodeAt(at))) this.#try(ranked, at, final);
      }
      if (!decodes) return;
      if (beginsHex(text, at)) this.#open(hex, at, final);
      else if (isBase64Start(prior) && end - at >= shortestRun && beginsBase64(text, at)) {
        this.#open(base64, at, final);
      }
    });
    this.#runs = base + resume;
  }

  #findNumbers(final: boolean): void {
    const { number } = this.#ruleset.triggered;
    if (number.length === 0) return;
    const [fewest, most] = this.#ruleset.digits;
    const { text, base } = this;
    const resume = visitNumbers(text, this.#numbers - base, final, fewest, (at) => {
      const digits = digitsFrom(text, at, most);
      if (digits < fewest) return;
      for (const ranked of number) if (digits >= ranked.detector.digits) this.#try(ranked, at, final);
    });
    this.#numbers = base + resume;
  }

  #findWords(final: boolean): void {
    const { words } = this.#ruleset.triggered;
    if (words.length === 0) return;
    const { text, base } = this;
    const resume = visitWordRows(text, this.#words - base, final, (at) => {
      // A row that goes on is looked at again from its first word.
      if (base + at < this.#newWord) return;
      this.#newWord = base + at + 1;
      for (const ranked of words) this.#try(ranked, at, final);
    });
    this.#words = base + resume;
  }

  #findDisguised(final: boolean): void {
    const { text, base } = this;
    if (this.#cursor.seen > 127) this.#foreign = this.end;
    const { places, resume } = findDisguised(text, this.#escapes - base, final, this.#foreign <= this.#escapes);
    for (const at of places) {
      this.#open(folded, this.#openWord(at), final);
    }
    this.#escapes = base + resume;
    if (this.#provenance?.guessed) return;
    this.#codes =
      base + visitCodes(text, this.#codes - base, final, (at, radix) => this.#open(codes[radix], at, final));
    this.#spaced = base + visitSpaced(text, this.#spaced - base, final, (at) => this.#open(spaced, at, final));
  }

  /** Tries a detector at an index of the text. */
  #try({ detector, rank }: Ranked, at: number, final: boolean): void {
    if (detector.generic && this.#provenance?.guessed) return;
    const before = detector.before === undefined ? 0 : this.#before(detector.before, at);
    if (before < 0) return;
    if (detector.startsWord && continuesWord(this.text, at - before)) return;
    const start = this.base + at;
    const candidate = { detector, rank, start, before, from: start - before };
    if (!this.#decide(candidate, final)) this.#candidates.push(candidate);
  }

  #before({ set, min, max }: NonNullable<LoadedDetector["before"]>, at: number): number {
    let count = 0;
    while (count < max && count < at && holds(set, this.text.charCodeAt(at - count - 1))) count++;
    return count < min ? -1 : count;
  }

  /** True when the candidate is settled, one way or the other. */
  #decide(candidate: Candidate, final: boolean): boolean {
    const { detector, rank, before } = candidate;
    const { text, base } = this;
    const at = candidate.start - base;
    const match = matchPattern(detector.pattern, text, at, final);
    if (match.outcome === "failed") return true;
    if (match.outcome === "undecided") {
      candidate.from = base + (before > 0 ? at - before : match.from);
      return false;
    }
    const start = before > 0 ? at - before : match.start;
    if (match.end === start) return true;
    const taken = text.slice(start, match.end);
    const lead = text.slice(Math.min(at, start), start);
    const secret = detector.trim === undefined ? taken : taken.slice(0, detector.trim(taken, lead));
    const evidence: Evidence = { lead, secret, context: text.slice(Math.max(0, start - shown), start) };
    if (!detector.accepts(evidence)) return true;
    const end = base + start + secret.length;
    const cover: Cover = {
      family: detector.family,
      detector,
      rank,
      verified: detector.verifies(evidence),
      start: base + start,
      tail: end,
      end,
      open: detector.tail !== undefined && secret.length === taken.length,
    };
    this.covers.push(cover);
    this.#beginTail(cover, detector, final);
    return true;
  }

  #beginTail(cover: Cover, detector: LoadedDetector, final: boolean): void {
    if (!cover.open) return;
    this.#latest ??= new Map();
    const latest = this.#latest.get(detector);
    if (latest !== undefined && latest.tail <= cover.end && cover.end <= latest.end) {
      // A tail that begins inside another of its detector ends where that one does, and is read once.
      cover.open = false;
    } else if (this.#grows(cover, final)) this.#growing.push(cover);
    if (latest === undefined || cover.end > latest.end) this.#latest.set(detector, cover);
  }

  /** Follows the tail of an open cover; true while it may go on. */
  #grows(cover: Cover, final: boolean): boolean {
    const { tail, end } = cover.detector as LoadedDetector;
    for (;;) {
      const at = cover.end - this.base;
      const ending = end === undefined ? noMatch : matchPattern(end, this.text, at, final);
      const match = ending.outcome === "failed" ? matchPattern(tail as Pattern, this.text, at, final) : ending;
      if (match.outcome === "undecided") return true;
      cover.open = match.outcome === "matched" && match !== ending && match.end > at;
      if (match.outcome === "matched") cover.end = this.base + match.end;
      if (!cover.open) return false;
    }
  }

  /** Decodes from an index on, unless that is inside a region of the same encoding. */
  #open(encoding: Encoding, at: number, final: boolean): void {
    if (this.#isOpened(encoding, at)) return;
    const region = new Region(encoding, this.base + at);
    if (this.#advance(region, final)) this.#regions.push(region);
  }

  /** True when a region of the encoding holds the index, or is not at its end. */
  #isOpened(encoding: Encoding, at: number): boolean {
    if (this.base + at < (this.#until?.get(encoding) ?? 0)) return true;
    for (const region of this.#regions) if (region.encoding === encoding) return true;
    return false;
  }

  /** Follows a region and decodes what is complete of it; true while it may go on. */
  #advance(region: Region, final: boolean): boolean {
    for (;;) {
      const { end, outcome } = region.follow(this.text, this.base, final);
      if (outcome === "open") return true;
      this.#decode(region.encoding, region.start, end);
      if (outcome === "ended") {
        this.#until ??= new Map();
        this.#until.set(region.encoding, end);
        return false;
      }
      region.slide();
    }
  }

  #decode(encoding: Encoding, start: number, end: number): void {
    const source = this.text.slice(start - this.base, end - this.base);
    const { depth, guessed, budget } = this.#provenance ?? { depth: 0, guessed: false, budget: { left: mostDecoded } };
    const view = encoding.decode(source);
    budget.left -= view.text.length;
    if (view.withheld === true) this.covers.push(closedCover(unscannable, 0, false, start, end));
    if (budget.left < 0 || view.text === source) return;
    const inner = new Matcher(this.#ruleset, { depth: depth + 1, guessed: guessed || encoding.guess, budget });
    inner.push(view.text, true);
    for (const { family, rank, verified, start: from, end: to } of inner.covers) {
      const [first, last] = view.span(from, to);
      this.covers.push(closedCover(family, rank, verified, start + first, start + last));
    }
  }
}

function closedCover(family: string, rank: number, verified: boolean, start: number, end: number): Cover {
  return { family, rank, verified, start, tail: end, end, open: false, detector: undefined };
}

/** True when the unit before `at` is of a word, and not the end of an escape such as `\n` or `%3D`. */
function continuesWord(text: string, at: number): boolean {
  if (at === 0) return false;
  const prior = text.charCodeAt(at - 1);
  if (prior !== underscore && !isKind(text, at - 1, kind.letter | kind.digit)) return false;
  const control = text.charCodeAt(at - 2) === backslash && (prior === 110 || prior === 114 || prior === 116);
  const encoded =
    text.charCodeAt(at - 3) === percent && isKind(text, at - 2, kind.hex) && isKind(text, at - 1, kind.hex);
  return !control && !encoded;
}

const underscore = 95;
const backslash = 92;
const percent = 37;

function isOf(code: number, kinds: number): boolean {
  return code < 128 && ((asciiKinds[code] as number) & kinds) !== 0;
}

/** True for what may stand before base64: anything but a unit of it, and a slash of a path. */
function isBase64Start(prior: number): boolean {
  return prior === 47 || !isOf(prior, kind.base64);
}
