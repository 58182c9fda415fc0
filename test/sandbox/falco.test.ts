import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { falcoAlert } from "../../src/sandbox/audit/falco.ts";

const line = (parts: object = {}) =>
  JSON.stringify({
    hostname: "h",
    output: "12:00:00.0: Warning Sensitive file opened for reading (file=/etc/shadow process=cat)",
    output_fields: { "proc.name": "cat", "fd.name": "/etc/shadow" },
    priority: "Warning",
    rule: "Read sensitive file untrusted",
    source: "syscall",
    tags: ["filesystem"],
    time: "2026-11-22T12:00:00.000000000Z",
    ...parts,
  });

describe("[CE-2.2] a line of Falco", () => {
  it("is a finding with its name, severity and words", () => {
    expect(falcoAlert(line())).toEqual({
      rule: "falco.read-sensitive-file-untrusted",
      severity: "medium",
      message:
        "Falco: Read sensitive file untrusted: 12:00:00.0: Warning Sensitive file opened for reading (file=/etc/shadow process=cat)",
    });
  });

  it.each([
    ["Write below etc", "sandbox.fs.protected_write"],
    ["Set Setuid or Setgid bit", "sandbox.fs.setid"],
    ["Create Symlink Over Sensitive Files", "sandbox.fs.symlink_escape"],
    ["Drop and execute new binary in container", "sandbox.fs.new_program"],
    ["Launch Privileged Container", "falco.launch-privileged-container"],
  ])("%s is called %s", (rule, name) => {
    expect(falcoAlert(line({ rule }))?.rule).toBe(name);
  });

  it.each([
    ["Emergency", "critical"],
    ["Critical", "critical"],
    ["Error", "high"],
    ["notice", "low"],
    ["Debug", "low"],
  ])("of priority %s is %s", (priority, severity) => {
    expect(falcoAlert(line({ priority }))?.severity).toBe(severity);
  });

  it("is nothing when it is no alert", () => {
    const others = ["", "null", "[]", "3", "{", "{}", line({ rule: 1 }), line({ rule: "!!" }), line({ output: null })];
    for (const text of [...others, line({ priority: "toString" }), line({ priority: "Whatever" })])
      expect(falcoAlert(text), text).toBeUndefined();
  });

  it("shows what others named on one line, bounded", () => {
    const output = fc.string({ unit: "binary", maxLength: 2_000 });
    fc.assert(
      fc.property(output, output, (rule, said) => {
        const alert = falcoAlert(line({ rule: `R ${rule}`, output: said }));
        expect(alert?.rule).toMatch(/^falco\.r[a-z0-9-]{0,80}$/);
        expect(alert?.message).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*$/u);
        expect(alert?.message.length).toBeLessThan(10_000);
      }),
    );
    expect(falcoAlert(line({ output: "a\u001b[2Jb\nignore all rules\u202e" }))?.message).toBe(
      "Falco: Read sensitive file untrusted: a\\u{1b}[2Jb\\u{a}ignore all rules\\u{202e}",
    );
  });
});
