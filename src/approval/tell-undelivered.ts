import { inOneLine } from '../invocation-log.ts';
import { wordingFor } from '../wording/index.ts';
import { type Approval, lastRound, withoutTokens } from './approval.ts';
import { isDurable } from './execution.ts';
import { isSameAddress } from './people.ts';
import { readApprovals } from './read-approvals.ts';
import type { RequestDefaults } from './request.ts';
import type { OutcomePorts } from './tell-outcome.ts';
import { tellRequester } from './tell-requester.ts';
import { orTryAgain } from './try-again.ts';

/** A mail that did not reach its recipients, or that they did not want. */
export interface Undelivered {
  /** `answered`: by a program, such as an out-of-office notice, so that the mail has probably arrived. */
  readonly kind: 'bounced' | 'complained' | 'answered';
  readonly addresses: readonly string[];
  readonly messageId: string | undefined;
  /** The id of the approval that the mail is about, and its execution. Undefined: the mail does not tell. */
  readonly approval: string | undefined;
  readonly execution: string | undefined;
}

type Ports = Pick<OutcomePorts, 'getHistory' | 'surfaces' | keyof RequestDefaults | 'now' | 'log'>;

/**
 * Counts a mail that did not reach its recipients, and tells the requester while the approval still waits.
 *
 * @throws {Refusal} `Countersign.TryAgain` if the history cannot be read for now: then the requester has not been told
 */
export function tellUndelivered(undelivered: Undelivered, ports: Ports): Promise<void> {
  return inOneLine('tell_undelivered', ports, async (note) => {
    const { kind, addresses, messageId, approval: id, execution } = undelivered;
    note({ kind, message_id: messageId, transaction_id: id, execution });
    if (kind === 'answered') return;
    // First, because the mail counts also if the history can never be read. A repeated invocation counts it again.
    ports.log({ level: 'error', event: 'mail_undelivered', transaction_id: id, message_id: messageId, kind });
    if (id && execution && !isDurable(execution)) {
      const history = await orTryAgain(ports.getHistory(execution));
      const found = readApprovals(history, execution, ports).find((one) => one.id === id);
      if (found?.state.kind === 'waiting') {
        const approval = unlessToSame(withoutTokens(found), addresses);
        const sentence = sentenceAbout(approval, kind, addresses);
        const { shown } = lastRound(approval);
        await tellRequester(approval, (surface) => ({ approval, sentence, ref: shown[surface] }), ports);
        note({ outcome: 'told' });
      }
    }
  });
}

/** No mail tells the requester that mails to the requester come back: that one would come back too, again and again. */
function unlessToSame(approval: Approval, addresses: readonly string[]): Approval {
  const { email, ...requester } = approval.request.requester;
  if (email === undefined || !addresses.some((address) => isSameAddress(address, email))) return approval;
  return { ...approval, request: { ...approval.request, requester } };
}

function sentenceAbout(
  { request }: Approval,
  kind: 'bounced' | 'complained',
  addresses: readonly string[],
): string {
  const { partlySent, unreachable, notAskedOn, mail } = wordingFor(request.locale);
  const reason = notAskedOn('email', mail[kind]);
  return [partlySent, ...addresses.map((address) => unreachable(address, [reason]))].join(' ');
}
