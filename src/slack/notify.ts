import { type Approval, waitsUntil } from '../approval/approval.ts';
import { startLookup } from '../approval/lookup.ts';
import { SHOW_WITHIN_MS } from '../approval/patience.ts';
import type { Button, Notice, ShowResult } from '../approval/surface.ts';
import { wordingFor } from '../wording/index.ts';
import { accountsOf } from './accounts.ts';
import type { SentMessages } from './message-reference.ts';
import { escapeMrkdwn, slackDate } from './mrkdwn.ts';
import type { SurfacePorts } from './ports.ts';
import { showAndTell } from './show-waiting.ts';
import { type Told, tellApprovers } from './tell-approvers.ts';

/**
 * Sends a notice of a request that waits. A reminder is a reply to the message, and to the direct messages of the people who
 * get it. After an escalation, the message is also brought up to date, and the people who are not in the channel get
 * the request.
 *
 * @param sent undefined if there is no message: then there is nothing to remind of here
 * @throws {RepeatableError} if nothing was sent, and Slack may take it later
 * @throws another error if nothing was sent
 */
export async function notifyInSlack(
  notice: Notice,
  approval: Approval,
  buttons: readonly Button[],
  sent: SentMessages | undefined,
  ports: SurfacePorts,
): Promise<ShowResult | undefined> {
  const told = toldBy(notice, approval);
  if (notice.kind === 'escalation') {
    return showAndTell({ approval, buttons, sent, told, turn: sent?.turn }, ports);
  }
  if (!sent) return undefined;
  const lookup = startLookup(ports.log);
  const accounts = await accountsOf(notice.approvers, ports.people, lookup);
  const deadline = AbortSignal.timeout(SHOW_WITHIN_MS);
  return tellApprovers(told, { approval, sent, accounts }, { lookup, deadline }, ports);
}

function toldBy({ kind, id, approvers, except = [], mayBeSent }: Notice, approval: Approval): Told {
  const { state } = approval;
  return {
    approvers,
    except,
    text: noticeText(kind, approval),
    metadata: { event_type: 'countersign_notice', event_payload: { id: approval.id, notice: id } },
    mayBeTold: mayBeSent ?? false,
    since: state.kind === 'waiting' ? state.since : undefined,
    arrives: 'at most once',
  };
}

/** mrkdwn */
function noticeText(kind: Notice['kind'], approval: Approval): string {
  const wording = wordingFor(approval.request.locale);
  const { notices } = wording;
  const title = escapeMrkdwn(approval.request.title);
  const until = waitsUntil(approval);
  if (kind === 'escalation') return notices.escalation(title);
  return kind === 'last' && until ? notices.last(title, slackDate(until, wording)) : notices.reminder(title);
}
