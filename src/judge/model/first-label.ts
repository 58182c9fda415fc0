import type { PromptFormat } from "./format.ts";

/** A token of an answer as servers tell it, with those that could have stood there. */
export interface Token {
  readonly token: string;
  readonly logprob: number;
  readonly alternatives: readonly { readonly token: string; readonly logprob: number }[];
}

/** What an answer comes to so far. */
export type Reading = "undecided" | "malformed" | { readonly probability: number };

/** Without probabilities a label counts as this sure. */
const bluntly = { least: 0.1, most: 0.9 } as const;
/** An answer that has not come to its label by then has none. */
const longestLead = 64;
/** So much of a label tells it apart where the server gives probabilities. */
const enough = 3;

/** Reads the label at the beginning of an answer that comes in pieces; nothing behind it counts. */
export class FirstLabel {
  readonly #format: Pick<PromptFormat, "lead" | "labels">;
  #text = "";
  #probability: number | undefined;

  constructor(format: Pick<PromptFormat, "lead" | "labels">) {
    this.#format = format;
  }

  /** Takes the next piece; `tokens` are those it consists of, where the server tells them. */
  take(piece: string, tokens: readonly Token[]): Reading {
    let before = this.#text;
    for (const token of tokens) {
      this.#probability ??= this.#weigh(before, token);
      before += token.token;
    }
    this.#text += piece;
    return this.read(false);
  }

  /** What the answer comes to; `ended` says that no more of it will come. */
  read(ended: boolean): Reading {
    const rest = this.#behindLead(this.#text);
    const open = ended || this.#text.length > longestLead ? "malformed" : "undecided";
    // Marks before the label may come in pieces.
    if (rest === undefined || rest === "" || rest.startsWith("<")) return open;
    const label = this.#labels.find((one) => rest.startsWith(one));
    if (label !== undefined) return { probability: this.#probability ?? blunt(this.#format.labels[label] as number) };
    const begun = this.#labels.filter((one) => one.startsWith(rest));
    if (begun.length === 0) return "malformed";
    if (begun.length === 1 && rest.length >= enough && this.#probability !== undefined)
      return { probability: this.#probability };
    return open;
  }

  get #labels(): readonly string[] {
    return Object.keys(this.#format.labels);
  }

  /** In lower case, what follows the lead; `undefined` while there is no whole lead. */
  #behindLead(text: string): string | undefined {
    const lead = this.#format.lead.exec(text);
    return lead === null ? undefined : text.slice(lead[0].length).toLowerCase();
  }

  /** The mean of the labels that could begin with a token after `before`, each by its probability. */
  #weigh(before: string, { token, logprob, alternatives }: Token): number | undefined {
    if (this.#behindLead(before) !== "") return undefined;
    const choices = alternatives.length === 0 ? [{ token, logprob }] : alternatives;
    let [mass, attack] = [0, 0];
    for (const choice of choices) {
      const rest = this.#behindLead(before + choice.token);
      if (rest === undefined || rest === "" || !Number.isFinite(choice.logprob)) continue;
      const labels = this.#labels.filter((one) => one.startsWith(rest) || rest.startsWith(one));
      if (labels.length !== 1) continue;
      const weight = Math.exp(Math.min(0, choice.logprob));
      mass += weight;
      attack += weight * (this.#format.labels[labels[0] as string] as number);
    }
    return mass > 0 ? attack / mass : undefined;
  }
}

function blunt(probability: number): number {
  return Math.min(bluntly.most, Math.max(bluntly.least, probability));
}
