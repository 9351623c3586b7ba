import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';

export interface Zip {
  /** With a hash of the content, so that another content is another object in S3: only then CloudFormation updates the function. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Local time, as the ZIP format has it, so the bytes are the same in each time zone. It is the earliest time that it knows. */
const TIME = new Date(1980, 0, 1);

/** Packs a folder. The same files give the same bytes. */
export async function zipOf(folder: string): Promise<Zip> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
  const contents: Record<string, Uint8Array> = {};
  for (const file of files.sort()) {
    contents[path.relative(folder, file).replaceAll(path.sep, '/')] = await readFile(file);
  }
  const bytes = zipSync(contents, { level: 9, mtime: TIME });
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { name: `${path.basename(folder)}-${hash.slice(0, 16)}.zip`, bytes };
}
