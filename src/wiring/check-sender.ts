import { SESv2Client } from '@aws-sdk/client-sesv2';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createStandingOf } from '../aws/ses-identities.ts';
import { type Environment, loadConfig } from '../config.ts';
import { answerCloudFormation, readCustomResourceRequest } from '../deployment/custom-resource.ts';
import { problemWithSender } from '../deployment/sender.ts';
import { inOneLine } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import { CLOCK } from './clock.ts';

/** For CloudFormation: fails the deployment if SES may not send as the sender of the e-mails, or if that is not known. */
export function createCheckSender(env: Environment, log: Log) {
  const { AWS_REGION: region } = loadConfig(env, []);
  const ports = {
    standingOf: createStandingOf(new SESv2Client(clientOptions(env, 'web'))),
    ...CLOCK,
    region,
  };

  return (event: unknown): Promise<void> =>
    inOneLine('check_sender', { log, ...CLOCK }, async (note) => {
      const request = readCustomResourceRequest(event);
      const { RequestType, ResourceProperties } = request;
      note({ request: RequestType, stack: request.StackId });
      // There is nothing to delete, and a failed Delete would hold up the removal of the stack.
      const problem =
        RequestType === 'Delete'
          ? undefined
          : await problemWithSender(identitiesOf(ResourceProperties), ports);
      note(problem === undefined ? { outcome: 'accepted' } : { level: 'error', outcome: 'refused', problem });
      await answerCloudFormation(request, problem);
    });
}

function identitiesOf({ Identities: identities }: Readonly<Record<string, unknown>>): readonly string[] {
  const isList = Array.isArray(identities) && identities.length > 0;
  if (isList && identities.every((identity) => identity && typeof identity === 'string')) return identities;
  throw new TypeError('the resource has no identities');
}
