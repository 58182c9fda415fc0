import { describe, expect, it } from "vitest";
import { runningSettings } from "../../src/sandbox/audit/git-config.ts";
import { limitFindings, probeFindings } from "../../src/sandbox/findings.ts";

describe("[CE-2.2] findings", () => {
  it("name each limit that was hit", () => {
    expect(limitFindings(["memory", "disk"]).map(({ rule }) => rule)).toEqual([
      "sandbox.limit.memory",
      "sandbox.limit.disk",
    ]);
    expect(limitFindings([])).toEqual([]);
  });

  it("tell of a probe that failed, and of faults that have a name", () => {
    const check = (name: string, ok: boolean) => ({ name, ok, detail: "d" });
    expect(probeFindings("x", { checks: [check("runs programs", true)] })).toEqual([]);
    const failed = probeFindings("x", {
      checks: [
        check("has no capabilities", false),
        check("inherits no descriptors", false),
        check("cannot mount", false),
      ],
      fix: "mend it",
    });
    expect(failed.map(({ rule }) => rule)).toEqual([
      "sandbox.probe_failed",
      "sandbox.capability.nonempty",
      "sandbox.fd_leak",
    ]);
    expect(failed[0]?.evidence).toEqual({ backend: "x", failed: 3, fix: "mend it" });
  });
});

describe("[CE-2.2] settings by which git runs something", () => {
  it.each([
    "[core]\n\tfsmonitor = ./x",
    "[Core]\nHooksPath=h",
    "[core] sshCommand = x",
    '[filter "a"]\n\tclean = x',
    '[filter "a b.c"]\n\tsmudge = x',
    "[diff]\n\texternal = x",
    '[diff "d"]\n\ttextconv = x',
    '[alias]\n\ta = "!x"',
    "[include]\n\tpath = ../x",
    '[includeIf "gitdir:/"]\n\tpath = x',
    "[credential]\n\thelper = !x",
    '[credential "https://a"]\n\thelper = x',
    "[gpg]\n\tprogram = x",
    '[merge "m"]\n\tdriver = x',
    "[pager]\n\tlog = x",
    '[remote "o"]\n\tuploadpack = x',
    "[filter.a]\n\tprocess = x",
    "[core]\n\tfsmon\\\nitor = x",
  ])("are found: %j", (text) => {
    expect(runningSettings(text)).toHaveLength(1);
  });

  it("are not the ordinary ones", () => {
    const ordinary = `# comment
[core]
\trepositoryformatversion = 0
\tbare = false ; fsmonitor = x
\tfsmonitor = true
[user]
\tname = A
[alias]
\tst = status
[remote "origin"]
\turl = git@host:a/b.git
\tfetch = +refs/heads/*:refs/remotes/origin/*
[branch "main"]
\tremote = origin
\tmerge = refs/heads/main
[diff]
\talgorithm = histogram
[merge]
\tconflictStyle = zdiff3
[submodule "x"]
\turl = ../x
`;
    expect(runningSettings(ordinary)).toEqual([]);
  });
});
