import { resolutionOf } from '../approval/approval.ts';
import type { Surface } from '../approval/surface.ts';
import { wordingFor } from '../wording/index.ts';
import { endedMessage } from './card/request-card.ts';
import { explainPostError } from './explain.ts';
import { readSentMessages, together } from './message-reference.ts';
import { TEAMS } from './names.ts';
import type { SurfacePorts } from './ports.ts';
import { tellPerson } from './tell-requester.ts';
import { updateMessages } from './update-messages.ts';

/**
 * Microsoft Teams as a surface. Posts a card with a button for each action, also to the approvers who are not in the channel.
 * Updates all of these cards when the request ends, and tells the requester. tell-outcome asks no person, so the code for
 * asking is loaded when it is needed.
 */
export function createTeamsSurface(ports: SurfacePorts): Surface {
  return {
    name: TEAMS,
    confirm: true,
    inPlace: true,

    async reach(request) {
      const { reachInTeams } = await import('./reach.ts');
      return reachInTeams(request, ports);
    },

    async peopleBehind(approver) {
      const { peopleBehind } = await import('./people-behind.ts');
      return peopleBehind(approver, ports);
    },

    async show(approval, buttons = [], ref) {
      const sent = readSentMessages(ref);
      const resolution = resolutionOf(approval);
      if (!resolution) {
        const { showWaiting } = await import('./show-waiting.ts');
        return showWaiting(approval, buttons, sent, ports);
      }
      if (!sent) return { reference: undefined };
      await updateMessages(sent, endedMessage(approval, resolution), ports);
      return { reference: sent };
    },

    async notify(notice, approval, buttons, ref) {
      const sent = readSentMessages(ref);
      if (!sent) return { reference: undefined };
      const { notifyInTeams } = await import('./notify.ts');
      return notifyInTeams(notice, approval, buttons, sent, ports);
    },

    together,

    async withdraw(ref) {
      const sent = readSentMessages(ref);
      const { deleteMessages } = await import('./direct-messages.ts');
      if (sent) await deleteMessages(sent, ports.connector);
    },

    tell: (person, news) => tellPerson(person, news, ports),

    explain: (error, { locale }) => explainPostError(error, wordingFor(locale)),
  };
}
