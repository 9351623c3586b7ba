import { type Acting, actingPerson } from './acting.ts';
import { type Installation, install, uninstall } from './install.ts';
import { type Press, press } from './press.ts';
import { type Saying, say } from './say.ts';

/**
 * The actions of people in Teams. Each rejects with a DeliveryError if Teams would not allow the action, or if the bot
 * fails to answer it.
 */
export interface Delivery {
  /** Writes a message. The bot gets it if it is mentioned, or if the conversation is personal. */
  readonly say: (saying: Saying) => Promise<void>;
  /** Presses a button of a card. */
  readonly press: (press: Press) => Promise<void>;
  readonly install: (installation: Installation) => Promise<void>;
  readonly uninstall: (installation: Installation) => Promise<void>;
  /** Whether the person has installed the app. */
  readonly hasApp: (user: string) => boolean;
}

/** Sends the actions of people to the bot, and shows the bot's answers. */
export function createDelivery(acting: Acting): Delivery {
  return {
    say: (saying) => say(acting, saying),
    press: (one) => press(acting, one),
    install: (installation) => install(acting, installation),
    uninstall: (installation) => uninstall(acting, installation),
    hasApp: (user) => acting.installed.has(actingPerson({ user }).id),
  };
}
