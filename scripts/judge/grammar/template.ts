/**
 * Named lists of templates; `<name>` stands for one of a list, `[a|b|]` for one of what is between the bars. What is meant
 * literally is written `⟦ ⟧ ¦ ‹ ›`.
 */
export type Slots = Readonly<Record<string, readonly string[]>>;

/** One of the items. */
export function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** A template with every slot and choice filled in. */
export function expand(template: string, slots: Slots, random: () => number): string {
  let text = template;
  for (let depth = 0; depth < 12; depth++) {
    const next = text
      .replace(/\[([^[\]<>]*\|[^[\]<>]*)\]/g, (_, choices: string) => pick(choices.split("|"), random))
      .replace(/<([a-z]+)>/g, (whole, name: string) => {
        const list = slots[name];
        return list === undefined ? whole : pick(list, random);
      });
    if (next === text) break;
    text = next;
  }
  return text.replace(/[⟦⟧¦‹›]/g, (sign) => literal[sign] as string);
}

const literal: Readonly<Record<string, string>> = { "⟦": "[", "⟧": "]", "¦": "|", "‹": "<", "›": ">" };
