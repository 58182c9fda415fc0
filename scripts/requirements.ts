import ids from "./requirement-ids.json" with { type: "json" };

const ingresses = ["webchat", "channels", "gmail", "git", "x", "cli", "api", "hooks", "cron"];
const expectations = ["auth", "tools", "sandbox", "secrets", "skills", "approvals", "ssrf", "dlp"];

function matrixCells(): [string, string][] {
  return ingresses.flatMap((ingress) =>
    expectations.map((expectation): [string, string] => [
      `MX-${ingress}-${expectation}`,
      `Through ${ingress}, an attack on ${expectation} fails and its benign twin works.`,
    ]),
  );
}

/** Every requirement id with one line saying what it asks for. */
export const requirements: ReadonlyMap<string, string> = new Map([...Object.entries(ids), ...matrixCells()]);

/** The ids a test title names: `[SP-6] denies …`, `[AU-1, NB-5] proves …`, at the start of the test's or a suite's name. */
export function idsInTitle(fullName: string): readonly string[] {
  return fullName.split(" > ").flatMap((part) => part.match(/^\[([^\]]*)\]/)?.[1]?.split(/,\s*/) ?? []);
}

/** The ids of `trace.expected`: one a line, `#` begins a comment. */
export function parseExpected(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");
}

/** What each test file's source says it shows: id → files, from the literal titles of its tests and suites. */
export function idsInSource(files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [file, source] of files) {
    const ids = new Set([...source.matchAll(titles)].flatMap((match) => match[1]?.split(/,\s*/) ?? []));
    for (const id of ids) found.set(id, [...(found.get(id) ?? []), file]);
  }
  return found;
}

/** `it("[ID] …`, `describe.each(table)("[ID] …` and their kin, with any quote. */
const titles = /\b(?:it|test|describe)(?:\.\w+)*(?:\((?:[^()]|\([^()]*\))*\))?\(\s*["'`]\[([^\]"'`]*)\]/g;

/** What is wrong with the trace, a sentence each: ids nobody knows, and expected ids without a test. */
export function traceProblems(
  found: ReadonlyMap<string, readonly string[]>,
  expected: readonly string[],
): readonly string[] {
  const unknown = [...found].filter(([id]) => !id.includes("${") && !requirements.has(id));
  return [
    ...unknown.map(([id, files]) => `${files[0]}: "${id}" is not a requirement id`),
    ...expected.filter((id) => !requirements.has(id)).map((id) => `trace.expected: "${id}" is not a requirement id`),
    ...expected.filter((id) => requirements.has(id) && !found.has(id)).map((id) => `no test names ${id}`),
  ];
}
