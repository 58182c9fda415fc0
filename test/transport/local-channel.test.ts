import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { LocalChannel } from "../../src/transport/index.ts";

const key = randomBytes(32);

/** Both ends after they have greeted each other, with the lines that were said. */
function greeted(approverKey = key, gatewayKey = key) {
  const gateway = new LocalChannel("gateway", gatewayKey);
  const approver = new LocalChannel("approver", approverKey);
  const challenge = gateway.challenge();
  const answer = approver.take(challenge);
  const answerLine = answer.kind === "greeted" ? (answer.reply ?? "") : "";
  const opened = gateway.take(answerLine);
  const proof = opened.kind === "opened" ? (opened.reply ?? "") : "";
  return { gateway, approver, challenge, answerLine, opened, proof };
}

function open() {
  const ends = greeted();
  expect(ends.opened.kind).toBe("opened");
  expect(ends.approver.take(ends.proof)).toEqual({ kind: "opened" });
  return ends;
}

describe("the channel to an approver", () => {
  it("[OC-3] opens for two who hold the same key, and carries messages both ways", () => {
    const { gateway, approver } = open();
    for (const body of ["one", "two\n⟨U+202E⟩", ""]) {
      expect(gateway.take(approver.seal(body))).toEqual({ kind: "message", body });
      expect(approver.take(gateway.seal(body))).toEqual({ kind: "message", body });
    }
  });

  it("[OC-3] refuses an approver without the key, and an approver refuses a gateway without it", () => {
    expect(greeted(randomBytes(32)).opened).toEqual({ kind: "refused" });
    // A false gateway takes anything, and has nothing to show for it.
    const { approver } = greeted();
    for (const proof of ["", "0".repeat(64), 7, null, { length: 64 }]) {
      const stranger = new LocalChannel("approver", key);
      stranger.take(new LocalChannel("gateway", randomBytes(32)).challenge());
      expect(stranger.take(JSON.stringify({ proof }))).toEqual({ kind: "refused" });
    }
    expect(approver.take(greeted().proof)).toEqual({ kind: "refused" });
  });

  it("[OC-3] refuses a greeting that was overheard, and one that is sent back", () => {
    const { answerLine, proof, challenge } = greeted();
    const again = new LocalChannel("gateway", key);
    again.challenge();
    expect(again.take(answerLine)).toEqual({ kind: "refused" });
    const mirror = new LocalChannel("gateway", key);
    mirror.challenge();
    expect(mirror.take(proof)).toEqual({ kind: "refused" });
    const reflected = new LocalChannel("gateway", key);
    reflected.challenge();
    expect(reflected.take(challenge)).toEqual({ kind: "refused" });
  });

  it("[OC-3] refuses a message that is sent again, left out, sent back, or from another connection", () => {
    const replayed = open();
    const line = replayed.approver.seal("allow");
    expect(replayed.gateway.take(line).kind).toBe("message");
    expect(replayed.gateway.take(line)).toEqual({ kind: "refused" });

    const skipping = open();
    skipping.approver.seal("first");
    expect(skipping.gateway.take(skipping.approver.seal("second"))).toEqual({ kind: "refused" });

    const mirrored = open();
    expect(mirrored.gateway.take(mirrored.gateway.seal("allow"))).toEqual({ kind: "refused" });

    const [one, other] = [open(), open()];
    expect(other.gateway.take(one.approver.seal("allow"))).toEqual({ kind: "refused" });
  });

  it("[OC-3] refuses a message of which anything was changed, and whatever follows it", () => {
    const changes: readonly ((sealed: { seq: number; body: string; mac: string }) => object)[] = [
      (sealed) => ({ ...sealed, body: "deny" }),
      (sealed) => ({ ...sealed, seq: 1 }),
      (sealed) => ({ ...sealed, seq: "0" }),
      (sealed) => ({ ...sealed, mac: sealed.mac.toUpperCase() }),
      (sealed) => ({ ...sealed, mac: `${sealed.mac.slice(0, -1)}${sealed.mac.endsWith("0") ? "1" : "0"}` }),
      (sealed) => ({ ...sealed, mac: sealed.mac.slice(0, 32) }),
      ({ seq, body }) => ({ seq, body }),
      () => [],
    ];
    for (const change of changes) {
      const { gateway, approver } = open();
      expect(gateway.take(JSON.stringify(change(JSON.parse(approver.seal("allow")))))).toEqual({ kind: "refused" });
      expect(gateway.take(approver.seal("allow"))).toEqual({ kind: "refused" });
    }
  });

  it.each(["", "null", "[]", "{", "7", '{"nonce":"x","proof":"y"}', '{"challenge":"00"}', '{"__proto__":{"proof":1}}'])(
    "[OC-3] refuses %s in place of a greeting, at either end",
    (line) => {
      const gateway = new LocalChannel("gateway", key);
      gateway.challenge();
      expect(gateway.take(line)).toEqual({ kind: "refused" });
      expect(new LocalChannel("approver", key).take(line)).toEqual({ kind: "refused" });
    },
  );

  it("says nothing before it is open", () => {
    const { approver } = greeted();
    expect(() => approver.seal("allow")).toThrow(TypeError);
    expect(() => new LocalChannel("gateway", key).seal("allow")).toThrow(TypeError);
  });
});
