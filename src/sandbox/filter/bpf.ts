/** One instruction of a seccomp filter (classic BPF): 16-bit code, jump offsets, 32-bit operand. */
export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

const load = 0x20;
const and = 0x54;
const jumpEqual = 0x15;
const jumpAtLeast = 0x35;
const jumpSet = 0x45;
const ret = 0x06;

export const allow = 0x7fff_0000;
export const killProcess = 0x8000_0000;
/** Asks whoever listens to the filter; nobody there refuses with ENOSYS. */
export const askListener = 0x7fc0_0000;

/** Ends the call with an error number instead of performing it. */
export function errno(number: number): number {
  return 0x0005_0000 | number;
}

const dataNumber = 0;
const dataArch = 4;

/** What is done with one system call: answered so always, or only when an argument is as told. */
export type CallRule =
  | { readonly answer: number }
  | { readonly answer: number; readonly argument: number; readonly oneOf: readonly number[] }
  | { readonly answer: number; readonly unless: readonly Case[] }
  | { readonly answer: number; readonly argument: number; readonly mask: number; readonly noneOf: readonly number[] }
  | { readonly answer: number; readonly argument: number; readonly anyBit: number; readonly when?: BitTest };

/** Another answer for some values of an argument, and of a second one. */
export interface Case extends ValueTest {
  readonly and?: ValueTest;
  readonly answer: number;
}

interface ValueTest {
  readonly argument: number;
  readonly oneOf: readonly number[];
}

interface BitTest {
  readonly argument: number;
  readonly anyBit: number;
}

/** A calling convention, and what becomes of calls that no rule names. */
export interface Convention {
  /** `AUDIT_ARCH_…`: another one kills the process, since its numbers mean other calls. */
  readonly audit: number;
  /** Numbers from here on belong to another convention, and kill the process too. */
  readonly foreignFrom?: number;
  /** Numbers above this one were given out after this filter was written. */
  readonly lastKnown: number;
  readonly unknown: number;
}

/** Assembles a filter that allows what is known and has no rule. */
export function assemble(convention: Convention, rules: ReadonlyMap<number, CallRule>): readonly Instruction[] {
  const { audit, foreignFrom, lastKnown, unknown } = convention;
  return [
    op(load, dataArch),
    op(jumpEqual, audit, 1, 0),
    op(ret, killProcess),
    op(load, dataNumber),
    ...(foreignFrom === undefined ? [] : [op(jumpAtLeast, foreignFrom, 0, 1), op(ret, killProcess)]),
    op(jumpAtLeast, lastKnown + 1, 0, 1),
    op(ret, unknown),
    ...[...rules].flatMap(([number, rule]) => {
      const body = ruleBody(rule);
      return [op(jumpEqual, number, 0, body.length), ...body];
    }),
    op(ret, allow),
  ];
}

/** The program in the form the kernel reads: `struct sock_filter`, 8 bytes each, little-endian. */
export function encode(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(({ code, jt, jf, k }, i) => {
    bytes.writeUInt16LE(code, i * 8);
    bytes.writeUInt8(jt, i * 8 + 2);
    bytes.writeUInt8(jf, i * 8 + 3);
    bytes.writeUInt32LE(k, i * 8 + 4);
  });
  return bytes;
}

/** Every path ends in a return, since the accumulator no longer holds the call's number. */
function ruleBody(rule: CallRule): readonly Instruction[] {
  const { answer } = rule;
  if ("oneOf" in rule) return [argument(rule.argument), ...isOneOf(rule.oneOf), op(ret, allow), op(ret, answer)];
  if ("unless" in rule) return [...rule.unless.flatMap(caseBody), op(ret, answer)];
  if ("noneOf" in rule) {
    const masked = [argument(rule.argument), op(and, rule.mask)];
    return [...masked, ...isOneOf(rule.noneOf), op(ret, answer), op(ret, allow)];
  }
  if ("anyBit" in rule) {
    const guard = rule.when ? [argument(rule.when.argument), op(jumpSet, rule.when.anyBit, 0, 3)] : [];
    const test = op(jumpSet, rule.anyBit, 0, 1);
    return [...guard, argument(rule.argument), test, op(ret, answer), op(ret, allow)];
  }
  return [op(ret, answer)];
}

/** Goes on behind itself for any other value. */
function caseBody({ answer, and, ...first }: Case): readonly Instruction[] {
  const inner = and === undefined ? [op(ret, answer)] : unlessOther(and, [op(ret, answer)]);
  return unlessOther(first, inner);
}

function unlessOther({ argument: index, oneOf }: ValueTest, then: readonly Instruction[]): readonly Instruction[] {
  return [argument(index), ...isOneOf(oneOf), op(jumpEqual, 0, then.length, then.length), ...then];
}

/** Goes on to the next instruction for no value of the list, to the one after it for any. */
function isOneOf(values: readonly number[]): readonly Instruction[] {
  return values.map((value, i) => op(jumpEqual, value, values.length - i, 0));
}

/** Loads the low 32 bits of an argument from `struct seccomp_data`, on a little-endian machine. */
function argument(index: number): Instruction {
  return op(load, 16 + 8 * index);
}

function op(code: number, k: number, jt = 0, jf = 0): Instruction {
  return { code, jt, jf, k: k >>> 0 };
}
