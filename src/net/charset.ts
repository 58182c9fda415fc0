/** How a body is to be read, by its content type: as text, not at all, or as text if that is what it turns out to be. */
type Reading = "text" | "binary" | "unknown";

/**
 * The text of a body: decoded by its byte order mark, the charset of its content type, or what its HTML says, else
 * UTF-8. `undefined` when it is not text. Bytes that do not fit become U+FFFD.
 */
export function textOf(content: Uint8Array, contentType: string, cut: boolean): string | undefined {
  const reading = readingOf(contentType);
  if (reading === "binary") return undefined;
  if (reading === "unknown") return plainText(content, cut);
  const label = byteOrderMark(content) ?? charsetOf(contentType) ?? declaredIn(content, contentType) ?? "utf-8";
  return decoderFor(label).decode(content, { stream: cut });
}

function readingOf(contentType: string): Reading {
  const type = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  if (type === "" || type === "application/octet-stream" || type === "binary/octet-stream") return "unknown";
  return /^text\/|[/+](?:json|xml|yaml|x-yaml|toml)$|^application\/(?:json|xml|javascript|ecmascript|x-javascript|x-ndjson|ndjson|jsonl|graphql|sql|x-sh|x-www-form-urlencoded|rtf|x-tex|x-httpd-php|typescript)\b/.test(
    type,
  )
    ? "text"
    : "binary";
}

function plainText(content: Uint8Array, cut: boolean): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content, { stream: cut });
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

function byteOrderMark([a, b, c]: Uint8Array): string | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return a === 0xff && b === 0xfe ? "utf-16le" : undefined;
}

function charsetOf(contentType: string): string | undefined {
  return /;\s*charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType)?.[1];
}

/** What an HTML document says of itself in its first 1024 bytes (WHATWG HTML §13.2.3.2). */
function declaredIn(content: Uint8Array, contentType: string): string | undefined {
  if (!/html/i.test(contentType)) return undefined;
  const head = Buffer.from(content.subarray(0, 1024)).toString("latin1");
  const label = /<meta[^>]{0,512}?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1];
  // A document that could be read so far is not in UTF-16, whatever it says.
  return label !== undefined && /^utf-?16/i.test(label) ? "utf-8" : label;
}

function decoderFor(label: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
}
