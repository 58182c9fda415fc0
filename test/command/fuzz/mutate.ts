import type { Chance } from "./random.ts";

const pieces: readonly string[] = [
  ..."' \" ` \\ ( ) { } [ ] $ $( <( >( ${ $(( (( )) [[ ]] ; & | < > << # ! ~ * ? = == : , @ $' $\" \\\n 3 {fd} <<< ;; ;& <<E <<-E ||".split(
    " ",
  ),
  ..."if then fi do done for in while case esac function select time coproc".split(" ").map((word) => ` ${word} `),
  ..." \n\t",
  "\nE\n",
  "f() ",
];

/** A script with one to four edits, some of them taken from another script. */
export function mutate(chance: Chance, script: string, other: string): string {
  let text = script;
  for (let i = 1 + chance.below(4); i > 0; i--) {
    const at = chance.below(text.length + 1);
    const length = 1 + chance.below(chance.once(3) ? 12 : 2);
    const from = chance.below(other.length + 1);
    const inserted = chance.of([
      () => chance.of(pieces),
      () => "",
      () => other.slice(from, from + 1 + chance.below(20)),
      () => text.slice(at, at + length).repeat(2),
      () => chance.of(pieces),
    ])();
    text = text.slice(0, at) + inserted + text.slice(at + (chance.once(2) ? length : 0));
  }
  return text;
}
