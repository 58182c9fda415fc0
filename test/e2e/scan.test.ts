import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { tempDir } from "../fixtures/temp.ts";

const bin = fileURLToPath(new URL("../../bin/sallyport.js", import.meta.url));
const token = ["gh", "p_", "Zt5Lk0QwR8yN2mVbX7cD1fGhJ4sA9e0R8nS3"].join("");
const stripe = ["sk", "_live_", "kT9xVd3WnPeR5uYhJ8sGf2Cc"].join("");

function sallyport(cwd: string, args: readonly string[], input = "") {
  const environment = { ...process.env, SALLYPORT_HOME: join(tempDir(), "none") };
  return spawnSync(process.execPath, [bin, ...args], { cwd, input, encoding: "utf8", env: environment });
}

function git(cwd: string, ...args: readonly string[]): void {
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
  const { status, stderr } = spawnSync("git", ["-C", cwd, ...who, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

/** A directory with secrets in text, and with what is not to be looked into. */
function tree(): string {
  const root = tempDir();
  mkdirSync(join(root, "src"));
  writeFileSync(join(root, "src", "app.ts"), `const a = 1;\n  const key = "${token}";\n`);
  writeFileSync(join(root, "clean.md"), "Nothing is here.\n");
  writeFileSync(join(root, "wide.txt"), Buffer.from(`\ufeffTOKEN=${token}\n`, "utf16le"));
  writeFileSync(join(root, "image.bin"), Buffer.concat([Buffer.alloc(16), Buffer.from(token)]));
  symlinkSync("/etc/passwd", join(root, "link"));
  return root;
}

describe("sallyport scan", () => {
  it("[CC-1.1] names file, line, column and family, and never the secret", () => {
    const { status, stdout, stderr } = sallyport(tree(), ["scan", "."]);
    expect(status).toBe(1);
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      expect.stringMatching(/^src\/app\.ts:2:16\tgithub-token\t[0-9a-f]{16}$/),
      expect.stringMatching(/^wide\.txt:1:7\tgithub-token\t[0-9a-f]{16}$/),
    ]);
    expect(stderr).toContain("image.bin is no text");
    expect(stdout + stderr).not.toContain(token.slice(8));
  });

  it("is content with files that hold no secret, and says what is not there", () => {
    expect(sallyport(tree(), ["scan", "clean.md"])).toMatchObject({ status: 0, stdout: "" });
    expect(sallyport(tree(), ["scan", "missing"]).status).toBe(2);
  });

  it("writes SARIF with the place of each secret", () => {
    const { stdout } = sallyport(tree(), ["scan", "src", "--sarif"]);
    expect(JSON.parse(stdout)).toMatchObject({
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "Sallyport", rules: [{ id: "github-token" }] } },
          results: [
            {
              ruleId: "github-token",
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: "src/app.ts" },
                    region: { startLine: 2, startColumn: 16 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it("leaves out what the baseline knows, also when lines have moved, and still finds what is new", () => {
    const project = tempDir();
    const known = join(project, "known.json");
    writeFileSync(join(project, "a.env"), `TOKEN=${token}\n`);
    expect(sallyport(project, ["scan", "a.env", "--baseline", known]).status).toBe(2);
    expect(sallyport(project, ["scan", "a.env", "--baseline", known, "--update-baseline"]).status).toBe(0);
    expect(readFileSync(known, "utf8")).not.toContain(token.slice(4, 16));
    writeFileSync(join(project, "a.env"), `\n\nTOKEN=${token}\n`);
    expect(sallyport(project, ["scan", "a.env", "--baseline", known]).status).toBe(0);
    writeFileSync(join(project, "a.env"), `\n\nTOKEN=${token}\nSTRIPE=${stripe}\n`);
    const again = sallyport(project, ["scan", "a.env", "--baseline", known, "--json"]);
    expect(again.status).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ findings: [{ line: 4, path: "a.env" }] });
  });

  it("[CC-1.1] finds in history what was taken out again, and runs nothing the repository names", () => {
    const repository = tempDir();
    const marker = join(tempDir(), "ran");
    git(repository, "init", "-q");
    writeFileSync(join(repository, "a b.env"), `one\nTOKEN=${token}\n++ two\n`);
    git(repository, "add", ".");
    git(repository, "commit", "-qm", "one");
    writeFileSync(join(repository, "a b.env"), "one\n");
    writeFileSync(join(repository, ".gitattributes"), "*.env diff=evil\n");
    git(repository, "add", ".");
    git(repository, "commit", "-qm", "two");
    for (const name of ["diff.external", "diff.evil.textconv", "core.fsmonitor", "core.pager", "gpg.program"]) {
      git(repository, "config", name, `touch ${marker}; cat`);
    }
    git(repository, "config", "log.showSignature", "true");
    expect(sallyport(repository, ["scan", "."]).status).toBe(0);
    const { status, stdout } = sallyport(repository, ["scan", ".", "--git"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^a b\.env:2:7\tgithub-token\t[0-9a-f]{16}\t[0-9a-f]{12}\n$/);
    expect(() => readFileSync(marker)).toThrow();
    expect(sallyport(tree(), ["scan", ".", "--git"])).toMatchObject({ status: 2 });
  });
});

describe("sallyport redact", () => {
  it("[NB-7] takes secrets out of a stream of bytes, and leaves every other byte of UTF-8", () => {
    const text = `Grüße 😀\r\nexport TOKEN=${token}\n\u{feff}bye`;
    const { status, stdout } = sallyport(tempDir(), ["redact"], text);
    expect({ status, stdout }).toEqual({ status: 0, stdout: text.replace(token, "[redacted:github-token]") });
    expect(sallyport(tempDir(), ["redact"], "nothing here\n")).toMatchObject({ status: 0, stdout: "nothing here\n" });
  });

  it("gives the places where JSON is asked for, and no text", () => {
    const { stdout } = sallyport(tempDir(), ["redact", "--json"], `a ${token}`);
    expect(JSON.parse(stdout)).toMatchObject({ spans: [{ start: 2, end: 42, family: "github-token" }] });
  });
});
