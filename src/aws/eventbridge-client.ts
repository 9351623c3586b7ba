/*
 * What our functions use of the client for EventBridge. It is loaded after the messages were sent, so this module is a bundle of
 * its own (infra/apart.ts).
 */
export {
  EventBridgeClient,
  type EventBridgeClientConfig,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
