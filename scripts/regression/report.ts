import type { Row } from "./row.ts";

/** Rows by part and title, a column for each engine. */
export function tableOf(rows: readonly Row[]): string {
  const engines = [...new Set(rows.map(({ engine }) => engine))];
  const lines = Map.groupBy(rows, ({ part, title }) => `${part}\0${title}`);
  const width = Math.max(...rows.map(({ title }) => title.length)) + 2;
  let current = "";
  return [...lines.values()]
    .flatMap((cells) => {
      const [{ part, title }] = cells as [Row, ...Row[]];
      const shown = engines.map((engine) => wordOf(cells.find((cell) => cell.engine === engine)).padEnd(22));
      const line = `  ${title.padEnd(width)}${shown.join("")}`.trimEnd();
      const head =
        part === current
          ? []
          : ["", `${part.padEnd(width + 2)}${engines.map((name) => name.padEnd(22)).join("")}`.trimEnd()];
      current = part;
      return [...head, line];
    })
    .join("\n");
}

function wordOf(row: Row | undefined): string {
  if (row === undefined) return "-";
  return row.ok ? row.detail.slice(0, 20) : "FAILED";
}

/** What CI systems read: a suite for each engine and part. */
export function junitOf(rows: readonly Row[]): string {
  const suites = Map.groupBy(rows, ({ engine, part }) => `${engine}: ${part}`);
  const bodies = [...suites].map(([name, cases]) => {
    const failures = cases.filter(({ ok }) => !ok).length;
    return `  <testsuite name="${escaped(name)}" tests="${cases.length}" failures="${failures}">\n${cases.map(caseOf).join("\n")}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${bodies.join("\n")}\n</testsuites>\n`;
}

function caseOf({ title, ok, detail, ms }: Row): string {
  const head = `    <testcase name="${escaped(title)}" time="${(ms / 1_000).toFixed(3)}"`;
  return ok ? `${head}/>` : `${head}><failure>${escaped(detail)}</failure></testcase>`;
}

/** Text of unknown origin for XML 1.0, which has no way to write most control characters. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, "\ufffd")
    .replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
