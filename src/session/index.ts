export { type Authentication, Authenticator } from "./authenticator.ts";
export { bearerToken, type Credential, type Presented, presentedToken } from "./credential.ts";
export { Lockout, type LockoutLimits, networkOf } from "./lockout.ts";
export type { FetchKeys } from "./oidc/keys.ts";
export { isOidcPrincipal } from "./oidc/principal.ts";
export { type IssuerStatus, OidcVerifier } from "./oidc/verifier.ts";
export { type Session, type SessionKey, Sessions } from "./sessions.ts";
export { type TokenEntry, Tokens, type TokenTerms } from "./tokens.ts";
export type { Identity, Role } from "./verifier.ts";
