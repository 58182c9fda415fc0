import { hash, type X509Certificate } from "node:crypto";

/** The pin of a certificate's key: base64 of SHA-256 over its SubjectPublicKeyInfo (RFC 7469 §2.4). */
export function pinOf(certificate: X509Certificate): string {
  return hash("sha256", certificate.publicKey.export({ type: "spki", format: "der" }), "base64");
}

/**
 * True when a pin is met by the key of the certificate or of an authority that signed it, directly or not. Pins may be
 * written `sha256/…`.
 */
export function isPinned(certificate: X509Certificate | undefined, pins: readonly string[]): boolean {
  const wanted = new Set(pins.map((pin) => pin.replace(/^sha256\/+/, "")));
  let current = certificate;
  for (let depth = 0; current !== undefined && depth < maxDepth; depth++) {
    if (wanted.has(pinOf(current))) return true;
    current = issuerOf(current);
  }
  return false;
}

const maxDepth = 8;

function issuerOf(certificate: X509Certificate): X509Certificate | undefined {
  const issuer = certificate.issuerCertificate;
  if (issuer === undefined || issuer.fingerprint256 === certificate.fingerprint256) return undefined;
  // INVARIANT: a server may send what it likes as its chain; only a signature makes one certificate vouch for another.
  return issuer.ca && certificate.verify(issuer.publicKey) ? issuer : undefined;
}
