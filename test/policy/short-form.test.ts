import { describe, expect, it } from "vitest";
import type { Effect, Json } from "../../src/decision/index.ts";
import { decideByShortPolicy, isShortPolicy, readShortPolicy } from "../../src/policy/index.ts";

const place = { workspace: ["/w"], home: "/home/agent", cwd: "/w" };

function under(policy: Json, command: string): Effect {
  const read = readShortPolicy(policy);
  if (!("rules" in read)) throw new Error(JSON.stringify(read));
  return decideByShortPolicy(read, command, place).effect;
}

describe("a short policy", () => {
  const team = {
    mode: "allowlist",
    default: "deny",
    allow: ["git status", "git log", "ls", "cat", "npm run build", "python3", "./run.sh"],
    deny: ["rm -rf", "git push"],
  };

  it.each<[string, Effect]>([
    ["git status", "allow"],
    ["git status --short", "allow"],
    ["git -C src status", "allow"],
    ["nice -n 5 git status", "allow"],
    ["cd src && ls", "allow"],
    ["npm run build -- --watch", "allow"],
    ["bash -c 'git status; ls'", "allow"],
    ["./run.sh", "allow"],
    ["python3 scripts/a.py", "allow"],
    ["git statusx", "deny"],
    ["git stash", "deny"],
    ["npm run build:evil", "deny"],
    ["npm run", "deny"],
    ["ls & touch x", "deny"],
    ["echo $(touch x)", "deny"],
    ["git --exec-path=/tmp status", "ask"],
    ["./ls", "deny"],
    ["/tmp/ls", "deny"],
    ["cd sub && ./run.sh", "deny"],
    ["cat /etc/shadow", "ask"],
    ["cat ../x", "ask"],
    ["python3 -c 'print(1)'", "ask"],
  ])("[SP-4] allows literal beginnings after wrappers are off, and their ordinary use: %s is %s", (command, effect) => {
    expect(under(team, command)).toBe(effect);
  });

  it.each([
    "rm -rf x",
    "rm -fr x",
    "rm -r -f x",
    "rm --recursive --force x",
    "timeout 9 rm -rf x",
    "bash -c 'rm -rf x'",
    "find . -exec rm -rf {} +",
    "/bin/rm -rf x",
    "/tmp/rm -rf x",
    "git push",
    "git -C a push origin main",
    "x=$(git push)",
  ])("[SP-4] what it denies is denied wherever and however it is written: %s", (command) => {
    expect(under({ mode: "denylist", deny: ["rm -rf", "git push"] }, command)).toBe("deny");
    expect(under({ mode: "denylist", allow: ["rm", "git"], deny: ["rm -rf", "git push"] }, command)).toBe("deny");
  });

  it("[SP-4] the default is for the rest, and gives no leave for dangerous options, paths outside or inline code", () => {
    const open = { mode: "denylist", deny: ["rm"] };
    expect(under(open, "frobnicate --fast src/a.txt")).toBe("allow");
    expect(under(open, "rmdir a")).toBe("allow");
    expect(under(open, "frobnicate --exec=x")).toBe("ask");
    expect(under(open, "frobnicate /etc/passwd")).toBe("ask");
    expect(under(open, "frobnicate rm x")).toBe("ask");
    expect(under(open, "perl -e 'unlink 1'")).toBe("ask");
    expect(under(open, '"$x" y')).toBe("ask");
    expect(under({ ...open, onUnanalysable: "deny" }, '"$x" y')).toBe("deny");
    expect(under({ ...open, onUnanalysable: "allow" }, "ls )")).toBe("ask");
    expect(under({ ...open, inlineCode: "deny" }, "perl -e 'unlink 1'")).toBe("deny");
    expect(under({ ...open, dangerousOptions: "deny" }, "frobnicate --exec=x")).toBe("deny");
  });

  it("[SP-4] paths apply after cd, and what is protected is never allowed", () => {
    const policy = {
      allow: ["cat", "cp", "tee"],
      paths: { read: ["src", "/usr/share/doc"], write: ["out"], protected: [".env", "src/secret"] },
    };
    expect(under(policy, "cat src/a.txt /usr/share/doc/x")).toBe("allow");
    expect(under(policy, "cp src/a.txt out/a.txt")).toBe("allow");
    expect(under(policy, "cat out/a.txt")).toBe("allow");
    expect(under(policy, "cat lib/a.txt")).toBe("ask");
    expect(under(policy, "cp src/a.txt src/b.txt")).toBe("ask");
    expect(under(policy, "cat src/a.txt > src/b.txt")).toBe("ask");
    expect(under(policy, "cd src && cat ../lib/a")).toBe("ask");
    expect(under(policy, "cat src/.env")).toBe("deny");
    expect(under(policy, "cat src/secret/x")).toBe("deny");
    expect(under(policy, "cd src && cat secret/x")).toBe("deny");
  });

  it("[SP-4] paths of a part of the workspace leave ordinary use alone", () => {
    const policy = {
      allow: ["find", "cat", "cp", "python3", "ls", "xargs"],
      paths: { read: ["src"], write: ["out"] },
      repositoryCode: "trusted",
    };
    expect(under(policy, "python3 src/a.py")).toBe("allow");
    expect(under(policy, "python3 lib/a.py")).toBe("ask");
    expect(under(policy, "find src -type f -exec cat {} +")).toBe("allow");
    expect(under(policy, "find src -exec cat {}/../x ';'")).toBe("ask");
    expect(under(policy, "find src -exec cp {} out ';'")).toBe("allow");
    expect(under(policy, "find src -exec cp {} /etc ';'")).toBe("ask");
    expect(under(policy, "find src -exec cp out/a {} ';'")).toBe("ask");
    expect(under(policy, "find . -exec cat {} +")).toBe("ask");
    expect(under(policy, "ls src | xargs cat")).toBe("ask");
    expect(under({ ...policy, paths: {} }, "ls src | xargs cat")).toBe("allow");
  });

  it("[SP-4] links are judged by where they lead", () => {
    const read = readShortPolicy({ allow: ["cat"] });
    if (!("rules" in read)) throw new Error("unreadable");
    const realPath = (path: string): string => path.replace(/^\/w\/link(?=$|\/)/, "/etc");
    const effect = (command: string): Effect => decideByShortPolicy(read, command, { ...place, realPath }).effect;
    expect(effect("cat link/passwd")).toBe("ask");
    expect(effect("cat linked/passwd")).toBe("allow");
  });

  it("[SP-4] only the names that it lists are assigned", () => {
    const policy = { allow: ["ls"], env: { allow: ["FOO"], default: "deny" } };
    expect(under(policy, "FOO=1 ls")).toBe("allow");
    expect(under(policy, "BAR=1 ls")).toBe("deny");
    expect(under(policy, "export BAR=1; ls")).toBe("deny");
    expect(under(policy, "x=1; ls")).toBe("allow");
    expect(under({ ...policy, env: { default: "allow" } }, "PATH=. ls")).toBe("ask");
    expect(under({ ...policy, env: { default: "allow" } }, "BAR=1 ls")).toBe("allow");
  });

  it("[SP-4] rules out parts of the language", () => {
    const policy = (part: string): Json => ({ allow: ["ls", "cat"], [part]: "deny" });
    expect(under(policy("expansion"), 'ls "$x"')).toBe("deny");
    expect(under(policy("expansion"), "ls $(ls)")).toBe("deny");
    expect(under(policy("expansion"), "ls x")).toBe("allow");
    expect(under(policy("subshell"), "(ls)")).toBe("deny");
    expect(under(policy("subshell"), "{ ls; }")).toBe("allow");
    expect(under(policy("background"), "ls & ls")).toBe("deny");
    expect(under(policy("background"), "ls && ls")).toBe("allow");
    expect(under(policy("redirects"), "ls 2>&1")).toBe("deny");
    expect(under(policy("fileRedirects"), "ls 2>&1 >/dev/null")).toBe("allow");
    expect(under(policy("fileRedirects"), "ls > a")).toBe("deny");
  });

  it("[SP-4] code of a workspace that is not trusted asks, and so does git there", () => {
    const policy = { allow: ["git status", "make", "ls", "./x.sh"], repositoryCode: "untrusted" };
    for (const command of ["make test", "git status", "./x.sh"]) expect(under(policy, command)).toBe("ask");
    expect(under(policy, "ls")).toBe("allow");
    expect(under({ ...policy, repositoryCode: "trusted" }, "make test && git status")).toBe("allow");
  });

  it("[SP-4] safe bins are filters with literal arguments", () => {
    const policy = { mode: "safe-bins", default: "deny", allow: ["sort", "uniq", "grep", "cut"] };
    expect(under(policy, "sort | uniq -c | grep -v x")).toBe("allow");
    for (const command of ["sort a.txt", "grep x *", 'grep "$x"', "sort -o x"])
      expect(under(policy, command)).toBe("ask");
    expect(under(policy, "cat")).toBe("deny");
  });

  it.each<[Json, string]>([
    [{ alow: ["ls"] }, 'did you mean "allow"?'],
    [{ mode: "allow-list" }, "allowlist"],
    [{ default: "yes" }, "allow"],
    [{ allow: "ls" }, "list"],
    [{ allow: [""] }, "text"],
    [{ network: "github.com" }, "allowlist:"],
    [{ paths: { reads: ["."] } }, "read"],
    [[], "object"],
    [7, "object"],
  ])("[SP-4] one that is misspelt is no policy, and says what is meant: %j", (policy, fix) => {
    const read = readShortPolicy(policy);
    expect("rules" in read).toBe(false);
    expect(JSON.stringify(read).replaceAll("\\", "")).toContain(fix);
  });

  it("is told from a file of rules by its keys", () => {
    expect(isShortPolicy({ allow: ["ls"] })).toBe(true);
    expect(isShortPolicy({ rules: [] })).toBe(false);
  });
});
