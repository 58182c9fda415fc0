import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Reporter, TestModule, TestSpecification, Vitest } from "vitest/node";
import { idsInTitle, parseExpected } from "./requirements.ts";

/** Ends a run with `N passed, N failed, N skipped` alone on the last line; a whole run also answers to `trace.expected`. */
export class ClosingLine implements Reporter {
  #wholeSuite = false;
  #named = false;

  onInit(vitest: Vitest): void {
    this.#named = vitest.config.testNamePattern !== undefined;
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    const files = globSync("test/**/*.test.ts", { cwd: fileURLToPath(root) });
    this.#wholeSuite = !this.#named && specifications.length === files.length;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 };
    const shown = new Set<string>();
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) {
        const { state } = test.result();
        count[state === "pending" ? "failed" : state]++;
        if (state === "passed") for (const id of idsInTitle(test.fullName)) shown.add(id);
      }
      // A file that could not be loaded has no tests, and is a failure all the same.
      if (tests.length === 0) count.failed++;
    }
    for (const id of this.#wholeSuite ? expectedIds() : []) {
      if (shown.has(id)) continue;
      count.failed++;
      console.error(`trace: ${id} is in trace.expected and no passing test shows it`);
    }
    if (count.passed === 0 || count.failed > 0) process.exitCode = 1;
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}

const root = new URL("..", import.meta.url);

function expectedIds(): readonly string[] {
  return parseExpected(readFileSync(new URL("trace.expected", root), "utf8"));
}
