import { emptyRoot, type Hash, nodeHash, treeRoot } from "./tree.ts";

/** RFC 9162 §2.1.3.1: sibling hashes from the leaf `index` up to the root, in a tree of these leaves. */
export function inclusionProof(leaves: readonly Hash[], index: number): readonly Hash[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...inclusionProof(leaves.slice(0, k), index), treeRoot(leaves.slice(k))]
    : [...inclusionProof(leaves.slice(k), index - k), treeRoot(leaves.slice(0, k))];
}

/** RFC 9162 §2.1.3.2: whether the proof leads from the leaf hash at `index` to the root of a tree of `size` leaves. */
export function verifyInclusion(index: bigint, size: bigint, leaf: Hash, proof: readonly Hash[], root: Hash): boolean {
  if (index < 0n || index >= size || !areHashes([leaf, root, ...proof])) return false;
  let node = leaf;
  let fn = index;
  let sn = size - 1n;
  for (const sibling of proof) {
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      node = nodeHash(sibling, node);
      while ((fn & 1n) === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      node = nodeHash(node, sibling);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && node.equals(root);
}

/** RFC 9162 §2.1.4.1: what shows that the tree of the first `size1` of these leaves is a prefix of the whole. */
export function consistencyProof(leaves: readonly Hash[], size1: number): readonly Hash[] {
  return size1 <= 0 || size1 >= leaves.length ? [] : subProof(leaves, size1, true);
}

function subProof(leaves: readonly Hash[], m: number, whole: boolean): readonly Hash[] {
  if (m === leaves.length) return whole ? [] : [treeRoot(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subProof(leaves.slice(0, k), m, whole), treeRoot(leaves.slice(k))]
    : [...subProof(leaves.slice(k), m - k, false), treeRoot(leaves.slice(0, k))];
}

/**
 * RFC 9162 §2.1.4.2: whether a tree of `size1` leaves with `root1` is a prefix of one of `size2` with `root2`.
 * An empty tree is a prefix of every tree and needs no proof.
 */
export function verifyConsistency(
  size1: bigint,
  size2: bigint,
  proof: readonly Hash[],
  root1: Hash,
  root2: Hash,
): boolean {
  if (size1 < 0n || size1 > size2) return false;
  if (size1 === size2) return proof.length === 0 && root1.equals(root2);
  if (!areHashes([root1, root2, ...proof])) return false;
  if (size1 === 0n) return proof.length === 0 && root1.equals(emptyRoot);
  const path = isPowerOfTwo(size1) ? [root1, ...proof] : proof;
  const first = path[0];
  if (first === undefined) return false;
  let fn = size1 - 1n;
  let sn = size2 - 1n;
  while ((fn & 1n) === 1n) [fn, sn] = [fn >> 1n, sn >> 1n];
  let [left, right] = [first, first];
  for (const sibling of path.slice(1)) {
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      left = nodeHash(sibling, left);
      right = nodeHash(sibling, right);
      while ((fn & 1n) === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      right = nodeHash(right, sibling);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && left.equals(root1) && right.equals(root2);
}

/** The largest power of two smaller than `n`. */
function split(n: number): number {
  return 2 ** Math.floor(Math.log2(n - 1));
}

function isPowerOfTwo(n: bigint): boolean {
  return (n & (n - 1n)) === 0n;
}

function areHashes(hashes: readonly Hash[]): boolean {
  return hashes.every((hash) => hash.length === 32);
}
