import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Runs once before all tests. Whatever a test or the CDK writes to the temporary folder is gone after the run: without
 * this, each run leaves hundreds of cloud assemblies and bundles behind.
 */
export default function setup(): () => void {
  const outer = process.env.TMPDIR;
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-test-'));
  process.env.TMPDIR = folder;

  return () => {
    if (outer === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outer;
    rmSync(folder, { recursive: true, force: true });
  };
}
