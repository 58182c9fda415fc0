import { addHash, addTrait, type Cell, clearCell, newCell, trait } from "./cell.ts";
import { foldAstral, foldUnit, unseen } from "./fold.ts";
import { mix, scramble, step } from "./hash.ts";
import { type Lexicon, longestEnding } from "./lexicon.ts";
import { newTrail } from "./trail.ts";
import { endsSentence, isDigit, isLetter, isUnspaced, letterOf } from "./units.ts";

/** About so many characters make a cell, which ends with a word unless the word is very long. */
const cellLength = 64;
const longestCell = 160;
const mostUnseen = 4_096;
/** Longer words are numbers and keys, not words with digits in the place of letters. */
const longestLeet = 14;

const blank = 0x20;
const lineEnd = 0x0a;

const signs = new Map<number, number>([
  [0x21, trait.exclamations],
  [0x3a, trait.colons],
  ...[..."\"'`"].map((sign): [number, number] => [sign.charCodeAt(0), trait.quotes]),
  ...[..."<>{}[]"].map((sign): [number, number] => [sign.charCodeAt(0), trait.brackets]),
]);

/** Reads the text once and hands over cell after cell; the cell is only good until `take` returns. */
export function scan(text: string, lexicon: Lexicon, take: (cell: Cell) => void): void {
  const cell = newCell();
  const { words, grams, traits: counts } = cell;
  const trail = newTrail(cell.concepts);
  // The last characters, newest first; the two last words; the last units of writing without spaces.
  let [u1, u2, u3, u4, u5] = [blank, 0, 0, 0, 0];
  let [w1, w2] = [0, 0];
  const run = new Uint16Array(longestEnding);
  let runLength = 0;
  // The word that is being read: as it stands, with letters for digits, and what its beginning stands for.
  let [word, letters, length, concept, scripts] = [0, 0, 0, 0, 0];
  let digits = false;

  const endWord = (): void => {
    if (length === 0) return;
    const whole = digits && length <= longestLeet ? letters : word;
    addHash(words, whole);
    if (w1 !== 0) addHash(words, mix(whole, w1));
    if (w2 !== 0) {
      addHash(words, mix(mix(whole, w1), w2));
      addHash(words, mix(whole, w2 ^ 0x5bd1e995));
    }
    if (scripts === 3) addTrait(cell, trait.mixed);
    if (length === 1) addTrait(cell, trait.singles);
    const found = lexicon.phrase(whole, w1, w2) || lexicon.word(whole) || concept;
    if (found === 0) trail.other();
    else trail.concept(found);
    w2 = w1;
    w1 = whole;
    word = letters = length = concept = scripts = 0;
    digits = false;
  };
  const endCell = (at: number): void => {
    cell.end = at;
    if ((counts[trait.units] as number) + (counts[trait.unseen] as number) > 0) take(cell);
    clearCell(cell, at);
  };
  const readUnspaced = (unit: number): void => {
    endWord();
    if (runLength === longestEnding) run.copyWithin(0, 1);
    else runLength++;
    run[runLength - 1] = unit;
    const found = lexicon.ending(run, runLength - 1);
    if (found === 0) trail.other();
    else trail.concept(found);
    addHash(words, mix(unit, 0x71));
    addHash(words, mix(mix(unit, u1), 0x72));
  };
  const readSpaced = (unit: number, raw: number): void => {
    runLength = 0;
    word = step(word, unit);
    length++;
    if (isDigit(unit)) {
      digits = true;
      letters = step(letters, letterOf(unit));
      addTrait(cell, trait.digits);
    } else {
      letters = step(letters, unit);
      // Latin and Cyrillic or Greek in one word are how look-alikes show.
      scripts |= raw < 0x80 ? 1 : raw >= 0x370 && raw < 0x530 ? 2 : 0;
    }
    concept = lexicon.prefix(word, length) || concept;
  };
  const readSign = (unit: number): void => {
    endWord();
    addHash(words, mix(unit, w1 ^ 0x2f));
    if (endsSentence(unit)) trail.endSentence();
    addTrait(cell, signs.get(unit) ?? trait.symbols);
  };

  for (let at = 0; at < text.length; at++) {
    let raw = text.charCodeAt(at);
    if (raw >= 0xd800 && raw < 0xdc00) raw = text.codePointAt(at) as number;
    if (raw > 0xffff) at++;
    let unit = raw > 0xffff ? foldAstral(raw) : foldUnit(raw);
    if (unit === unseen) {
      addTrait(cell, trait.unseen);
      if ((counts[trait.unseen] as number) >= mostUnseen) endCell(at + 1);
      continue;
    }
    addTrait(cell, trait.units);
    if (unit === blank || unit === lineEnd) {
      endWord();
      if (unit === lineEnd) {
        addTrait(cell, trait.lines);
        trail.endSentence();
      }
      if ((counts[trait.units] as number) >= cellLength) endCell(at + 1);
      if (u1 === blank) continue;
      unit = blank;
    } else if (isLetter(unit) || isDigit(unit)) {
      if (raw >= 0x41 && raw <= 0x5a) addTrait(cell, trait.capitals);
      if (raw > 0x7f) addTrait(cell, trait.foreign);
      if (isUnspaced(unit)) readUnspaced(unit);
      else readSpaced(unit, raw);
    } else readSign(unit);
    u5 = u4;
    u4 = u3;
    u3 = u2;
    u2 = u1;
    u1 = isDigit(unit) ? 0x30 : unit;
    const three = Math.imul(u1, 0x9e3779b1) ^ Math.imul(u2, 0x85ebca6b) ^ Math.imul(u3, 0xc2b2ae35);
    const four = three ^ Math.imul(u4, 0x27d4eb2f);
    addHash(grams, scramble(three));
    addHash(grams, scramble(four));
    addHash(grams, scramble(four ^ Math.imul(u5, 0x165667b1)));
    if ((counts[trait.units] as number) >= (isUnspaced(unit) ? cellLength : longestCell)) endCell(at + 1);
  }
  endWord();
  endCell(text.length);
}
