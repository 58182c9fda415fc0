import type { Instruction } from "../../src/sandbox/filter/bpf.ts";

/** One system call as a filter sees it; arguments are 64 bits wide. */
export interface Call {
  readonly arch: number;
  readonly number: number;
  readonly args?: readonly (number | bigint)[];
}

/** What a seccomp filter answers: the classic BPF machine, as far as such filters use it (`linux/bpf_common.h`). */
export function answer(program: readonly Instruction[], { arch, number, args = [] }: Call): number {
  const data = Buffer.alloc(64);
  data.writeInt32LE(number | 0, 0);
  data.writeUInt32LE(arch, 4);
  args.forEach((arg, i) => {
    data.writeBigUInt64LE(BigInt.asUintN(64, BigInt(arg)), 16 + 8 * i);
  });
  let accumulator = 0;
  for (let at = 0; at < program.length; at++) {
    const { code, jt, jf, k } = program[at] as Instruction;
    if (code === 0x06) return k;
    if (code === 0x20) accumulator = data.readUInt32LE(k);
    else if (code === 0x54) accumulator = (accumulator & k) >>> 0;
    else if (code === 0x15) at += accumulator === k ? jt : jf;
    else if (code === 0x35) at += accumulator >= k ? jt : jf;
    else if (code === 0x45) at += (accumulator & k) !== 0 ? jt : jf;
    else throw new Error(`instruction ${at} has the unknown code ${code}`);
  }
  throw new Error("the program runs off its end");
}
