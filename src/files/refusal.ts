/** Why a file could not be had. */
export type FileFault =
  | "missing"
  | "link"
  | "outside"
  | "not-a-directory"
  | "not-a-file"
  | "protected"
  | "set-id"
  | "too-large"
  | "no-match"
  | "changed"
  | "no-space"
  | "forbidden"
  | "unsupported";

/** A refusal as a value, with words for a person. */
export interface Refused {
  readonly ok: false;
  readonly fault: FileFault;
  readonly message: string;
}

export function refuse(fault: FileFault, message: string): Refused {
  return { ok: false, fault, message };
}

/** Leaves an operation with a refusal; it never leaves this folder. */
class Halt extends Error {
  readonly refusal: Refused;

  constructor(refusal: Refused) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export function halt(fault: FileFault, message: string): never {
  throw new Halt(refuse(fault, message));
}

/** Carries out an operation on a path; whatever means "not to be had" becomes a refusal. */
export async function answering<T>(path: string, operation: (path: string) => Promise<T>): Promise<T | Refused> {
  try {
    return await operation(path);
  } catch (error) {
    if (error instanceof Halt) return error.refusal;
    return fromErrno(error, path);
  }
}

/** The error number of a failed system call, such as `ENOENT`. */
export function errno(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

function fromErrno(error: unknown, path: string): Refused {
  switch (errno(error)) {
    case "ENOENT":
      return refuse("missing", `${path} does not exist`);
    case "ELOOP":
      return refuse("link", `${path} is, or leads through, a link`);
    case "ENOTDIR":
      return refuse("not-a-directory", `${path} leads through something that is no directory`);
    case "EISDIR":
    case "ENXIO":
      return refuse("not-a-file", `${path} is not a regular file`);
    case "ENAMETOOLONG":
      return refuse("outside", "a part of the path is longer than a name can be");
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return refuse("no-space", `there is no room to write ${path}`);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return refuse("forbidden", `the system does not permit opening ${path}`);
    default:
      throw error;
  }
}
