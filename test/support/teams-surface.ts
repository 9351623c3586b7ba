import type { LogLine } from '../../src/log.ts';
import { createConnector } from '../../src/teams/connector.ts';
import { createTeamsPeople } from '../../src/teams/people.ts';
import type { SurfacePorts } from '../../src/teams/ports.ts';
import { createIsServiceUrl } from '../../src/teams/service-url.ts';
import { createTeamsSurface } from '../../src/teams/surface.ts';
import { CHANNEL, connectorOptions, startFakeConnector } from './teams-fake-connector.ts';

/** The surface of Teams over a fake connector that does not wait. */
export async function startTeamsSurface(overrides: Partial<SurfacePorts> = {}) {
  const fake = await startFakeConnector();
  const lines: LogLine[] = [];
  const log = (line: LogLine) => void lines.push(line);
  const connector = createConnector({
    ...connectorOptions(fake),
    isServiceUrl: createIsServiceUrl(fake.serviceUrl),
    patience: 'background',
    wait: async () => {},
    log,
  });
  const surface = createTeamsSurface(async () => ({
    connector,
    people: createTeamsPeople(connector, Date.now),
    channel: CHANNEL,
    serviceUrl: fake.serviceUrl,
    log,
    ...overrides,
  }));
  return { fake, surface, lines };
}
