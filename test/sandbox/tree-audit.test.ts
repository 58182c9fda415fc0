import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { auditTree, snapshotTree } from "../../src/sandbox/audit/tree-audit.ts";
import type { SandboxFinding } from "../../src/sandbox/sandbox.ts";
import { tempDir } from "../fixtures/temp.ts";

/** A workspace with a repository and a few files, and a directory beside it. */
function tree() {
  const outside = realpathSync(tempDir());
  const root = join(outside, "workspace");
  const at = (name: string) => join(root, name);
  const put = (name: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
    chmodSync(at(name), mode);
  };
  put("src/index.ts", "export {};\n");
  put(".git/HEAD", "ref: refs/heads/main\n");
  put(".git/config", "[core]\n\tbare = false\n[user]\n\tname = A\n");
  mkdirSync(at(".git/objects"));
  writeFileSync(join(outside, "beside"), "beside");
  return { outside, root, at, put };
}

type Tree = ReturnType<typeof tree>;

/** What is found when this is done between snapshot and audit; the clock of the file system is let go on. */
async function foundAfter(place: Tree, change: (place: Tree) => void): Promise<readonly SandboxFinding[]> {
  const before = await snapshotTree([place.root]);
  change(place);
  return (await auditTree(before, [place.root])).findings;
}

