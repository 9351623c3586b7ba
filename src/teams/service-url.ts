/**
 * The hosts of Teams' connector: the world, and the clouds of the United States government (Teams: "Deploy your app to
 * government clouds").
 */
const HOSTS: ReadonlySet<string> = new Set([
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
]);

/** Tells whether a service URL belongs to Teams. The token of the bot is sent to no other place. */
export type IsServiceUrl = (url: unknown) => url is string;

/**
 * @param configured the service URL of the deployment, which is trusted too: the embedded Teams is on the loopback
 *   interface
 */
export function createIsServiceUrl(configured: string): IsServiceUrl {
  const own = URL.parse(configured)?.origin;
  return (url): url is string => {
    const parsed = typeof url === 'string' ? URL.parse(url) : null;
    if (!parsed || parsed.username || parsed.password || parsed.search || parsed.hash) return false;
    return (
      parsed.origin === own || (parsed.protocol === 'https:' && !parsed.port && HOSTS.has(parsed.hostname))
    );
  };
}
