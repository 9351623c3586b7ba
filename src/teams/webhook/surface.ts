import { resolutionOf } from '../../approval/approval.ts';
import { isRestricted } from '../../approval/policy.ts';
import type { ShowResult, Surface } from '../../approval/surface.ts';
import { Refusal } from '../../callback/errors.ts';
import type { Log } from '../../log.ts';
import { wordingFor } from '../../wording/index.ts';
import { ConnectorError } from '../connector-error.ts';
import { TEAMS, TEAMS_WEBHOOK } from '../names.ts';
import type { WebhookBody } from './card.ts';

export interface WebhookPorts {
  /** Gives the URL, which is a secret. */
  readonly readUrl: () => Promise<string>;
  readonly body: WebhookBody;
  readonly log: Log;
  /** Replaced in tests. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/**
 * A channel of Teams without a bot. Posts a card with a link for each action, and later a card that tells how the request
 * ended. All readers of the channel can use the links, so there are none if only certain people may decide.
 *
 * Workflows answers before it posts, so it is not known whether the card is in the channel.
 */
export function createTeamsWebhookSurface({ readUrl, body, log, wait }: WebhookPorts): Surface {
  const post = async (sent: string, kind: string): Promise<ShowResult> => {
    const { callTeams } = await import('../http.ts');
    const call = {
      what: `Teams, POST webhook${kind}`,
      url: await readUrl(),
      init: { method: 'POST', headers: { 'content-type': 'application/json' }, body: sent },
      harmlessTwice: false,
      // A workflow may answer with a text of its own.
      anyAnswer: true,
    };
    await callTeams(call, { patience: 'background', log, ...(wait && { wait }) });
    return { reference: { accepted: true } };
  };
  return {
    name: TEAMS_WEBHOOK,
    kind: TEAMS,
    confirm: true,
    asLinks: true,
    inPlace: false,
    onlyAccepts: true,

    async reach({ title, requester, policy, locale }) {
      if (!isRestricted(policy)) return { audiences: [{ title, requester: requester.name }] };
      const obstacle = wordingFor(locale).teams.webhook.undecidable;
      const unreachable = new Map((policy.approvers ?? []).map((approver) => [approver, obstacle]));
      return { audiences: [], obstacle, unreachable };
    },

    async show(approval, buttons = []) {
      const { webhookBody } = await import('./card.ts');
      const sent = webhookBody(approval, buttons, body);
      return post(sent, resolutionOf(approval) ? ' (outcome)' : '');
    },

    // A webhook cannot reply, and mentions no person: another card has the links again.
    async notify({ kind }, approval, buttons) {
      const { noticeBody } = await import('./card.ts');
      return post(noticeBody(kind, approval, buttons, body), ' (notice)');
    },

    explain(error, { locale }) {
      const { webhook } = wordingFor(locale).teams;
      if (error instanceof Refusal && error.code === 'UrlTooLong') return webhook.tooLong;
      const obstacle = error instanceof ConnectorError ? OBSTACLES.get(error.status) : undefined;
      return obstacle && webhook[obstacle];
    },
  };
}

/** By HTTP status. `gone`: the workflow was deleted or turned off, or its URL has changed. */
const OBSTACLES: ReadonlyMap<number, 'gone' | 'refused' | 'tooLong'> = new Map([
  [400, 'refused'],
  [401, 'gone'],
  [403, 'gone'],
  [404, 'gone'],
  [413, 'tooLong'],
]);
