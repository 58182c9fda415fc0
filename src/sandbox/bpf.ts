/** One instruction of a seccomp filter (classic BPF): 16-bit code, jump offsets, 32-bit operand. */
export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

const load = 0x20;
const jumpEqual = 0x15;
const jumpAtLeast = 0x35;
const jumpSet = 0x45;
const ret = 0x06;

export const allow = 0x7fff_0000;
export const killProcess = 0x8000_0000;

/** Ends the call with an error number instead of performing it. */
export function errno(number: number): number {
  return 0x0005_0000 | number;
}

const dataNumber = 0;
const dataArch = 4;

/** Offset of the low 32 bits of argument `index` in `struct seccomp_data`, on a little-endian machine. */
function argument(index: number): number {
  return 16 + 8 * index;
}

/** What is done with one system call; whatever no rule names is allowed. */
export type CallRule =
  | { readonly answer: number }
  | { readonly answer: number; readonly argument: number; readonly oneOf: readonly number[] }
  | {
      readonly answer: number;
      readonly argument: number;
      readonly anyBit: number;
      readonly when?: { argument: number; anyBit: number };
    };

/** A filter: calls of another architecture, or numbered from `foreignFrom`, kill the process. */
export function assemble(
  arch: number,
  foreignFrom: number | undefined,
  rules: ReadonlyMap<number, CallRule>,
): readonly Instruction[] {
  const program: Instruction[] = [
    op(load, dataArch),
    op(jumpEqual, arch, 1, 0),
    op(ret, killProcess),
    op(load, dataNumber),
  ];
  if (foreignFrom !== undefined) program.push(op(jumpAtLeast, foreignFrom, 0, 1), op(ret, killProcess));
  for (const [number, rule] of rules) {
    const body = ruleBody(rule);
    program.push(op(jumpEqual, number, 0, body.length), ...body);
  }
  program.push(op(ret, allow));
  return program;
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
  if ("oneOf" in rule) {
    const tests = rule.oneOf.map((value, i) => op(jumpEqual, value, rule.oneOf.length - i, 0));
    return [op(load, argument(rule.argument)), ...tests, op(ret, allow), op(ret, rule.answer)];
  }
  if ("anyBit" in rule) {
    const guard = rule.when ? [op(load, argument(rule.when.argument)), op(jumpSet, rule.when.anyBit, 0, 3)] : [];
    const test = [
      op(load, argument(rule.argument)),
      op(jumpSet, rule.anyBit, 0, 1),
      op(ret, rule.answer),
      op(ret, allow),
    ];
    return [...guard, ...test];
  }
  return [op(ret, rule.answer)];
}

function op(code: number, k: number, jt = 0, jf = 0): Instruction {
  return { code, jt, jf, k: k >>> 0 };
}
