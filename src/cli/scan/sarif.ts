import type { Json } from "../../decision/index.ts";
import { version } from "../version.ts";
import type { Leak } from "./leak.ts";

/** The leaks as SARIF 2.1.0. */
export function sarif(leaks: readonly Leak[]): Json {
  const families = [...new Set(leaks.map(({ family }) => family))].sort();
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Sallyport",
            version,
            rules: families.map((id) => ({ id, shortDescription: { text: `A secret: ${id}` } })),
          },
        },
        results: leaks.map((leak) => ({
          ruleId: leak.family,
          ruleIndex: families.indexOf(leak.family),
          level: "error",
          message: { text: `A secret (${leak.family})${leak.commit === undefined ? "" : ` in commit ${leak.commit}`}` },
          partialFingerprints: { "sallyport/v1": leak.fingerprint },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: leak.path.split("/").map(encodeURIComponent).join("/") },
                region: {
                  startLine: leak.line,
                  startColumn: leak.column,
                  endLine: leak.endLine,
                  endColumn: leak.endColumn,
                },
              },
            },
          ],
        })),
      },
    ],
  };
}
