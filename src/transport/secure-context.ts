import type { SecureContextOptions, Server } from "node:tls";
import type { Credentials } from "./credentials.ts";

/**
 * The TLS parameters of every listener: version 1.3 and nothing else (RFC 8446), hybrid post-quantum key agreement
 * first.
 */
export function secureContextOptions({ certificate, key }: Credentials): SecureContextOptions {
  return {
    cert: certificate,
    key,
    // INVARIANT: both bounds are given on every use; a context without them falls back to TLS 1.2.
    minVersion: "TLSv1.3",
    maxVersion: "TLSv1.3",
    ecdhCurve: "X25519MLKEM768:X25519:P-256",
    honorCipherOrder: true,
  };
}

/** Puts other credentials in force for new connections; those that are open go on. */
export function replaceCredentials(server: Pick<Server, "setSecureContext">, credentials: Credentials): void {
  server.setSecureContext(secureContextOptions(credentials));
}
