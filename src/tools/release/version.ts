/** What a release is called in three places. */
export interface Versions {
  /** The name of the tag, such as `v1.2.0`. */
  readonly tag: string;
  /** Of package.json. */
  readonly version: string;
  /** The text of CHANGELOG.md. */
  readonly changelog: string;
}

/**
 * Checks that a tag, package.json and the newest entry of CHANGELOG.md are of one version.
 *
 * @throws {TypeError} if they are not
 */
export function checkVersions({ tag, version, changelog }: Versions): void {
  const newest = /^## \[([^\]]+)\]/m.exec(changelog)?.[1];
  if (tag === `v${version}` && newest === version) return;
  throw new TypeError(
    `The tag is ${tag}, package.json has ${version}, and the newest entry of CHANGELOG.md is ${newest ?? 'missing'}. They must be of one version: v1.2.0, 1.2.0 and [1.2.0].`,
  );
}

/** The newest entry of a changelog: the text below its heading. */
export function newestChanges(changelog: string): string {
  const [, newest = ''] = changelog.split(/^## \[[^\]]+\].*\n/m);
  return newest.trimStart();
}
