import type { Detector, Evidence } from "../detector.ts";
import {
  isCpf,
  isDni,
  isInsee,
  isPersonnummer,
  isResidentId,
  isSocialSecurityNumber,
} from "../validators/national-ids.ts";
import { ibanCountries, isCardNumber, isIban, usualLength } from "../validators/numbers.ts";
import { sample } from "./sample.ts";

/** True when no letter, digit or sign of a larger number stands right before. */
const standsAlone = ({ context }: Evidence) => !/(?:[\w.,#/+-]\d?|\d[.,])$/.test(context);

const digitsOf = (text: string) => text.replace(/\D/g, "");

/** Words of cards, and words of other long numbers, right before a number. */
const ofCards = /card|visa|master|amex|diners|discover|maestro|credit|debit|payment|\bpan\b|\bcc\b|karte/i;
const ofOthers =
  /(?:order|tracking|invoice|ref(?:erence)?|ticket|serial|imei|isbn|ean|gtin|sku|parcel|shipment|stamp|nonce|build|trace|request|session|offset|bytes|epoch|phone|tel|fax|meter|case|article|transaction|\bid|_id|Id)\.?(?: ?(?:no|nr|number|code|id)\.?)?["']?\s{0,2}[:#=]?\s{0,2}[#"']?$/i;

/** True for a number of a length that cards have today, or of any length they had behind a word of cards. */
function isCard({ secret, context }: Evidence): boolean {
  const digits = digitsOf(secret);
  if (!isCardNumber(digits)) return false;
  if (ofCards.test(context)) return true;
  return digits.length === usualLength(digits) && !ofOthers.test(context) && !/(?:^|\D)\d{4}[ .-]$/.test(context);
}

/** A card number in groups as they are printed, or in one piece; more groups of four make it a table. */
function card(pattern: string, match: string, not_match: string): Detector {
  const accepts = (evidence: Evidence) =>
    !/[A-Za-z]/.test(evidence.secret) && isCard(evidence) && standsAlone(evidence);
  const both = { match: [match], not_match: [not_match] };
  return {
    family: "card-number",
    personal: "card",
    keywords: [],
    at: "number",
    digits: 12,
    pattern,
    trim: (taken) => (/^(?:\d{4}[ .-]){4}\d{4}/.test(taken) ? 0 : taken.length),
    accepts,
    verifies: accepts,
    ...both,
  };
}

/** Account numbers of the countries that share a length. */
function iban(length: number, countries: readonly string[]): Detector {
  return {
    family: "iban",
    personal: "iban",
    keywords: countries.flatMap((country) => [..."0123456789"].map((digit) => country + digit)),
    pattern: `(?:${countries.join("|")})\\d{2}(?:[ -]?[A-Za-z0-9]){${length - 4}}`,
    ignoreCase: true,
    startsWord: true,
    accepts: ({ secret }) => isIban(secret),
    verifies: () => true,
    match: [exampleIban(countries[0] as string, length)],
    not_match: [`${countries[0]}${"0".repeat(length - 2)}`, `${countries[0]}12`],
  };
}

function exampleIban(country: string, length: number): string {
  const account = "1".padEnd(length - 4, "9302847561");
  for (let check = 2; ; check++) {
    const text = `${country}${String(check).padStart(2, "0")}${account}`;
    if (isIban(text)) return text;
  }
}

/** A number of a state, at the first digit of a number. */
function nationalId(
  family: string,
  pattern: string,
  accepts: (text: string) => boolean,
  match: string,
  not: string,
): Detector {
  return {
    family,
    personal: "national-id",
    keywords: [],
    at: "number",
    pattern,
    accepts: (evidence) => standsAlone(evidence) && accepts(evidence.secret),
    match: [match],
    not_match: [not],
  };
}

/** Personal data, for those who ask for it. */
export const personal: readonly Detector[] = [
  {
    family: "email-address",
    personal: "email",
    keywords: ["@"],
    before: { set: "[A-Za-z0-9._%+-]", min: 1, max: 64 },
    pattern: "@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,48}){1,6}",
    accepts: ({ secret }) =>
      /\.[A-Za-z]{2,24}$/.test(secret) && !/^git@|\.(?:png|jpe?g|svg|gif|webp|js|ts|css)$/i.test(secret),
    match: ["ann.lee+news@mail.example.com", "mailto:ann@example.org."],
    not_match: ["@types/node", "git@github.com:a/b", "icon@2x.png", "a @ b"],
  },
  {
    family: "phone-number",
    personal: "phone",
    keywords: Array.from("123456789", (digit) => `+${digit}`),
    pattern: "\\+\\d(?:[ .()/-]{0,2}\\d){7,14}",
    startsWord: true,
    match: ["+49 30 901820-12", "+14155550132", "+44 (0)20 7946 0958"],
    not_match: ["x+12345678901", "+12", "+1 and +2"],
  },
  {
    family: "phone-number",
    personal: "phone",
    keywords: ["tel:", "tel.:", "phone:", "mobile:", "fax:", "telephone:", "call ", "phone number is ", '"phone":'],
    pattern:
      '(?:tel\\.?:|(?:tele)?phone:|mobile:|fax:|call |phone number is |"phone":)[ "]{0,3}(\\(?\\d(?:[ .()/-]{0,2}\\d){6,14})',
    ignoreCase: true,
    match: ["Tel: 030 901820-12", "Phone: (415) 555-0132"],
    not_match: ["call 911", "Phone: ask"],
  },
  nationalId(
    "phone-number",
    "\\d{3}\\)?[ .-]\\d{3}[ .-]\\d{4}",
    (text) => /^[2-9]\d\d\D{1,2}[2-9]\d\d/.test(text),
    "415-555-0132",
    "115-055-0132",
  ),
  card("[0-9][0-9A-Za-z]{12,23}", sample("4111", "111111111111"), sample("4111", "111111111112")),
  card(
    "\\d{4}[ .-]\\d{4}[ .-]\\d{4}[ .-]\\d{4}(?:[ .-]\\d{4})?",
    sample("5555-", "5555-5555-4444"),
    sample("5555-", "5555-5555-4445"),
  ),
  card("\\d{4}[ .-]\\d{6}[ .-]\\d{5}", sample("3782 ", "822463 10005"), sample("3782 ", "822463 10006")),
  card("\\d{4}[ .-]\\d{6}[ .-]\\d{4}", sample("3056 ", "930902 5904"), sample("3056 ", "930902 5905")),
  ...[...ibanCountries].map(([length, countries]) => iban(length, countries)),
  nationalId("us-social-security-number", "\\d{3}-\\d{2}-\\d{4}", isSocialSecurityNumber, "536-22-8726", "666-12-3456"),
  nationalId(
    "french-social-security-number",
    "[12] ?\\d{2} ?\\d{2} ?\\d[0-9AB] ?\\d{3} ?\\d{3} ?\\d{2}",
    isInsee,
    "2 55 08 14 168 025 38",
    "2 55 08 14 168 025 39",
  ),
  nationalId("spanish-identity-number", "\\d{8}[ -]?[A-Z]", isDni, "12345678Z", "12345678A"),
  nationalId("brazilian-cpf", "\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}", isCpf, "529.982.247-25", "529.982.247-26"),
  nationalId("chinese-resident-number", "\\d{17}[0-9Xx]", isResidentId, "11010519491231002X", "110105194912310021"),
  nationalId("swedish-personal-number", "\\d{6}(?:\\d\\d)?[-+]\\d{4}", isPersonnummer, "811228-9874", "811228-9875"),
];
