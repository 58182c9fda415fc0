import { hash, X509Certificate } from "node:crypto";
import type { DetailedPeerCertificate, TLSSocket } from "node:tls";

/** The pin of a certificate's key: base64 of SHA-256 over its SubjectPublicKeyInfo (RFC 7469 §2.4). */
export function pinOf(certificate: X509Certificate): string {
  return hash("sha256", certificate.publicKey.export({ type: "spki", format: "der" }), "base64");
}

/**
 * True when a pin is met by the key of the first certificate, or of an authority in the chain that signed it, directly
 * or not. Pins may be written `sha256/…`.
 */
export function isPinned(chain: readonly X509Certificate[], pins: readonly string[]): boolean {
  const wanted = new Set(pins.map((pin) => pin.replace(/^sha256\/+/, "")));
  for (const [depth, certificate] of chain.entries()) {
    if (wanted.has(pinOf(certificate))) return true;
    const issuer = chain[depth + 1];
    // INVARIANT: a server may send what it likes as its chain; only a signature makes one certificate vouch for another.
    if (issuer === undefined || !issuer.ca || !certificate.verify(issuer.publicKey)) return false;
  }
  return false;
}

/** The certificates that a server showed or that are known to have signed them, its own first; empty without TLS. */
export function peerChain(socket: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let current: Partial<DetailedPeerCertificate> | undefined = socket.getPeerCertificate(true);
  while (current?.raw !== undefined && chain.length < maxDepth) {
    chain.push(new X509Certificate(current.raw));
    // A certificate that signed itself is its own issuer.
    current = current.issuerCertificate === current ? undefined : current.issuerCertificate;
  }
  return chain;
}

const maxDepth = 8;
