import { describe, expect, it } from "vitest";
import { breaches, loadedWith, type Rules } from "./architecture.ts";

const rules: Rules = {
  imports: { decision: [], net: ["decision"], files: ["decision"], cli: "*" },
  chokePoints: [
    { name: "starting processes", modules: ["node:child_process"], only: ["sandbox/"] },
    { name: "opening sockets", modules: ["node:net"], harmless: ["isIP", "BlockList"], only: ["gateway/"] },
    { name: "reading the environment", words: /\bprocess\.env\b/, only: ["config/environment.ts"] },
  ],
  maxLines: 20,
};

const judge = (path: string, source: string) => breaches(new Map([[path, source]]), rules);

describe("the architecture check", () => {
  it("accepts imports of one's own folder, of an allowed face, of errors.ts and of packages", () => {
    const source = [
      'import { a } from "./other.ts";',
      'import { b } from "../decision/index.ts";',
      'import { c } from "../errors.ts";',
      'import { z } from "zod";',
      "// text about node:child_process and process.env is no use of it",
    ].join("\n");
    expect(judge("net/fetch.ts", source)).toEqual([]);
  });

  it.each([
    ["a folder that is not in the row", "net/a.ts", 'import { x } from "../files/index.ts";', "may not import files/"],
    ["a file past the face", "net/a.ts", 'import { x } from "../decision/permit.ts";', "past the face of decision/"],
    ["a type past the face", "net/a.ts", 'import type { X } from "../decision/permit.ts";', "past the face"],
    ["a re-export", "decision/a.ts", 'export * from "../net/index.ts";', "may not import net/"],
    [
      "an import over several lines",
      "decision/a.ts",
      'import {\n  x,\n} from "../net/index.ts";',
      "may not import net/",
    ],
    ["a dynamic import", "decision/a.ts", 'const x = await import("../net/index.ts");', "may not import net/"],
    ["the top of the tree", "net/a.ts", 'import { x } from "../index.ts";', "only the top of src/"],
    ["a folder without a row", "new/a.ts", "", "no row in the table"],
    ["a process started elsewhere", "net/a.ts", 'import { spawn } from "node:child_process";', "starting processes"],
    ["the same, lazily", "net/a.ts", 'await import("node:child_process")', "starting processes"],
    ["the environment read elsewhere", "net/a.ts", "const home = process.env.HOME;", "reading the environment"],
    ["a long file", "net/a.ts", "\n".repeat(21), "more than 20"],
    ["a name in another case", "net/guardedFetch.ts", "", "not kebab-case"],
    ["a name that says nothing", "net/fetch-utils.ts", "", "names no idea"],
  ])("catches %s", (_what, path, source, message) => {
    expect(judge(path, source)).toEqual([expect.stringContaining(message)]);
  });

  it("lets a type be imported from a module whose use is confined", () => {
    expect(judge("net/a.ts", 'import type { ChildProcess } from "node:child_process";')).toEqual([]);
  });

  it("lets what does not give a capability be imported by name, and nothing beside it", () => {
    expect(judge("net/a.ts", 'import { BlockList, isIP as isAddress, type Socket } from "node:net";')).toEqual([]);
    for (const clause of ["{ isIP, connect }", "net", "* as net", "net, { isIP }"]) {
      expect(judge("net/a.ts", `import ${clause} from "node:net";`)).toEqual([
        expect.stringContaining("opening sockets"),
      ]);
    }
  });

  it("catches a table that runs in a circle", () => {
    const circle = { ...rules, imports: { net: ["files"], files: ["net"] } };
    expect(breaches(new Map(), circle)).toHaveLength(2);
  });

  it("follows what a file loads, and not what it may load later", () => {
    const tree = new Map([
      ["cli/a.ts", 'import { b } from "./b.ts";\nimport type { Z } from "zod";\nconst c = () => import("./c.ts");'],
      ["cli/b.ts", 'import { x } from "node:util";'],
      ["cli/c.ts", 'import { h } from "hono";'],
    ]);
    expect([...loadedWith("cli/a.ts", tree)]).toEqual(["node:util"]);
    expect([...loadedWith("cli/c.ts", tree)]).toEqual(["hono"]);
  });
});
