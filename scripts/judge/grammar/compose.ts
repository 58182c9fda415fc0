import type { Direction } from "../../../src/judge/classifier/index.ts";
import { randomFrom } from "../random.ts";
import type { Row } from "../rows.ts";
import { attackParts } from "./attacks.ts";
import { benignContent, benignParts } from "./benign.ts";
import { contain } from "./containers.ts";
import { languages } from "./languages.ts";
import { expand, pick } from "./template.ts";

/** How many rows of each kind are composed. */
const amounts = {
  direct: 5000,
  userBenign: 7000,
  order: 9000,
  contentBenign: 9000,
  foreign: 6000,
  planted: 5000,
  disguised: 3000,
  brief: 1500,
};

const both: readonly Direction[] = ["user", "content"];
const parts = { ...attackParts, ...benignParts };

/**
 * Attacks put into what agents read, and harmless texts that look alike, out of templates and of the rows given. Every
 * text that borrows from a row names its source, so that it can be held out with it.
 */
export function composed(rows: readonly Row[]): readonly Row[] {
  const random = randomFrom(11);
  const made: Row[] = [];
  const add = (
    text: string,
    attack: boolean,
    kind: string,
    sides: readonly Direction[],
    sources: readonly string[],
    lang = "en",
  ): void => {
    made.push({
      text,
      attack,
      sides,
      sources: ["composed", ...sources],
      group: `composed/${kind}`,
      category: "synthetic",
      lang,
    });
  };
  const say = (template: string): string => expand(template, parts, random);
  const filler = (): string => say(random() < 0.7 ? "<human>" : "<doc>");
  const languageNames = Object.keys(languages);

  for (let i = 0; i < amounts.direct; i++)
    add(varied(say("<direct>"), random), true, "direct", random() < 0.5 ? ["user"] : both, []);
  for (let i = 0; i < amounts.userBenign; i++) {
    add(varied(say(random() < 0.75 ? "<usertask>" : pick(benignContent, random)), random), false, "user", ["user"], []);
  }
  for (let i = 0; i < amounts.order; i++) {
    const order = say(random() < 0.12 ? "<lure>" : random() < 0.25 ? "<direct>" : "<order>");
    add(contain(varied(order, random), filler, random), true, "order", random() < 0.25 ? both : ["content"], []);
  }
  for (let i = 0; i < amounts.contentBenign; i++) {
    add(contain(say(pick(benignContent, random)), filler, random), false, "content", both, []);
  }
  for (let i = 0; i < amounts.brief; i++) {
    add(say("<brief>"), false, "brief", ["user"], []);
    add(say("<returned>"), false, "returned", both, []);
  }
  for (let i = 0; i < amounts.foreign; i++) {
    const lang = pick(languageNames, random);
    foreign(lang);
  }

  const carriers = rows.filter(({ attack, sides, text }) => !attack && sides.includes("content") && text.length > 60);
  const tasks = rows.filter(
    ({ attack, sides, text }) => !attack && !sides.includes("content") && text.length < 300 && imperative.test(text),
  );
  const attacks = rows.filter(({ attack, sides, text }) => attack && sides.includes("user") && text.length < 500);
  for (let i = 0; i < amounts.planted; i++) {
    const carrier = pick(carriers, random);
    const [start, sentence] = [cutAt(carrier.text, random), random()];
    const task = pick(tasks, random);
    const attack = pick(attacks, random);
    const [planted, source] =
      sentence < 0.4
        ? [say("<order>"), undefined]
        : sentence < 0.7
          ? [attack.text, attack.sources[0]]
          : [`${say("<call>")}${task.text}`, task.sources[0]];
    const sources = [carrier.sources[0] as string, ...(source === undefined ? [] : [source])];
    add(
      `${carrier.text.slice(0, start)}\n${planted}\n${carrier.text.slice(start)}`,
      true,
      sentence < 0.7 ? "planted" : "task",
      sentence < 0.7 ? both : ["content"],
      sources,
    );
    const human = say(pick(benignContent, random));
    add(`${carrier.text.slice(0, start)}\n${human}\n${carrier.text.slice(start)}`, false, "carrier", both, [
      carrier.sources[0] as string,
    ]);
  }
  for (let i = 0; i < amounts.disguised; i++) {
    const attack = random() < 0.5 ? pick(attacks, random) : undefined;
    const text = attack?.text ?? say("<direct>");
    add(
      disguised(text, random),
      true,
      "disguised",
      ["user"],
      attack === undefined ? [] : [attack.sources[0] as string],
    );
  }
  return made;

  function foreign(lang: string): void {
    const { override, order, leak, persona, call, question, human } = languages[lang] as (typeof languages)[string];
    const where = (text: string): string => text.replaceAll("@", say(random() < 0.6 ? "<who>" : "<site>"));
    const kind = random();
    const text = where(
      kind < 0.2
        ? pick(override, random)
        : kind < 0.45
          ? `${pick(override, random)}${pick([". ", ", ", ": ", "! ", " / "], random)}${pick([...order, ...leak], random)}`
          : kind < 0.6
            ? pick(leak, random)
            : kind < 0.75
              ? `${pick(persona, random)}${random() < 0.5 ? `. ${pick(override, random)}` : ""}`
              : `${pick(call, random)}${random() < 0.3 ? `${pick(override, random)}. ` : ""}${pick(order, random)}`,
    );
    if (kind < 0.75) add(text, true, "foreign", both, [], lang);
    const local = (): string => where(random() < 0.6 ? pick(human, random) : filler());
    const planted = where(
      `${pick(call, random)}${random() < 0.35 ? `${pick(override, random)}. ` : ""}${pick(order, random)}`,
    );
    add(contain(planted, local, random), true, "foreign-order", ["content"], [], lang);
    add(contain(pick(human, random), local, random), false, "foreign-content", both, [], lang);
    add(pick(question, random), false, "foreign-question", ["user"], [], lang);
    if (random() < 0.5)
      add(`${pick(question, random)} ${pick(human, random)}`, false, "foreign-question", ["user"], [], lang);
  }
}

