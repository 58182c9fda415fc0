import { join } from "node:path";

/** Where the parts of Sallyport's state lie in its home. */
export interface HomePaths {
  readonly config: string;
  /** What was made of the configuration the last time. */
  readonly configCache: string;
  /** What the operator of the host says about all agents, or some. */
  readonly host: string;
  /** Directory of the approver's key and the socket. */
  readonly approver: string;
  /** Directory of the audit log. */
  readonly audit: string;
  /** Signing key of the audit log. */
  readonly auditKey: string;
  /** Directory of the log of what the operator runs in a sandbox by hand, beside that of a gateway that may be running. */
  readonly operatorAudit: string;
  readonly operatorAuditKey: string;
  /** Directory of the sockets through which sandboxes reach the network. */
  readonly egress: string;
  /** Directory of what was copied as evidence, one of each incident. */
  readonly incidents: string;
  /** Directory of the skills, unless the configuration names another. */
  readonly skills: string;
  /** Directory of the copies of skills that are run. */
  readonly skillCopies: string;
  /** The state file. */
  readonly state: string;
  /** Directory of certificates and their keys. */
  readonly tls: string;
  /** Key of the vault, and of the fingerprints that its tokens bear. */
  readonly vaultKey: string;
  /** Directory in which each agent without a workspace of its own has one. */
  readonly workspaces: string;
}

/** The layout of a home. */
export function homePaths(home: string): HomePaths {
  return {
    config: join(home, "config.json5"),
    configCache: join(home, "cache", "config.json"),
    host: join(home, "host.json5"),
    approver: join(home, "approver"),
    audit: join(home, "audit"),
    auditKey: join(home, "audit.key"),
    operatorAudit: join(home, "operator"),
    operatorAuditKey: join(home, "operator.key"),
    egress: join(home, "egress"),
    incidents: join(home, "incidents"),
    skills: join(home, "skills"),
    skillCopies: join(home, "cache", "skills"),
    state: join(home, "state.db"),
    tls: join(home, "tls"),
    vaultKey: join(home, "vault.key"),
    workspaces: join(home, "workspaces"),
  };
}
