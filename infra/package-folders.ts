import path from 'node:path';

/*
 * The folders that the constructs read. They are beside infra/ in the repository, and beside lib/ in the package, so one path is
 * right in both (docs/decisions/package.md).
 */
const AROUND = path.dirname(import.meta.dirname);

/** The bundles of the functions, `<entry>/index.mjs` each. `npm run build` makes them. */
export const ASSETS = path.join(AROUND, 'assets');

/** The definitions of the state machines. They have placeholders that CloudFormation substitutes, so they are not valid JSON yet. */
export const DEFINITIONS = path.join(AROUND, 'workflow');
