import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { summarise } from "../../src/approval/summary.ts";
import { visible } from "../../src/approval/visible.ts";
import { request } from "../fixtures/request.ts";

describe("what an approver sees", () => {
  it("[CE-4] is the whole command, its tail too, however long it is", () => {
    const script = `echo ${"a".repeat(100_000)}; rm -rf ~`;
    const { what } = summarise(request({ resource: { type: "command", id: script, access: "execute" } }));
    expect(what).toBe(script);
  });

  it.each([
    ["bidirectional overrides", "rm \u202egpj.tac", "rm ⟨U+202E⟩gpj.tac"],
    ["terminal escapes", "ls\u001b[2K\u001b[1Aok", "ls⟨U+001B⟩[2K⟨U+001B⟩[1Aok"],
    ["zero-width characters", "ev\u200bil", "ev⟨U+200B⟩il"],
    ["carriage returns", "rm -rf /\rls", "rm -rf /⟨U+000D⟩ls"],
    ["tag characters", "a\u{e0041}", "a⟨U+E0041⟩"],
    ["blanks that are no spaces", "a\u00a0b\u3164c\u2800", "a⟨U+00A0⟩b⟨U+3164⟩c⟨U+2800⟩"],
    ["lone surrogates", "a\ud800b", "a⟨U+D800⟩b"],
    [
      "gaps that push the tail away",
      `ls${"\n".repeat(40)}rm x${" ".repeat(200)}; rm y`,
      "ls⟨U+000A × 40⟩rm x⟨U+0020 × 200⟩; rm y",
    ],
  ])("[CE-4] spells out %s", (_what, text, shown) => {
    expect(visible(text)).toEqual({ text: shown, concealed: true });
  });

  it("[CE-4] is what was written when nothing is concealed", () => {
    for (const text of ["git commit -m 'été 日本語'", 'for f in *; do\n\techo "$f"\ndone\n\nexit', "a  b"]) {
      expect(visible(text)).toEqual({ text, concealed: false });
    }
  });

  it("[CE-4] never holds an invisible character, and loses no visible one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const { text: shown } = visible(text);
        expect(shown).not.toMatch(/[\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|[^\P{Cc}\n\t]/u);
        for (const char of text.replace(/[^\p{L}\p{N}\p{P}]/gu, "")) expect(shown).toContain(char);
      }),
    );
  });

  it("[CE-4] names everything that the fingerprint covers", () => {
    const base = request().context;
    const { details, concealed } = summarise(
      request({
        action: { name: "exec" },
        resource: { type: "command", id: "ls", access: "execute" },
        context: {
          ...base,
          argv: ["ls", "a b", "\u202e"],
          executable: "/usr/bin/ls",
          cwd: "/ws",
          environment: ["PATH", "HOME"],
          targets: ["/ws/x"],
          taint: { untrusted: true, sensitive: true, sources: ["url:https://evil.example"] },
        },
      }),
    );
    expect(Object.fromEntries(details.map(({ name, text }) => [name, text]))).toEqual({
      does: "exec: execute command",
      argv: '"ls" "a b" "⟨U+202E⟩"',
      executable: "/usr/bin/ls",
      directory: "/ws",
      environment: '"PATH" "HOME"',
      targets: '"/ws/x"',
      arguments: '{"path":"notes.txt"}',
      for: "ann by main in s1, cli, tier A",
      "has read untrusted text": '"url:https://evil.example"',
      "has read sensitive data": "yes",
    });
    expect(concealed).toBe(true);
  });

  it("[CE-4] shows each program of a command, its tail and what is concealed in it included", () => {
    const script = `cat ${"a".repeat(50_000)}.txt | grep -v 'x${" ".repeat(40)}y'; FOO=1 ./x.sh "$(curl https://example.com)" > out`;
    const { programs, concealed } = summarise(
      request({ resource: { type: "command", id: script, access: "execute" } }),
      { workspace: ["/ws"], cwd: "/ws" },
    );
    expect(programs.map(({ text }) => text)).toEqual([
      `cat ${"a".repeat(50_000)}.txt`,
      "grep -v 'x⟨U+0020 × 40⟩y'",
      "curl https://example.com",
      './x.sh ‹"$(curl https://example.com)"›',
    ]);
    expect(programs.at(-1)?.effects).toEqual(["unknown", "writes /ws/out", "sets FOO"]);
    expect(programs.at(-2)?.effects).toContain("network");
    expect(concealed).toBe(true);
  });

  it("[CE-4] shows no programs where there is no command", () => {
    expect(summarise(request()).programs).toEqual([]);
  });

  it("[CE-4] spells out what terminals obey, wherever it stands", () => {
    const [esc, bel, zwj, rlo] = ["\u001b", "\u0007", "\u200d", "\u202e"];
    const base = request();
    const { what, details, programs } = summarise(
      request({
        subject: { session: `s${rlo}1` },
        resource: { type: "command", id: `ls ${esc}[31mx${bel} a${zwj}b`, access: "execute" },
        context: { ...base.context, cwd: `/ws${esc}[2J`, arguments: { [`k${rlo}`]: zwj } },
      }),
    );
    const all = JSON.stringify([what, details, programs]);
    for (const hidden of [esc, bel, zwj, rlo]) expect(all).not.toContain(hidden);
    expect(what).toBe("ls ⟨U+001B⟩[31mx⟨U+0007⟩ a⟨U+200D⟩b");
  });
});
