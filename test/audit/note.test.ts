import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { noteSigner, noteVerifier } from "../../src/audit/note.ts";

const published = {
  vkey: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
  note: "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n",
};

describe("signed note", () => {
  it("[AU-1] verifies the published example (C2SP signed-note)", () => {
    expect(noteVerifier(published.vkey).verify(published.note)).toEqual({ text: "This is an example message.\n" });
  });

  it("[AU-1] refuses every note that differs in one byte", () => {
    const verifier = noteVerifier(published.vkey);
    const bytes = Buffer.from(published.note);
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const copy = Buffer.from(bytes);
        copy[at] = (copy[at] as number) ^ bit;
        const note = copy.toString("utf8");
        expect(Buffer.from(note).equals(copy) ? verifier.verify(note) : undefined).toBeUndefined();
      }
    }
  });

  it("verifies what it signed, next to signatures of keys it does not know", () => {
    const signer = (name: string) => noteSigner(name, generateKeyPairSync("ed25519").privateKey);
    const mine = signer("log.example");
    const note = mine.sign("one\n\ntwo\n");
    const other = signer("witness.example").sign("one\n\ntwo\n").split("\n\n").at(-1);
    expect(noteVerifier(mine.vkey).verify(note + other)).toEqual({ text: "one\n\ntwo\n" });
    expect(noteVerifier(mine.vkey).verify(`one\n\ntwo\n\n${other}`)).toBeUndefined();
  });

  it("refuses keys and names that are not in the format", () => {
    for (const bad of [
      "",
      "a+b",
      published.vkey.replace("530d903a", "530d903b"),
      `x${published.vkey}`,
      `${published.vkey}A`,
    ]) {
      expect(() => noteVerifier(bad)).toThrow(expect.objectContaining({ code: "ERR_PROOF_MALFORMED" }));
    }
    expect(() => noteSigner("a b", generateKeyPairSync("ed25519").privateKey)).toThrow(
      expect.objectContaining({ code: "ERR_PROOF_MALFORMED" }),
    );
  });
});
