import type { ClaimValues, OidcGrant } from "./provider.ts";

/** What a verified token says. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * The first grant that fits. INVARIANT: nothing a token says of roles or groups grants anything by itself; no grant, no
 * identity.
 */
export function grantFor(grants: readonly OidcGrant[], claims: Claims): OidcGrant | undefined {
  const service = isService(claims);
  return grants.find(
    (grant) =>
      grant.service === service &&
      (grant.subject === undefined || grant.subject === claims["sub"]) &&
      unmetClaim(grant.claims, claims) === undefined,
  );
}

/** The first claim that says none of the values wanted. */
export function unmetClaim(wanted: ClaimValues, claims: Claims): string | undefined {
  return Object.entries(wanted).find(([name, values]) => !values.some((v) => valuesOf(claims, name).includes(v)))?.[0];
}

/** Whether nobody but the client itself is behind a token: client credentials (RFC 9068 §2.2, and as Entra and Auth0 say it). */
export function isService(claims: Claims): boolean {
  const { sub, client_id, azp, idtyp, gty } = claims;
  return sub === client_id || sub === azp || idtyp === "app" || gty === "client-credentials";
}

/** The strings a claim holds; `scope` is a list with spaces (RFC 8693 §4.2). */
function valuesOf(claims: Claims, name: string): readonly unknown[] {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  return name === "scope" && typeof value === "string" ? value.split(" ") : [value].flat();
}
