import type { Surface } from '../approval/surface.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import type { Config, Environment } from '../config.ts';
import { emailLater } from '../email/later.ts';
import type { Log } from '../log.ts';
import { loadOnce } from './load-once.ts';

/**
 * E-mail as a surface: by SES if MAIL_FROM is set, otherwise through the SNS topic. Undefined without both. Its code and its
 * AWS client are loaded for the first mail.
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
    const load = loadOnce(async () => {
      const [{ createAddressedSurface }, { createMailClient, createSendAddressedMail }] = await Promise.all([
        import('../email/addressed-surface.ts'),
        import('../aws/ses.ts'),
      ]);
      const sendMail = createSendAddressedMail(createMailClient(clientOptions(env)), sender);
      return createAddressedSurface(sendMail, { recipients, oneClick, log });
    });
    return emailLater(load, { oneClick, tells: true });
  }
  if (!topicArn) return undefined;
  const load = loadOnce(async () => {
    const [{ createEmailSurface }, { createTopic }] = await Promise.all([
      import('../email/surface.ts'),
      import('../aws/topic.ts'),
    ]);
    const { sendMail, listSubscriptions } = createTopic(clientOptions(env), topicArn, log);
    return createEmailSurface(sendMail, listSubscriptions, { oneClick, longLinks, log });
  });
  return emailLater(load, { oneClick, tells: false });
}
