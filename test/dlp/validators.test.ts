import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { hasAwsAccount, hasRoutableCrc, hasSnowflake } from "../../src/dlp/proof.ts";
import { base58Check } from "../../src/dlp/validators/base58.ts";
import { hasBech32Checksum } from "../../src/dlp/validators/bech32.ts";
import { hasMnemonicChecksum, unlistedWords } from "../../src/dlp/validators/mnemonic.ts";
import {
  isCpf,
  isDni,
  isInsee,
  isPersonnummer,
  isResidentId,
  isSocialSecurityNumber,
} from "../../src/dlp/validators/national-ids.ts";
import { isCardNumber, isIban, isLuhn } from "../../src/dlp/validators/numbers.ts";

/** The text with its last letter or digit replaced by another of its kind. */
function twin(text: string): string {
  const last = text.slice(-1);
  const other = /\d/.test(last) ? String((Number(last) + 1) % 10) : last === "A" ? "B" : last === "a" ? "c" : "A";
  return text.slice(0, -1) + (last === last.toLowerCase() ? other.toLowerCase() : other);
}

describe("checksums", () => {
  it.each([
    ["a card of Visa", isCardNumber, ["4111", "111111111111"].join("")],
    ["a card of Mastercard", isCardNumber, ["2223", "003122003222"].join("")],
    ["a card of American Express", isCardNumber, ["3782", "82246310005"].join("")],
    ["a card of UnionPay", isCardNumber, ["6200", "000000000005"].join("")],
    ["a German account", isIban, "DE89 3704 0044 0532 0130 00"],
    ["a British account", isIban, "GB29NWBK60161331926819"],
    ["a Maltese account", isIban, "MT84MALT011000012345MTLCAST001S"],
    ["a Norwegian account", isIban, "no9386011117947"],
    ["a French social security number", isInsee, "255081416802538"],
    ["a Spanish DNI", isDni, "12345678Z"],
    ["a Spanish NIE", isDni, "X1234567L"],
    ["a Brazilian CPF", isCpf, "529.982.247-25"],
    ["a Chinese resident number", isResidentId, "11010519491231002X"],
    ["a Swedish personal number", isPersonnummer, "811228-9874"],
    [
      "an age identity",
      hasBech32Checksum,
      ["AGE-SECRET-KEY-1", "XMWWC06LY3EE5RYTXM9MFLAZ2U56JJJ36S0MYPDRWSVLUL66MV4QX3S7F6"].join(""),
    ],
    ["the first vector of BIP-173", hasBech32Checksum, "a12uel5l"],
    ["a nostr key of NIP-19", hasBech32Checksum, "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5"],
    [
      "a Bitcoin key",
      (text: string) => base58Check(text) !== undefined,
      ["5HueCGU8rMjxEXxiPuD5BDk", "u4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"].join(""),
    ],
  ])("[CC-1.1] prove %s, and not its twin with another last character", (_what, holds, text) => {
    expect(holds(text)).toBe(true);
    expect(holds(twin(text))).toBe(false);
  });

  it("[CC-1.1] prove a mnemonic of each length, and not one whose last word is another", () => {
    for (const [count, last] of [
      [12, "about"],
      [15, "address"],
      [18, "agent"],
      [21, "admit"],
      [24, "art"],
    ] as const) {
      const words = [...Array(count - 1).fill("abandon"), last];
      expect(hasMnemonicChecksum(words)).toBe(true);
      expect(hasMnemonicChecksum([...words.slice(0, -1), "zoo"])).toBe(false);
    }
    expect(unlistedWords(["legal", "winner", "thank", "Year", "sallyport"])).toBe(1);
  });

  it("[CC-1.1] prove a routable token of GitLab by its length and CRC", () => {
    const head = `${["gl", "pat-"].join("")}kT9xVd3WnPeR5uYhJ8sGf2CcQ4t.01.0r`;
    const sum = crc32(head).toString(36).padStart(7, "0");
    expect(hasRoutableCrc(head + sum)).toBe(true);
    expect(hasRoutableCrc(`${head}0000000`)).toBe(false);
  });

  it("read the account in an AWS key id and the id in a Discord token", () => {
    expect(hasAwsAccount(["AS", "IAQNZGKIQY56JQ7WML"].join(""))).toBe(true);
    expect(hasAwsAccount(["AK", "IAIOSFODNN0EXAMPLE"].join(""))).toBe(false);
    expect(hasSnowflake(`${Buffer.from("1180293847561029384").toString("base64")}.GkT9xV.x`)).toBe(true);
    expect(hasSnowflake("MTEuMTIuMTM.GkT9xV.x")).toBe(false);
  });

  it("refuse numbers of the right shape that nobody gives out", () => {
    expect(["000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567"].some(isSocialSecurityNumber)).toBe(false);
    expect(isCpf("111.111.111-11")).toBe(false);
    expect(isLuhn("0000000000000000")).toBe(true);
    expect(isCardNumber("0000000000000000")).toBe(false);
    expect(isIban("DE8937 0400440532013000")).toBe(false);
    expect(isIban("ZZ89370400440532013000")).toBe(false);
  });
});
