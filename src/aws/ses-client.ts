/*
 * What our functions use of the client for SES. Only the functions that send e-mails need it, and it needs code of the SDK that
 * no other client does, so this module is a bundle of its own (infra/apart.ts).
 */
export {
  type MessageHeader,
  SESv2Client,
  type SESv2ClientConfig,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
