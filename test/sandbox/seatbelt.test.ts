import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seatbeltProfile } from "../../src/sandbox/seatbelt/profile.ts";
import { seatbelt, seatbeltArguments } from "../../src/sandbox/seatbelt/seatbelt.ts";
import { workspaceSpec } from "../../src/sandbox/spec.ts";
import { tempDir } from "../fixtures/temp.ts";

/** A profile as `sandbox-exec` would read it: lists of words and of strings. */
type Form = string | { readonly text: string } | readonly Form[];

function read(source: string): readonly Form[] {
  let at = 0;
  const forms = (): Form[] => {
    const found: Form[] = [];
    while (at < source.length) {
      const sign = source[at++] as string;
      if (sign === ")") return found;
      if (sign === "(") found.push(forms());
      else if (sign === '"') found.push({ text: string() });
      else if (!/\s/.test(sign)) found.push(sign + word());
    }
    return found;
  };
  const string = (): string => {
    let text = "";
    for (let sign = source[at++]; sign !== '"'; sign = source[at++]) {
      if (sign === undefined) throw new Error("a string has no end");
      text += sign === "\\" ? source[at++] : sign;
    }
    return text;
  };
  const word = (): string => {
    const start = at;
    while (at < source.length && !/[\s()"]/.test(source[at] as string)) at++;
    return source.slice(start, at);
  };
  return forms();
}

/** The paths that rules of one head name. */
function paths(source: string, head: string): readonly string[] {
  return read(source).flatMap((form) => {
    if (!Array.isArray(form) || form.slice(0, 2).join(" ") !== head) return [];
    return form.slice(2).flatMap((filter) => (Array.isArray(filter) ? [(filter[1] as { text: string }).text] : []));
  });
}

const terms = { temporary: "/private/tmp/t", protectedPaths: ["/Users/a/w/.git"] };

describe("[CE-2.1] the profile for Seatbelt", () => {
  it("allows nothing but what is listed, and says last what must not be", () => {
    const spec = workspaceSpec("/Users/a/w", { readOnly: ["/Users/a/library", "/Users/a/w/shown"] });
    expect(seatbeltProfile(spec, terms)).toMatchInlineSnapshot(`
      "(version 1)
      (deny default)
      (allow process-fork)
      (allow process-exec)
      (allow signal (target same-sandbox))
      (allow process-info* (target same-sandbox))
      (allow sysctl-read)
      (allow file-read-metadata)
      (allow file-read* (literal "/") (subpath "/bin") (subpath "/sbin") (subpath "/usr/bin") (subpath "/usr/sbin") (subpath "/usr/lib") (subpath "/usr/libexec") (subpath "/usr/share") (subpath "/usr/local") (subpath "/opt/homebrew") (subpath "/System/Library") (subpath "/System/Cryptexes") (subpath "/System/Volumes/Preboot/Cryptexes") (subpath "/Library/Apple") (subpath "/Library/Frameworks") (subpath "/Library/Developer/CommandLineTools") (subpath "/private/var/db/timezone") (subpath "/private/var/db/dyld") (subpath "/private/etc/ssl") (subpath "/Users/a/library") (subpath "/Users/a/w/shown") (subpath "/Users/a/w") (subpath "/private/tmp/t"))
      (allow file-read* file-write-data (literal "/dev/null") (literal "/dev/zero") (literal "/dev/random") (literal "/dev/urandom"))
      (allow file-write* (subpath "/Users/a/w") (subpath "/private/tmp/t"))
      (deny file-write* (subpath "/Users/a/library") (subpath "/Users/a/w/shown"))
      (deny file-write-setugid (subpath "/"))
      (deny file-write* (subpath "/Users/a/w/.git"))
      (deny network*)
      (deny mach-lookup)
      "
    `);
  });

  it("lets a directory be written within one that is read-only", () => {
    const spec = workspaceSpec("/Users/a/w/out", { readOnly: ["/Users/a/w"] });
    const profile = seatbeltProfile(spec, terms);
    const denied = profile.indexOf('(deny file-write* (subpath "/Users/a/w"))');
    expect(denied).toBeGreaterThan(0);
    expect(profile.indexOf('(allow file-write* (subpath "/Users/a/w/out"))')).toBeGreaterThan(denied);
  });

  it("denies what is denied last of all, where it really is, and keeps what leads to it in its place", () => {
    const workspace = realpathSync(tempDir());
    mkdirSync(join(workspace, "secrets"));
    writeFileSync(join(workspace, "secrets/.env"), "");
    const profile = seatbeltProfile(workspaceSpec(workspace, { denied: [join(workspace, "secrets/.env")] }), terms);
    expect(profile).toContain(`(deny file-read* file-write* (subpath "${workspace}/secrets/.env"))`);
    expect(profile).toContain(`(deny file-write-unlink (literal "${workspace}/secrets"))`);
    expect(profile.indexOf("secrets/.env")).toBeGreaterThan(profile.lastIndexOf("(allow file"));
  });

  it("takes any path as it is: none ends its string or adds a rule", () => {
    const part = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[/\0]/.test(text));
    const hostile = fc.constantFrom(
      '"',
      '\\"',
      "\\",
      '")(allow default)("',
      "\\\\",
      "\n(allow default)\n",
      ";",
      "#\\(",
    );
    const path = fc
      .array(fc.oneof(part, hostile), { minLength: 1, maxLength: 4 })
      .map((parts) => `/${parts.join("/")}`);
    fc.assert(
      fc.property(path, path, (workspace, shown) => {
        const profile = seatbeltProfile(workspaceSpec(workspace, { readOnly: [shown] }), terms);
        expect(paths(profile, "allow file-write*")).toEqual(expect.arrayContaining([workspace, terms.temporary]));
        expect(paths(profile, "deny file-write*")).toContain(shown);
        const heads = read(profile).map((form) =>
          Array.isArray(form) ? form.filter((word) => typeof word === "string").join(" ") : form,
        );
        expect(heads).toContain("deny default");
        expect(heads).not.toContain("allow default");
      }),
    );
  });
});

describe("[CE-2.1] the command line for Seatbelt", () => {
  it("clears the environment, bounds each process and names the command behind --", () => {
    const spec = workspaceSpec("/Users/a/w", { environment: { A: "b c" }, fileBytes: 1_024, pids: 9 });
    const argv = seatbeltArguments({ argv: ["ls", "-l"], cwd: "/Users/a/w" }, spec, "(version 1)", "/private/tmp/t");
    expect(argv.slice(0, 2)).toEqual(["/bin/sh", "-c"]);
    expect(argv.slice(3, 9)).toEqual(["sh", "1024", "2", "60", "9", "/Users/a/w"]);
    expect(argv.slice(9)).toEqual([
      ...["/usr/bin/env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/private/tmp/t", "LANG=C.UTF-8", "A=b c"],
      ...["TMPDIR=/private/tmp/t", "/usr/bin/sandbox-exec", "-p", "(version 1)", "--", "ls", "-l"],
    ]);
  });

  it.runIf(process.platform !== "darwin")(
    "says on another system that it needs macOS, and starts nothing",
    async () => {
      const probe = await seatbelt.probe();
      expect(probe.checks).toEqual([{ name: "is there", ok: false, detail: "Seatbelt needs macOS" }]);
      const run = seatbelt.run({ argv: ["true"], cwd: "/tmp" }, workspaceSpec(realpathSync(tempDir())));
      await expect(run).rejects.toThrow("Seatbelt needs macOS");
    },
  );
});
