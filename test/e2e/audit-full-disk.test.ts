import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { AuditLog, verifyLog } from "../../src/audit/index.ts";

const mount = mkdtempSync(join(tmpdir(), "sallyport-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=256k,mode=0700", "tmpfs", mount]).status === 0;
afterAll(() => {
  if (mounted) spawnSync("umount", [mount]);
  rmSync(mount, { recursive: true, force: true });
});

it.skipIf(!mounted)(
  "[AU-2] rejects once a real disk is full, keeps every acknowledged record, and goes on when there is room (needs leave to mount)",
  async () => {
    const [directory, keyFile] = [join(mount, "audit"), join(mount, "audit.pem")];
    const log = await AuditLog.open(directory, { keyFile });
    const entry = (i: number) => ({ kind: "finding" as const, body: { i, filler: "x".repeat(900) } });
    let acknowledged = 0;
    let refusal: unknown;
    while (refusal === undefined && acknowledged < 1_000) {
      const group = await Promise.allSettled(Array.from({ length: 7 }, (_, i) => log.append(entry(acknowledged + i))));
      acknowledged += group.filter(({ status }) => status === "fulfilled").length;
      refusal = group.find((result) => result.status === "rejected")?.reason;
    }
    expect(refusal).toMatchObject({ code: "ERR_AUDIT_UNWRITABLE", message: expect.stringContaining("ENOSPC") });
    await expect(log.append(entry(0))).rejects.toMatchObject({ code: "ERR_AUDIT_UNWRITABLE" });
    await log.close();
    expect(acknowledged).toBeGreaterThan(100);
    await expect(AuditLog.open(directory, { keyFile })).rejects.toMatchObject({ code: "ERR_AUDIT_UNWRITABLE" });

    expect(spawnSync("mount", ["-o", "remount,size=2m", mount]).status).toBe(0);
    const again = await AuditLog.open(directory, { keyFile });
    expect((await again.append(entry(0))).index).toBeGreaterThanOrEqual(acknowledged);
    await again.close();
    expect(await verifyLog(directory)).toMatchObject({ ok: true });
  },
);
