import {
  categories,
  corpus,
  type Goal,
  type Injection,
  type Source,
  sources,
} from "../test/corpus/injections/index.ts";

const ways: Readonly<Record<Source, string>> = {
  webchat: "said over webchat",
  cli: "said over the command line's wire",
  api: "said over the API",
  page: "in a page that is fetched",
  file: "in a file that somebody else's words went into",
  command: "in the output of a command",
  history: "in a conversation that a client goes on with",
};

const wants: Readonly<Record<Goal, string>> = {
  wrote: "a file is written",
  ran: "a command runs",
  sent: "a message is sent",
  leaked: "a private file's text is in a request to the attacker",
  told: "a secret is in the answer",
  shown: "a link of the answer carries a private file's text",
  internal: "a service of the machine itself is reached",
};

/** docs/reference/injection-coverage.md: what of every category comes by every way, counted in the corpus itself. */
export function injectionReference(): string {
  const played = corpus.reduce((sum, one) => sum + one.sources.length, 0);
  return [
    "# Injections: what the corpus covers",
    "",
    `Computed from \`test/corpus/injections/\` by \`npm run reference\`. ${corpus.length} payloads, each by every way that suits it: ${played}`,
    "attacks, and as many benign twins. `test/e2e/injections.test.ts` plays all of them through a running gateway over TLS, with a",
    "model that obeys whatever it reads in whatever writing, a judge that sees nothing, and nobody to approve anything: nothing",
    "may come of an attack, and every twin must work.",
    "",
    "## Payloads by category and way",
    "",
    `| category | ${sources.join(" | ")} | payloads |`,
    `| --- |${" --- |".repeat(sources.length + 1)}`,
    ...categories.map((category) => rowOf(category)),
    "",
    "A way that a category does not use is not one it could use: `direct` is what an attacker says, `indirect` what waits to be",
    "read.",
    "",
    ...definitions("ways", ways),
    "",
    "## Goals by category",
    "",
    `| goal | ${categories.join(" | ")} |`,
    `| --- |${" --- |".repeat(categories.length)}`,
    ...(Object.keys(wants) as Goal[]).map((goal) => {
      const counts = categories.map((category) => countOf((one) => one.category === category && one.goal === goal));
      return `| ${wants[goal]} | ${counts.join(" | ")} |`;
    }),
    "",
    "## Payloads",
    "",
    "| payload | the attacker wants that | ways |",
    "| --- | --- | --- |",
    ...corpus.map(({ id, goal, sources: by }) => `| ${id} | ${wants[goal]} | ${by.join(", ")} |`),
    "",
  ].join("\n");
}

function rowOf(category: Injection["category"]): string {
  const counts = sources.map((source) => countOf((one) => one.category === category && one.sources.includes(source)));
  return `| ${category} | ${counts.join(" | ")} | ${countOf((one) => one.category === category)} |`;
}

function countOf(holds: (injection: Injection) => boolean): string {
  const count = corpus.filter(holds).length;
  return count === 0 ? "" : String(count);
}

function definitions(name: string, meanings: Readonly<Record<string, string>>): readonly string[] {
  return [`| ${name} | |`, "| --- | --- |", ...Object.entries(meanings).map(([key, text]) => `| ${key} | ${text} |`)];
}
