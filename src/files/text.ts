/** The text of bytes that are UTF-8 without NUL; `undefined` for anything else. `cut` bytes may end inside a character. */
export function decodeText(bytes: Uint8Array, { cut = false }: { readonly cut?: boolean } = {}): string | undefined {
  try {
    // A byte order mark is part of the text, so that what is written back is what was read.
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: cut });
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
