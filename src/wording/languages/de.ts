import type { Resolution } from '../../approval/approval.ts';
import { MAX_APPROVERS } from '../../approval/approvers.ts';
import { agoIn, dateTimeIn } from '../date-time.ts';
import { listIn, type SurfaceNames, wordsOf } from '../surface-names.ts';
import type { Decider, Wording } from '../wording.ts';

/** A surface that is not here has its own name. */
const SURFACES: SurfaceNames = {
  slack: { name: 'Slack', via: 'in Slack' },
  email: { name: 'E-Mail', via: 'per E-Mail' },
  web: { name: 'Browser', via: 'im Browser' },
};
const STATUS: Record<Resolution['status'], string> = {
  approved: 'Genehmigt',
  rejected: 'Abgelehnt',
  expired: 'Abgelaufen',
  cancelled: 'Abgebrochen',
  failed: 'Fehlgeschlagen',
};

const dateTime = dateTimeIn('de-DE');

export const de: Wording = {
  colon: ': ',
  stop: '.',
  yes: ['ja'],
  no: ['nein'],
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
  ago: agoIn('de'),
  notAllowed: {
    unknownPerson:
      'Hierüber dürfen nur bestimmte Personen entscheiden, und dieser Link sagt nicht, wer ihn benutzt. Bitte die Knöpfe der Nachricht benutzen.',
    ownRequest: 'Sie haben selbst darum gebeten: Jemand anderes muss entscheiden.',
    maybeOwnRequest:
      'Wer gefragt hat, darf hierüber nicht entscheiden, und ob Sie das waren, lässt sich nicht feststellen. Vielleicht kann jemand anderes entscheiden.',
    notApprover: 'Sie gehören nicht zu denen, die hierüber entscheiden dürfen.',
  },
  problems: {
    noName: () => 'Es fehlt ein Name: Wofür soll die Freigabe sein?',
    unknownApprover: (typed) =>
      `„${typed}“ ist weder eine Person noch eine Gruppe, wie @ann oder @leads, noch eine E-Mail-Adresse.`,
    unknownGroup: (typed) => `„${typed}“ ist keine Gruppe. Personen bitte im Feld darüber auswählen.`,
    untoldGroup: (typed) =>
      `Diese App kann nicht nachsehen, ob „${typed}“ eine Gruppe ist: Ihr fehlt die Berechtigung usergroups:read. Bitte Personen im Feld darüber auswählen oder E-Mail-Adressen angeben.`,
    noApprovers: () => 'Es ist niemand genannt, der entscheiden darf.',
    tooManyApprovers: (count) =>
      `Das sind ${count} Personen; höchstens ${MAX_APPROVERS} dürfen entscheiden. Eine Gruppe zählt als eine Person.`,
    neitherYesNorNo: (key) => `Bei ${key} bitte ja oder nein angeben.`,
    repeatedKey: (key) => `„${key}“ ist zweimal angegeben. Bitte nur einmal angeben.`,
    misplacedKey: (key) =>
      `„${key}“ gehört nicht zu den Angaben: Dafür gibt es ein eigenes Feld. Bitte hier löschen.`,
  },
  cancelledBy: (who, via) => `Abgebrochen von ${who} ${viaIn(via)}`,
  already({ status, vote, cause }, ago, who) {
    const when = ago ? `, ${ago}` : '';
    return `Schon ${STATUS[status].toLowerCase()}${vote ? ` ${by(vote, who)}` : ''}${when}${vote ? because(vote) : cause ? `: ${cause}` : ''}.`;
  },
  resolved({ status, vote, cause, at }, who) {
    if (status === 'expired') return 'Abgelaufen: Es wurde nicht rechtzeitig entschieden.';
    if (status === 'cancelled') return cancelled(cause);
    const when = at ? `, ${dateTime(at)}` : '';
    if (vote) return `${STATUS[status]} ${by(vote, who)}${when}${because(vote)}`;
    return `${STATUS[status]}${when}${cause ? `: ${cause}` : ''}`;
  },
  nothingSent: 'Die Anfrage konnte nicht verschickt werden.',
  partlySent: 'Nicht alle wurden gefragt.',
  notAskedOn: (surface, reason) =>
    `${wordsOf(SURFACES, surface)?.name ?? surface}: ${reason ?? 'Etwas ist schiefgegangen; was, steht im Protokoll.'}`,
  mail: {
    requestSubject: (title) => `Freigabe erbeten: ${title}`,
    hello: 'Guten Tag,',
    asked: (title, requester) => `${title}, angefragt von ${requester}, wartet auf Ihre Entscheidung.`,
    linksConfirm:
      'Jeder Link öffnet eine Seite mit einem Knopf; entschieden wird erst, wenn Sie ihn drücken.',
    linksDecide: 'Das Öffnen eines Links entscheidet sofort.',
    recipient: (address) => `Sie sind nur für ${address} und entscheiden in diesem Namen.`,
    noLinks: (surfaces) =>
      `Hierüber dürfen nur bestimmte Personen entscheiden. Sie werden ${where(surfaces)} gefragt.`,
    notRequester: (surfaces) =>
      `Hierüber dürfen ${where(surfaces)} alle entscheiden, nur nicht, wer gefragt hat.`,
    tooLong: 'Die Anfrage ist zu lang für einen Link.',
    undecidable:
      'Per E-Mail darf niemand entscheiden. Bitte E-Mail-Adressen derer nennen, die es dürfen (approvers), und, wo es nicht sein soll, wer gefragt hat, auch dessen Adresse (requester_email).',
    resolvedSubject: (title, status) => `${STATUS[status]}: ${title}`,
    complete: 'Ihre Aufgabe ist abgeschlossen.',
    rejected: (cause) => (cause ? `Ihre Aufgabe wurde abgelehnt: ${cause}` : 'Ihre Aufgabe wurde abgelehnt.'),
    expired: 'Über Ihre Aufgabe wurde nicht rechtzeitig entschieden.',
    cancelled: 'Ihre Aufgabe wurde abgebrochen.',
    failed: (cause) =>
      cause ? `Ihre Aufgabe ist fehlgeschlagen: ${cause}` : 'Ihre Aufgabe ist fehlgeschlagen.',
  },
  page: {
    requester: 'Angefragt von',
    recipient: 'Sie entscheiden als',
    callbackQuestion: (action) => `Die Antwort „${action}“ senden?`,
    callbackButton: (action) => `„${action}“ senden`,
    comment: 'Begründung',
    optional: 'optional',
    accepted: 'Antwort angenommen',
    approved: 'Genehmigt',
    rejected: 'Abgelehnt',
    acceptedNote: 'Sie können diese Seite schließen.',
    alreadyDecided: 'Schon entschieden',
    stillDecidable: 'Entschieden wird erst, wenn Sie den Knopf drücken.',
    refused: 'Dieser Link funktioniert nicht',
    reasons: {
      DecryptionUnsupported:
        'Der Link ist verschlüsselt, und dieser Dienst kann das nicht lesen. Bitte dem Absender Bescheid geben.',
      EncryptionRequired:
        'Der Link ist nicht verschlüsselt, und dieser Dienst nimmt nur verschlüsselte an. Bitte den Absender um einen neuen bitten.',
      InvalidJSON: 'Was gesendet wurde, ist kein JSON.',
      InvalidJsonPath: 'Dieser Link wurde falsch erstellt. Bitte den Absender um einen neuen bitten.',
      InvalidPostActionBody: 'Die Antwort passt zu keiner der erwarteten.',
      InvalidPostActionOutcome:
        'Dieser Link wurde falsch erstellt. Bitte den Absender um einen neuen bitten.',
      InvalidRequest: 'Dieser Link ist für Programme. Sie senden ihre Antwort als JSON per POST.',
      OutputFormatting:
        'Ein Teil der Adresse fehlt oder passt nicht. Bitte den Link so öffnen, wie er ankam.',
      ParametersDisabled:
        'Dieser Dienst nimmt solche Links nicht mehr an. Bitte den Absender um einen neuen bitten.',
      PostActionsDisabled:
        'Dieser Dienst nimmt solche Links nicht mehr an. Bitte den Absender um einen neuen bitten.',
      ServiceError:
        'Bei uns ist etwas schiefgegangen. Bitte den Link noch einmal öffnen, um zu sehen, ob die Antwort ankam.',
      ActionMismatched: 'Die Adresse wurde verändert. Bitte den Link so öffnen, wie er ankam.',
      ExpiredPayload: 'Der Link ist abgelaufen.',
      StepFunctionsError: 'Der Ablauf hat die Antwort nicht angenommen.',
      InvalidPayload: 'Der Link ist nicht von uns, oder ein Teil fehlt. Bitte so öffnen, wie er ankam.',
    },
    gone: 'Nicht mehr offen',
    goneNote: 'Hierüber wurde schon entschieden, oder die Zeit ist abgelaufen.',
    expired: (date) => `Die Zeit für die Entscheidung ist am ${dateTime(date)} abgelaufen.`,
    transaction: (id) => `Vorgang ${id}`,
  },
  slack: {
    pending: 'Wartet auf eine Entscheidung',
    approvers: (who) => `Entscheiden darf: ${who}`,
    linksInThread: 'Die Links zum Entscheiden stehen im Thread.',
    obstacles: {
      notInvited: 'Die App ist nicht in ihrem Kanal. Bitte dorthin einladen: /invite @Countersign.',
      noChannel:
        'Ihren Kanal gibt es nicht, er ist archiviert, oder er ist privat und die App nicht darin. Bitte dorthin einladen oder einen anderen Kanal einstellen.',
      noAccess: 'Slack lässt die App nicht mehr zu. Bitte neu installieren und ihr neues Token hinterlegen.',
      tooLong: 'Die Anfrage ist zu lang für einen Knopf; das kommt vor, wo viele entscheiden dürfen.',
    },
    startedIn: (title, channel) => `Angefragt: ${title}. Die Anfrage erscheint gleich in ${channel}.`,
    mayDecide: (who, notYou) =>
      `Entscheiden darf: ${who ?? 'jeder'}${notYou ? (who ? ', aber nicht Sie selbst' : ' außer Ihnen') : ''}.`,
    startWhat: (command) => `Wofür soll die Freigabe sein? ${command} start <Name>`,
    unknown: (subcommand, command) => `„${subcommand}“ kenne ich nicht. Das kann ${command}:`,
    help: (command) =>
      [
        `${command} start <Name> [Angabe: Wert …] – um eine Freigabe bitten; jede Angabe steht in der Anfrage`,
        '    approvers: @ann, @leads, bob@example.com – nur sie dürfen entscheiden',
        '    self_approval: no – Sie selbst nicht; confirm: yes – beim Genehmigen wird nachgefragt',
        `${command} list – was auf eine Entscheidung wartet`,
        `${command} status <Ausführung> – wie es steht`,
        `${command} cancel <Ausführung> – nicht mehr fragen`,
        `${command} help – dieser Text`,
      ].join('\n'),
    failed: 'Das hat nicht geklappt, und nichts wurde geändert. Bitte gleich noch einmal versuchen.',
    unsure: (command) =>
      `Es ist nicht bekannt, ob das geklappt hat. Bevor Sie es noch einmal versuchen, bitte in der Nachricht nachsehen, oder mit ${command} status <Ausführung>.`,
    unsureStarted: (command) =>
      `Es ist nicht bekannt, ob das geklappt hat. Bevor Sie es noch einmal versuchen, bitte mit ${command} list nachsehen, ob es dabei ist.`,
    tookLong: 'Das hat zu lange gedauert. Bitte noch einmal versuchen.',
    refused: (reason) => `Das wurde nicht angenommen. ${reason}`,
    openLink: (label) => `${label} im Browser`,
    noneWaiting: 'Nichts wartet auf eine Entscheidung.',
    waiting: 'Wartet auf eine Entscheidung, das Neueste zuerst:',
    newestOnly: (count) => `Nur die ${count} neuesten Ausführungen wurden angesehen.`,
    goTo: 'Zur Nachricht',
    whichExecution: (command, subcommand) =>
      `Welche? ${command} ${subcommand} <Ausführung>; ${command} list zeigt ihre Namen.`,
    noSuchExecution: 'Diese Ausführung gibt es nicht, oder sie hat um keine Freigabe gebeten.',
    notWaiting: 'Sie wartet nicht mehr auf eine Entscheidung.',
    mayNotCancel: 'Abbrechen kann nur, wer gefragt hat oder entscheiden darf.',
    cancelled: (title) => `Abgebrochen: ${title}.`,
    confirmApprove: {
      title: 'Genehmigen?',
      text: (title) => `${title} geht sofort weiter.`,
      yes: 'Genehmigen',
      no: 'Noch nicht',
    },
    rejectModal: {
      title: 'Ablehnen',
      submit: 'Ablehnen',
      close: 'Offen lassen',
      reason: 'Begründung',
      placeholder: 'Was müsste anders sein?',
    },
    cancelModal: {
      title: 'Anfrage abbrechen?',
      submit: 'Abbrechen',
      close: 'Offen lassen',
      text: (title) => `„${title}“ wird dann nicht mehr gefragt, und die Ausführung wird gestoppt.`,
    },
    requestModal: {
      title: 'Freigabe anfragen',
      submit: 'Anfragen',
      close: 'Schließen',
      name: 'Wofür soll die Freigabe sein?',
      namePlaceholder: 'Version 1.2 des Shops',
      details: 'Angaben',
      detailsHint: 'Eine je Zeile, etwa Umgebung: Produktion',
      approvers: 'Wer darf entscheiden?',
      approversHint:
        'Bleiben dieses und das nächste Feld leer, darf jeder entscheiden, der die Anfrage sieht.',
      others: 'Gruppen und E-Mail-Adressen, die auch entscheiden dürfen',
      othersHint: 'Etwa @leads, bob@example.com',
      policy: 'Wie wird entschieden?',
      notSelf: 'Ich selbst darf nicht entscheiden',
      confirm: 'Beim Genehmigen wird nachgefragt',
    },
    notice: { title: 'Countersign', close: 'Schließen' },
    home: {
      waiting: 'Wartet auf Sie',
      nothingWaiting: 'Nichts wartet auf Ihre Entscheidung.',
      decided: 'Ihre letzten Entscheidungen',
      nothingDecided: 'Sie haben in letzter Zeit nichts entschieden.',
      moreWaiting: (command) => `Es gibt mehr: ${command} list`,
    },
  },
};

/** The cause is `cancelledBy`'s, or that of a person who stopped the execution elsewhere. */
function cancelled(cause: string | undefined): string {
  if (!cause) return 'Abgebrochen: Die Ausführung wurde gestoppt.';
  return cause.startsWith(STATUS.cancelled) ? `${cause}.` : `${STATUS.cancelled}: ${cause}`;
}

function by({ via, who: { name, email } }: Decider, who = name ?? email): string {
  return who ? `von ${who} ${viaIn(via)}` : viaIn(via);
}

function viaIn(surface: string): string {
  return wordsOf(SURFACES, surface)?.via ?? `über ${surface}`;
}

function where(surfaces: readonly string[]): string {
  return listIn('de', surfaces.map(viaIn));
}

function because({ comment }: Decider): string {
  return comment ? `: ${comment}` : '';
}
