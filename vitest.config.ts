import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    pool: "threads",
    isolate: false,
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
  },
});
