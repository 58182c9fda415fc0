import { groups } from "../src/dlp/families/index.ts";

/** docs/reference/secrets.md: every family of secrets, what tells it, and whether its form can be proved. */
export function secretReference(): string {
  const families = new Set(Object.values(groups).flatMap((group) => group.map(({ family }) => family)));
  return [
    "# Families of secrets",
    "",
    `Generated from \`src/dlp/families/\` by \`npm run reference\`. The ${families.size} names stand in placeholders such as`,
    "`[redacted:github-token]` and in findings. A family is tried where one of its keywords stands, in either case; a",
    "checksum or structure that is right marks a finding as verified, and is never needed to redact.",
    ...Object.entries(groups).flatMap(([title, group]) => ["", `## ${title}`, "", ...tableOf(group)]),
    "",
  ].join("\n");
}

type Group = (typeof groups)[string];

function tableOf(group: Group): string[] {
  const byFamily = Map.groupBy(group, ({ family }) => family);
  return [
    "| family | found at | can be verified |",
    "| --- | --- | --- |",
    ...[...byFamily].map(
      ([family, detectors]) =>
        `| \`${family}\` | ${placesOf(detectors)} | ${detectors.some(({ verifies }) => verifies !== undefined) ? "yes" : "no"} |`,
    ),
  ];
}

const mostShown = 5;

/** The keywords, or what else makes a detector try. */
function placesOf(detectors: Group): string {
  const keywords = [...new Set(detectors.flatMap((detector) => detector.keywords))];
  const shown = keywords
    .slice(0, mostShown)
    .map((keyword) => `\`${keyword.replace("\n", "\\n").replaceAll("|", "\\|")}\``);
  const triggers = new Set(detectors.flatMap(({ at }) => (at === undefined ? [] : [`its shape in a ${at}`])));
  return [...shown, ...(keywords.length > mostShown ? ["…"] : []), ...triggers].join(", ");
}
