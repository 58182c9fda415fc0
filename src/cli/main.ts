import { keepCodeCache, readEnvironment } from "../config/index.ts";

// A gateway waits most of its life: its memory counts for more than the last part of its speed.
if (process.argv[2] === "serve") {
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--optimize-for-size");
  // Nor need the space for young objects grow for what is only made while it starts.
  setFlagsFromString("--semi-space-growth-factor=1");
}

const environment = readEnvironment();
keepCodeCache(environment.home);

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

// Imported after the cache is on, so that it serves them too.
const [{ runCli }, { commands }] = await Promise.all([import("./run.ts"), import("./table.ts")]);
process.exitCode = await runCli(process.argv.slice(2), commands, process, environment);
