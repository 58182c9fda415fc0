export { type Credentials, type CredentialsOptions, type CustomCertificate, openCredentials } from "./credentials.ts";
export { certificateNames, isLoopback } from "./names.ts";
export { replaceCredentials, secureContextOptions } from "./secure-context.ts";
