#!/usr/bin/env node
// Plain ES5 up to the import, so that an old Node can still say what is wrong with it.
var version = process.versions.node.split(".").map(Number);
var supported = (version[0] === 24 && version[1] >= 16) || (version[0] === 26 && version[1] >= 1) || version[0] > 26;

if (!supported) {
  process.stderr.write(
    "sallyport needs Node.js 24.16 or newer (24.x, 26.1 and later); this is " +
      process.version +
      ".\n" +
      "fix: install Node.js 24 from https://nodejs.org, or with nvm install 24\n",
  );
  process.exit(2);
}

import("../dist/bin/main.js").catch((error) => {
  // A checkout that was not built runs from source.
  if (error.code !== "ERR_MODULE_NOT_FOUND" || !/dist.bin.main\.js/.test(error.message)) throw error;
  return import("../src/cli/main.ts");
});
