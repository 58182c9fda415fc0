const digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** True when the text is bech32, in one case throughout, and its checksum is right (BIP-173). */
export function hasBech32Checksum(text: string): boolean {
  const lower = text.toLowerCase();
  const separator = lower.lastIndexOf("1");
  if (separator < 1 || (text !== lower && text !== text.toUpperCase())) return false;
  const prefix = [...lower.slice(0, separator)].map((char) => char.charCodeAt(0));
  const data = [...lower.slice(separator + 1)].map((char) => digits.indexOf(char));
  if (data.length < 6 || data.includes(-1)) return false;
  return polymod([...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...data]) === 1;
}

function polymod(values: readonly number[]): number {
  let checksum = 1;
  for (const value of values) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    generator.forEach((part, bit) => {
      if ((top >>> bit) & 1) checksum ^= part;
    });
  }
  return checksum;
}
