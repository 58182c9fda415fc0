import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  consistencyProof,
  GrowingProof,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from "../../src/audit/proof.ts";
import { GrowingTree, type Hash, leafHash, nodeHash, treeRoot } from "../../src/audit/tree.ts";

const leavesHex = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const rootsHex = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const leafHashes = leavesHex.map((hex) => leafHash(Buffer.from(hex, "hex")));

/** RFC 6962 §2.1 as it is written, recursively. */
function mth(leaves: readonly Hash[]): Hash {
  if (leaves.length < 2) return leaves[0] ?? treeRoot([]);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

const anyLeaves = fc.array(fc.uint8Array({ maxLength: 8 }).map(leafHash), { minLength: 1, maxLength: 70 });

describe("Merkle tree", () => {
  it("[AU-1] has the published roots of the classic eight leaves (RFC 6962)", () => {
    for (let n = 0; n <= 8; n++) expect(treeRoot(leafHashes.slice(0, n)).toString("hex")).toBe(rootsHex[n]);
  });

  it("[AU-1] grown leaf by leaf is the recursive definition", () => {
    fc.assert(
      fc.property(anyLeaves, (leaves) => {
        const tree = new GrowingTree();
        leaves.forEach((leaf, i) => {
          tree.append(leaf);
          expect(tree.root().equals(mth(leaves.slice(0, i + 1)))).toBe(true);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("[NB-5] every inclusion proof verifies, and none does once a bit of it changed", () => {
    fc.assert(
      fc.property(anyLeaves, fc.nat(), fc.nat(), (leaves, at, flip) => {
        const index = at % leaves.length;
        const proof = inclusionProof(leaves, index);
        const check = (p: readonly Hash[]) =>
          verifyInclusion(BigInt(index), BigInt(leaves.length), leaves[index] as Hash, p, treeRoot(leaves));
        expect(check(proof)).toBe(true);
        const growing = new GrowingProof(index, leaves.length);
        for (const leaf of leaves) growing.append(leaf);
        expect(growing.hashes()).toEqual(proof);
        expect(check([...proof, leafHash(Buffer.of(1))])).toBe(false);
        if (proof.length > 0) expect(check(flipped(proof, flip))).toBe(false);
      }),
    );
  });

  it("[AU-1] the empty tree is a prefix of every tree, and needs no proof (C2SP tlog-witness)", () => {
    const [empty, one] = [treeRoot([]), treeRoot(leafHashes.slice(0, 1))];
    expect(verifyConsistency(0n, 0n, [], empty, empty)).toBe(true);
    expect(verifyConsistency(0n, 1n, [], empty, one)).toBe(true);
    expect(verifyConsistency(0n, 1n, [one], empty, one)).toBe(false);
    expect(verifyConsistency(0n, 1n, [], one, one)).toBe(false);
    expect(verifyConsistency(1n, 0n, [], one, empty)).toBe(false);
  });

  it("[AU-1] every consistency proof verifies, and none does for a rewritten history", () => {
    fc.assert(
      fc.property(anyLeaves, fc.nat(), fc.nat(), (leaves, at, flip) => {
        const size1 = 1 + (at % leaves.length);
        const proof = consistencyProof(leaves, size1);
        const root1 = treeRoot(leaves.slice(0, size1));
        const check = (p: readonly Hash[], r: Hash) =>
          verifyConsistency(BigInt(size1), BigInt(leaves.length), p, r, treeRoot(leaves));
        expect(check(proof, root1)).toBe(true);
        expect(check(proof, nodeHash(root1, root1))).toBe(false);
        if (proof.length > 0) expect(check(flipped(proof, flip), root1)).toBe(false);
      }),
    );
  });
});

function flipped(proof: readonly Hash[], at: number): readonly Hash[] {
  return proof.map((hash, i) => {
    if (i !== at % proof.length) return hash;
    const copy = Buffer.from(hash);
    copy[at % 32] = (copy[at % 32] as number) ^ 1;
    return copy;
  });
}

const vectors = fileURLToPath(new URL("../../../shared/vectors/tlog/testdata/", import.meta.url));

interface InclusionVector {
  readonly leafIdx: string;
  readonly treeSize: string;
  readonly leafHash: string;
  readonly root: string;
  readonly proof: string[] | null;
  readonly wantErr: boolean;
}

interface ConsistencyVector {
  readonly size1: string;
  readonly size2: string;
  readonly root1: string;
  readonly root2: string;
  readonly proof: string[] | null;
  readonly wantErr: boolean;
}

/** The vectors of a folder by name; their numbers pass 2^53, so they are read as text before JSON does. */
function readVectors<T>(folder: string): [name: string, vector: T][] {
  if (!existsSync(vectors)) return [];
  return readdirSync(vectors + folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((name) => {
      const text = readFileSync(`${vectors}${folder}/${name}`, "utf8");
      return [name, JSON.parse(text.replace(/:\s*(\d+)([,\s}])/g, ':"$1"$2'))];
    });
}

describe.skipIf(!existsSync(vectors))("published proof vectors (transparency-dev/merkle)", () => {
  const bytes = (text: string | null) => Buffer.from(text ?? "", "base64");
  const inclusion = readVectors<InclusionVector>("inclusion");
  const consistency = readVectors<ConsistencyVector>("consistency");

  it(`[NB-5] gives the published answer on all ${inclusion.length} inclusion vectors`, () => {
    expect(inclusion.length).toBeGreaterThan(80);
    for (const [name, v] of inclusion) {
      const proof = (v.proof ?? []).map(bytes);
      const ok = verifyInclusion(BigInt(v.leafIdx), BigInt(v.treeSize), bytes(v.leafHash), proof, bytes(v.root));
      expect(ok, name).toBe(!v.wantErr);
    }
  });

  it(`[AU-1] gives the published answer on all ${consistency.length} consistency vectors`, () => {
    expect(consistency.length).toBeGreaterThan(80);
    for (const [name, v] of consistency) {
      const proof = (v.proof ?? []).map(bytes);
      const ok = verifyConsistency(BigInt(v.size1), BigInt(v.size2), proof, bytes(v.root1), bytes(v.root2));
      expect(ok, name).toBe(!v.wantErr);
    }
  });
});
