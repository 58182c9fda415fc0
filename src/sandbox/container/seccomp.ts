import { allow, type CallRule } from "../filter/bpf.ts";
import { ordinaryCalls } from "../filter/call-names.ts";
import { callRules } from "../filter/seccomp.ts";

/** A condition on one argument, as container engines write it: `argument & value == valueTwo`. */
interface Condition {
  readonly index: number;
  readonly op: "SCMP_CMP_MASKED_EQ";
  readonly value: number;
  readonly valueTwo: number;
}

interface ProfileRule {
  readonly names: readonly string[];
  readonly action: "SCMP_ACT_ALLOW" | "SCMP_ACT_ERRNO";
  readonly errnoRet?: number;
  readonly args?: readonly Condition[];
}

const architectures: Readonly<Record<string, string>> = { x64: "SCMP_ARCH_X86_64", arm64: "SCMP_ARCH_AARCH64" };
const ENOSYS = 38;

/**
 * The filter of `seccomp.ts` as a profile for container engines: what is allowed, everything else is EPERM. Calls that were
 * given out later are not on the list, and other calling conventions end the process.
 */
export function containerSeccomp(arch: string): string {
  const rules = callRules(arch);
  const judged = new Set(rules.map(([name]) => name));
  return JSON.stringify({
    defaultAction: "SCMP_ACT_ERRNO",
    defaultErrnoRet: 1,
    architectures: [architectures[arch]],
    syscalls: [
      { names: ordinaryCalls.filter((name) => !judged.has(name)), action: "SCMP_ACT_ALLOW" },
      ...rules.flatMap(([name, rule]) => allowedUses(name, rule)),
    ],
  });
}

/** When a call that is judged is allowed. Several rules for a call are alternatives. */
function allowedUses(name: string, rule: CallRule): readonly ProfileRule[] {
  if ("oneOf" in rule) return allowWhen(name, rule.argument, allBut(rule.oneOf));
  if ("unless" in rule) return allowUnless(name, rule);
  if ("noneOf" in rule)
    return allowWhen(
      name,
      rule.argument,
      rule.noneOf.map((value) => ({ mask: rule.mask, value })),
    );
  if ("anyBit" in rule) {
    const { when } = rule;
    return [
      ...allowWhen(name, rule.argument, [{ mask: rule.anyBit, value: 0 }]),
      ...(when ? allowWhen(name, when.argument, [{ mask: when.anyBit, value: 0 }]) : []),
    ];
  }
  // The C library takes another call instead of one that does not exist, and gives up over one that is refused.
  return (rule.answer & 0xffff) === ENOSYS ? [{ names: [name], action: "SCMP_ACT_ERRNO", errnoRet: ENOSYS }] : [];
}

/** Cases of one argument; one that also looks at another is left to the rule's own answer, which is the stricter. */
function allowUnless(name: string, { answer, unless }: Extract<CallRule, { unless: unknown }>): readonly ProfileRule[] {
  const cases = unless.filter((each) => answer === allow || (each.answer === allow && each.and === undefined));
  return [...Map.groupBy(cases, ({ argument }) => argument)].flatMap(([argument, same]) => {
    const values = same.flatMap(({ oneOf }) => oneOf);
    const exactly = values.map((value) => ({ mask: 0xffff_ffff, value }));
    return allowWhen(name, argument, answer === allow ? allBut(values) : exactly);
  });
}

interface Masked {
  readonly mask: number;
  readonly value: number;
}

// INVARIANT: the kernel reads 32 bits of these arguments. A comparison of all 64 could be got past with the upper ones.
function allowWhen(name: string, index: number, cases: readonly Masked[]): readonly ProfileRule[] {
  return cases.map(({ mask, value }) => ({
    names: [name],
    action: "SCMP_ACT_ALLOW",
    args: [{ index, op: "SCMP_CMP_MASKED_EQ", value: mask, valueTwo: value }],
  }));
}

/** Every 32-bit number but these, as the prefixes at which they part from all of them. */
function allBut(values: readonly number[], bit = 31): readonly Masked[] {
  if (bit < 0) return [];
  const mask = (0xffff_ffff << bit) >>> 0;
  return [0, 1].flatMap((side) => {
    const same = values.filter((value) => ((value >>> bit) & 1) === side);
    if (same.length > 0) return allBut(same, bit - 1);
    const [any] = values as [number];
    const above = bit === 31 ? 0 : (any & (0xffff_ffff << (bit + 1))) >>> 0;
    return [{ mask, value: (above | (side << bit)) >>> 0 }];
  });
}
