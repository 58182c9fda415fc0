import { isLuhn } from "./numbers.ts";

/** True for a US social security number that can have been given out. */
export function isSocialSecurityNumber(text: string): boolean {
  return /^(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/.test(text);
}

/** True for a French social security number with its key, 97 less the number modulo 97. */
export function isInsee(text: string): boolean {
  const digits = text.replace(/\D/g, "");
  return /^[12]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)\d{10}$/.test(digits) && isInseeKey(digits);
}

function isInseeKey(digits: string): boolean {
  return Number(97n - (BigInt(digits.slice(0, 13)) % 97n)) === Number(digits.slice(13));
}

/** True for a Spanish DNI or NIE with the letter that its number asks for. */
export function isDni(text: string): boolean {
  const plain = text.replace(/[\s.-]/g, "").toUpperCase();
  const number = plain.slice(0, -1).replace(/^[XYZ]/, (first) => String("XYZ".indexOf(first)));
  return /^\d{8}$/.test(number) && "TRWAGMYFPDXBNJZSQVHLCKE".charAt(Number(number) % 23) === plain.slice(-1);
}

/** True for a Brazilian CPF with both of its check digits. */
export function isCpf(text: string): boolean {
  const digits = text.replace(/\D/g, "");
  if (digits.length !== 11 || /^(\d)\1*$/.test(digits)) return false;
  return [9, 10].every((count) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += Number(digits[i]) * (count + 1 - i);
    return ((sum * 10) % 11) % 10 === Number(digits[count]);
  });
}

const residentWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** True for the number of a Chinese resident identity card (GB 11643). */
export function isResidentId(text: string): boolean {
  if (!/^[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]$/i.test(text)) return false;
  const sum = residentWeights.reduce((total, weight, i) => total + weight * Number(text[i]), 0);
  return "10X98765432".charAt(sum % 11) === text.slice(-1).toUpperCase();
}

/** True for a Swedish personal identity number with a date and its check digit. */
export function isPersonnummer(text: string): boolean {
  const digits = text.replace(/\D/g, "").slice(-10);
  return /^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}$/.test(digits) && isLuhn(digits);
}
