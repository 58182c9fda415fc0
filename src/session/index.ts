export { type Authentication, Authenticator } from "./authenticator.ts";
export { bearerToken, type Credential, type Presented, presentedToken } from "./credential.ts";
export { Lockout, type LockoutLimits, networkOf } from "./lockout.ts";
export { type Session, type SessionKey, Sessions } from "./sessions.ts";
export { type Identity, type Role, type TokenEntry, Tokens, type TokenTerms } from "./tokens.ts";
