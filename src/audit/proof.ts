import { emptyRoot, GrowingTree, type Hash, nodeHash, treeRoot } from "./tree.ts";

/** The leaves `[from, to)` of a log. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/** RFC 9162 §2.1.3.1: whose roots make the inclusion proof of the leaf `index` in a tree of `size`, from the leaf up. */
export function siblingRanges(index: number, size: number): readonly LeafRange[] {
  const ranges: LeafRange[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + split(to - from);
    ranges.push(index < middle ? { from: middle, to } : { from, to: middle });
    if (index < middle) to = middle;
    else from = middle;
  }
  return ranges.reverse();
}

/** RFC 9162 §2.1.3.1: sibling hashes from the leaf `index` up to the root, in a tree of these leaves. */
export function inclusionProof(leaves: readonly Hash[], index: number): readonly Hash[] {
  return siblingRanges(index, leaves.length).map(({ from, to }) => treeRoot(leaves.slice(from, to)));
}

/** The same proof for leaves that come one after the other; holds O(log² n) hashes. */
export class GrowingProof {
  readonly #siblings: readonly (LeafRange & { readonly tree: GrowingTree })[];
  #size = 0;

  constructor(index: number, size: number) {
    this.#siblings = siblingRanges(index, size).map((range) => ({ ...range, tree: new GrowingTree() }));
  }

  append(leaf: Hash): void {
    this.#siblings.find(({ from, to }) => from <= this.#size && this.#size < to)?.tree.append(leaf);
    this.#size++;
  }

  hashes(): readonly Hash[] {
    return this.#siblings.map(({ tree }) => tree.root());
  }
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
  if (size1 < 0n || size1 > size2 || (size1 === 0n && !root1.equals(emptyRoot))) return false;
  if (size1 === size2) return proof.length === 0 && root1.equals(root2);
  if (!areHashes([root1, root2, ...proof])) return false;
  if (size1 === 0n) return proof.length === 0;
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
