/** The named references of HTML that stand for units secrets and assignments are made of. */
const named: Readonly<Record<string, number>> = {
  quot: 34,
  num: 35,
  dollar: 36,
  percnt: 37,
  amp: 38,
  apos: 39,
  plus: 43,
  comma: 44,
  hyphen: 45,
  dash: 45,
  period: 46,
  sol: 47,
  colon: 58,
  semi: 59,
  equals: 61,
  commat: 64,
  bsol: 92,
  lowbar: 95,
};

const short: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, "-": 45, "/": 47, "\\": 92, _: 95 };

/** Everything an escape can look like: of URLs, of scripts and JSON, of HTML. */
const escapes =
  /%(?:u([0-9a-f]{4})|([0-9a-f]{2}))|\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([0-3][0-7]{2})|([nrt/_\\-]))|&(?:#x([0-9a-f]{1,5})|#([0-9]{1,6})|([a-z]{2,6}));/iy;

/** What the beginning of an escape looks like, or a short one, of which what follows tells whether it is one. */
const beginnings =
  /^(?:%(?:u?[0-9a-f]{0,3})?|\\(?:u[0-9a-f]{0,3}|x[0-9a-f]?|[0-3][0-7]?|[nrt/_\\-])?|&(?:#x?[0-9a-f]{0,6}|[a-z]{0,6}))$/i;

/** The escape that begins at `at`, for `escapeUnit` and `escapeLength`; 0 when there is none. */
export function escapeAt(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if (sign !== 37 && sign !== 92 && sign !== 38) return 0;
  escapes.lastIndex = at;
  const found = escapes.exec(text);
  if (found === null) return 0;
  const [all, percentU, percent, u, x, octal, control, hex, decimal, name] = found;
  const sixteen = percentU ?? percent ?? u ?? x ?? hex;
  let unit: number | undefined;
  if (sixteen !== undefined) unit = Number.parseInt(sixteen, 16);
  else if (octal !== undefined) unit = Number.parseInt(octal, 8);
  else if (decimal !== undefined) unit = Number(decimal);
  else unit = control === undefined ? named[(name as string).toLowerCase()] : short[control.toLowerCase()];
  return unit === undefined || unit === 0 ? 0 : unit * 16 + all.length;
}

/** The code point an escape stands for. */
export function escapeUnit(packed: number): number {
  return packed >> 4;
}

/** How many units the escape is long. */
export function escapeLength(packed: number): number {
  return packed & 15;
}

/** True when an escape may begin at `at` that the end of the text cuts off. */
export function mayBecomeEscape(text: string, at: number): boolean {
  const sign = text.charCodeAt(at);
  return (sign === 37 || sign === 92 || sign === 38) && beginnings.test(text.slice(at));
}
