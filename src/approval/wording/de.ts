import type { Resolution } from '../resolution.ts';
import { dateTimeIn } from './date-time.ts';
import type { Decider, Wording } from './wording.ts';

const VIA = { slack: 'in Slack', email: 'per E-Mail', web: 'im Browser' } as const;
const STATUS: Record<Resolution['status'], string> = {
  approved: 'Genehmigt',
  rejected: 'Abgelehnt',
  expired: 'Abgelaufen',
  cancelled: 'Abgebrochen',
  failed: 'Fehlgeschlagen',
};

const dateTime = dateTimeIn('de-DE');

export const de: Wording = {
  title: (name) => `Freigabe für ${name}`,
  workflow: (name) => `dem Ablauf ${name}`,
  askedBy: (requester) => `Angefragt von ${requester}`,
  moreDetails: (count) => `… und ${count} weitere`,
  approve: 'Genehmigen',
  reject: 'Ablehnen',
  rejectedIt: (name) => `${name} hat abgelehnt`,
  cause: (cause, decider) => `${cause} (${by(decider)})${because(decider)}`,
  dateTime,
  expires: (date) => `Läuft ab am ${dateTime(date)}`,
  resolved({ status, decision, cause, at }, who) {
    if (status === 'expired') return 'Abgelaufen: Niemand hat rechtzeitig entschieden.';
    if (status === 'cancelled') return 'Abgebrochen: Die Ausführung wurde gestoppt.';
    const when = at ? `, ${dateTime(at)}` : '';
    if (decision) return `${STATUS[status]} ${by(decision, who)}${when}${because(decision)}`;
    return `${STATUS[status]}${when}${cause ? `: ${cause}` : ''}`;
  },
  mail: {
    requestSubject: (title) => `Freigabe erbeten: ${title}`,
    hello: 'Guten Tag,',
    asked: (title, requester) => `${title}, angefragt von ${requester}, wartet auf Ihre Entscheidung.`,
    linksConfirm:
      'Jeder Link öffnet eine Seite mit einem Knopf; entschieden wird erst, wenn Sie ihn drücken.',
    linksDecide: 'Das Öffnen eines Links entscheidet sofort.',
    resolvedSubject: (title, status) => `${STATUS[status]}: ${title}`,
    complete: 'Ihre Aufgabe ist abgeschlossen.',
    rejected: (cause) => `Ihre Aufgabe wurde abgelehnt: ${cause}`,
    expired: 'Über Ihre Aufgabe wurde nicht rechtzeitig entschieden.',
    cancelled: 'Ihre Aufgabe wurde abgebrochen.',
    failed: (cause) => `Ihre Aufgabe ist fehlgeschlagen: ${cause}`,
  },
  page: {
    requester: 'Angefragt von',
    callbackQuestion: (action) => `Die Antwort „${action}“ senden?`,
    callbackButton: (action) => `„${action}“ senden`,
    comment: 'Begründung',
    optional: 'freiwillig',
    accepted: 'Antwort angenommen',
    acceptedNote: 'Sie können diese Seite schließen.',
    alreadyDecided: 'Schon entschieden',
    stillDecidable: 'Entschieden wird erst, wenn Sie den Knopf drücken.',
    refused: 'Dieser Link funktioniert nicht',
    reasons: {
      DecryptionUnsupported: 'Er ist verschlüsselt, und dieser Dienst kann das nicht lesen.',
      EncryptionRequired: 'Er ist nicht verschlüsselt, und nur verschlüsselte Links werden angenommen.',
      InvalidJSON: 'Was gesendet wurde, ist kein JSON.',
      InvalidJsonPath: 'Er wurde falsch gemacht. Bitte dem Absender Bescheid geben.',
      InvalidPostActionBody: 'Was gesendet wurde, ist keine Antwort, die er annimmt.',
      InvalidPostActionOutcome: 'Er wurde falsch gemacht. Bitte dem Absender Bescheid geben.',
      InvalidRequest: 'Er ist für Programme, die ihre Antwort als JSON per POST senden.',
      OutputFormatting:
        'Ein Teil der Adresse fehlt oder passt nicht. Bitte so öffnen, wie er geschickt wurde.',
      ParametersDisabled: 'Dieser Dienst nimmt solche Links nicht mehr an.',
      PostActionsDisabled: 'Dieser Dienst nimmt solche Links nicht mehr an.',
      ServiceError:
        'Bei uns ist etwas schiefgegangen. Bitte den Link noch einmal öffnen, um zu sehen, ob die Antwort ankam.',
      ActionMismatched: 'Die Adresse wurde verändert. Bitte den Link so öffnen, wie er geschickt wurde.',
      ExpiredPayload: 'Er ist abgelaufen.',
      StepFunctionsError: 'Der Ablauf hat die Antwort nicht angenommen.',
      InvalidPayload: 'Er ist nicht von uns, oder ein Teil fehlt. Bitte so öffnen, wie er geschickt wurde.',
    },
    gone: 'Nicht mehr offen',
    goneNote: 'Hierüber wurde schon entschieden, oder die Zeit ist abgelaufen.',
    transaction: (id) => `Vorgang ${id}`,
  },
  slack: {
    pending: 'Wartet auf eine Entscheidung',
    startedIn: (title, channel) => `Gestartet: ${title}. Die Knöpfe stehen in ${channel}.`,
    startWhat: (command) => `Wofür soll die Freigabe sein? ${command} start <Name>`,
    unknown: (subcommand, command) => `„${subcommand}“ kenne ich nicht. Das kann ${command}:`,
    help: (command) => `${command} start <Name> – um eine Freigabe bitten\n${command} help – dieser Text`,
    failed: 'Das hat nicht geklappt, und nichts wurde geändert. Bitte gleich noch einmal versuchen.',
    refused: (reason) => `Das wurde nicht angenommen. ${reason}`,
    openLink: (label) => `${label} im Browser`,
  },
};

function by(decider: Decider, who = decider.by): string {
  return who ? `von ${who} ${VIA[decider.via]}` : VIA[decider.via];
}

function because({ comment }: Decider): string {
  return comment ? `: ${comment}` : '';
}
