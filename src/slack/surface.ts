import { resolutionOf } from '../approval/approval.ts';
import type { Surface } from '../approval/surface.ts';
import { wordingFor } from '../wording/index.ts';
import { resolvedMessage } from './blocks/request-message.ts';
import { channelOf } from './channel.ts';
import { readSentMessages, together } from './message-reference.ts';
import { SLACK } from './names.ts';
import type { SurfacePorts } from './ports.ts';
import { explainPostError } from './slack-error.ts';
import { tellPerson } from './tell-requester.ts';
import { updateMessages } from './update-messages.ts';

/**
 * Slack as a surface. Posts a message with a button for each action, also to the approvers who are not in the channel.
 * Updates all of these messages when the request ends, and tells the requester. tell-outcome asks no person, so the
 * code for asking is loaded when it is needed.
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
      const slack = await ports.client();
      const message = resolvedMessage(approval, resolution);
      await updateMessages(sent, message, { slack, log: ports.log });
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

    tell: (person, news) => tellPerson(person, news, ports),

    explain(error, request) {
      const where = { channel: channelOf(request, ports), appName: ports.appName };
      return explainPostError(error, wordingFor(request.locale), where);
    },
  };
}
