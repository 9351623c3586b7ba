import type { Locator, Page } from 'playwright-core';
import type { EmbeddedSlack } from '../../local/slack/embedded-slack.ts';
import type { Stack } from '../../local/stack.ts';

/** What every scene needs. */
export interface Stage {
  readonly stack: Stack;
  readonly slack: EmbeddedSlack;
  readonly page: Page;
  /** Starts an execution, and waits for the Slack message that asks. */
  readonly ask: (input: object, stateMachineArn?: string) => Promise<Asked>;
  readonly save: (picture: Page | Locator, name: string) => Promise<void>;
}

/** A request that was posted. */
export interface Asked {
  readonly executionArn: string;
  readonly message: Locator;
  readonly ref: { readonly channel: string; readonly ts: string };
}
