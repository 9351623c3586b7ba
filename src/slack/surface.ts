import { resolutionOf } from '../approval/approval.ts';
import type { Surface } from '../approval/surface.ts';
import { wordingFor } from '../wording/index.ts';
import { channelOf } from './channel.ts';
import { readSentMessages, together } from './message-reference.ts';
import { SLACK } from './names.ts';
import type { SurfacePorts } from './ports.ts';
import { explainPostError } from './slack-error.ts';

/**
 * Slack as a surface. Posts a message with a button for each action, also to the approvers who are not in the channel.
 * Updates all of these messages when the request ends, and tells the requester. A step of a state machine does one of
 * these, and often on another surface, so the code of each is loaded when it is needed.
 */
export function createSlackSurface(ports: SurfacePorts): Surface {
  return {
    name: SLACK,
    confirm: true,
    inPlace: true,

    async reach(request) {
      const { reachInSlack } = await import('./reach.ts');
      return reachInSlack(request, ports);
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
      const { showEnded } = await import('./show-ended.ts');
      await showEnded(approval, resolution, sent, ports);
      return { reference: sent };
    },

    together,

    async notify(notice, approval, buttons, ref) {
      const { notifyInSlack } = await import('./notify.ts');
      return notifyInSlack(notice, approval, buttons, readSentMessages(ref), ports);
    },

    async withdraw(ref) {
      const sent = readSentMessages(ref);
      const { deleteMessages } = await import('./post-request.ts');
      if (sent) await deleteMessages(sent, await ports.client());
    },

    async tell(person, news) {
      const { tellPerson } = await import('./tell-requester.ts');
      return tellPerson(person, news, ports);
    },

    explain(error, request) {
      const where = { channel: channelOf(request, ports), appName: ports.appName };
      return explainPostError(error, wordingFor(request.locale), where);
    },
  };
}
