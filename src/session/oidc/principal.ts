const prefix = "oidc:";
/** As many as OpenID Connect Core §2 gives a subject. */
const longest = 255;

/**
 * The principal that a subject of an issuer is: `oidc:<issuer>:<subject>`, or `oidc:<issuer>:service:<subject>` for a
 * service, the issuer by its name in the configuration. `undefined` for what cannot be a subject.
 * INVARIANT: the subject is percent-encoded, so that no subject of any issuer reads as another one.
 */
export function oidcPrincipal(issuer: string, subject: string, isService: boolean): string | undefined {
  if (subject === "" || subject.length > longest || !subject.isWellFormed()) return undefined;
  return `${oidcPrefix(issuer)}${isService ? "service:" : ""}${encodeURIComponent(subject)}`;
}

/** What the principals of an issuer begin with. */
export function oidcPrefix(issuer: string): string {
  return `${prefix}${issuer}:`;
}

/** Whether only an issuer may speak for this principal. */
export function isOidcPrincipal(principal: string): boolean {
  return principal.startsWith(prefix);
}
