import { SNSClient } from '@aws-sdk/client-sns';
import type { SendAddressedMail } from '../approval/ports.ts';
import type { Surface } from '../approval/surface.ts';
import { onlyOnce } from '../aws/only-once.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import type { Sender } from '../aws/ses.ts';
import { createSendMail } from '../aws/sns.ts';
import { createListSubscriptions } from '../aws/sns-subscriptions.ts';
import type { Config, Environment } from '../config.ts';
import { createAddressedSurface } from '../email/addressed-surface.ts';
import { createEmailSurface } from '../email/surface.ts';
import type { Log } from '../log.ts';

/**
 * E-mail as a surface: by SES if MAIL_FROM is set, otherwise through the SNS topic. Undefined without both.
 *
 * @param longLinks a mail of SNS also has links that mail servers may break
 */
export function configuredEmail(
  config: Config,
  env: Environment,
  log: Log,
  longLinks: boolean,
): Surface | undefined {
  const { MAIL_FROM: from, MAIL_TO: recipients = [], TOPIC_ARN: topicArn } = config;
  const oneClick = config.ONE_CLICK_EMAIL ?? false;
  if (from) {
    const sender = { from, configurationSet: config.MAIL_CONFIGURATION_SET };
    return createAddressedSurface(sendBySes(env, sender), { recipients, oneClick, log });
  }
  if (!topicArn) return undefined;
  const sendMail = createSendMail(new SNSClient({ ...clientOptions(env), ...onlyOnce() }), topicArn);
  const listSubscriptions = createListSubscriptions(new SNSClient(clientOptions(env)), topicArn, {
    now: Date.now,
    log,
  });
  return createEmailSurface(sendMail, listSubscriptions, { oneClick, longLinks, log });
}

function sendBySes(env: Environment, sender: Sender): SendAddressedMail {
  let sending: Promise<SendAddressedMail> | undefined;
  return async (mail) => {
    // Loaded only when needed, because another AWS client slows a cold start.
    sending ??= import('../aws/ses.ts').then(({ createMailClient, createSendAddressedMail }) =>
      createSendAddressedMail(createMailClient(clientOptions(env)), sender),
    );
    return (await sending)(mail);
  };
}
