/** True when the digits of a number add up (ISO/IEC 7812-1, Luhn). */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit < 5 ? digit * 2 : digit * 2 - 9;
  }
  return sum % 10 === 0;
}

/** The first digits of card numbers that are given out, and how long such a number may be. */
const issuers: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:30[0-5]|3095|36|3[89])/, [14, 15, 16, 17, 18, 19]],
  [/^(?:6011|64[4-9]|65)/, [16, 17, 18, 19]],
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]],
  [/^62/, [16, 17, 18, 19]],
  [/^220[0-4]/, [16, 17, 18, 19]],
  [/^(?:5018|5020|5038|5893|6304|6390|675\d|676[1-3])/, [13, 14, 15, 16, 17, 18, 19]],
  [/^(?:508|60|8[12]|9792)/, [16]],
];

/** True when the digits are a card number: of a known issuer, of a length it uses, and with the right check digit. */
export function isCardNumber(digits: string): boolean {
  return issuers.some(([first, lengths]) => first.test(digits) && lengths.includes(digits.length)) && isLuhn(digits);
}

/** How long a card number that begins so is today. */
export function usualLength(digits: string): number {
  return /^3[47]/.test(digits) ? 15 : /^3[0689]/.test(digits) ? 14 : 16;
}

/** How long an account number of each country is (ISO 13616, registry of SWIFT). */
const ibanLengths: Readonly<Record<string, number>> = Object.fromEntries(
  [
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24",
    "FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32",
    "LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24",
    "RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30",
  ]
    .flatMap((line) => line.split(" "))
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** The countries whose account numbers have the same length, by that length. */
export const ibanCountries: ReadonlyMap<number, readonly string[]> = Map.groupBy(
  Object.keys(ibanLengths),
  (country) => ibanLengths[country] as number,
);

/**
 * True for an international bank account number, in one piece or in groups of four: of the length of its country, and 1
 * modulo 97 (ISO 13616).
 */
export function isIban(text: string): boolean {
  if (!/^(?:[^\s-]+|.{4}(?:[\s-][^\s-]{4})+(?:[\s-][^\s-]{1,3})?)$/.test(text)) return false;
  if (text !== text.toUpperCase() && text !== text.toLowerCase()) return false;
  const iban = text.replace(/[\s-]/g, "").toUpperCase();
  if (iban.length !== ibanLengths[iban.slice(0, 2)] || !/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(iban)) return false;
  let rest = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value < 10 ? 10 : 100) + value) % 97;
  }
  return rest === 1;
}
