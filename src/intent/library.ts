import { createHash } from "node:crypto";
import { readJwt } from "./encoding.ts";
import { demand } from "./fault.ts";
import { isSignedBy, type VerificationKey } from "./key.ts";

/**
 * Has the SD-JWT library verify what was read here as well: signature, disclosures, and where there is one the key
 * binding (RFC 9901 §7.3). `binding` is the nonce that it must bear and the key that must have signed it.
 */
export async function verifyWithLibrary(
  text: string,
  signers: readonly VerificationKey[],
  now: number,
  skewSeconds: number,
  binding?: { readonly nonce: string; readonly key: VerificationKey },
): Promise<void> {
  const { SDJwtInstance } = await import("@sd-jwt/core");
  const signedBy = (keys: readonly VerificationKey[]) => async (data: string, signature: string) => {
    const jwt = readJwt(`${data}.${signature}`);
    return keys.some((key) => isSignedBy(jwt, key));
  };
  const instance = new SDJwtInstance({
    hashAlg: "sha-256",
    hasher: (data) =>
      createHash("sha256")
        .update(Buffer.from(data as string))
        .digest(),
    verifier: signedBy(signers),
    ...(binding && { kbVerifier: signedBy([binding.key]) }),
  });
  const options = { currentDate: now, skewSeconds, ...(binding && { keyBindingNonce: binding.nonce }) };
  const holds = await instance.verify(text, options).then(
    () => true,
    () => false,
  );
  demand(
    holds,
    binding === undefined ? "disclosures" : "binding",
    "the SD-JWT library does not accept what was presented",
  );
}