describe("[CE-2.2] what a command leaves in its workspace", () => {
  const attacks: readonly (readonly [name: string, rule: string, path: string, change: (place: Tree) => void])[] = [
    ["an absolute link", "symlink_escape", "a", ({ at }) => symlinkSync("/etc/passwd", at("a"))],
    ["a relative link", "symlink_escape", "src/a", ({ at }) => symlinkSync("../../beside", at("src/a"))],
    ["a link to nothing yet", "symlink_escape", "a", ({ at }) => symlinkSync("/nowhere/x", at("a"))],
    ["a link to /proc", "symlink_escape", "a", ({ at }) => symlinkSync("/proc/self/root", at("a"))],
    [
      "a link whose words stay inside, but which goes through another",
      "symlink_escape",
      "a",
      ({ at }) => {
        mkdirSync(at("deep/er"), { recursive: true });
        symlinkSync("deep/er", at("short"));
        symlinkSync("short/../../../beside", at("a"));
      },
    ],
    ["a set-user-id file", "setid", "su", ({ put }) => put("su", "x", 0o4755)],
    ["a set-group-id file", "setid", "su", ({ put }) => put("su", "x", 0o2755)],
    ["a pipe", "device", "pipe", ({ at }) => spawnSync("mkfifo", [at("pipe")])],
    [
      "another name of a file from elsewhere",
      "hard_link",
      "a",
      ({ at, outside }) => linkSync(`${outside}/beside`, at("a")),
    ],
    ["a hook", "protected_write", ".git/hooks/pre-commit", ({ put }) => put(".git/hooks/pre-commit", "x", 0o755)],
    ["instructions for an agent", "protected_write", "AGENTS.md", ({ put }) => put("AGENTS.md", "x")],
    ["a start-up file", "protected_write", ".envrc", ({ put }) => put(".envrc", "x")],
    ["a git before git", "new_program", "node_modules/.bin/git", ({ put }) => put("node_modules/.bin/git", "x", 0o755)],
    [
      "a linked ssh",
      "new_program",
      "bin/ssh",
      ({ at, put }) => {
        put("bin/tool", "x", 0o755);
        symlinkSync("tool", at("bin/ssh"));
      },
    ],
    [
      "a repository that runs a program",
      "git_config",
      "sub/.git/config",
      ({ at, put }) => {
        put("sub/.git/HEAD", "ref: refs/heads/main\n");
        mkdirSync(at("sub/.git/objects"));
        put("sub/.git/config", "[core]\n\tfsmonitor = ./evil\n");
      },
    ],
    [
      "a repository under another name",
      "git_config",
      "docs/config",
      ({ at, put }) => {
        put("docs/HEAD", "ref: refs/heads/main\n");
        mkdirSync(at("docs/objects"));
        put("docs/config", "[core]\n\tbare = true\n\tpager = ./evil\n");
      },
    ],
  ];

  // Only root can make one.
  it.skipIf(process.getuid?.() !== 0)("is found: a device", async () => {
    const found = await foundAfter(tree(), ({ at }) => spawnSync("mknod", [at("null"), "c", "1", "3"]));
    expect(found).toMatchObject([{ rule: "sandbox.fs.device" }]);
  });

  it.each(attacks)("is found: %s", async (_, rule, path, change) => {
    const place = tree();
    const findings = await foundAfter(place, change);
    expect(findings.map((found) => found.rule)).toContain(`sandbox.fs.${rule}`);
    expect(findings.find((found) => found.rule === `sandbox.fs.${rule}`)?.evidence["path"]).toBe(place.at(path));
  });

  it("is found: a setting in the repository's own configuration", async () => {
    const found = await foundAfter(tree(), ({ at }) => appendFileSync(at(".git/config"), '[alias]\n\tst = "!evil"\n'));
    expect(found.map(({ rule }) => rule).toSorted()).toEqual(["sandbox.fs.git_config", "sandbox.fs.protected_write"]);
  });

  it("is found: a protected file that is gone, or is another", async () => {
    const place = tree();
    place.put("CLAUDE.md", "be careful");
    expect(await foundAfter(place, ({ at }) => rmSync(at("CLAUDE.md")))).toMatchObject([
      { rule: "sandbox.fs.protected_write", evidence: { path: place.at("CLAUDE.md"), count: 1 } },
    ]);
  });

  it("is counted, and shown with what it is called made visible", async () => {
    const place = tree();
    const found = await foundAfter(place, ({ root }) => {
      for (const name of ["a\nb", "c\u202ed"]) symlinkSync("/etc/passwd", join(root, name));
      symlinkSync("/etc/passwd", Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe])]));
    });
    expect(found).toMatchObject([{ rule: "sandbox.fs.symlink_escape", evidence: { count: 3 } }]);
    expect(String(found[0]?.evidence["path"])).not.toMatch(/[\n\u202e]/);
  });

  const ordinary: readonly (readonly [name: string, change: (place: Tree) => void])[] = [
    [
      "sources written and removed",
      ({ at, put }) => {
        put("src/new.ts", "x");
        rmSync(at("src/index.ts"));
      },
    ],
    [
      "packages with their programs",
      ({ at, put }) => {
        put("node_modules/typescript/bin/tsc", "x", 0o755);
        mkdirSync(at("node_modules/.bin"));
        symlinkSync("../typescript/bin/tsc", at("node_modules/.bin/tsc"));
        put("node_modules/typescript/config", "x");
      },
    ],
    [
      "an environment of Python",
      ({ at, put }) => {
        put(".venv/pyvenv.cfg", "home = /usr/bin");
        mkdirSync(at(".venv/bin"));
        symlinkSync("/usr/bin/python3", at(".venv/bin/python3"));
        symlinkSync("python3", at(".venv/bin/python"));
        symlinkSync("lib", at(".venv/lib64"));
        put(".venv/bin/pip", "x", 0o755);
      },
    ],
    [
      "build results with two names, as cargo makes them",
      ({ at, put }) => {
        put("target/debug/deps/tool-1a2b", "x", 0o755);
        linkSync(at("target/debug/deps/tool-1a2b"), at("target/debug/tool"));
      },
    ],
    [
      "a repository of its own",
      ({ at, put }) => {
        put("vendor/lib/.git/HEAD", "ref: refs/heads/main\n");
        mkdirSync(at("vendor/lib/.git/objects"));
        put(
          "vendor/lib/.git/config",
          '[core]\n\tbare = false\n\tfsmonitor = false\n[remote "o"]\n\turl = https://a.example/b\n',
        );
        put("vendor/lib/.git/hooks/pre-commit.sample", "x", 0o755);
      },
    ],
    [
      "what git and an editor write all the time",
      ({ put }) => {
        put(".git/index", "x");
        put(".git/objects/ab/cd", "x");
        put(".git/refs/heads/main", "x");
        put(".idea/workspace.xml", "x");
      },
    ],
    [
      "files that are called like programs, where nobody looks for programs",
      ({ put }) => {
        put("src/git", "x", 0o755);
        put("docs/env", "x");
        put("bin/env", "not executable");
      },
    ],
  ];

  it.each(ordinary)("is nothing to tell of: %s", async (_, change) => {
    expect(await foundAfter(tree(), change)).toEqual([]);
  });

  it("is nothing to tell of: what was odd before, also when it is made again", async () => {
    const place = tree();
    const link = () => symlinkSync("/etc/passwd", place.at("known"));
    link();
    linkSync(`${place.outside}/beside`, place.at("linked"));
    appendFileSync(place.at(".git/config"), "[core]\n\thooksPath = .husky\n");
    const found = await foundAfter(place, ({ at }) => {
      rmSync(at("known"));
      link();
      appendFileSync(at("linked"), "more");
      renameSync(at("src"), at("source"));
    });
    expect(found).toEqual([]);
  });

  it("is told of once: the next audit knows it", async () => {
    const place = tree();
    expect(await foundAfter(place, ({ at }) => symlinkSync("/etc/passwd", at("a")))).toHaveLength(1);
    expect(await foundAfter(place, () => {})).toEqual([]);
    expect(await foundAfter(place, ({ at }) => symlinkSync("/etc/passwd", at("b")))).toHaveLength(1);
  });

  it("is nothing to tell of: what somebody else removed between two commands", async () => {
    const place = tree();
    place.put("CLAUDE.md", "be careful");
    expect(await foundAfter(place, () => {})).toEqual([]);
    rmSync(place.at("CLAUDE.md"));
    expect(await foundAfter(place, () => {})).toEqual([]);
  });

  it("may be protected files that were opened to it", async () => {
    const { root, put } = tree();
    const before = await snapshotTree([root], [".envrc"]);
    put(".envrc", "x");
    put(".bashrc", "x");
    const { findings } = await auditTree(before, [root], { unprotected: [".envrc"] });
    expect(findings).toMatchObject([{ rule: "sandbox.fs.protected_write", evidence: { path: `${root}/.bashrc` } }]);
  });

  it("may be links to what is shown beside it", async () => {
    const { root, at } = tree();
    const shown = realpathSync(tempDir());
    const before = await snapshotTree([root]);
    symlinkSync(shown, at("data"));
    expect((await auditTree(before, [root], { shown: [shown] })).findings).toEqual([]);
  });

  it("is seen by every command that ran meanwhile, also when they end together", async () => {
    const { root, at } = tree();
    const before = await Promise.all(Array.from({ length: 20 }, () => snapshotTree([root])));
    symlinkSync("/etc/passwd", at("a"));
    const audits = await Promise.all(before.map((snapshot) => auditTree(snapshot, [root])));
    expect(audits.map(({ findings }) => findings.length)).toEqual(before.map(() => 1));
  });

  it("is seen when it was left while an earlier look was under way", async () => {
    const { root, at } = tree();
    const before = await snapshotTree([root]);
    const early = auditTree(before, [root]);
    symlinkSync("/etc/passwd", at("a"));
    const late = auditTree(before, [root]);
    await early;
    expect((await late).findings).toHaveLength(1);
  });

  it("is nothing where there is no directory", async () => {
    const gone = join(tempDir(), "gone");
    expect(await auditTree(await snapshotTree([gone]), [gone])).toEqual({ findings: [], complete: true });
  });
});
