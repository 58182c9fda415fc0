import { defineConfig, type ViteUserConfig } from "vitest/config";
import { ClosingLine } from "./scripts/closing-line.ts";

const config: ViteUserConfig = defineConfig({
  test: {
    reporters: ["default", new ClosingLine()],
    setupFiles: ["test/setup.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**"],
          pool: "threads",
          isolate: false,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Real processes, sockets and disks: each file in a process of its own, two at a time, after the unit tests.
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          setupFiles: ["test/setup.ts", "test/e2e/setup.ts"],
          pool: "forks",
          isolate: true,
          maxWorkers: 2,
          testTimeout: 180_000,
          // A busy machine can make one deadline of a real process late; what fails twice fails.
          retry: 1,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

export default config;
