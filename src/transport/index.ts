export { type Credentials, type CredentialsOptions, type CustomCertificate, openCredentials } from "./credentials.ts";
export { LocalChannel } from "./local-channel.ts";
export { closeToOthers, findLocalPlace, type LocalPlace, makeLocalPlace } from "./local-place.ts";
export { certificateNames, isLoopback } from "./names.ts";
export { replaceCredentials, secureContextOptions } from "./secure-context.ts";