const imperative =
  /^(?:write|give|create|generate|explain|summari[sz]e|translate|list|tell|describe|make|find|suggest|compose|design|provide|answer|convert|classify|identify|rewrite|come up|name|calculate)\b/i;

/** Where a line ends, at the beginning, in the middle or at the end. */
function cutAt(text: string, random: () => number): number {
  const place = random();
  if (place < 0.25) return 0;
  if (place > 0.6) return text.length;
  const end = text.slice(Math.floor(text.length * random())).search(/[\n.]/);
  return end < 0 ? text.length : Math.min(text.length, Math.floor(text.length * 0.5) + end);
}

/** The ways people write: capitals, no capitals, missing marks. */
function varied(text: string, random: () => number): string {
  const kind = random();
  if (kind < 0.12) return text.toLowerCase();
  if (kind < 0.17) return text.toUpperCase();
  if (kind < 0.25) return text.replace(/[.!?]+$/, "");
  return text.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

const leet: Readonly<Record<string, string>> = { a: "4", e: "3", i: "1", o: "0", s: "5", t: "7" };

/** The same words so that a filter would miss them. */
function disguised(text: string, random: () => number): string {
  const kind = random();
  if (kind < 0.25) return text.replace(/[aeiost]/g, (letter) => (random() < 0.5 ? (leet[letter] as string) : letter));
  if (kind < 0.4)
    return text.replace(/\b[a-z]{4,}\b/gi, (word) =>
      random() < 0.4 ? [...word].join(pick([" ", "-", ".", "_"], random)) : word,
    );
  if (kind < 0.55) return [...text].map((char) => (random() < 0.15 ? `${char}\u200b` : char)).join("");
  if (kind < 0.7)
    return text.replace(/\b[a-z]{5,}\b/g, (word) => (random() < 0.3 ? word.slice(0, 2) + word.slice(3) : word));
  if (kind < 0.85)
    return text.replace(/[aeo]/g, (letter) =>
      random() < 0.4 ? ({ a: "а", e: "е", o: "о" }[letter] as string) : letter,
    );
  return text
    .replace(/\b[a-z]/gi, (letter) => (random() < 0.5 ? letter.toUpperCase() : letter))
    .replaceAll(" ", random() < 0.3 ? "_" : " ");
}
