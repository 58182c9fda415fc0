import { hash } from "node:crypto";

/** A SHA-256 hash, 32 bytes. */
export type Hash = Buffer;

/** RFC 6962 §2.1: the hash of a leaf, SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array): Hash {
  const input = Buffer.allocUnsafe(entry.length + 1);
  input.set(entry, 1);
  return leafHashPrefixed(input);
}

/** The same for an entry whose buffer has a byte in front that may be overwritten; spares the copy. */
export function leafHashPrefixed(prefixed: Uint8Array): Hash {
  const spare = prefixed[0] as number;
  prefixed[0] = 0x00;
  const leaf = sha256(prefixed);
  prefixed[0] = spare;
  return leaf;
}

/** RFC 6962 §2.1: the hash of an inner node, SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Hash {
  nodeInput.set(left, 1);
  nodeInput.set(right, 33);
  return sha256(nodeInput);
}

const nodeInput = Buffer.alloc(65, 0x01);

function sha256(input: Uint8Array): Hash {
  // By way of a string, so that the result lies in Node's buffer pool: a buffer with memory of its own takes twice the time.
  return Buffer.from(hash("sha256", input, "binary"), "binary");
}

/** The root of a tree without leaves. */
export const emptyRoot: Hash = sha256(new Uint8Array());

/** A tree that only grows, held as the roots of its perfect subtrees: O(log n) memory, O(1) amortised append. */
export class GrowingTree {
  #size = 0;
  readonly #peaks: Hash[] = [];

  get size(): number {
    return this.#size;
  }

  append(leaf: Hash): void {
    let node = leaf;
    // Each trailing one bit of the size is a perfect subtree that the new leaf completes to the next larger one.
    for (let bits = this.#size; bits % 2 === 1; bits = Math.floor(bits / 2))
      node = nodeHash(this.#peaks.pop() as Hash, node);
    this.#peaks.push(node);
    this.#size++;
  }

  /** RFC 6962 §2.1: the Merkle tree hash of all leaves so far. */
  root(): Hash {
    return (
      this.#peaks.reduceRight<Hash | undefined>((right, left) => (right ? nodeHash(left, right) : left), undefined) ??
      emptyRoot
    );
  }
}

/** RFC 6962 §2.1: the Merkle tree hash of a list of leaf hashes. */
export function treeRoot(leaves: readonly Hash[]): Hash {
  const tree = new GrowingTree();
  for (const leaf of leaves) tree.append(leaf);
  return tree.root();
}
