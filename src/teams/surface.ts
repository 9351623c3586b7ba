import { resolutionOf } from '../approval/approval.ts';
import type { Surface } from '../approval/surface.ts';
import { wordingFor } from '../wording/index.ts';
import { explainPostError } from './explain.ts';
import { readSentMessages, together } from './message-reference.ts';
import { TEAMS } from './names.ts';
import type { SurfacePorts } from './ports.ts';

/**
 * Microsoft Teams as a surface. Posts a card with a button for each action, also to the approvers who are not in the channel.
 * Updates all of these cards when the request ends, and tells the requester. A step of a state machine does one of these, and
 * often on another surface, so the code of each is loaded when it is needed.
 *
 * @param load gives the ports for the first call
 */
export function createTeamsSurface(load: () => Promise<SurfacePorts>): Surface {
  return {
    name: TEAMS,
    confirm: true,
    inPlace: true,

    async reach(request) {
      const { reachInTeams } = await import('./reach.ts');
      return reachInTeams(request, await load());
    },

    async peopleBehind(approver) {
      const { peopleBehind } = await import('./people-behind.ts');
      return peopleBehind(approver, await load());
    },

    async show(approval, buttons = [], ref) {
      const sent = readSentMessages(ref);
      const resolution = resolutionOf(approval);
      if (!resolution) {
        const { showWaiting } = await import('./show-waiting.ts');
        return showWaiting(approval, buttons, sent, await load());
      }
      if (!sent) return { reference: undefined };
      const { showEnded } = await import('./show-ended.ts');
      await showEnded(approval, resolution, sent, await load());
      return { reference: sent };
    },

    async notify(notice, approval, buttons, ref) {
      const sent = readSentMessages(ref);
      if (!sent) return undefined;
      const { notifyInTeams } = await import('./notify.ts');
      return notifyInTeams(notice, approval, buttons, sent, await load());
    },

    together,

    async withdraw(ref) {
      const sent = readSentMessages(ref);
      const { deleteMessages } = await import('./direct-messages.ts');
      if (sent) await deleteMessages(sent, (await load()).connector);
    },

    async tell(person, news) {
      const { tellPerson } = await import('./tell-requester.ts');
      return tellPerson(person, news, await load());
    },

    explain: (error, { locale }) => explainPostError(error, wordingFor(locale)),
  };
}
