import type { Redirect } from "./enumerate.ts";
import { splitEnvironmentString } from "./env-split.ts";
import { divide, type GivenOption, type Role } from "./options.ts";
import type { Assignment, Word } from "./word.ts";
import type { Wrapper } from "./wrappers.ts";

/** What is inside a wrapper: a program with what the wrapper gives it and touches itself. */
export interface Inner {
  readonly words: readonly Word[];
  readonly assignments: readonly Assignment[];
  /** Files that the wrapper itself reads or writes. */
  readonly redirects: readonly Redirect[];
}

const notUnderstood = "its options are not fully understood";

/** Takes a wrapper off; `undefined` when it starts nothing, and a sentence when that cannot be told. */
export function takeOff(name: string, wrapper: Wrapper, args: readonly Word[]): Inner | string | undefined {
  const given = name === "env" ? splitEnvironmentString(args) : name === "setarch" ? withoutArchitecture(args) : args;
  if (given === undefined) return notUnderstood;
  const permutes = wrapper.permutes === true && !(name === "runuser" && given.some(namesUser));
  const divided = divide(given, wrapper.options, { leading: !permutes });
  if (divided.unknown.length > 0 || divided.options.some(({ option }) => option.asks)) return notUnderstood;
  if (divided.options.some(({ option }) => wrapper.queries?.includes(option.name))) return undefined;
  const own = divided.operands.slice(0, wrapper.operands.length);
  const redirects = [
    ...divided.options.flatMap(({ option, value }) => fileAs(option.role, value)),
    ...own.flatMap((word, i) => fileAs(wrapper.operands[i], word)),
  ];
  const code = divided.options.find(({ option }) => option.role === "code")?.value;
  if (code !== undefined) return { words: shellOf(code), assignments: [], redirects };
  const replaced = replacedText(wrapper, divided.options);
  if (replaced === unknowable) return notUnderstood;
  const behind = permutes ? [] : divided.operands.slice(wrapper.operands.length);
  const [assignments, rest] = wrapper.assigns === true ? takeAssignments(behind) : [[], behind];
  if (rest.length === 0) return wrapper.fallsToShell === true ? "it starts a shell" : undefined;
  if (wrapper.codeBehind?.includes(rest[0]?.value ?? "") === true) {
    const [, text, ...more] = rest;
    return text === undefined || more.length > 0 ? notUnderstood : { words: shellOf(text), assignments, redirects };
  }
  const words = replaceIn(rest, replaced);
  return { words: joins(wrapper, divided.options) ? shellOf(join(words)) : words, assignments, redirects };
}

/** An option of runuser with which it takes a program; without it is like su. */
function namesUser({ head }: Word): boolean {
  return /^-[a-zA-Z]*u|^--user/.test(head);
}

function joins({ joins: unless }: Wrapper, options: readonly GivenOption[]): boolean {
  return unless !== undefined && !options.some(({ option }) => unless.includes(option.name));
}

const architectures = /^(?:linux(?:32|64)|uname26|i[3-6]86|x86_64|aarch64|arm\w*|ppc\w*|riscv\w*|s390x?)$/;

/** `setarch` takes its first word for an architecture unless it is an option. */
function withoutArchitecture(args: readonly Word[]): readonly Word[] | undefined {
  const [first, ...rest] = args;
  if (first === undefined || first.head.startsWith("-")) return args;
  return architectures.test(first.value ?? "") ? rest : undefined;
}

function takeAssignments(words: readonly Word[]): [readonly Assignment[], readonly Word[]] {
  const assignments: Assignment[] = [];
  for (const [i, word] of words.entries()) {
    const [, name] = /^([A-Za-z_]\w*)=/.exec(word.head) ?? [];
    if (name === undefined) return [assignments, words.slice(i)];
    const value = word.value?.slice(name.length + 1);
    assignments.push({
      name,
      span: word.span,
      environment: true,
      ...(value === undefined ? { dynamic: word.dynamic ?? "variable" } : { value }),
    });
  }
  return [assignments, []];
}

function fileAs(role: Role | undefined, target: Word | undefined): readonly Redirect[] {
  if (target === undefined || (role !== "read" && role !== "write") || /^\d+$/.test(target.value ?? "")) return [];
  return [{ mode: role, span: target.span, target }];
}

const unknowable: unique symbol = Symbol("unknowable");

/** The text that stands for what the wrapper reads, when it replaces one. */
function replacedText({ replaces }: Wrapper, options: readonly GivenOption[]): string | typeof unknowable | undefined {
  if (replaces === undefined) return undefined;
  const given = options.findLast(({ option }) => Object.hasOwn(replaces, option.name));
  if (given === undefined) return undefined;
  return given.value === undefined ? replaces[given.option.name] : (given.value.value ?? unknowable);
}

/** Words in which a text is replaced before they are used are known only then. */
export function replaceIn(words: readonly Word[], text: string | undefined): readonly Word[] {
  if (text === undefined || text === "") return words;
  return words.map((word) => {
    const { value, verbatim: _, ...rest } = word;
    const at = value?.indexOf(text) ?? -1;
    return at < 0 ? word : { ...rest, head: word.head.slice(0, at), dynamic: "replaced" };
  });
}

/** As `replaceIn`, for a text that may be known well enough to stand for a path: only elsewhere does it become unknown. */
export function replaceInCode(words: readonly Word[], text: string): readonly Word[] {
  return words.flatMap((word, i) =>
    i > 0 && /^[\w./{}@%+-]*$/.test(word.value ?? "") ? [word] : replaceIn([word], text),
  );
}

/** `sh -c` of a code. */
function shellOf(code: Word): readonly Word[] {
  return [plainWord("sh", code), plainWord("-c", code), code];
}

function plainWord(value: string, { span }: Word): Word {
  return { text: value, span, value, head: value, glob: false, plain: true };
}

/** Several words as the one text that a shell is given. */
function join(words: readonly Word[]): Word {
  const [first, ...more] = words as readonly [Word, ...Word[]];
  if (more.length === 0) return first;
  const span = [first.span[0], (more.at(-1) as Word).span[1]] as const;
  const text = words.map((word) => word.text).join(" ");
  const unknown = words.find((word) => word.value === undefined || word.glob);
  if (unknown !== undefined)
    return { text, span, head: "", dynamic: unknown.dynamic ?? "variable", glob: false, plain: false };
  const value = words.map((word) => word.value).join(" ");
  return { text, span, value, head: value, glob: false, plain: false };
}
