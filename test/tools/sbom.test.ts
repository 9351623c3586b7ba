import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { allPackages, bundledPackages, ofProduct, reproducible } from '../../src/tools/sbom.ts';

/** A package of CycloneDX 1.5, as far as it is checked here. */
interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly purl: string;
  readonly hashes: readonly { readonly alg: string }[];
  readonly licenses: readonly unknown[];
}

/** Some packages that only build and test the product. */
const TOOLS = ['aws-cdk-lib', 'emulate', 'esbuild', 'pinned-node', 'playwright-core', 'typescript', 'vitest'];

describe('the bill of materials of the product', () => {
  let bundled: ReadonlySet<string>;
  let bom: ReturnType<typeof ofProduct>;
  let components: readonly Component[];

  beforeAll(async () => {
    bundled = await bundledPackages(await mkdtemp(path.join(tmpdir(), 'countersign-sbom-')));
    bom = ofProduct(allPackages(), bundled);
    components = bom.components as readonly Component[];
  });

  it('names each package in a bundle, and no other', () => {
    expect(bundled.size).toBeGreaterThan(50);
    expect(components.map((component) => component['bom-ref']).sort()).toEqual([...bundled].sort());
    const names = components.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['@slack/bolt', '@aws-sdk/client-kms', 'ajv', 'hono', 'jose']),
    );
    expect(names).toContain('@modelcontextprotocol/sdk');
    expect(names.filter((name) => TOOLS.includes(name))).toEqual([]);
  });

  it('has the address, the hash and the licence of each package', () => {
    expect(JSON.stringify(components)).not.toContain('package:development');
    for (const { purl, hashes, licenses } of components) {
      expect(purl).toMatch(/^pkg:npm\/.+@\d/);
      expect(hashes).toMatchObject([{ alg: 'SHA-512' }]);
      expect(licenses).toHaveLength(1);
    }
  });

  it('is of Countersign, whatever the folder is called', () => {
    expect(bom.metadata.component).toMatchObject({ name: 'countersign', type: 'application' });
  });

  it('says which package needs which, among them', () => {
    const refs = bom.dependencies.map(({ ref }) => ref);
    expect(refs.sort()).toEqual([`countersign@${manifest.version}`, ...bundled].sort());
    expect(bom.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !bundled.has(ref))).toEqual(
      [],
    );
  });

  it('is not made if package-lock.json lacks a package', () => {
    expect(() => ofProduct(allPackages(), new Set(['other@1.0.0']))).toThrow(
      'package-lock.json lacks other@1.0.0.',
    );
  });

  it('is the same for the same packages and the same time', () => {
    const one = reproducible(bom, '1796000000');
    expect(reproducible({ ...bom, serialNumber: 'urn:uuid:other' }, '1796000000')).toEqual(one);
    expect(one.metadata).toMatchObject({ timestamp: '2026-11-30T00:53:20.000Z' });
    expect(one.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(reproducible(bom, '1796000001').serialNumber).not.toBe(one.serialNumber);
  });
});
