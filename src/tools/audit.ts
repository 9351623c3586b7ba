import { execFile } from 'node:child_process';
import { isObject, parseJson } from '../callback/json.ts';

/** What a check of npm tells: nothing is wrong, these packages are wrong, or it cannot be told, and why. */
export type Finding =
  | { readonly kind: 'good' }
  | { readonly kind: 'wrong'; readonly packages: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

interface Check {
  readonly title: string;
  /** The arguments of npm. It prints JSON. */
  readonly args: readonly string[];
  /** @returns the packages that are wrong; undefined if npm could not check */
  readonly wrong: (report: Readonly<Record<string, unknown>>) => readonly string[] | undefined;
}

export const CHECKS: readonly Check[] = [
  {
    title: 'The registry has signed each installed package.',
    args: ['audit', 'signatures'],
    wrong: ({ invalid, missing }) => {
      if (!Array.isArray(invalid) || !Array.isArray(missing)) return undefined;
      return [...invalid, ...missing].map(({ name, version }) => `${name}@${version}`);
    },
  },
  {
    title: 'No installed package has a known vulnerability that is high or critical.',
    // The npm package bundles what it needs, so all packages are for development.
    args: ['audit'],
    wrong: ({ vulnerabilities }) => {
      if (!isObject(vulnerabilities)) return undefined;
      return Object.entries(vulnerabilities as Readonly<Record<string, { readonly severity: string }>>)
        .filter(([, { severity }]) => severity === 'high' || severity === 'critical')
        .map(([name, { severity }]) => `${name} (${severity})`);
    },
  },
];

/** Reads what npm printed. A registry or a network that does not answer is "unknown": never good, and never wrong. */
export function findingOf({ wrong }: Pick<Check, 'wrong'>, printed: string): Finding {
  const report = parseJson(printed);
  const packages = isObject(report) ? wrong(report) : undefined;
  if (packages === undefined) return { kind: 'unknown', reason: reasonIn(report) };
  return packages.length === 0 ? { kind: 'good' } : { kind: 'wrong', packages };
}

function reasonIn(report: unknown): string {
  const { message, error } = isObject(report) ? report : {};
  const summary = isObject(error) && error.summary;
  return String(summary || message || 'npm printed no report.');
}

/**
 * npm tries each call of the registry again, for more than a minute if nothing answers. With the setting `offline`, it would find no
 * vulnerabilities without asking.
 */
const OPTIONS = ['--json', '--offline=false', '--fetch-retries=1', '--fetch-timeout=20000'];
const WITHIN_MS = 120_000;

/** Runs npm, and returns what it prints. npm also prints a report if it fails. */
export function npm(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const options = { timeout: WITHIN_MS, maxBuffer: 64 * 1024 * 1024, shell: process.platform === 'win32' };
    execFile('npm', [...args, ...OPTIONS], options, (_, stdout) => resolve(stdout));
  });
}

if (import.meta.main) {
  for (const check of CHECKS) {
    const finding = findingOf(check, await npm(check.args));
    process.stdout.write(lineOf(check.title, finding));
    if (finding.kind === 'wrong') process.exitCode = 1;
  }
}

/** In GitHub Actions, what could not be checked is a warning on the page of the run. */
function lineOf(title: string, finding: Finding): string {
  if (finding.kind === 'good') return `yes      ${title}\n`;
  if (finding.kind === 'wrong') return `NO       ${title} Wrong: ${finding.packages.join(', ')}\n`;
  const line = `unknown  ${title} This could not be checked: ${finding.reason}\n`;
  return process.env.GITHUB_ACTIONS ? `::warning::${line}` : line;
}
