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
});
