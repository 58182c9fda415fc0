/** Digits behind the point that are kept; more are no amount. */
const scale = 18;

/**
 * An amount of money in units of 10^-18; `undefined` for anything but plain decimal digits with at most one point: no sign,
 * exponent, separator, leading zero, or digits of another script. Never a float.
 */
export function parseAmount(text: string): bigint | undefined {
  const [, whole, fraction = ""] = /^(0|[1-9][0-9]{0,23})(?:\.([0-9]{1,18}))?$/.exec(text) ?? [];
  return whole === undefined ? undefined : BigInt(whole + fraction.padEnd(scale, "0"));
}
