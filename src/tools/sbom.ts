import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildAll, ROOT } from '../../infra/bundle.ts';
import { buildCommand } from '../../infra/bundle-command.ts';
import { bundledFolders } from '../../infra/notices.ts';

/** The parts of a CycloneDX 1.5 document that are read or replaced. A reference is `name@version`. */
export interface BillOfMaterials {
  readonly serialNumber?: string;
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly properties?: readonly { readonly name: string }[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const DEVELOPMENT = 'cdx:npm:package:development';

/**
 * The bill of materials of the product: only the packages whose code is in a bundle.
 *
 * @param all of everything in package-lock.json
 * @param bundled the references of the packages
 * @throws {Error} if package-lock.json lacks one of them
 */
export function ofProduct<Bom extends BillOfMaterials>(all: Bom, bundled: ReadonlySet<string>): Bom {
  const components = all.components
    .filter(({ 'bom-ref': ref }) => bundled.has(ref))
    // In package-lock.json, also what is bundled is for development: the npm package needs it no more.
    .map((one) => ({ ...one, properties: one.properties?.filter(({ name }) => name !== DEVELOPMENT) ?? [] }));
  const known = new Set(components.map(({ 'bom-ref': ref }) => ref));
  const missing = [...bundled].filter((ref) => !known.has(ref));
  if (missing.length > 0) throw new Error(`package-lock.json lacks ${missing.join(', ')}. Run npm ci.`);
  const { component } = all.metadata;
  return {
    ...all,
    // npm gives it the name of the folder.
    metadata: { ...all.metadata, component: { ...component, name: 'countersign' } },
    components,
    dependencies: all.dependencies
      .filter(({ ref }) => known.has(ref) || ref === component['bom-ref'])
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => known.has(one)) })),
  };
}

/**
 * The packages whose code is in the functions or in the command.
 *
 * @param folder gets the bundles
 */
export async function bundledPackages(folder: string): Promise<ReadonlySet<string>> {
  const command = await buildCommand(path.join(folder, 'countersign.js'));
  const built = [...(await buildAll(folder)), command];
  const folders = bundledFolders(built.map(({ metafile }) => metafile));
  return new Set(await Promise.all(folders.map(referenceOf)));
}

async function referenceOf(folder: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(path.join(ROOT, folder, 'package.json'), 'utf8'));
  return `${name}@${version}`;
}

/**
 * All packages of package-lock.json, with their hashes and licences. npm cannot choose those of the product: with `--omit=dev` it
 * leaves out each package that a package for development needs too.
 */
export function allPackages(): BillOfMaterials {
  const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
  return JSON.parse(execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));
}

/**
 * A document that the same packages give again: its time is given, and its number comes from its content.
 *
 * @param epoch SOURCE_DATE_EPOCH (reproducible-builds.org): seconds since 1970
 */
export function reproducible<Bom extends BillOfMaterials>(bom: Bom, epoch: string): Bom {
  const { serialNumber: _, ...content } = bom;
  const metadata = { ...content.metadata, timestamp: new Date(Number(epoch) * 1000).toISOString() };
  const hash = createHash('sha256')
    .update(JSON.stringify({ ...content, metadata }))
    .digest('hex');
  const uuid = hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-8$3-8$4-$5');
  return { ...bom, serialNumber: `urn:uuid:${uuid}`, metadata };
}

/** The bill of materials of the product, as JSON. */
async function billOfMaterials(epoch: string | undefined): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-sbom-'));
  const bundled = await bundledPackages(folder);
  await rm(folder, { recursive: true });
  const bom = ofProduct(allPackages(), bundled);
  return `${JSON.stringify(epoch ? reproducible(bom, epoch) : bom, undefined, 2)}\n`;
}

if (import.meta.main) process.stdout.write(await billOfMaterials(process.env.SOURCE_DATE_EPOCH));
